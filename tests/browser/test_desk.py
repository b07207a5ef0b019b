"""The desk by keyboard, and two moderators at one desk: a site of its own, whose queue is known."""

from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Route, expect

from tests.servers import serve

from . import acts, clearing
from .conftest import watch

NUMBER = 45


@pytest.fixture(scope="module")
def newsroom():
    """A site with a queue."""
    with serve(workers=2) as server:
        server.manage("shell", "-c", clearing.FILL.format(number=NUMBER))
        server.states = {}
        yield server


@pytest.fixture
def desk_of(browser, newsroom, browser_context_args):
    """Open the desk in a browser of its own, signed in under a name."""
    contexts, found = [], []

    def open_desk(name, query=""):
        state = newsroom.states.get(name)
        options = {**browser_context_args, "base_url": newsroom.url, "storage_state": state}
        context = browser.new_context(**options)
        contexts.append(context)
        watch(context, newsroom, found)
        page = context.new_page()
        # Chromium is slow to keep requests back: by the time a test wants one held, it has to.
        page.route(DECIDE, Route.continue_)
        if state is None:
            acts.sign_in(page, name)
            newsroom.states[name] = context.storage_state()
        page.goto(f"/admin/comments/comment/{query}")
        return page

    yield open_desk
    for context in contexts:
        context.close()
    # What is stale or gone is refused, and a token from before somebody signed in again.
    assert [said for said in found if not said.startswith(("409 ", "403 ", "404 "))] == []


DECIDE = "**/admin/comments/comment/decide/"


@contextmanager
def answered_late(page, answer=Route.continue_):
    """Keep the first decision that ``page`` sends on its way until the block ends; yield all that
    are sent, each by the cards it names."""
    held, sent = [], []
    page.on(
        "request", lambda asked: asked.url.endswith("/decide/") and sent.append(cards_of(asked))
    )
    page.route(DECIDE, lambda route: held.append(route), times=1)
    with page.expect_request(DECIDE):
        yield sent
    page.evaluate("0")  # by its answer the request has reached the route, too
    answer(held[0])


def cards_of(asked):
    return parse_qs(asked.post_data)["cards"][0]


