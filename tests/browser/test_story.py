"""The two stories of a comment, its reader's and its author's: in each language, with script and
without, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from . import acts
from .conftest import watch
from .words import ARABIC, ENGLISH, RUSSIAN

in_each_language = pytest.mark.parametrize(
    "words",
    [
        pytest.param(ENGLISH, id="English"),
        pytest.param(RUSSIAN, id="Russian"),
        pytest.param(ARABIC, id="Arabic"),
    ],
)


@pytest.fixture
def desk(browser, browser_context_args, site, signed_in, trouble):
    """A page of a moderator, whose keys need script."""
    options = {"java_script_enabled": True, "storage_state": signed_in("mary")}
    with browser.new_context(**{**browser_context_args, **options}) as context:
        watch(context, site, trouble)
        yield context.new_page()


def decide(desk, words, text, *keys):
    """Decide with ``keys`` about what holds ``text``, on a desk in the reader's language."""
    desk.goto(f"{words.prefix}/admin/comments/comment/?q={text}")
    expect(acts.row(desk, text)).to_be_focused()
    for key in keys:
        desk.keyboard.press(key) if len(key) == 1 else desk.keyboard.type(key)
    expect(desk.locator(".empty")).to_have_text(words.queue_is_empty)


def expect_heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def write_and_send(page, site, words, script, name, text):
    """Write on the open form, pick the pictures, and send."""
    acts.type_into(page, page.get_by_label(words.name, exact=True), name)
    acts.type_into(page, page.get_by_label(words.comment, exact=True), text)
    if not script:  # the pictures come with the answer to the first post
        acts.press(page, button(page, words.send))
    expect(page.locator("[data-captcha-sheet][src]")).to_be_visible()
    expect(page.locator("legend")).to_contain_text(words.question)
    for number in acts.right_tiles(page, site):
        tile = page.get_by_role("checkbox", name=words.picture.format(number), exact=True)
        acts.press(page, tile, "Space")
    acts.press(page, button(page, words.send))
    expect_heading(page, words.waits)


@acts.with_and_without_script
@in_each_language
def test_a_reader_is_published_and_answered_by_keyboard_alone(page, desk, site, words, script):
    text, answer = f"{words.text} {script}", f"{words.answer} {script}"
    page.goto(f"{words.prefix}/")
    expect(page.locator("html")).to_have_attribute("dir", words.direction)
    acts.press(page, page.get_by_role("link", name="To write under"))
    expect_heading(page, "To write under")
    expect(page.get_by_text("The body of the article.")).to_be_visible()

    write_and_send(page, site, words, script, words.person, text)
    private = page.url.partition("#")[0]
    assert private.startswith(f"{site.url}{words.prefix}/my/")
    expect(page.get_by_role("link", name=private)).to_be_visible()
    expect(page.get_by_role("article").get_by_text(text)).to_be_visible()
    decide(desk, words, text, "a")
    page.reload()
    expect_heading(page, words.published)
    acts.press(page, page.get_by_role("link", name=words.see))

    comment = acts.published(page, text)
    expect(comment).to_be_in_viewport()
    acts.press(page, comment.get_by_role("link", name=words.reply.format(words.person)))
    heading = page.get_by_role("heading", name=words.reply_heading.format(words.person))
    expect(heading).to_be_visible()
    write_and_send(page, site, words, script, words.other, answer)
    decide(desk, words, answer, "a")
    page.reload()
    acts.press(page, page.get_by_role("link", name=words.see))
    expect(acts.published(page, answer)).to_contain_text(words.answered.format(words.person))


@acts.with_and_without_script
@in_each_language
def test_an_author_changes_withdraws_and_brings_back_by_keyboard_alone(
    page, desk, site, facts, words, script
):
    first, second, third = (f"{words.text} {number} {script}" for number in (1, 2, 3))
    reason = "Please name your source."
    field = page.get_by_label(words.comment, exact=True)
    page.goto(acts.leave(page, site, words.prefix + facts["written"], first, words.person))
    expect_heading(page, words.waits)

    decide(desk, words, first, "v", f"{reason}\n")
    page.reload()
    expect_heading(page, words.returned)
    expect(page.get_by_text(reason)).to_be_visible()
    acts.type_into(page, field, second)
    acts.press(page, button(page, words.send_again))
    expect_heading(page, words.waits)

    acts.press(page, button(page, words.withdraw))
    expect_heading(page, words.withdrawn)
    acts.press(page, button(page, words.bring_back))
    expect_heading(page, words.waits)

    acts.press(page, page.locator("summary", has_text=words.change))
    acts.type_into(page, field, third)
    acts.press(page, button(page, words.send_change))
    expect(page.locator(".comment-body")).to_have_text(third)
    expect_heading(page, words.waits)

    decide(desk, words, third, "a")
    page.reload()
    expect_heading(page, words.published)
    acts.press(page, page.get_by_role("link", name=words.see))
    expect(page).to_have_url(re.compile(rf"{words.prefix}{facts['written']}.*#comment-\d+$"))
    expect(acts.published(page, third)).to_be_in_viewport()
