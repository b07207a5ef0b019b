"""What an author does after sending, by keyboard alone: finds it again, objects."""

from playwright.sync_api import expect

from . import acts


@acts.with_and_without_script
def test_an_author_finds_the_own_comments_again_and_has_the_browser_forget_them(
    page, site, facts, script
):
    acts.comment(page, site, facts["written"], f"A word to find again, {script}.", script)
    private = page.url

    acts.press(page, page.get_by_role("link", name="All comments from this browser"))
    expect(page.get_by_role("listitem").filter(has_text="A word to find again")).to_contain_text(
        "Waits for a moderator"
    )
    acts.press(page, page.get_by_role("link", name="Its private page"))
    expect(page).to_have_url(private)
    page.go_back(wait_until="commit")
    acts.press(page, page.get_by_role("button", name="Forget these in this browser"))

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

    acts.press(page, page.locator("summary", has_text="Object to this decision"))
    acts.type_into(
        page,
        page.get_by_label("Why should it be looked at again?"),
        "The second link is my source.",
    )
    acts.press(page, page.get_by_role("button", name="Send the objection"))
    expect(page.get_by_text("Your objection was received.")).to_be_visible()
    acts.queue(newsroom, "objected")
    card = acts.row(newsroom, text)
    expect(card).to_contain_text("The second link is my source.")
    card.get_by_role("button", name="Let the decision stand").click()
    expect(newsroom.locator(".messagelist")).to_contain_text("The decision stands")
    page.reload()

    expect(page.get_by_text("Your objection was read, and the decision stands.")).to_be_visible()
