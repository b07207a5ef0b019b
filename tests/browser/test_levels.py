"""Harder pictures, more time and the browser's own work, in Chromium: nobody is shut out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.servers import serve

from . import acts
from .conftest import watch

ARTICLE = "/articles/russia-and-usa-are-very-close-to-each-other-in-syria/"
RAISE = "from captcha.models import Defence; Defence.objects.update(mode='on')"


@pytest.fixture(scope="module")
def fortress():
    """A site whose defence is up: whoever comes owes level 1."""
    with serve(workers=2) as server:
        server.manage("shell", "-c", RAISE)
        yield server


@pytest.fixture
def page(browser, fortress, trouble, request):
    """A page of a reader of the site under attack."""
    mark = request.node.get_closest_marker("browser_context_args")
    context = browser.new_context(
        base_url=fortress.url,
        viewport={"width": 320, "height": 800},
        **(mark.kwargs if mark else {}),
    )
    watch(context, fortress, trouble)
    yield context.new_page()
    context.close()


def begin(page):
    page.goto(ARTICLE)
    acts.write(page, "Under attack, and still polite.")
    acts.get_pictures(page)


def answer(page, site):
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)


def test_with_script_twelve_pictures_and_a_little_work_are_enough(page, fortress):
    begin(page)
    expect(page.get_by_role("checkbox", name="Picture 12", exact=True)).to_be_visible()
    expect(page.locator("[name=captcha-work]")).not_to_have_value("")
    answer(page, fortress)
    acts.expect_waiting(page)


@acts.WITHOUT_SCRIPT
def test_without_script_two_sheets_are_enough(page, fortress):
    page.goto(ARTICLE)
    acts.write(page, "Under attack, and still polite.")
    acts.send(page)
    answer(page, fortress)

    expect(page.locator("fieldset[data-captcha-question]")).to_have_count(2)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(
        "Under attack, and still polite."
    )
    answer(page, fortress)
    acts.expect_waiting(page)


def test_each_sheet_is_a_group_named_by_its_own_question(page, fortress):
    begin(page)
    for question in page.locator("[data-captcha-prompt]").all():
        expect(page.get_by_role("group", name=question.inner_text())).to_be_visible()


def test_twelve_tiles_are_large_enough_and_fit_a_narrow_phone(page, fortress):
    begin(page)
    box = page.locator(".captcha-tiles label").first.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_finds_nothing_in_twelve_pictures(page, fortress):
    begin(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_before_it_expires_a_challenge_is_renewed_with_text_and_ticks_kept(page, fortress):
    page.clock.install()
    begin(page)
    acts.pick(page, [1, 5])
    sheet = page.locator("[data-captcha-sheet]").get_attribute("src")

    with page.expect_response("**/captcha/renew/") as renewal:
        page.clock.fast_forward("09:30")

    expect(page.locator("[name=captcha-token]")).to_have_value(renewal.value.json()["token"])
    assert acts.ticked(page) == [1, 5]
    expect(page.locator("[data-captcha-sheet]")).to_have_attribute("src", sheet)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(
        "Under attack, and still polite."
    )


def test_other_pictures_are_no_easier_and_keep_the_text(page, fortress):
    begin(page)
    first = acts.token_of(page)
    page.get_by_role("button", name="Other pictures").click()
    expect(page.locator("[name=captcha-token]")).not_to_have_value(first)
    expect(page.locator(".captcha-tiles label")).to_have_count(12)


def test_who_cannot_use_pictures_gets_in_by_keyboard_alone(page, fortress):
    page.goto(ARTICLE)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Anna")
    page.keyboard.press("Tab")
    page.keyboard.type("I cannot see the pictures.")
    acts.get_pictures(page)
    unable = page.get_by_role("checkbox", name="I can't use pictures")
    for _ in range(20):
        page.keyboard.press("Tab")
        if unable.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    acts.expect_waiting(page)