def show_again(page):
    """Do what the script does every twenty seconds, and whenever the tab is shown again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def sign_out(page):
    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()


def text_of(card):
    return card.locator("[data-wording]").text_content()


def card(page, number=0):
    return page.locator("[data-card]").nth(number)


def say(page):
    return page.locator("[data-said]")


def test_focus_moves_on_by_itself_and_a_screen_reader_hears_what_happened(desk_of):
    desk = desk_of("mary")
    expect(card(desk)).to_be_focused()

    desk.keyboard.press("a")

    expect(card(desk, 1)).to_be_focused()
    expect(say(desk)).to_have_text("1 comment approved.")
    expect(say(desk)).to_have_attribute("role", "status")
    expect(card(desk).locator(".outcome")).to_have_text("approved")
    desk.keyboard.press("u")
    expect(card(desk)).to_be_focused()
    expect(say(desk)).to_have_text("The last decision about 1 comment is undone.")
    expect(card(desk)).to_contain_text("Approve")


def test_undo_takes_back_what_was_decided_just_before_it_and_nothing_older(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")

    with answered_late(desk):
        desk.keyboard.press("r")
        desk.keyboard.press("u")

    expect(say(desk)).to_have_text(
        "1 comment rejected. The last decision about 1 comment is undone."
    )
    expect(card(desk, 0)).to_have_attribute("data-done", "approve")
    expect(card(desk, 1)).not_to_have_attribute("data-done", "reject")
    expect(card(desk, 1)).to_be_focused()
    desk.keyboard.press("u")
    expect(say(desk)).to_have_text("The last decision about 1 comment is undone.")


def test_keys_pressed_faster_than_the_desk_answers_all_arrive_in_order(desk_of):
    desk = desk_of("mary")
    wanted = [card(desk, number).get_attribute("data-card") for number in range(10)]

    with answered_late(desk) as sent:
        for _ in wanted:
            desk.keyboard.press("a")
        assert len(sent) == 1

    expect(say(desk)).to_have_text("10 × 1 comment approved.")
    assert sent == wanted
    expect(desk.locator("[data-done=approve]")).to_have_count(10)
    for number in (9, 8, 7, 6, 5):  # as many as the strip holds
        desk.keyboard.press("u")
        expect(card(desk, number)).to_be_focused()
        expect(card(desk, number)).not_to_have_attribute("aria-busy", "true")
    expect(say(desk)).to_contain_text("undone")
    expect(desk.locator("[data-done]")).to_have_count(5)


def test_a_decision_takes_back_what_it_was_pressed_after(desk_of):
    desk = desk_of("mary")

    with answered_late(desk):
        for key in "aus":
            desk.keyboard.press(key)

    expect(say(desk)).to_contain_text("1 comment marked as spam.")
    expect(card(desk, 0)).to_have_attribute("data-done", "mark_spam")
    expect(card(desk, 1)).to_be_focused()
    desk.keyboard.press("u")
    expect(desk.locator("[data-done]")).to_have_count(0)


def test_what_stands_behind_a_decision_that_failed_is_not_sent(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")

    with answered_late(desk, Route.abort):
        for key in "rus":
            desk.keyboard.press(key)

    expect(say(desk)).to_contain_text("The desk does not answer.")
    expect(card(desk, 0)).to_have_attribute("data-done", "approve")
    expect(desk.locator("[data-done]")).to_have_count(1)
    expect(card(desk, 1)).to_be_focused()
    desk.keyboard.press("u")
    expect(desk.locator("[data-done]")).to_have_count(0)


def test_keys_move_select_and_decide_about_the_selected(desk_of):
    desk = desk_of("mary")

    for key in "jkxx":
        desk.keyboard.press(key)
    expect(desk.locator("[data-selected]")).to_have_text("2 selected")
    desk.keyboard.press("s")

    expect(say(desk)).to_have_text("2 comments marked as spam.")
    expect(card(desk, 2)).to_be_focused()
    desk.get_by_role("button", name="Undo").first.click()
    expect(say(desk)).to_have_text("The last decisions about 2 comments are undone.")


def test_a_reason_is_a_digit_or_typed(desk_of):
    desk = desk_of("mary")

    desk.keyboard.press("v")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(card(desk)).to_be_focused()
    desk.keyboard.press("v")
    desk.keyboard.type("In 3 words, please.")
    desk.keyboard.press("Enter")

    expect(say(desk)).to_have_text("1 comment sent back.")
    decided = desk.context.new_page()
    decided.goto("/admin/comments/comment/?status=returned&by=me")
    expect(card(decided)).to_contain_text("In 3 words, please.")
    decided.close()
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


def test_among_decided_comments_undo_is_about_the_focused_or_the_selected(desk_of):
    desk = desk_of("mary")
    for number in (1, 2, 3):
        desk.keyboard.press("a")
        expect(card(desk, number)).to_be_focused()
    expect(desk.locator("[data-done=approve]")).to_have_count(3)
    desk.goto("/admin/comments/comment/?status=decided&by=me")

    desk.keyboard.press("j")
    desk.keyboard.press("u")

    expect(say(desk)).to_have_text("The last decision about 1 comment is undone.")
    expect(card(desk, 1)).to_have_attribute("data-done", "undo")
    expect(card(desk, 0)).not_to_have_attribute("data-done", "undo")
    for key in "kkxu":
        desk.keyboard.press(key)
    expect(card(desk, 0)).to_have_attribute("data-done", "undo")
    expect(card(desk, 2)).not_to_have_attribute("data-done", "undo")


def test_among_decided_comments_undo_takes_a_decision_just_made_back_first(desk_of):
    desk = desk_of("mary")
    for number in (1, 2):
        desk.keyboard.press("a")
        expect(card(desk, number)).to_be_focused()
    expect(desk.locator("[data-done=approve]")).to_have_count(2)
    desk.goto("/admin/comments/comment/?status=decided&by=me")

    desk.keyboard.press("r")
    expect(say(desk)).to_have_text("1 comment rejected.")
    desk.keyboard.press("u")

    expect(say(desk)).to_have_text("The last decision about 1 comment is undone.")
    expect(card(desk, 0)).to_be_focused()
    expect(desk.locator("[data-done]")).to_have_count(0)
    desk.keyboard.press("j")
    desk.keyboard.press("u")
    expect(card(desk, 1)).to_have_attribute("data-done", "undo")


PRESS = """([key, code, ctrlKey]) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', {key, code, ctrlKey, bubbles: true, cancelable: true}))"""


