"""Drafts: what is typed survives until it is sent, and never leaves the browser."""

import pytest
from playwright.sync_api import expect

from . import acts

DAY = 24 * 3600 * 1000  # milliseconds


@pytest.fixture
def article(facts):
    return facts["written"]


def kept(page):
    """Return the texts of all drafts in the browser."""
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('draft/'))"
        ".map(key => JSON.parse(localStorage[key]).text)"
    )


def reopen(page, article):
    """Come back to the article by its address, which no browser fills in by itself."""
    page.goto("about:blank")
    page.goto(article)


def send_rightly(page, site):
    acts.get_pictures(page)
    acts.pick(page, acts.right_tiles(page, site))
    acts.send(page)
    acts.expect_waiting(page)


def test_a_draft_comes_back_and_says_so(page, article):
    page.goto(article)
    acts.write(page, "Half a thought")

    reopen(page, article)

    acts.expect_typed(page, "Half a thought")
    expect(page.get_by_text("Your unsent text is back.")).to_be_visible()
    expect(page.locator("#id_text_helptext")).to_contain_text("14 / 5000")


def test_a_draft_comes_back_in_another_tab_after_a_crash(page, context, article):
    page.goto(article)
    acts.write(page, "Before the crash")
    page.close()

    other = context.new_page()
    other.goto(article)

    acts.expect_typed(other, "Before the crash")


def test_a_restored_draft_asks_for_no_pictures_and_is_sent_nowhere(page, article):
    page.goto(article)
    acts.write(page, "For nobody yet")
    asked = []
    page.on("request", lambda request: asked.append(request))

    reopen(page, article)
    page.wait_for_load_state("networkidle")

    acts.expect_typed(page, "For nobody yet")
    assert {request.method for request in asked} == {"GET"}
    assert not [
        request for request in asked if "/captcha/" in request.url.replace("/static/captcha/", "")
    ]


def test_a_draft_of_another_article_stays_there(page, article, facts):
    page.goto(article)
    acts.write(page, "For this article")

    page.goto(facts["deep"])

    acts.expect_typed(page, "", name="")


def test_a_discarded_draft_is_gone_unless_it_is_brought_back(page, article):
    page.goto(article)
    acts.write(page, "Perhaps not")
    reopen(page, article)

    page.get_by_role("button", name="Discard it").click()
    acts.expect_typed(page, "")
    assert kept(page) == []
    page.get_by_role("button", name="Bring it back").click()

    acts.expect_typed(page, "Perhaps not")
    assert kept(page) == ["Perhaps not"]


def test_a_draft_is_gone_once_the_comment_is_stored(page, site, article):
    page.goto(article)
    acts.write(page, "A draft no more")
    assert kept(page) == ["A draft no more"]

    send_rightly(page, site)

    assert kept(page) == []
    reopen(page, article)
    acts.expect_typed(page, "", name="")


def test_a_draft_stays_while_the_server_refuses_it(page, site, article):
    page.goto(article)
    acts.write(page, "Refused, then sent")
    acts.get_pictures(page)
    acts.pick(page, acts.wrong_tiles(page, site))
    acts.send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert kept(page) == ["Refused, then sent"]

    send_rightly(page, site)

    assert kept(page) == []


def test_a_private_page_takes_no_draft_that_it_did_not_store(page, site, article, facts):
    page.goto(article)
    acts.write(page, "Never arrived")
    page.route("**/comment/", lambda route: route.abort())
    acts.send(page)
    page.wait_for_url("chrome-error://**")

    page.goto(facts["private"]["pending"])

    expect(page.get_by_text("This page is yours alone.")).to_be_visible()
    assert kept(page) == ["Never arrived"]


def test_back_after_sending_keeps_no_draft_until_more_is_typed(page, site, article):
    page.goto(article)
    acts.write(page, "Sent already")
    send_rightly(page, site)

    page.go_back(wait_until="commit")

    acts.expect_typed(page, "Sent already")
    assert kept(page) == []
    page.get_by_label("Comment", exact=True).fill("Another one")
    assert kept(page) == ["Another one"]


def test_two_tabs_never_write_over_each_other(page, context, article):
    other = context.new_page()
    page.goto(article)
    acts.write(page, "Begun here")
    other.goto(article)
    acts.expect_typed(other, "Begun here")

    other.get_by_label("Comment", exact=True).fill("Gone on there")
    page.get_by_label("Comment", exact=True).fill("Gone on here")

    assert sorted(kept(page)) == ["Gone on here", "Gone on there"]


def test_a_copy_that_nobody_touched_goes_when_the_draft_is_sent_elsewhere(
    page, context, site, article
):
    page.goto(article)
    acts.write(page, "Sent from the first tab")
    other = context.new_page()
    other.goto(article)
    acts.expect_typed(other, "Sent from the first tab")

    page.bring_to_front()
    send_rightly(page, site)

    expect(other.get_by_label("Comment", exact=True)).to_have_value("")


def test_a_draft_is_kept_for_a_month_and_no_longer(page, article):
    page.goto(article)
    acts.write(page, "Old words")
    for days, text in ((29, "Old words"), (31, "")):
        page.evaluate(
            "at => { for (const key of Object.keys(localStorage)) {"
            " const draft = JSON.parse(localStorage[key]);"
            " localStorage[key] = JSON.stringify({...draft, at}) } }",
            page.evaluate("Date.now()") - days * DAY,
        )

        reopen(page, article)

        expect(page.get_by_label("Comment", exact=True)).to_have_value(text)
    assert kept(page) == []


def test_only_the_twenty_latest_drafts_are_kept(page, article):
    page.goto(article)
    page.evaluate(
        "for (let i = 0; i < 25; i += 1) localStorage[`draft/x${i}//a`] ="
        " JSON.stringify({text: `${i}`, at: Date.now() - 1000 + i})"
    )

    acts.write(page, "The latest")

    assert sorted(kept(page)) == sorted(["The latest", *map(str, range(6, 25))])


@pytest.mark.parametrize("rubbish", ["{", "null", "7", '{"text": {"at": 9}}', "[]"])
def test_rubbish_in_the_storage_breaks_nothing(page, article, rubbish):
    page.goto(article)
    page.evaluate("it => { localStorage['draft/written//a'] = it }", rubbish)

    reopen(page, article)

    acts.expect_typed(page, "", name="")
    acts.write(page, "All is well")
    expect(page.locator("#id_text_helptext")).to_contain_text("11 / 5000")


def test_a_full_storage_takes_nothing_from_the_form(page, site, article):
    page.goto(article)
    page.evaluate(
        "() => { let word = 'x'.repeat(1 << 20);"
        " for (let i = 0; word; i += 1)"
        " try { localStorage[`full${i}`] = word } catch { word = word.slice(0, word.length / 2) } }"
    )

    acts.write(page, "There is no room")
    send_rightly(page, site)

    expect(page.get_by_role("article").get_by_text("There is no room")).to_be_visible()


def test_an_older_wording_that_comes_back_leaves_the_draft_of_the_newer_alone(page, article):
    page.goto(article)
    acts.write(page, "The older wording.")
    page.get_by_role("button", name="Preview").click()
    acts.write(page, "The newer wording.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview]")).to_have_text("The newer wording.")
    page.go_back()
    page.go_back()
    acts.expect_typed(page, "The older wording.")

    page.get_by_label("Comment", exact=True).press_sequentially("!")

    assert "The newer wording." in kept(page)
