"""An author changes what was sent, by keyboard alone: while it waits, and once it is published."""

from playwright.sync_api import expect

from . import acts


def press_to(page, locator, presses=40):
    """Tab on until ``locator`` has the focus."""
    for _ in range(presses):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("no key leads there")


@acts.with_and_without_script
def test_an_author_changes_words_that_wait_by_keyboard_alone(page, site, facts, script):
    acts.comment(page, site, facts["written"], f"A word with a mistaek, {script}.", script)

    press_to(page, page.locator("summary", has_text="Change the text"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Comment", exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(f"A word without a mistake, {script}.")
    press_to(page, page.get_by_role("button", name="Send the change"))
    page.keyboard.press("Enter")

    expect(page.locator(".comment-body")).to_have_text(f"A word without a mistake, {script}.")
    acts.expect_waiting(page)
