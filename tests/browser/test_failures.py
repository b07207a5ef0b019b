"""Whatever goes wrong, the text is still there, and the comment arrives exactly once in the end."""

import json
import time
from dataclasses import replace

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from . import acts

TAKE_TRIES = (
    "from captcha.models import Tally; Tally.objects.filter(budget='tries').update(taken=10)"
)
FORGET_TRIES = "from captcha.models import Tally; Tally.objects.all().delete()"
SET_OPEN = """from comments.models import Thread
Thread.objects.filter(url_path='{path}').update(is_open={is_open})"""


@pytest.fixture(scope="session")
def browser(whole_browser):
    """One in which Back brings the page as it was left."""
    return whole_browser


# Each goes wrong after the reader has the pictures, and ends on the form that is left to him; where
# the comment is stored already, it returns the private page that sending again must lead to.


def wrong_pictures(page, site, script):
    before = acts.token_of(page)
    acts.pick(page, acts.wrong_tiles(page, site))
    acts.send(page)
    expect(page.get_by_role("alert")).to_contain_text("Those were not the right pictures.")
    assert acts.token_of(page) != before
    assert acts.ticked(page) == []


def expired_challenge(page, site, script):
    from captcha import challenge as challenges

    with override_settings(SECRET_KEY=site.env["SECRET_KEY"], SECRET_KEY_FALLBACKS=[]):
        token = challenges.read(acts.token_of(page)).token
        old = str(replace(token, expires_at=int(time.time()) - 1))
    page.locator("[name=captcha-token]").evaluate("(field, old) => { field.value = old }", old)
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)
    expect(page.get_by_role("alert")).to_be_visible()


def exhausted_budget(page, site, script):
    wrong_pictures(page, site, script)
    site.manage("shell", "-c", TAKE_TRIES)
    notice = page.get_by_role("alert").filter(has_text="send it again in")
    while not notice.is_visible():  # harder pictures come first
        acts.pick(page, acts.right_tiles(page, site))
        acts.send(page)
        expect(page.get_by_role("alert")).to_be_visible()
    site.manage("shell", "-c", FORGET_TRIES)  # an hour later


def too_long_a_body(page, site, script):
    area = page.get_by_label("Comment", exact=True)
    text, too_much = area.input_value(), "€" * (1 << 17)  # nine bytes each in what is sent: > 1 MB
    area.fill(too_much)
    acts.send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("That is too much at once")
    page.go_back(wait_until="commit")
    assert area.input_value() == too_much
    area.fill(text)


def stopped_server(page, site, script):
    acts.pick(page, acts.right_tiles(page, site))
    site.stop()
    try:
        acts.send(page)
        page.wait_for_url("chrome-error://**")
    finally:
        site.start()
    page.go_back(wait_until="commit")


def second_tab(page, site, script):
    other = page.context.new_page()
    acts.comment(other, site, page.url.removesuffix("comment/"), "From another tab.", script)
    other.close()


def sent_already(page, site, script):
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)
    acts.expect_waiting(page)
    private = page.url
    page.go_back(wait_until="commit")
    return private


def no_network(page, site, script):
    acts.pick(page, acts.right_tiles(page, site))
    page.context.set_offline(True)
    acts.send(page)
    if script:
        told = page.get_by_role("status").filter(has_text="There is no network.")
        expect(told).to_be_visible()
    else:
        page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    if not script:
        page.go_back(wait_until="commit")


FAILURES = [
    wrong_pictures,
    expired_challenge,
    exhausted_budget,
    too_long_a_body,
    stopped_server,
    second_tab,
    sent_already,
    no_network,
]


@acts.with_and_without_script
@pytest.mark.parametrize("fail", FAILURES, ids=lambda fail: fail.__name__.replace("_", " "))
def test_the_text_is_still_there_and_arrives_exactly_once(
    page, newsroom, site, facts, fail, script
):
    text = f"Whatever happens: {fail.__name__}, {script}."
    page.goto(facts["written"])
    acts.write(page, text)
    acts.get_pictures(page, script)

    private = fail(page, site, script)

    acts.expect_typed(page, text)
    if not page.locator("[name=captcha-token]").count():  # back before the first post
        acts.get_pictures(page, script)
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)
    acts.expect_waiting(page)
    assert private in (None, page.url)
    newsroom.goto(f"/admin/comments/comment/?q={fail.__name__}")
    expect(acts.row(newsroom, text)).to_have_count(1)


@acts.with_and_without_script
def test_the_latest_words_come_back_though_others_were_sent_before(page, site, facts, script):
    page.goto(facts["written"])
    acts.write(page, "A first word.")
    page.get_by_role("button", name="Preview").click()
    acts.write(page, "A first word, and a long second thought.")
    acts.pick(page, acts.right_tiles(page, site))

    stopped_server(page, site, script)

    acts.expect_typed(page, "A first word, and a long second thought.")


@acts.with_and_without_script
def test_a_change_comes_back_from_a_server_that_was_stopped(page, site, facts, script):
    page.goto(facts["private"]["returned"])
    page.get_by_label("Comment", exact=True).fill("")
    page.get_by_role("button", name="Send again").click()
    page.get_by_label("Comment", exact=True).fill("It took an hour to write this.")
    site.stop()
    try:
        page.get_by_role("button", name="Send again").click()
        page.wait_for_url("chrome-error://**")
    finally:
        site.start()
    page.go_back(wait_until="commit")

    words = page.get_by_label("Comment", exact=True)
    expect(words).to_have_value("It took an hour to write this.")


@acts.with_and_without_script
def test_blocked_cookies_and_storage_lose_nothing(
    browser_type, whole_chromium, tmp_path, site, facts, script
):
    (tmp_path / "Default").mkdir()
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked))
    with browser_type.launch_persistent_context(
        tmp_path, base_url=site.url, java_script_enabled=script, **whole_chromium
    ) as context:
        page = context.pages[0]
        page.goto(facts["written"])
        acts.write(page, "Nothing may be kept here.")
        acts.get_pictures(page, script)
        waiting = page.get_by_role("heading", name="Thank you!")
        while not waiting.is_visible():  # who keeps no cookies is asked for harder pictures
            acts.expect_typed(page, "Nothing may be kept here.")
            acts.pick(page, acts.right_tiles(page, site))
            acts.send(page)
            page.wait_for_load_state()

        assert context.cookies() == []


def test_a_thread_that_closes_keeps_the_text_and_the_draft(page, site, facts):
    path = facts["written"]
    page.goto(path)
    acts.write(page, "Just too late.")
    acts.get_pictures(page)
    acts.pick(page, acts.right_tiles(page, site))
    site.manage("shell", "-c", SET_OPEN.format(path=path, is_open=False))
    try:
        acts.send(page)
        expect(page.get_by_role("alert")).to_contain_text("The comments were closed meanwhile.")
        expect(page.get_by_label("Your text")).to_have_value("Just too late.")
    finally:
        site.manage("shell", "-c", SET_OPEN.format(path=path, is_open=True))

    page.goto(path)

    acts.expect_typed(page, "Just too late.")


def test_a_second_press_sends_though_the_browser_believes_there_is_no_network(page, site, facts):
    page.add_init_script("Object.defineProperty(navigator, 'onLine', {get: () => false})")
    page.goto(facts["written"])
    acts.write(page, "Sent all the same.")
    acts.get_pictures(page)
    acts.pick(page, acts.right_tiles(page, site))

    acts.send(page)
    expect(page.get_by_text("There is no network.")).to_be_visible()
    acts.send(page)

    acts.expect_waiting(page)
