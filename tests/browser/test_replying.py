"""Replying and quoting where one reads."""

import re

import pytest
from playwright.sync_api import expect

from . import acts

REPLY = re.compile("^Reply to")
FIRST = "This finally made"


@pytest.fixture
def thread(page, facts):
    page.goto(facts["deep"])
    return page


def reply_to(page, text):
    acts.published(page, text).get_by_role("link", name=REPLY).click()


def heading(page):
    return page.get_by_role("heading", name="Reply to")


def select(page, text, within="[data-comment-body]"):
    """Select the first paragraph that holds ``text``, as a reader would with the mouse."""
    page.locator(f"{within} p", has_text=text).first.evaluate(
        "e => getSelection().selectAllChildren(e)"
    )


def test_the_form_comes_to_the_comment_and_says_whom_it_answers(thread):
    reply_to(thread, FIRST)

    place = thread.get_by_role("region", name="Reply to Bea")
    expect(place.get_by_label("Name", exact=True)).to_be_focused()
    under = acts.published(thread, FIRST).bounding_box()
    assert place.bounding_box()["y"] == pytest.approx(under["y"] + under["height"], abs=20)
    expect(thread.get_by_role("button", name="Send", exact=True)).to_have_count(1)


def test_cancelling_brings_the_form_and_the_focus_back(thread):
    acts.write(thread, "For all")
    reply_to(thread, FIRST)
    expect(thread.get_by_label("Comment", exact=True)).to_have_value("")
    thread.get_by_label("Comment", exact=True).fill("For Bea")

    thread.get_by_role("button", name="Cancel").click()

    expect(acts.published(thread, FIRST).get_by_role("link", name=REPLY)).to_be_focused()
    acts.expect_typed(thread, "For all")
    reply_to(thread, FIRST)
    acts.expect_typed(thread, "For Bea")


def test_the_form_can_be_called_back_from_its_own_place(thread):
    reply_to(thread, FIRST)

    thread.get_by_role("button", name="Write here instead").click()

    expect(heading(thread)).to_have_count(0)
    writing = thread.get_by_role("region", name="Leave a comment")
    expect(writing.get_by_label("Name", exact=True)).to_be_focused()


def test_a_reload_finds_the_reply_where_it_was(thread):
    acts.write(thread, "For all")
    reply_to(thread, FIRST)
    thread.get_by_label("Comment", exact=True).fill("For Bea alone")

    thread.reload()

    place = thread.get_by_role("region", name="Reply to Bea")
    expect(place.get_by_label("Comment", exact=True)).to_have_value("For Bea alone")
    thread.get_by_role("button", name="Cancel").click()
    acts.expect_typed(thread, "For all")


def test_a_reply_in_place_arrives_as_one_and_back_finds_it_still_there(thread, newsroom, site):
    reply_to(thread, "A reply on level 3.")
    acts.write(thread, "Answered in place.")
    acts.get_pictures(thread)
    acts.pick(thread, acts.right_tiles(thread, site))
    acts.send(thread)
    acts.expect_waiting(thread)

    acts.queue(newsroom)
    expect(acts.row(newsroom, "Answered in place.")).to_contain_text("A reply on level 3.")
    thread.go_back(wait_until="commit")
    expect(heading(thread)).to_have_text("Reply to Carl")
    acts.expect_typed(thread, "Answered in place.")


def test_a_link_to_reply_still_opens_in_a_tab_of_its_own(thread, context):
    with context.expect_page() as opened:
        acts.published(thread, FIRST).get_by_role("link", name=REPLY).click(
            modifiers=["ControlOrMeta"]
        )

    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Reply to Bea")
    expect(heading(thread)).to_have_count(0)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_script_a_reply_has_a_page_of_its_own(thread):
    reply_to(thread, FIRST)

    expect(thread.get_by_role("heading", level=1)).to_have_text("Reply to Bea")


def test_a_keyboard_alone_opens_and_cancels_a_reply(thread):
    link = acts.published(thread, FIRST).get_by_role("link", name=REPLY)
    link.focus()
    thread.keyboard.press("Enter")
    expect(thread.get_by_label("Name", exact=True)).to_be_focused()

    thread.keyboard.press("Shift+Tab")
    expect(thread.get_by_role("button", name="Cancel")).to_be_focused()
    thread.keyboard.press("Enter")

    expect(link).to_be_focused()


def test_a_quoted_passage_opens_the_reply_as_markdown(thread):
    select(thread, FIRST)

    thread.get_by_role("button", name="Quote").click()

    expect(heading(thread)).to_have_text("Reply to Bea")
    area = thread.get_by_label("Comment", exact=True)
    expect(area).to_be_focused()
    quoted = "> Thank you. This finally made sense of the map; see the source.\n\n"
    expect(area).to_have_value(quoted)


def test_a_second_quote_joins_what_is_being_written(thread):
    acts.write(thread, "Two of you say the same:")
    for text in ("A reply on level 2.", "A reply on level 3."):
        select(thread, text)
        thread.get_by_role("button", name="Quote").click()

    written = thread.get_by_label("Comment", exact=True).input_value()

    expect(heading(thread)).to_have_count(0)
    assert [line[:20] for line in written.split("\n\n")] == [
        "Two of you say the s",
        "> A reply on level 2",
        "> A reply on level 3",
        "",
    ]


def test_quoting_the_article_writes_to_the_article(thread):
    select(thread, "The body of the article.", within=".prose")
    expect(thread.get_by_role("button", name="Quote")).to_be_in_viewport()

    thread.get_by_role("button", name="Quote").click()

    expect(thread.get_by_label("Comment", exact=True)).to_have_value(
        "> The body of the article.\n\n"
    )


def test_no_quote_is_offered_without_a_selection(thread):
    select(thread, FIRST)
    expect(thread.get_by_role("button", name="Quote")).to_be_visible()

    thread.evaluate("getSelection().removeAllRanges()")

    expect(thread.get_by_role("button", name="Quote")).to_have_count(0)
