"""Every page that a reader or the staff sees, by name: how to get there, and who may."""

import re

import pytest
from playwright.sync_api import expect

from . import acts


def at(path):
    """A page of a fixed address."""
    return lambda page, facts: page.goto(path)


def known(*names):
    """A page whose address ``state.fill`` printed."""

    def go(page, facts):
        for name in names:
            facts = facts[name]
        page.goto(facts)

    return go


def form_with_pictures(page, facts):
    page.goto(facts["written"])
    acts.write(page, "Some words.")
    acts.get_pictures(page)
    acts.pick(page, [2, 6])
    acts.tile(page, 4).focus()


def form_with_errors(page, facts):
    page.goto(facts["written"])
    page.get_by_label("Comment", exact=True).fill("x" * 5001)
    acts.send(page)
    expect(page.get_by_role("alert")).to_contain_text("Not sent yet")


def preview(page, facts):
    page.goto(facts["written"])
    acts.write(page, "Some *words*.\n\n> quoted\n\n- listed\n\n`code`")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview]")).to_be_visible()


def reply(page, facts):
    page.goto(f"{facts['deep']}comment/?reply={facts['reply']}")


def reply_in_place(page, facts):
    page.goto(facts["deep"])
    page.locator("[data-comment]").first.get_by_role("link", name=re.compile("^Reply to")).click()
    expect(page.get_by_role("heading", name="Reply to")).to_be_visible()


def what_is_new(page, facts):
    page.goto(facts["deep"])
    page.evaluate("localStorage['seen/deep'] = JSON.stringify({ids: [], at: Date.now()})")
    page.reload()
    page.get_by_role("button", name="Replies:").last.click()
    expect(page.get_by_role("button", name="Next new comment")).to_be_visible()


def reply_to_nothing(page, facts):
    page.goto(f"{facts['deep']}comment/?reply=999999")


def private_page_with_mail(page, facts):
    page.goto(facts["private"]["pending"])
    page.locator("summary", has_text="Mail about your comment").click()


def own_comments(page, facts):
    page.goto("/my/")
    page.context.add_cookies([{**facts["own"], "url": page.url.removesuffix("my/")}])
    page.reload()
    expect(page.get_by_role("link", name="Its private page")).to_have_count(
        len(facts["private"]) - 1
    )


def objection_refused(page, facts):
    page.goto(facts["private"]["rejected"])
    page.locator("summary", has_text="Object to this decision").click()
    page.get_by_role("button", name="Send the objection").click()
    expect(page.locator(".error")).to_have_text("Please say why it should be looked at again.")


def asked_in_vain(page, facts):
    page.goto(facts["mail"]["about"])
    page.get_by_label("Tell me when it is decided").uncheck()
    page.get_by_label("Your e-mail address").fill("nonsense")
    page.get_by_role("button", name="Send me the mail").click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent yet")


def asked(page, facts):
    page.goto(facts["mail"]["follow"])
    page.get_by_label("Your e-mail address").fill("emil@mail.example")
    page.get_by_role("button", name="Send me the mail").click()
    expect(page.get_by_role("heading", name="A mail is on its way")).to_be_visible()


def stopped(page, facts):
    page.goto(facts["mail"]["stop"])
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="No more of these mails")).to_be_visible()


def failed_login(page, facts):
    page.goto("/admin/")
    page.get_by_label("Username").fill("nobody")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errornote")).to_be_visible()


def moderated_comment(page, facts):
    page.goto(f"/admin/comments/comment/{facts['reply']}/change/")


def removal(page, facts):
    page.goto(f"/admin/comments/comment/{facts['reply']}/change/")
    page.get_by_text("Remove for good …").click()


def nothing_selected(page, facts):
    acts.queue(page)
    page.locator("#many").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_be_visible()


def unfolded_card(page, facts):
    acts.queue(page)
    card = acts.row(page, "This finally made sense")
    card.get_by_text("Conversation", exact=True).click()
    card.get_by_text("Edit, then approve").click()
    card.get_by_text("Reply as staff").click()
    expect(card.locator(".turn").first).to_be_visible()


def asked_for_a_reason(page, facts):
    acts.queue(page)
    page.keyboard.press("v")
    expect(page.get_by_role("dialog")).to_be_visible()


def edited_article(page, facts):
    page.goto("/admin/chronicle/article/")
    page.get_by_role("link", name="A deep thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change article")


def refused_article(page, facts):
    page.goto("/admin/chronicle/article/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()


def draft_preview(page, facts):
    edited_article(page, facts)
    page.goto(re.sub("change/$", "preview/", page.url))


READERS = {
    "home": at("/"),
    "article": known("first"),
    "article with threads": known("deep"),
    "article, page 2": known("page_two"),
    "article, closed": known("closed"),
    "form with pictures": form_with_pictures,
    "form with errors": form_with_errors,
    "preview": preview,
    "reply": reply,
    "reply in place": reply_in_place,
    "what is new": what_is_new,
    "reply to nothing": reply_to_nothing,
    **{
        f"private page, {status}": known("private", status)
        for status in (
            *("pending", "approved", "returned", "rejected", "withdrawn", "removed"),
            *("changed", "declined", "objected", "stands"),
        )
    },
    "private page, objection refused": objection_refused,
    "own comments": own_comments,
    "own comments, none": at("/my/"),
    "private page, mail unfolded": private_page_with_mail,
    **{
        f"mail, {name}": known("mail", name)
        for name in ("about", "follow", "confirm", "all", "stop")
    },
    "mail, asked in vain": asked_in_vain,
    "mail, asked": asked,
    "mail, stopped": stopped,
    "mail, over": at("/my/mail/stop/nothing-is-here/"),
    "article, newest first": lambda page, facts: page.goto(f"{facts['deep']}?order=newest"),
    "search": at("/search/?q=thread"),
    "search, nothing": at("/search/?q=qqqqqq"),
    "privacy": at("/privacy/"),
    "report": lambda page, facts: page.goto(f"/comments/{facts['reply']}/report/"),
    "404": at("/nothing-here/"),
    "login": at("/admin/login/"),
    "login, failed": failed_login,
}
MODERATORS = {
    "admin": at("/admin/"),
    "queue": at("/admin/comments/comment/"),
    "queue, empty": at("/admin/comments/comment/?status=spam"),
    "queue, message": nothing_selected,
    "queue, unfolded": unfolded_card,
    "queue, reason": asked_for_a_reason,
    "queue, decided": at("/admin/comments/comment/?status=decided"),
    "queue, objections": at("/admin/comments/comment/?status=objected"),
    "queue, search": at("/admin/comments/comment/?q=nothing-like-this"),
    "conversation": lambda page, facts: page.goto(
        f"/admin/comments/comment/{facts['reply']}/conversation/"
    ),
    "comment": moderated_comment,
    "log": at("/admin/comments/decision/"),
    "figures": at("/admin/comments/decision/figures/"),
    "password": at("/admin/password_change/"),
    "mail": at("/admin/mail/queuedigest/"),
}
SENIORS = {"removal": removal, "mail of seniors": at("/admin/mail/queuedigest/")}
EDITORS = {
    "articles": at("/admin/chronicle/article/"),
    "article form": edited_article,
    "article form, refused": refused_article,
    "draft": draft_preview,
}
PEOPLE = {"": READERS, "mary": MODERATORS, "sam": SENIORS, "edith": EDITORS}
EVERY_PAGE = [
    pytest.param((who, go), id=name) for who, pages in PEOPLE.items() for name, go in pages.items()
]
