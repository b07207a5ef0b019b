"""What an author does after sending, by keyboard alone: changes it, finds it again, objects."""

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


@acts.with_and_without_script
def test_an_author_finds_the_own_comments_again_and_has_the_browser_forget_them(
    page, site, facts, script
):
    acts.comment(page, site, facts["written"], f"A word to find again, {script}.", script)
    private = page.url

    press_to(page, page.get_by_role("link", name="All comments from this browser"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="A word to find again")).to_contain_text(
        "Waits for a moderator"
    )
    press_to(page, page.get_by_role("link", name="Its private page"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(private)
    page.go_back(wait_until="commit")
    press_to(page, page.get_by_role("button", name="Forget these in this browser"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("This browser knows of none.")).to_be_visible()
    page.go_back(wait_until="commit")
    expect(page.get_by_text("A word to find again")).to_have_count(0)


@acts.with_and_without_script
def test_an_author_objects_by_keyboard_alone_and_a_moderator_lets_it_stand(
    page, site, facts, newsroom, script
):
    text = f"Refused too quickly, script: {script}."
    acts.comment(page, site, facts["written"], text, script)
    acts.queue(newsroom)
    acts.decide(newsroom, "Reject", text)
    page.reload()

    press_to(page, page.locator("summary", has_text="Object to this decision"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Why should it be looked at again?"))
    page.keyboard.type("The second link is my source.")
    press_to(page, page.get_by_role("button", name="Send the objection"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your objection was received.")).to_be_visible()
    acts.queue(newsroom, "objected")
    card = acts.row(newsroom, text)
    expect(card).to_contain_text("The second link is my source.")
    card.get_by_role("button", name="Let the decision stand").click()
    expect(newsroom.locator(".messagelist")).to_contain_text("The decision stands")
    page.reload()

    expect(page.get_by_text("Your objection was read, and the decision stands.")).to_be_visible()
