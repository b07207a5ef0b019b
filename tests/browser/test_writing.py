"""Writing a comment: nothing that was typed is lost on the way, and nothing arrives twice."""

import pytest
from playwright.sync_api import expect

from . import acts


@pytest.fixture
def article(facts):
    return facts["written"]


@acts.with_and_without_script
def test_other_pictures_keep_what_was_typed(page, article, script):
    page.goto(article)
    acts.write(page, "Typed before the pictures changed.")
    acts.get_pictures(page, script)
    before = acts.token_of(page)

    page.get_by_role("button", name="Other pictures").click()

    expect(page.locator("[name=captcha-token]")).not_to_have_value(before)
    acts.expect_typed(page, "Typed before the pictures changed.")
    expect(page.locator(".error")).to_have_count(0)


@acts.with_and_without_script
def test_who_cannot_use_pictures_waits_in_a_lane_of_its_own(page, newsroom, article, script):
    text = f"Sent without pictures, {script}."
    page.goto(article)
    acts.write(page, text)
    acts.get_pictures(page, script)
    page.get_by_role("checkbox", name="I can't use pictures").check()

    acts.send(page)

    acts.expect_waiting(page)
    acts.queue(newsroom)
    expect(acts.row(newsroom, text)).to_contain_text("without pictures")


@acts.with_and_without_script
def test_a_preview_loses_nothing_ticks_included(page, site, article, script):
    page.goto(article)
    acts.write(page, "Words *to look at* first.")
    acts.get_pictures(page, script)
    token, right = acts.token_of(page), acts.right_tiles(page, site)
    acts.pick(page, right)

    page.get_by_role("button", name="Preview").click()

    preview = page.get_by_role("region", name="Preview: nobody sees this yet")
    expect(preview.locator("em")).to_have_text("to look at")
    acts.expect_typed(page, "Words *to look at* first.")
    assert (acts.token_of(page), acts.ticked(page)) == (token, right)
    acts.send(page)
    acts.expect_waiting(page)


def test_a_double_click_makes_one_comment(page, newsroom, site, article):
    page.goto(article)
    acts.write(page, "Clicked twice.")
    acts.get_pictures(page)
    acts.pick(page, acts.right_tiles(page, site))

    posts = []
    page.on("request", lambda request: posts.append(request.method))
    # Ten milliseconds apart, so that both presses send: the second before the first is answered.
    press_twice = "button => { button.click(); setTimeout(() => button.click(), 10) }"
    page.get_by_role("button", name="Send", exact=True).evaluate(press_twice)

    acts.expect_waiting(page)
    assert posts.count("POST") == 2
    acts.queue(newsroom)
    expect(acts.row(newsroom, "Clicked twice.")).to_have_count(1)


@acts.with_and_without_script
def test_enter_in_the_name_field_sends(page, site, article, script):
    page.goto(article)
    acts.write(page, "Sent with Enter.")
    acts.get_pictures(page, script)
    acts.pick(page, acts.right_tiles(page, site))

    page.get_by_label("Name", exact=True).press("Enter")

    acts.expect_waiting(page)


def test_the_reader_sees_how_much_room_is_left(page, article):
    page.goto(article)

    page.get_by_label("Comment", exact=True).fill("👋 five")

    hint = page.get_by_text("Up to 5000 characters.")
    expect(hint).to_have_text("Up to 5000 characters. 6 / 5000")
    page.get_by_label("Comment", exact=True).fill("x" * 5001)
    expect(hint).to_contain_class("over")
