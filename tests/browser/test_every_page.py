"""What holds on every page that a reader or the staff sees, opened once for all of these tests."""

from collections import namedtuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import watch
from .pages import EVERY_PAGE

Opened = namedtuple("Opened", "page trouble")

# Each width and each theme once: the rules of layout depend on the one, those of colour on the
# other, and none on both.
VIEWS = [(1280, "light"), (375, "dark")]
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,  # it would copy imported style sheets into the page, which our CSP refuses
}


@pytest.fixture(scope="module", params=EVERY_PAGE)
def opened(request, browser, browser_context_args, site, facts, signed_in):
    """A page, opened by one who may see it, and what went wrong behind it so far."""
    who, go = request.param
    trouble = []
    state = signed_in(who) if who else None
    with browser.new_context(**browser_context_args, storage_state=state) as context:
        watch(context, site, trouble)
        page = context.new_page()
        go(page, facts)
        yield Opened(page, trouble)


def test_nothing_is_refused_missing_or_fetched_from_elsewhere(opened):
    opened.page.wait_for_load_state("networkidle")

    assert opened.trouble == []  # see conftest.watch


@pytest.mark.parametrize("width", [1280, 640, 320])  # a window of 1280 at 100, 200 and 400 %
def test_a_page_never_scrolls_sideways(opened, width):
    opened.page.set_viewport_size({"width": width, "height": 800})

    # What is clipped is wider than the window, too, and scrolls nobody: so try.
    moved = opened.page.evaluate(
        "() => { scrollTo({left: 999, behavior: 'instant'}); return scrollX }"
    )

    assert moved == 0


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing(opened, width, scheme):
    opened.page.set_viewport_size({"width": width, "height": 900})
    opened.page.emulate_media(color_scheme=scheme)

    found = Axe().run(opened.page, options=OPTIONS).response["violations"]

    assert not found, "\n".join(described(found))


def described(violations):
    for violation in violations:
        for node in violation["nodes"]:
            what = node["failureSummary"].replace("\n", " ")
            yield f"{violation['id']}: {node['html'][:200]} {what}"
