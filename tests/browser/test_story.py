"""The whole story: a reader writes, a moderator approves, everyone reads it."""

from playwright.sync_api import expect

from . import acts


@acts.with_and_without_script
def test_a_stranger_gets_a_comment_published_and_answered(page, new_context, site, script):
    desk = new_context().new_page()
    text, answer = f"A first word, {script}.", f"And an answer, {script}."

    page.goto("/")
    page.get_by_role("link", name="Russia and USA are very close to each other in Syria").click()
    article = page.url
    acts.write(page, text)
    acts.get_pictures(page, script)
    acts.pick(page, map(int, site.manage("captcha_answer", acts.token_of(page)).split()))
    acts.send(page)
    acts.expect_waiting(page)
    private = page.url.partition("#")[0]
    assert private.startswith(f"{site.url}/my/")
    expect(page.get_by_role("link", name=private)).to_be_visible()
    expect(page.get_by_role("article").get_by_text(text)).to_be_visible()

    page.goto(article)
    expect(page.get_by_text(text)).to_have_count(0)

    acts.sign_in(desk, "admin", site.password)
    desk.get_by_role("link", name="Comments", exact=True).last.click()
    acts.decide(desk, "Approve", text)
    expect(desk.get_by_text("1 comment approved.").first).to_be_visible()

    page.goto(article)
    first = acts.published(page, text)
    expect(first.locator("[data-comment-body]")).to_have_text(text)

    first.get_by_role("link", name="Reply to Anna").click()
    expect(page.get_by_role("heading", name="Reply to Anna")).to_be_visible()
    acts.write(page, answer, name="Bob")
    acts.get_pictures(page, script)
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)
    acts.expect_waiting(page)
    acts.queue(desk)
    acts.decide(desk, "Approve", answer)

    page.goto(article)
    expect(acts.published(page, answer)).to_contain_text("In reply to Anna")

    acts.queue(desk, "approved")
    acts.decide(desk, "Undo the last decision", answer)
    page.goto(article)
    expect(page.get_by_text(answer)).to_have_count(0)
    expect(first).to_be_visible()
