"""What people do with the pages: write, pick, send, sign in, decide."""

from urllib.parse import urlencode

import pytest
from django.test import override_settings
from playwright.sync_api import expect

WITHOUT_SCRIPT = pytest.mark.browser_context_args(java_script_enabled=False)
with_and_without_script = pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="with script"),
        pytest.param(False, id="without script", marks=WITHOUT_SCRIPT),
    ],
)

# As a reader


def write(page, text, name="Anna"):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Comment", exact=True).fill(text)


def get_pictures(page, script=True):
    """Have the pictures on ``page``: without script they come with the answer to a first post."""
    if not script:
        send(page)
    expect(page.locator("[data-captcha-sheet][src]")).to_be_visible()


def token_of(page):
    return page.locator("[name=captcha-token]").input_value()


def right_tiles(page, site):
    """Return the numbers of the right tiles on ``page``."""
    return answer_to(token_of(page), site)


def answer_to(token, site):
    """Return the numbers of the right tiles: the tests have the server's key."""
    from captcha import challenge as challenges  # needs settings; docs/screenshots.py has none

    with override_settings(SECRET_KEY=site.env["SECRET_KEY"], SECRET_KEY_FALLBACKS=[]):
        return sorted(challenges.read(token).answer)


def wrong_tiles(page, site):
    """Return tiles that are neither none nor the right ones."""
    return sorted({*range(1, 10)} - {*right_tiles(page, site)})


def tile(page, number):
    return page.get_by_role("checkbox", name=f"Picture {number}", exact=True)


def pick(page, tiles):
    for number in tiles:
        tile(page, number).check()


def ticked(page):
    """Return the numbers of the tiles that are ticked."""
    return [number for number in range(1, 10) if tile(page, number).is_checked()]


def send(page):
    page.get_by_role("button", name="Send", exact=True).click()


def comment(page, site, article, text, script=True, name="Anna"):
    """Leave a comment on ``article``, and stay on the page that answers."""
    page.goto(article)
    write(page, text, name)
    get_pictures(page, script)
    pick(page, right_tiles(page, site))
    send(page)
    expect_waiting(page)


def leave(page, site, article, text, name="Anna"):
    """Leave a comment on ``article`` as the browser of ``page`` without opening a page, where how
    it is written is not the question; return the address of its private page."""
    language, _, slug = article.strip("/").rpartition("articles/")
    scope = {"scope": f"comment/{slug}"}
    token = page.request.post(f"/{language}captcha/challenge/", form=scope).json()["token"]
    answer = {"captcha-token": token, "captcha-tile": answer_to(token, site)}
    done = page.request.post(
        f"{article}comment/",
        data=urlencode({"name": name, "text": text, **answer}, doseq=True),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert "/my/" in done.url, done.text()
    return done.url


def expect_waiting(page):
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you! Your comment waits for a moderator"
    )


def expect_typed(page, text, name="Anna"):
    """Expect that nothing of what was typed is lost."""
    expect(page.get_by_label("Name", exact=True)).to_have_value(name)
    expect(page.get_by_label("Comment", exact=True)).to_have_value(text)


def published(page, text):
    """The element of the approved comment that holds ``text``."""
    return page.locator("[data-comment]").filter(
        has=page.locator("[data-comment-body]", has_text=text)
    )


# By keyboard


def tab_to(page, element):
    """Press the tabulator until ``element`` has the focus."""
    sought = element.element_handle()
    for _ in range(200):
        if sought.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The tabulator never reaches {element}.")


def press(page, element, key="Enter"):
    tab_to(page, element)
    page.keyboard.press(key)


def type_into(page, field, text):
    """Put ``text`` in the place of what ``field`` holds."""
    tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


# As a moderator


def sign_in(page, name, password="correct horse"):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to do?")


def queue(page, status="pending"):
    """Open the list of comments of one status."""
    page.goto(f"/admin/comments/comment/?status={status}")


def row(page, text):
    """The card of the desk whose comment holds ``text``."""
    return page.locator("[data-card]").filter(has=page.locator("[data-wording]", has_text=text))


def decide(page, button, *texts):
    """Select the comments of ``texts`` on the open desk, and press ``button`` above them."""
    for text in texts:
        row(page, text).get_by_role("checkbox").check()
    bar = page.locator("#many")
    bar.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messagelist, [data-said]:not(:empty), .trouble").first).to_be_visible()
