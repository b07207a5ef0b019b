"""Arabic, from right to left: every page, a story by keyboard, and words against the direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from . import acts
from .conftest import watch
from .test_every_page import OPTIONS, described

ARABIC = "تعليق بالعربية (1)، من فضلك!"
WAITS = "شكرًا لك! تعليقك في انتظار أحد المشرفين"

PRIVATE = ("pending", "approved", "returned", "rejected", "withdrawn", "removed")
READERS = {
    "home": "/",
    "article": "{first}",
    "article in Arabic": "{arabic}",
    "article with threads": "{deep}",
    "article, page 2": "{page_two}",
    "article, closed": "{closed}",
    "form with pictures": "{written}comment/",
    "reply": "{deep}comment/?reply={reply}",
    "reply to nothing": "{deep}comment/?reply=999999",
    **{f"private page, {status}": f"{{private[{status}]}}" for status in PRIVATE},
    "404": "/nothing-here/",
    "login": "/admin/login/",
}
MODERATORS = {
    "queue": "/admin/comments/comment/",
    "comment": "/admin/comments/comment/{reply}/change/",
    "log": "/admin/comments/decision/",
    "figures": "/admin/comments/decision/figures/",
}
EDITORS = {"article form": "/admin/chronicle/article/add/"}
PAGES = [
    pytest.param(who, address, id=name)
    for who, pages in {"": READERS, "mary": MODERATORS, "edith": EDITORS}.items()
    for name, address in pages.items()
]


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_a_page_in_arabic_runs_from_right_to_left_fits_and_is_accessible(
    browser, browser_context_args, site, facts, signed_in, trouble, who, address
):
    state = signed_in(who) if who else None
    options = {**browser_context_args, "viewport": {"width": 320, "height": 800}}
    with browser.new_context(**options, storage_state=state) as context:
        watch(context, site, trouble)
        page = context.new_page()
        page.goto("/ar" + address.format(**facts))

        assert page.locator("html").get_attribute("dir") == "rtl"
        # From right to left, what is too wide is reached with negative numbers.
        assert page.evaluate("() => { scrollTo(-999, 0); return scrollX }") == 0
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert not found, "\n".join(described(found))


def test_a_reader_and_a_moderator_need_no_mouse_from_right_to_left(
    page, new_context, site, facts, signed_in
):
    desk = new_context(storage_state=signed_in("mary")).new_page()
    page.goto(f"/ar{facts['written']}")

    reach(page, "الاسم")
    page.keyboard.type("ليلى")
    page.keyboard.press("Tab")
    page.keyboard.type(ARABIC)
    acts.get_pictures(page)
    expect(page.locator("legend")).to_contain_text("أكِّد أنك لست برنامجًا آليًا: اختر كل")
    for tile in acts.right_tiles(page, site):
        reach(page, f"الصورة {tile}")
        page.keyboard.press("Space")
    reach(page, "إرسال")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(WAITS)

    desk.goto("/ar/admin/comments/comment/?q=" + ARABIC)
    press_where_arabic_is_typed(desk, "ش", "KeyA")
    expect(desk.locator(".empty")).to_have_text("لا شيء ينتظر. أحسنت.")

    page.goto(f"/ar{facts['written']}")
    expect(acts.published(page, ARABIC)).to_be_visible()
    expect(page.locator("h2#comments")).to_contain_text("تعليق")


def reach(page, name):
    """Press the tabulator until the field or button that is called ``name`` has the focus."""
    field, button = page.get_by_label(name, exact=True), page.get_by_role("button", name=name)
    for _ in range(60):
        page.keyboard.press("Tab")
        if field.or_(button).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"The tabulator never reaches {name!r}.")


def press_where_arabic_is_typed(page, key, code):
    """Press a key of a keyboard that prints Arabic, which Playwright's does not."""
    page.locator(":focus").dispatch_event("keydown", {"key": key, "code": code})


@pytest.mark.parametrize(("prefix", "direction"), [("/ar", "rtl"), ("", "ltr")], ids=["rtl", "ltr"])
def test_what_readers_wrote_keeps_its_own_direction_and_moves_nothing_around_it(
    page, facts, prefix, direction
):
    page.goto(prefix + facts["arabic"])

    for name, words in (("ليلى", "rtl"), ("Anna (2)", "ltr")):
        comment = page.locator("[data-comment]").filter(has_text=name)
        author, time = comment.locator("h3 bdi"), comment.locator("time")
        assert direction_of(comment.locator("[data-comment-body]")) == words
        assert direction_of(comment) == direction
        # The name comes first in the direction of the page, whatever its letters.
        is_first = left_of(author) > left_of(time)
        assert is_first is (direction == "rtl")


def direction_of(element):
    return element.evaluate("element => getComputedStyle(element).direction")


def left_of(element):
    return element.bounding_box()["x"]
