"""Reading a thread: folding, what is new, how long ago, and what came meanwhile."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from . import acts

TOP = "This finally made"
MINUTE = 60  # seconds


@pytest.fixture
def thread(page, facts):
    page.goto(facts["deep"])
    return page


def fold(page, text):
    """The button that hides and shows the replies to the comment that holds ``text``."""
    return acts.published(page, text).get_by_role("button", name="Replies:")


def forget(page, *ids):
    """Have the browser think that it has never seen these comments of the open page."""
    page.evaluate(
        "ids => { const key = 'seen/deep', seen = JSON.parse(localStorage[key]);"
        " seen.ids = seen.ids.filter(id => !ids.includes(id));"
        " localStorage[key] = JSON.stringify(seen) }",
        [str(pk) for pk in ids],
    )


def ids(page):
    return [int(e.get_attribute("data-comment")) for e in page.locator("[data-comment]").all()]


def has_focus(page, pk):
    return page.evaluate("id => document.activeElement.id === `comment-${id}`", pk)


# Folding


def test_a_thread_folds_with_all_its_replies_and_unfolds(thread):
    button = fold(thread, TOP)
    expect(button).to_have_accessible_name("Replies: 12")
    reply = acts.published(thread, "A reply on level 5.")

    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(reply).to_be_hidden()
    expect(acts.published(thread, "شكرا")).to_be_visible()
    button.press("Enter")

    expect(button).to_have_attribute("aria-expanded", "true")
    expect(reply).to_be_visible()


def test_what_is_folded_inside_stays_folded(thread):
    fold(thread, "A reply on level 3.").click()
    fold(thread, TOP).click()
    fold(thread, TOP).click()

    expect(acts.published(thread, "A reply on level 3.")).to_be_visible()
    expect(acts.published(thread, "A reply on level 4.")).to_be_hidden()


def test_a_comment_without_replies_has_nothing_to_fold(thread):
    expect(fold(thread, "شكرا")).to_have_count(0)


def test_a_link_to_a_folded_comment_unfolds_it(thread):
    fold(thread, TOP).click()

    thread.evaluate("id => { location.hash = `comment-${id}` }", ids(thread)[4])

    expect(acts.published(thread, "A reply on level 5.")).to_be_in_viewport()


# What is new


def test_a_first_visit_finds_nothing_new(thread):
    expect(thread.get_by_text("New", exact=True)).to_have_count(0)
    expect(thread.get_by_role("button", name="Next new comment")).to_have_count(0)


def test_new_comments_are_marked_counted_and_jumped_to(thread):
    new = ids(thread)[2], ids(thread)[5]
    forget(thread, *new)
    thread.reload()
    expect(thread.get_by_text("New", exact=True)).to_have_count(2)
    fold(thread, TOP).click()
    button = thread.get_by_role("button", name="Next new comment")

    expect(button).to_have_accessible_name("Next new comment (2)")
    button.click()
    assert has_focus(thread, new[0])
    expect(thread.locator(f"#comment-{new[0]}")).to_be_in_viewport()
    expect(button).to_have_accessible_name("Next new comment (1)")
    button.click()

    assert has_focus(thread, new[1])
    expect(button).to_have_count(0)


def test_what_was_new_once_is_not_new_again(thread):
    forget(thread, ids(thread)[2])
    thread.reload()
    expect(thread.get_by_text("New", exact=True)).to_have_count(1)

    thread.reload()

    expect(acts.published(thread, TOP)).to_be_visible()
    expect(thread.get_by_text("New", exact=True)).to_have_count(0)


# How long ago


def test_times_are_told_from_now_in_the_language_of_the_page(page, facts):
    page.clock.install(time=datetime.now() + timedelta(hours=3, minutes=1))
    for path, ago in ((facts["deep"], "3 hours ago"), (f"/ru{facts['deep']}", "3 часа назад")):
        page.goto(path)

        time = page.locator(".comment-time time").first
        expect(time).to_have_text(ago)
        assert "2" in time.get_attribute("title") and ago != time.get_attribute("title")


def test_what_is_older_than_a_month_has_its_date(page, facts):
    page.clock.install(time=datetime.now() + timedelta(days=31))
    page.goto(facts["deep"])

    time = page.locator(".comment-time time").first

    expect(time).to_have_text(time.get_attribute("title"))


# What comes meanwhile


@pytest.fixture
def live(page, facts):
    """A page that lies open, whose clock stands still; ``live.more`` came meanwhile."""
    page.asked, page.more = [], 0

    def answer(route):
        page.asked.append(route.request.url)
        route.fulfill(json={"visible_count": page.count + page.more})

    page.route("**/counts/**", answer)
    page.clock.install()
    page.goto(facts["deep"])
    page.count = int(page.locator("[data-thread]").get_attribute("data-count"))
    return page


def test_new_comments_are_announced_and_inserted_only_when_asked_for(live):
    live.more = 3
    before = live.locator("[data-comment]").count()

    live.clock.run_for(MINUTE * 1000)

    link = live.get_by_role("status").get_by_role("link", name="New comments: 3. Show them")
    expect(link).to_be_visible()
    assert live.locator("[data-comment]").count() == before
    with live.expect_navigation():
        link.click()
    expect(link).to_have_count(0)


def test_nothing_is_announced_while_nothing_comes(live):
    with live.expect_response("**/counts/**"):
        live.clock.run_for(MINUTE * 1000)

    expect(live.get_by_role("link", name="New comments")).to_have_count(0)


def test_a_page_asks_at_most_once_a_minute_and_not_for_ever(live):
    minutes = 0
    # The clock stands still, but an answer takes its time: a minute may pass before it is there.
    while len(live.asked) < 120 and minutes < 1000:
        live.clock.run_for(MINUTE * 1000)
        minutes += 1
        assert len(live.asked) <= minutes

    live.clock.run_for(30 * MINUTE * 1000)

    assert len(live.asked) == 120


def test_a_page_that_nobody_sees_asks_nothing(live):
    live.evaluate(
        "() => { Object.defineProperty(document, 'hidden', {get: () => true});"
        " document.dispatchEvent(new Event('visibilitychange')) }"
    )

    live.clock.run_for(10 * MINUTE * 1000)

    assert live.asked == []