@pytest.mark.parametrize(
    ("key", "code"), [("A", "KeyA"), ("\u0444", "KeyA"), ("\u0424", "KeyA"), ("a", "KeyQ")]
)
def test_a_key_is_known_in_capitals_and_on_every_layout(desk_of, key, code):
    desk = desk_of("mary")

    desk.evaluate(PRESS, [key, code, False])

    expect(say(desk)).to_have_text("1 comment approved.")
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


@pytest.mark.parametrize(
    ("key", "code", "ctrl"), [("q", "KeyA", False), ("\u0444", "KeyA", True), ("A", "KeyA", True)]
)
def test_no_other_letter_and_no_shortcut_of_the_browser_decides(desk_of, key, code, ctrl):
    desk = desk_of("mary")

    desk.evaluate(PRESS, [key, code, ctrl])

    expect(desk.locator("[data-done]")).to_have_count(0)


def test_typing_decides_nothing(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("/")
    desk.keyboard.type("ars")
    desk.keyboard.press("Escape")
    expect(card(desk)).to_be_focused()
    card(desk).get_by_label("Reason").press_sequentially("ars")
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    desk.get_by_label("Decide with single keys").uncheck()
    desk.keyboard.press("a")

    expect(desk.locator("[data-done]")).to_have_count(0)
    desk.get_by_label("Decide with single keys").check()


def test_a_comment_is_edited_and_answered_from_its_card(desk_of):
    desk = desk_of("mary")

    desk.keyboard.press("e")
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Edited.")
    desk.get_by_role("button", name="Approve with this wording").click()
    expect(desk.get_by_text("1 comment approved.").first).to_be_visible()
    expect(card(desk)).to_be_focused()
    desk.keyboard.press("w")
    desk.keyboard.type("Thank you.")
    desk.get_by_role("button", name="Approve it and publish the reply").click()

    expect(desk.get_by_text("Your reply is published.")).to_be_visible()
    desk.goto("/admin/comments/comment/?status=approved")
    expect(desk.locator("#cards")).to_contain_text("Edited.")
    expect(desk.locator("#cards")).to_contain_text("Thank you.")


def test_everything_else_by_an_author_and_the_conversation_are_one_key_away(desk_of):
    desk = desk_of("mary")
    name = card(desk).locator(".who").text_content()

    desk.keyboard.press("c")
    expect(card(desk).locator(".turn.is-it")).to_contain_text(text_of(card(desk)))
    desk.keyboard.press("b")

    expect(desk.get_by_label("Narrowed to")).to_contain_text("one author")
    assert set(desk.locator(".who").all_text_contents()) == {name}


def test_two_at_one_desk_see_each_other_and_no_stale_decision_holds(desk_of, newsroom):
    mary = desk_of("mary")
    otto = desk_of("otto")
    wanted = text_of(card(mary))
    expect(otto.locator("[data-others]")).to_have_text("Also at the desk: mary")
    otto.keyboard.press("r")
    expect(say(otto)).to_have_text("1 comment rejected.")

    card(mary).get_by_label("Reason").fill("A reason worth keeping")
    mary.keyboard.press("Escape")
    mary.keyboard.press("a")

    expect(say(mary)).to_contain_text("was rejected by otto at")
    expect(card(mary).locator(".outcome")).to_contain_text("Left alone")
    expect(card(mary).get_by_label("Reason")).to_have_value("A reason worth keeping")
    otto.keyboard.press("u")
    expect(say(otto)).to_contain_text("undone")
    mary.reload()
    assert text_of(card(mary)) == wanted


@pytest.mark.parametrize(
    ("key", "label"),
    [("e", "The text as it will be approved"), ("w", "Your reply"), ("", "Reason")],
)
def test_words_typed_on_a_card_stay_when_a_colleague_decides_it(desk_of, key, label):
    mary = desk_of("mary")
    otto = desk_of("otto")
    field = card(mary).get_by_label(label)
    if key:
        mary.keyboard.press(key)
    else:
        field.focus()
    mary.keyboard.press("Control+End")
    mary.keyboard.type("Worth keeping.")
    typed = field.input_value()
    otto.keyboard.press("r")
    expect(say(otto)).to_have_text("1 comment rejected.")

    show_again(mary)

    expect(say(mary)).to_contain_text("was rejected by otto")
    expect(card(mary).locator(".outcome")).to_contain_text("was rejected by otto")
    expect(field).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value(typed)
    expect(card(mary).get_by_role("button", name="Reject")).to_be_hidden()
    with mary.expect_popup() as popup:
        card(mary).get_by_role("link", name="Open the comment as it is now").click()
    expect(popup.value.get_by_role("heading", level=1)).to_contain_text("Comment by")
    otto.keyboard.press("u")
    expect(say(otto)).to_contain_text("undone")


def test_no_page_is_turned_over_words_that_were_not_sent(desk_of):
    desk = desk_of("mary", "?q=Number 13 is")
    expect(card(desk)).to_be_focused()
    desk.keyboard.press("w")
    desk.keyboard.type("Thank you.")
    desk.keyboard.press("Escape")

    desk.keyboard.press("a")

    expect(say(desk)).to_contain_text("1 comment approved.")
    expect(say(desk)).to_contain_text("words that you typed are still here")
    expect(card(desk).get_by_label("Your reply")).to_have_value("Thank you.")
    card(desk).get_by_label("Your reply").fill("")
    desk.keyboard.press("Escape")
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


def test_signing_out_and_in_again_in_another_tab_loses_nothing(desk_of, newsroom):
    desk = desk_of("mary")
    newsroom.states.pop("mary")  # what other tests would sign in with ends here
    other = desk.context.new_page()
    desk.keyboard.press("e")
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" And more.")
    typed = card(desk).locator("textarea").first.input_value()
    send = desk.get_by_role("button", name="Approve with this wording").first

    sign_out(other)
    desk.bring_to_front()
    send.click()
    expect(say(desk)).to_contain_text("You are signed out.")
    expect(card(desk).locator("textarea").first).to_have_value(typed)
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(card(desk, 1)).not_to_have_attribute("data-done", "sent")
    expect(desk.locator("[data-done]")).to_have_count(0)
    expect(desk.get_by_role("link", name="Sign in in another tab")).to_be_visible()

    acts.sign_in(other, "mary")
    desk.bring_to_front()
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")
    expect(desk.get_by_role("link", name="Sign in in another tab")).to_be_hidden()
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")
    send.click()
    expect(desk.locator(".messagelist")).to_contain_text("1 comment approved.")


