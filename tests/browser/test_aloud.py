"""What a screen reader says, from the list of articles to the answered comment, and where the focus
goes: docs/accessibility.md tells it as a story, and names these tests."""

import re

import pytest
from playwright.sync_api import expect

from . import acts

LIST = """
- link "Skip to the text"
- banner:
  - paragraph:
    - link "Chronicle"
- main:
  - heading "All articles" [level=1]
  - article:
    - heading "A deep thread" [level=2]:
      - link "A deep thread"
    - paragraph:
      - text: Anna Lind
      - time
      - link "15 comments"
- contentinfo:
  - search:
    - searchbox "Search articles and comments"
    - button "Search"
  - navigation "This site"
"""
ARTICLE = """
- main:
  - article:
    - heading "A deep thread" [level=1]
  - region "15 comments":
    - heading "15 comments" [level=2]
    - navigation "Order of the comments":
      - link "Oldest first"
      - link "Newest first"
    - article "Bea":
      - heading "Bea" [level=3]
      - link /Link. .+/
      - paragraph:
        - link "Reply to Bea"
        - link "Report"
      - 'button "Replies: 12" [expanded]'
    - article "mary Staff":
      - paragraph:
        - link "In reply to Bea"
    - paragraph: This comment was removed.
  - status
  - region "Leave a comment":
    - heading "Leave a comment" [level=2]
"""
REPORT = """
- group "What is wrong with it?":
  - radio "It insults or threatens somebody"
- paragraph:
  - textbox "Anything a moderator should know"
- paragraph:
  - button "Send to the moderators"
"""


@pytest.fixture
def form(page, facts):
    """A form that a reader has begun to fill in, its pictures there."""
    page.goto(facts["written"])
    page.get_by_label("Name", exact=True).focus()
    acts.get_pictures(page)
    return page


def status_of_pictures(page):
    return page.locator("[data-captcha]").get_by_role("status")


def focused(page):
    return page.locator(":focus")


def test_the_list_is_landmarks_and_a_heading_for_each_article(page):
    page.goto("/")

    expect(page.locator("body")).to_match_aria_snapshot(LIST)


def test_an_article_is_a_text_its_comments_by_author_and_a_form(page, facts):
    page.goto(facts["deep"])

    expect(page.locator("body")).to_match_aria_snapshot(ARTICLE)
    expect(page).to_have_title("A deep thread · Chronicle")


