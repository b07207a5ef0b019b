"""A real Chromium in front of a real server.

No test here touches the database: Playwright's synchronous interface keeps an event loop running
in this thread, and Django refuses its ORM there. What must be in the database, the server's own
environment puts there (``state.fill``); what must be found in it, is looked for on the pages.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.servers import serve

from .acts import sign_in

HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run the browser's tests last: that event loop runs until the session ends, and every test
    after it that uses the database would be refused."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def site():
    """The site, served by two processes, with all that ``state.fill`` makes."""
    # A mail server that no test reaches: what needs one is shown, and nothing is sent.
    with serve(workers=2, env={"EMAIL_URL": "smtp://127.0.0.1:9"}) as server:
        printed = server.manage("shell", "-c", "from tests.browser import state; state.fill()")
        server.facts = json.loads(printed.splitlines()[-1])
        yield server


@pytest.fixture(scope="session")
def facts(site):
    """Where to find what ``state.fill`` made."""
    return site.facts


CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        # Without windows it is quicker; what it lacks, a test asks for: see whole_chromium.
        "executable_path": shutil.which("chromium-headless-shell") or CHROMIUM,
        # Chromium's sandbox cannot be had as root.
        "args": ["--no-sandbox"] if os.getuid() == 0 else [],
        # Readers' browsers keep the page they come back to; Playwright's would not.
        "ignore_default_args": ["--disable-back-forward-cache"],
    }


@pytest.fixture(scope="session")
def whole_chromium(browser_type_launch_args):
    """How to launch a Chromium that keeps the page one comes back to, asks for icons, and obeys
    the settings of its profile."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM}


@pytest.fixture(scope="session")
def whole_browser(browser_type, whole_chromium):
    with browser_type.launch(**whole_chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def base_url(site):
    """What pages are addressed from."""
    return site.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # Nothing scrolls smoothly under what is being measured.
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture
def trouble():
    """What goes wrong behind the pages: none of it may, in any test."""
    found = []
    yield found
    assert not found


@pytest.fixture
def new_context(new_context, site, trouble):
    """Make a browser's context that is watched; Playwright's ``page`` is of such a one too."""

    def make(**options):
        context = new_context(**options)
        watch(context, site, trouble)
        return context

    return make


def watch(context, site, found):
    """Note in ``found`` errors of script, what the console complains about (the content security
    policy among it), what a page loads in vain, and whatever is asked of another origin."""

    def on_console(message):
        if message.type not in ("error", "warning"):
            return
        # A page that is itself a 404 or a 422 is no trouble, and on_response sees what it loads;
        # all but the icon, which Playwright does not show.
        if "Failed to load" not in message.text or "/favicon" in message.location["url"]:
            found.append(message.text)

    def on_response(response):
        if response.status >= 400 and not response.request.is_navigation_request():
            found.append(f"{response.status} {response.url}")

    def on_request(request):
        if not request.url.startswith((f"{site.url}/", "data:image/", "chrome-error:")):
            found.append(f"asked for {request.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on("response", on_response)
    context.on("request", on_request)


@pytest.fixture(scope="session")
def signed_in(browser, site):
    """What a browser holds that is signed in under a name, such as signed_in("mary")."""
    states = {}

    def state_of(name):
        if name not in states:
            context = browser.new_context(base_url=site.url)
            sign_in(context.new_page(), name)
            states[name] = context.storage_state()
            context.close()
        return states[name]

    return state_of


@pytest.fixture
def newsroom(new_context, signed_in):
    """A page of a moderator who is signed in."""
    return new_context(storage_state=signed_in("mary")).new_page()
