"""The newsroom: what a moderator sees in the queue, and how decisions are made and taken back."""

import re
import zlib

import pytest
from playwright.sync_api import expect

from . import acts


@pytest.fixture
def wait(page, site, facts, request):
    """Have comments wait for a moderator; return their texts, no two tests' the same."""

    def make(*texts):
        # Few letters more, or texts of one test would be alike and one card.
        texts = [f"{text} ({zlib.crc32(request.node.name.encode()):x})" for text in texts]
        for text in texts:
            acts.leave(page, site, facts["written"], text)
        return texts

    return make


def test_the_queue_begins_with_what_has_waited_longest(newsroom, wait):
    early, late = wait("The earlier.", "The later.")

    newsroom.goto("/admin/comments/comment/")

    texts = newsroom.locator("#cards [data-wording]").all_inner_texts()
    assert texts.index(early) < texts.index(late)


def test_a_card_says_all_that_a_decision_needs(newsroom):
    newsroom.goto("/admin/comments/comment/")

    row = acts.row(newsroom, "This finally made sense")

    expect(row.locator("[data-wording] blockquote")).to_contain_text("a quoted line")
    for said in (
        "Own",
        "In reply to Emil",
        "A public remark.",
        "Fritz",
        "0 approved, 0 rejected, 0 spam",
        "without pictures",
        "https://example.org/a",
        "pending · for",
    ):
        expect(row).to_contain_text(said)


# What sticks out of its cell lies over the next, or is cut off.
CELLS_THAT_DO_NOT_HOLD = """cells => cells.filter(cell => {
    const { left, right } = cell.getBoundingClientRect();
    const inner = [...cell.querySelectorAll('*')].map(part => part.getBoundingClientRect().right);
    return left < 0 || right > innerWidth || inner.some(end => end > right + 1);
}).map(cell => cell.textContent)"""


@pytest.mark.parametrize("width", [1280, 768, 375])
def test_every_part_of_a_card_is_in_the_window_and_holds_its_words(newsroom, width):
    newsroom.set_viewport_size({"width": width, "height": 900})
    newsroom.goto("/admin/comments/comment/")

    cells = newsroom.locator("[data-card] > *:visible")

    assert cells.count() >= 4 * 5
    assert cells.evaluate_all(CELLS_THAT_DO_NOT_HOLD) == []


@acts.with_and_without_script
def test_many_are_decided_with_one_button(page, newsroom, wait, facts, script):
    texts = wait("One of many.", "Two of many.")
    acts.queue(newsroom)

    acts.decide(newsroom, "Approve", *texts)

    expect(newsroom.get_by_text("2 comments approved.").first).to_be_visible()
    page.goto(facts["written"])
    for text in texts:
        expect(acts.published(page, text)).to_be_visible()


@acts.with_and_without_script
def test_enter_in_a_reason_decides_nothing_and_keeps_it(newsroom, wait, script):
    (text,) = wait("Still waiting.")
    acts.queue(newsroom)

    reason = acts.row(newsroom, text).get_by_label("Reason")
    reason.fill("Half a thought")
    reason.press("Enter")

    expect(acts.row(newsroom, text)).to_be_visible()
    expect(acts.row(newsroom, text).get_by_label("Reason")).to_have_value("Half a thought")


def test_a_rejected_comment_comes_back_to_the_queue_by_undo(newsroom, wait):
    (text,) = wait("Rejected in haste.")
    acts.queue(newsroom)
    acts.decide(newsroom, "Reject", text)

    acts.queue(newsroom, "rejected")
    acts.decide(newsroom, "Undo the last decision", text)

    acts.queue(newsroom)
    expect(acts.row(newsroom, text)).to_be_visible()


def test_a_comment_decided_meanwhile_is_left_alone_and_named(newsroom, wait, trouble):
    (text,) = wait("Wanted by two.")
    acts.queue(newsroom)
    other = newsroom.context.new_page()
    acts.queue(other)
    acts.decide(other, "Approve", text)

    acts.decide(newsroom, "Reject", text)

    expect(
        newsroom.get_by_text(
            "Left alone: the comment by \u2068Anna\u2069 was approved by mary"
        ).first
    ).to_be_visible()
    assert [said for said in trouble if "409" in said] == trouble
    trouble.clear()


def test_staff_reply_from_the_comment_s_page(page, newsroom, wait, facts):
    (text,) = wait("A question.")
    acts.queue(newsroom)
    acts.row(newsroom, text).get_by_role("link", name="pending").click()
    newsroom.get_by_role("button", name="Approve", exact=True).click()
    newsroom.get_by_label("Comment", exact=True).fill(f"An answer to: {text}")

    newsroom.get_by_role("button", name="Publish the reply, marked as staff").click()

    expect(newsroom.get_by_text("Your reply is published.")).to_be_visible()
    page.goto(facts["written"])
    expect(acts.published(page, "An answer to: A question.")).to_contain_text("Staff")


def test_removing_for_good_takes_two_steps(new_context, signed_in, wait):
    (text,) = wait("To be removed.")
    senior = new_context(storage_state=signed_in("sam")).new_page()
    acts.queue(senior)
    acts.row(senior, text).get_by_role("checkbox").check()
    button = senior.get_by_role("button", name="Remove for good")
    expect(button).to_be_hidden()

    senior.get_by_text("Remove for good …").click()
    button.click()

    expect(senior.get_by_text("1 comment removed for good.").first).to_be_visible()


def test_a_moderator_is_not_offered_to_remove_for_good(newsroom, facts):
    for path in ("/admin/comments/comment/", f"/admin/comments/comment/{facts['reply']}/change/"):
        newsroom.goto(path)
        expect(newsroom.get_by_role("button", name="Approve").first).to_be_visible()
        expect(newsroom.get_by_role("button", name="Remove for good")).to_have_count(0)


def test_the_newsroom_is_named_like_the_site_on_every_page(page, newsroom):
    page.goto("/admin/login/")
    newsroom.goto("/admin/")

    for place in (page, newsroom):
        expect(place).to_have_title(re.compile("Newsroom$"))
        expect(place.locator("#site-name")).to_have_text("Chronicle · Newsroom")


def test_an_editor_writes_an_article_and_looks_before_it_is_public(page, new_context, signed_in):
    desk = new_context(storage_state=signed_in("edith")).new_page()
    desk.goto("/admin/chronicle/article/add/")
    desk.get_by_label("Title").press_sequentially("A new article")
    desk.get_by_label("Text", exact=False).last.fill("Its *first* paragraph.")
    desk.get_by_role("button", name="Save and continue editing").click()

    desk.get_by_role("link", name="View on site").click()

    expect(desk.locator(".prose em")).to_have_text("first")
    page.goto("/articles/a-new-article/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is published here")
