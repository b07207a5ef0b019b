"""Asking, proving and ending: plain pages, where looking changes nothing and no address is told."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import moderation
from comments.mail.models import Address, Mail, QueueDigest, Subscription, Topic
from comments.models import Comment, Transition
from tests.conftest import decide, make_article, publish, submit

from .conftest import author_of, follow, send, wait_for_answers

ADDRESS = "anna@mail.example"


@pytest.fixture
def comment(thread):
    return submit(thread, "zanzibar words", name="zanzibar")


def ask(comment, client=None, **fields):
    url = reverse("mail:about-comment", args=[comment.key])
    return (client or Client()).post(url, {"address": ADDRESS, "decision": "on", **fields})


def ask_to_follow(thread, client=None, **fields):
    url = reverse("mail:follow", args=[thread.pk])
    return (client or Client()).post(url, {"address": ADDRESS, "pace": "each", **fields})


def link_in(message):
    """Return the path of the link to confirm in ``message``."""
    [link] = re.findall(r"https?://\S+/my/mail/confirm/\S+", message.body)
    return re.sub(r"^https?://[^/]+", "", link)


def confirm():
    """Do what the owner of the address does: open the link in the mail, and press the button."""
    send()
    return Client().post(link_in(mail.outbox[-1]))


# Asking


def test_asking_sends_one_mail_with_a_link_and_no_word_of_the_comment(comment):
    answer = ask(comment, replies="on")
    send()
    [message] = mail.outbox
    raw = message.message().as_bytes().decode()
    assert answer.status_code == 200 and "A mail is on its way" in answer.content.decode()
    assert message.to == [ADDRESS] and message.subject == "Confirm your address"
    assert "zanzibar" not in raw and comment.thread.title not in raw and comment.key not in raw
    assert "List-Unsubscribe" not in raw


def test_the_page_is_answered_before_any_mail_server_is_asked(comment, monkeypatch):
    monkeypatch.setattr("smtplib.SMTP.__init__", lambda *args, **kwargs: 1 / 0)
    assert ask(comment).status_code == 200
    assert not mail.outbox and Mail.objects.due().count() == 1


def test_the_private_link_alone_needs_no_proof_and_its_address_is_gone_once_it_is_sent(comment):
    ask(comment, decision="", link="on")
    send()
    send()
    [message] = mail.outbox
    assert f"/my/{comment.key}/" in message.body and "/confirm/" not in message.body
    assert "zanzibar" not in message.message().as_bytes().decode()
    assert Mail.objects.get().address is None
    Address.objects.forget_unneeded()
    assert not Address.objects.exists()


def test_the_private_link_and_the_proof_come_in_one_mail(comment):
    ask(comment, link="on")
    send()
    [message] = mail.outbox
    assert f"/my/{comment.key}/" in message.body and link_in(message)


WRONG = ["", "nonsense", "a@b.example,c@d.example", "a@b.example\nBcc: c@d.example", "a" * 255]


@pytest.mark.parametrize("address", WRONG)
def test_what_is_not_one_address_comes_back_with_a_sentence(comment, address):
    for answer in (ask(comment, address=address), ask_to_follow(comment.thread, address=address)):
        assert answer.status_code == 422 and "Not sent yet" in answer.content.decode()
    assert not Mail.objects.exists() and not Address.objects.exists()


def test_who_ticks_nothing_is_told_to_and_keeps_the_address(comment):
    answer = ask(comment, decision="")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Tick at least one" in page and ADDRESS in page


def test_a_proof_tells_nothing_of_what_a_rule_refused(comment):
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 zanzibar")
    ask(comment)
    confirm()
    send()
    [message] = mail.outbox
    assert message.subject == "Confirm your address"


def test_a_new_address_and_a_known_one_get_the_same_answer(comment, thread):
    follow(thread, address=ADDRESS)
    wait_for_answers(comment, address=ADDRESS)
    known = [ask(comment, replies="on"), ask_to_follow(thread)]
    new = [
        ask(comment, replies="on", address="new@other.example"),
        ask_to_follow(thread, address="new@other.example"),
    ]
    for one, other in zip(known, new, strict=True):
        assert (one.status_code, one.content) == (other.status_code, other.content)


def test_one_mailbox_gets_two_such_mails_a_day_under_any_spelling(thread):
    spellings = [ADDRESS, "Anna@mail.example", "anna+1@mail.example", "anna+2@MAIL.example"]
    answers = [
        ask_to_follow(thread, Client(REMOTE_ADDR=f"198.51.{n}.1"), address=address)
        for n, address in enumerate(spellings)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert int(answers[2]["Retry-After"]) > 0 and "anna+1@" in answers[2].content.decode()
    assert send() == {"sent": 2}


def test_another_site_cannot_ask_in_a_readers_name(thread):
    answer = ask_to_follow(thread, Client(headers={"Sec-Fetch-Site": "cross-site"}))
    assert answer.status_code == 403 and ADDRESS in answer.content.decode()
    assert not Mail.objects.exists()


def test_asking_again_changes_nothing_for_whom_it_is_proven_already(thread):
    follow(thread, address=ADDRESS, pace="daily")
    ask_to_follow(thread, pace="each")
    assert Subscription.objects.get().pace == "daily"


# Who may be asked about


@pytest.mark.django_db
def test_a_discussion_that_is_not_public_cannot_be_followed(client):
    draft = make_article(published_at=None).thread
    later = make_article(published_at=timezone.now() + timedelta(hours=1)).thread
    for thread in (draft, later):
        assert client.get(reverse("mail:follow", args=[thread.pk])).status_code == 404
        assert ask_to_follow(thread).status_code == 404


def test_a_comment_that_was_removed_for_good_gets_no_mail(comment, senior):
    moderation.remove({comment.pk: 1}, moderator=senior)
    assert ask(comment).status_code == 410
    assert not Mail.objects.exists()


def test_what_was_removed_after_it_was_asked_for_is_not_mailed(comment, senior):
    ask(comment, link="on")
    moderation.remove({comment.pk: 1}, moderator=senior)
    assert send() == {"dropped": 1}


ROUTES = [
    ("follow", 1),
    ("about-comment", "k"),
    ("confirm", "t"),
    ("stop", "k"),
    ("subscriptions", "k"),
]


@pytest.mark.parametrize(("name", "argument"), ROUTES)
def test_without_a_mail_server_there_is_none_of_it(thread, client, settings, name, argument):
    settings.IS_MAIL_ON = False
    argument = thread.pk if argument == 1 else argument
    for send_it in (client.get, client.post):
        assert send_it(reverse(f"mail:{name}", args=[argument])).status_code == 404


def test_the_links_to_it_are_on_the_pages_of_a_site_that_sends_mail_and_on_no_other(
    comment, client, settings
):
    pages = {
        reverse("comments:mine", args=[comment.key]): reverse(
            "mail:about-comment", args=[comment.key]
        ),
        comment.thread.url_path: reverse("mail:follow", args=[comment.thread_id]),
    }
    for page, link in pages.items():
        for is_on in (True, False):
            settings.IS_MAIL_ON = is_on
            assert (link in client.get(page).content.decode()) is is_on


# Proving


def test_looking_at_the_link_proves_nothing(comment, client):
    ask(comment)
    send()
    page = client.get(link_in(mail.outbox[0]))
    client.head(link_in(mail.outbox[0]))
    assert page.status_code == 200 and '<form method="post">' in page.content.decode()
    assert not Subscription.objects.proven().exists()


def test_its_button_proves_what_was_asked_for_and_nothing_else(comment, thread):
    other = follow(thread, address=ADDRESS, proven=False)
    ask(comment, replies="on")
    answer = confirm()
    proven = Subscription.objects.proven()
    assert answer.status_code == 303
    assert set(proven.values_list("topic", flat=True)) == {Topic.DECISION, Topic.REPLIES}
    assert not proven.filter(pk=other.pk).exists()
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer"


def test_a_link_works_for_a_day(comment, client):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        ask(comment)
        send()
        clock.shift(timedelta(hours=24, seconds=1))
        for send_it in (client.get, client.post):
            answer = send_it(link_in(mail.outbox[0]))
            assert answer.status_code == 410 and "Ask for a new one" in answer.content.decode()
    assert not Subscription.objects.proven().exists()


def test_a_forged_link_is_over(comment, client):
    ask(comment)
    send()
    link = link_in(mail.outbox[0])
    for forged in (
        link[:-2] + "/",
        link[:-1] + "A/",
        "/my/mail/confirm/x/",
        "/my/mail/confirm/WzFd:1:a/",
    ):
        assert client.post(forged).status_code == 410
    assert not Subscription.objects.proven().exists()


def test_a_link_brings_nothing_back_that_was_stopped(comment, client):
    ask(comment)
    confirm()
    Subscription.objects.all().end()
    assert client.post(link_in(mail.outbox[0])).status_code == 410
    assert not Subscription.objects.exists()


def test_what_was_decided_before_the_button_was_pressed_is_told_once_it_is(comment, moderator):
    ask(comment)
    decide(Transition.SEND_BACK, comment, by=moderator)
    confirm()
    assert send() == {"sent": 1}
    assert mail.outbox[-1].subject.startswith("A moderator asks you to change your comment")
    assert send() == {}


# Ending


@pytest.fixture
def subscription(thread):
    return follow(thread, address=ADDRESS)


def stop_url(subscription):
    return reverse("mail:stop", args=[subscription.key])


def test_looking_at_the_link_that_ends_it_ends_nothing(subscription, client):
    page = client.get(stop_url(subscription))
    client.head(stop_url(subscription))
    assert page.status_code == 200 and '<form method="post">' in page.content.decode()
    assert Subscription.objects.exists()


def test_a_mail_program_ends_it_with_one_post_and_no_cookie(subscription):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(stop_url(subscription), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    assert not Subscription.objects.exists() and not Address.objects.exists()
    again = browser.post(stop_url(subscription), {"List-Unsubscribe": "One-Click"})
    assert (again.status_code, again.content) == (200, answer.content)


def test_an_address_stays_while_anything_needs_it(subscription, thread, client, moderator):
    other = author_of(submit(thread), address=ADDRESS)
    client.post(stop_url(subscription))
    assert Address.objects.exists()
    client.post(stop_url(other))
    assert not Address.objects.exists()


def test_a_moderator_ends_the_digest_the_same_way(moderator, client):
    digest = QueueDigest.objects.create(
        user=moderator, rhythm="hourly", language="en", next_at=timezone.now()
    )
    assert client.get(stop_url(digest)).status_code == 200 and QueueDigest.objects.exists()
    assert client.post(stop_url(digest)).status_code == 200
    assert not QueueDigest.objects.exists()


def test_all_that_an_address_gets_is_on_one_page(subscription, thread, client):
    author_of(comment := submit(thread, "zanzibar"), address=ADDRESS)
    follow(make_article(title="Elsewhere").thread)
    follow(make_article(title="A draft", published_at=None).thread, address=ADDRESS)
    page = client.get(reverse("mail:subscriptions", args=[subscription.address.key]))
    text = page.content.decode()
    assert text.count('name="stop"') == 3 and thread.title in text
    assert not {"zanzibar", "Elsewhere", "A draft", ADDRESS, comment.key} & set(
        re.findall(r"Elsewhere|A draft|[\w@.-]+", text)
    )
    assert page["X-Robots-Tag"] == "noindex" and "no-store" in page["Cache-Control"]


def test_each_of_its_buttons_does_what_it_says_and_only_for_that_address(
    subscription, thread, client
):
    other = follow(thread)
    url = reverse("mail:subscriptions", args=[subscription.address.key])
    client.post(url, {"key": subscription.key, "pace": "daily"})
    client.post(url, {"key": other.key, "pace": "daily"})
    client.post(url, {"stop": other.key})
    assert set(Subscription.objects.values_list("pk", "pace")) == {
        (subscription.pk, "daily"),
        (other.pk, "each"),
    }
    client.post(url, {"key": subscription.key, "pace": "hourly"})
    client.post(url, {"all": "1"})
    assert list(Subscription.objects.all()) == [other]
    assert client.get(url).status_code == 410


def test_a_button_with_nonsense_ends_nothing(subscription, client):
    url = reverse("mail:subscriptions", args=[subscription.address.key])
    for posted in ({"stop": "\0"}, {"stop": "x" * 5000}, {"key": "\0", "pace": "daily"}, {}):
        assert client.post(url, posted).status_code == 303
    assert Subscription.objects.get().pace == "each"


# Nothing leaks


def test_no_address_is_anywhere_but_in_its_own_table(comment, moderator, caplog):
    ask(comment, replies="on")
    confirm()
    decide(Transition.APPROVE, comment, by=moderator)
    publish(comment.thread, parent=Comment.objects.get(pk=comment.pk), by=moderator)
    send()
    for model in apps.get_models():
        if model is not Address:
            assert "mail.example" not in str(list(model.objects.values())), model
    assert "mail.example" not in caplog.text
    assert str(Address.objects.get()) == f"Address {Address.objects.get().pk}"


def test_the_article_page_is_the_same_bytes_for_a_follower(subscription, client):
    path = subscription.thread.url_path
    before = client.get(path).content
    client.get(reverse("mail:subscriptions", args=[subscription.address.key]))
    assert client.get(path).content == before and not client.cookies
    assert "my/mail" not in before.decode()