def test_a_report_says_whose_comment_it_is_about_and_what_it_lacks(page, facts):
    page.goto(facts["deep"])
    report = page.get_by_role("article", name="Bea").get_by_role("link", name="Report")
    expect(report).to_have_accessible_description("Bea")

    report.click()

    expect(page.locator("form[method=post]")).to_match_aria_snapshot(REPORT)
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page).to_have_title("Not sent yet · Report a comment · Chronicle")
    expect(page.get_by_role("group")).to_have_accessible_description(
        "Choose what is wrong with it."
    )
    acts.press(page, page.get_by_role("alert").get_by_role("link", name="What is wrong with it?"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio").first).to_be_focused()


def test_each_field_has_a_name_and_the_room_that_is_left_is_its_description(form):
    text = form.get_by_role("textbox", name="Comment", exact=True)
    expect(form.get_by_role("textbox", name="Name", exact=True)).to_be_focused()
    expect(text).to_have_accessible_description("Up to 5000 characters.")

    text.fill("Words")

    expect(text).to_have_accessible_description("Up to 5000 characters. 5 / 5000")
    expect(form.get_by_text("5 / 5000").locator("xpath=ancestor::*[@aria-live]")).to_have_count(0)


def test_the_pictures_say_that_they_are_fetched_and_take_no_focus(page, facts):
    held = []
    page.route("**/captcha/challenge/", lambda route: held.append(route))
    page.goto(facts["written"])
    expect(status_of_pictures(page)).to_have_text("")  # there before its words, or none is heard
    with page.expect_request("**/captcha/challenge/"):
        page.get_by_label("Name", exact=True).focus()
    expect(status_of_pictures(page)).to_have_text("Fetching the pictures ...")
    page.evaluate("0")  # by its answer the request has reached the route, too

    held[0].continue_()

    expect(page.locator("[data-captcha-sheet]")).to_be_visible()
    expect(status_of_pictures(page)).to_have_text("")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_the_question_is_heard_with_the_way_for_those_who_cannot_see_pictures(form):
    question = form.locator("[data-captcha-prompt]").inner_text()
    pictures = form.get_by_role("group", name=question)
    expect(pictures).to_have_accessible_description(re.compile("^I can't use pictures Tick this"))
    expect(pictures.get_by_role("checkbox")).to_have_count(9)
    expect(pictures.get_by_role("img")).to_have_accessible_name("The pictures, numbered row by row")


def test_the_tabulator_goes_through_the_form_as_it_is_read(form, site):
    form.keyboard.type("Anna")
    form.keyboard.press("Tab")
    form.keyboard.type("Typed by keyboard alone.")
    right = acts.right_tiles(form, site)
    form.keyboard.press("Tab")  # the note on Markdown
    for number in range(1, 10):
        form.keyboard.press("Tab")
        expect(acts.tile(form, number)).to_be_focused()
        if number in right:
            form.keyboard.press("Space")
    for name in ("Other pictures", "I can't use pictures", "Send"):
        form.keyboard.press("Tab")
        expect(focused(form)).to_have_accessible_name(name)

    form.keyboard.press("Enter")

    acts.expect_waiting(form)
    expect(form).to_have_title("Your comment · Chronicle")


def test_other_pictures_are_announced_and_the_focus_stays(form):
    acts.pick(form, [1, 2])

    form.get_by_role("button", name="Other pictures").click()

    expect(status_of_pictures(form)).to_have_text("Other pictures are here.")
    expect(form.get_by_role("button", name="Other pictures")).to_be_focused()
    assert acts.ticked(form) == []


def test_what_keeps_a_comment_back_is_said_in_title_alert_and_field(form):
    acts.send(form)
    expect(form).to_have_title("Not sent yet · Leave a comment · Chronicle")
    alert = form.get_by_role("alert")
    expect(alert).to_contain_text("Not sent yet:")
    text = form.get_by_role("textbox", name="Comment", exact=True)
    expect(text).to_have_accessible_description(re.compile("Please write a comment.$"))
    expect(text).to_have_attribute("aria-invalid", "true")

    acts.press(form, alert.get_by_role("link", name="Comment: Please write a comment."))
    expect(text).to_be_focused()
    acts.press(form, alert.get_by_role("link", name="Select the pictures"))
    form.keyboard.press("Tab")

    expect(acts.tile(form, 1)).to_be_focused()


def test_wrong_pictures_are_said_like_any_other_mistake(form, site):
    acts.write(form, "Some words.")
    acts.pick(form, acts.wrong_tiles(form, site))
    acts.send(form)

    expect(form).to_have_title("Not sent yet · Leave a comment · Chronicle")
    expect(form.get_by_role("alert")).to_contain_text("Those were not the right pictures.")


def test_a_draft_that_comes_back_is_announced_and_discarding_it_keeps_the_focus(page, facts):
    page.goto(facts["written"])
    acts.write(page, "Half a thought")
    page.goto("about:blank")
    page.goto(facts["written"])
    said = page.locator("form").get_by_role("status").first
    expect(said).to_contain_text("Your unsent text is back.")

    said.get_by_role("button", name="Discard it").press("Enter")

    expect(said).to_contain_text("Discarded.")
    expect(page.get_by_role("button", name="Bring it back")).to_be_focused()


def test_the_author_s_page_is_headed_by_what_became_of_the_comment(page, facts):
    headings = {
        "pending": "Thank you! Your comment waits for a moderator",
        "approved": "Your comment is published",
        "returned": "A moderator asks you to change your comment",
        "rejected": "Your comment was not published",
        "withdrawn": "You have withdrawn your comment",
    }
    for state, heading in headings.items():
        page.goto(facts["private"][state])

        region = page.get_by_role("main").get_by_role("region", name=heading)
        expect(region.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_link_to_a_comment_leads_the_keyboard_there(page, facts):
    page.goto(f"/comments/{facts['reply']}/")

    page.keyboard.press("Tab")

    assert focused(page).evaluate("e => e.closest('article').getAttribute('data-comment')") == str(
        facts["reply"]
    )


def test_a_new_comment_says_so_in_its_name(page, facts):
    page.goto(facts["deep"])
    page.evaluate("localStorage['seen/deep'] = JSON.stringify({ids: [], at: Date.now()})")
    page.reload()
    news = page.get_by_role("status").filter(has=page.get_by_role("button", name="Next new"))
    expect(news).to_have_text("Next new comment (15)")

    news.get_by_role("button").press("Enter")

    expect(focused(page)).to_have_accessible_name("Bea New")


def test_each_button_that_stops_a_mail_says_which(page, facts):
    page.goto(facts["mail"]["all"])

    expect(
        page.get_by_role("button", name="Stop", exact=True).first
    ).to_have_accessible_description(re.compile("^What becomes of your comment Own$"))


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_page_and_what_it_shows_each_name_their_language(page, facts, language):
    page.goto(f"{'' if language == 'en' else f'/{language}'}{facts['arabic']}")

    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("main").get_by_role("article").first.get_attribute("lang") == "ar"
