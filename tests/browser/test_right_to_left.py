"""Arabic, from right to left: every page, and words against the direction."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import watch
from .test_every_page import OPTIONS, described

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
