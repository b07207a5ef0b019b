"""The second factor on a site that requires it: its pages, one after another."""

from base64 import b32decode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import expect

from tests.servers import serve

from .test_every_page import OPTIONS, VIEWS, described

# One has no device yet, the other has one at home.
MAKE = """
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.conftest import make_user
make_user("vera", "Moderators")
TOTPDevice.objects.create(user=make_user("olga", "Moderators"), name="app")
"""


@pytest.fixture(scope="module")
def strict_site():
    with serve(workers=1, env={"STAFF_SECOND_FACTOR": "1"}) as site:
        site.manage("shell", "-c", MAKE)
        yield site


def faults(page):
    """What axe finds on a page, in both views."""
    found = []
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += described(Axe().run(page, options=OPTIONS).response["violations"])
    return found


def type_code(page, code, button):
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name=button, exact=True).click()


def sign_in(site, browser, name):
    page = browser.new_page(base_url=site.url, reduced_motion="reduce")
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    return page


def test_a_device_is_added_on_pages_for_everybody(strict_site, browser):
    page = sign_in(strict_site, browser, "vera")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert faults(page) == []

    type_code(page, f"{totp(b32decode(secret)):06}", "Add this device")

    expect(page.locator(".codes li")).not_to_have_count(0)
    assert faults(page) == []
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")


def test_a_code_is_asked_for_and_refused_on_pages_for_everybody(strict_site, browser):
    page = sign_in(strict_site, browser, "olga")
    expect(page.get_by_text("Type the code that your app shows now")).to_be_visible()
    assert faults(page) == []

    type_code(page, "000000x", "Sign in")

    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