def test_what_the_server_refuses_is_said_as_it_says_it(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")
    own = desk.locator("[data-strip] [name=decision]").first
    wanted = own.input_value()
    own.evaluate("field => field.value = 999999")

    desk.keyboard.press("u")

    expect(say(desk)).to_contain_text("not here any more")
    own.evaluate("(field, value) => field.value = value", wanted)
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


def test_no_old_sentence_stands_beside_a_reply(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")

    desk.keyboard.press("w")

    expect(card(desk, 1).get_by_label("Your reply")).to_be_focused()
    expect(say(desk)).to_be_empty()
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")
    desk.keyboard.press("w")
    expect(say(desk)).to_have_text("approved")  # nothing opens on a card that is decided
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


def test_a_telephone_shows_the_first_text_without_scrolling(desk_of):
    desk = desk_of("mary")
    desk.keyboard.press("a")
    expect(say(desk)).to_have_text("1 comment approved.")
    desk.set_viewport_size({"width": 375, "height": 667})
    desk.reload()
    desk.evaluate("scrollTo(0, 0)")

    expect(card(desk).locator("[data-wording]")).to_be_in_viewport(ratio=1)
    expect(desk.get_by_label("Search words and names")).to_be_hidden()
    expect(desk.locator("#many")).to_be_hidden()
    desk.keyboard.press("/")
    expect(desk.get_by_label("Search words and names")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    expect(desk.locator("#many")).to_be_in_viewport(ratio=1)
    desk.keyboard.press("k")
    desk.keyboard.press("x")
    desk.keyboard.press("u")
    expect(say(desk)).to_contain_text("undone")


def test_what_arrives_and_what_changed_is_announced_and_shifts_nothing(desk_of, newsroom):
    mary = desk_of("mary", "?q=advertisement")
    before = mary.locator("[data-wording]").all_text_contents()
    otto = desk_of("otto", "?q=advertisement")
    otto.keyboard.press("s")
    expect(say(otto)).to_have_text("1 comment marked as spam.")
    newsroom.manage(
        "shell",
        "-c",
        "from tests.conftest import *; from comments.models import Thread;"
        "submit(Thread.objects.last(), 'Brand new, and good.', name='New')",
    )

    show_again(mary)

    expect(mary.get_by_text("New at the end of the queue: 1")).to_have_count(2)
    expect(card(mary).locator(".outcome")).to_contain_text("marked as spam by otto")
    assert mary.locator("[data-wording]").all_text_contents() == before
    otto.keyboard.press("u")
    expect(say(otto)).to_contain_text("undone")


FLOOD = """
import itertools
from comments.models import Comment, Thread
from tests import conftest
from tests.comments.triage.floods import PITCHES
conftest.NUMBERS = itertools.count(10**6 + Comment.objects.count())  # apart from those there are
for word in ("alpha", "beta", "gamma"):
    conftest.submit(Thread.objects.first(), f"{PITCHES[0]} {word}", name="Frank")
"""


@pytest.mark.parametrize(
    "hear", [lambda desk: desk.keyboard.press("a"), show_again], ids=["by deciding", "by news"]
)
def test_a_stack_that_a_colleague_decided_says_so_and_closes(desk_of, newsroom, hear):
    newsroom.manage("shell", "-c", FLOOD)
    mary, otto = desk_of("mary"), desk_of("otto")
    stack, same = (desk.locator("[data-card^=c]") for desk in (mary, otto))
    stack.focus()
    same.focus()
    otto.keyboard.press("s")
    expect(otto.locator("[data-said]")).to_contain_text("3 comments marked as spam.")

    hear(mary)

    expect(stack.locator(".outcome")).to_contain_text("was marked as spam by otto at")
    expect(stack).to_have_attribute("data-done", "left")


def test_a_reason_for_some_is_not_for_the_next(desk_of):
    desk = desk_of("mary")
    for _ in range(2):
        desk.keyboard.press("x")
    reason = desk.locator("#many").get_by_label("Reason")
    reason.fill("Only for these.")
    desk.locator("#many").get_by_role("button", name="Reject").click()
    expect(desk.locator("[data-said]")).to_contain_text("2 comments rejected.")
    desk.keyboard.press("Escape")
    expect(reason).to_have_value("")

    desk.keyboard.press("u")

    expect(desk.locator("[data-said]")).to_contain_text("The last decisions about 2 comments")
