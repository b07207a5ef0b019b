"""Proving an address: a mail without a word of its sender, and a link that a button must follow."""

import re
import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse

from captcha.models import Tally
from chronicle import proving
from comments import moderation, proof
from comments.models import Comment, Lane, Transition
from tests.conftest import Reader, decide, submit

NOON = "2027-01-01T12:00:00Z"
ADDRESS = "reader@mail.example"
WORDS = "Buy cheap watches"
NAME = "Spammy McSpamface"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.IS_MAIL_ON = True


@pytest.fixture
def waiting(thread):
    """A comment that came in without pictures."""
    return submit(thread, WORDS, name=NAME, lane=Lane.OTHER)


def ask(comment, address=ADDRESS, client=None, language=""):
    url = language + reverse("prove", args=[comment.key])
    return (client or Client()).post(url, {"address": address})


def link_of(message):
    [link] = re.findall(r"https?://\S+", message.body)
    return re.sub(r"^https?://[^/]+", "", link)


def lane_of(comment):
    return Comment.objects.get(pk=comment.pk).lane


# The mail


def test_the_page_that_answers_is_the_comments_own_with_its_address_and_buttons(waiting):
    html = ask(waiting).content.decode()

    own = reverse("comments:mine", args=[waiting.key])
    assert f'href="{own}"' in html and reverse("prove", args=[waiting.key]) + "</bdi>" not in html
    assert f'<form method="post" action="{own}" class="quiet">' in html


def test_a_mail_goes_to_the_address_alone_with_one_subject(waiting):
    answer = ask(waiting)
    [message] = mail.outbox
    sent = message_from_bytes(message.message().as_bytes())
    assert answer.status_code == 200 and "A mail is on its way" in answer.content.decode()
    assert sent.get_all("To") == [ADDRESS] == message.recipients()
    assert sent.get_all("Subject") == ["Confirm your address"]
    assert (sent["Cc"], sent["Bcc"], sent["Reply-To"]) == (None, None, None)
    assert sent["Auto-Submitted"] == "auto-generated"


def test_no_word_that_the_sender_chose_is_in_the_mail(waiting):
    ask(waiting)
    [message] = mail.outbox
    raw = message.message().as_bytes().decode() + message.body
    for word in (*WORDS.split(), *NAME.split(), waiting.key, waiting.thread.title):
        assert word not in raw


def test_two_mails_for_different_comments_differ_in_their_link_only(thread):
    bodies = set()
    for text, name in [("Some words", "Anna"), ("http://evil.example", "Evil: <b>")]:
        ask(submit(thread, text, name=name, lane=Lane.OTHER))
        bodies.add(mail.outbox[-1].body.replace(link_of(mail.outbox[-1]), "LINK"))
    assert len(bodies) == 1


@pytest.mark.parametrize(("language", "letters"), [("ru", "[а-я]"), ("ar", "[ء-ي]")])
def test_the_mail_speaks_the_language_of_the_page(waiting, language, letters):
    ask(waiting, language=f"/{language}")
    [message] = mail.outbox
    assert re.search(letters, message.subject) and f"/{language}/my/proof/" in message.body


def test_in_arabic_the_link_has_a_line_of_its_own_and_the_sites_name_is_isolated(waiting, settings):
    ask(waiting, language="/ar")
    [message] = mail.outbox
    assert f"\u2068{settings.SITE_NAME}\u2069" in message.body
    assert f"{settings.SITE_URL}{link_of(message)}" in message.body.splitlines()


INJECTIONS = [
    "a@b.example\nBcc: victim@c.example",
    "a@b.example\r\nSubject: x",
    "a@b.example,victim@c.example",
    "a@b.example;victim@c.example",
    "Anna <a@b.example>",
    "a@b.example%0aBcc:victim@c.example",
    "",
    "nonsense",
    "a" * 250 + "@b.example",
    "a@b.example\0",
]


@pytest.mark.parametrize("address", INJECTIONS)
def test_what_is_not_one_address_sends_nothing(waiting, address):
    answer = ask(waiting, address)
    assert answer.status_code == 422
    assert "Give an address." in answer.content.decode()
    assert not mail.outbox and not Tally.objects.exists()


# The link


def test_looking_at_the_link_changes_nothing(waiting, client):
    ask(waiting)
    page = client.get(link_of(mail.outbox[0]))
    client.head(link_of(mail.outbox[0]))
    assert page.status_code == 200 and '<form method="post">' in page.content.decode()
    assert lane_of(waiting) == Lane.OTHER


def test_its_button_moves_the_comment_to_the_main_line(waiting, client):
    ask(waiting)
    answer = client.post(link_of(mail.outbox[0]))
    assert (answer.status_code, lane_of(waiting)) == (303, Lane.MAIN)
    assert answer["Location"] == reverse("comments:mine", args=[waiting.key])
    [signal] = Comment.objects.get().signals
    assert signal == {"name": "address", "weight": -1, "sentence": "Proved an e-mail address."}


def test_the_button_moves_it_once_however_often_it_is_pressed(waiting, client):
    ask(waiting)
    for _ in range(3):
        assert client.post(link_of(mail.outbox[0])).status_code == 303
    assert len(Comment.objects.get().signals) == 1


def test_no_address_is_stored(waiting, client):
    ask(waiting)
    client.post(link_of(mail.outbox[0]))
    stored = str(list(Tally.objects.values())) + str(list(Comment.objects.values()))
    assert "mail.example" not in stored and "reader" not in stored


def test_two_comments_by_one_address_are_by_one_author(thread, article):
    comments = [prove_from(Reader(), article) for _ in range(2)]

    assert comments[0].browser != comments[1].browser
    assert comments[0].author == comments[1].author
    assert comments[0].address == proof.address_digest(ADDRESS)


@pytest.mark.parametrize("has_cookie", [True, False])
def test_a_button_pressed_elsewhere_moves_the_comment_and_names_no_author(
    thread, article, has_cookie
):
    """Else a stranger's comment would stand in the name of whoever falls for the mail."""
    elsewhere = Reader()
    if has_cookie:
        elsewhere.fetch_token(article)

    comment = prove_from(Reader(), article, presses=elsewhere.client)

    assert (comment.lane, comment.address) == (Lane.MAIN, "")


def prove_from(reader, article, presses=None):
    """Have a comment come in without pictures from the browser of ``reader``, and its address be
    proven; return it as it stands then."""
    form = {**reader.form(article), "captcha-tile": [], "captcha-unable": "1"}
    reader.post(article, form)
    comment = Comment.objects.latest("pk")
    ask(comment)
    (presses or reader.client).post(link_of(mail.outbox[-1]))
    return Comment.objects.get(pk=comment.pk)


def test_a_link_works_for_a_day(waiting, client, clock):
    ask(waiting)
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    assert client.get(link_of(mail.outbox[0])).status_code == 200
    clock.shift(timedelta(seconds=2))
    for send in (client.get, client.post):
        page = send(link_of(mail.outbox[0]))
        assert page.status_code == 410
        assert "Ask for a new mail" in page.content.decode()
    assert lane_of(waiting) == Lane.OTHER


FORGED = {
    "nonsense": lambda token: "x",
    "truncated": lambda token: token[:-1],
    "extended": lambda token: token + "A",
    "another comment": lambda token: "WzIsImEiXQ" + token[token.index(":") :],
    "the key of another use": lambda token: proof.signing.dumps([1, "a"], salt="other"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_is_gone(waiting, client, forge, method):
    token = forge(proof.make(waiting, ADDRESS))
    page = getattr(client, method)(reverse("confirm", args=[token]))
    assert page.status_code == 410
    assert lane_of(waiting) == Lane.OTHER


def test_a_link_for_a_comment_that_is_gone_is_not_found(waiting, client):
    token = proof.make(Comment(pk=waiting.pk + 999), ADDRESS)
    assert client.post(reverse("confirm", args=[token])).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_the_link_is_kept_by_nobody(waiting, client, method):
    answer = getattr(client, method)(reverse("confirm", args=[proof.make(waiting, ADDRESS)]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


# Limits


@pytest.fixture
def many(thread):
    """Return a maker of comments that wait for a proof."""
    return lambda: submit(thread, lane=Lane.OTHER)


def status_from(address, client_address, comment):
    return ask(comment, address, Client(REMOTE_ADDR=client_address)).status_code


def test_one_mailbox_gets_two_mails_a_day_whoever_asks(many, clock):
    spellings = [ADDRESS, ADDRESS.upper(), "Reader@Mail.example", "reader+1@mail.example"]
    answers = [status_from(name, f"198.51.{n}.1", many()) for n, name in enumerate(spellings)]
    assert answers == [200, 200, 429, 429]
    clock.shift(timedelta(hours=24))
    assert status_from(ADDRESS, "203.0.113.1", many()) == 200
    assert len(mail.outbox) == 3


def test_many_readers_of_one_large_provider_get_their_mail_up_to_two_hundred_an_hour(many):
    answers = [status_from(f"a{n}@mail.example", f"198.51.{n}.1", many()) for n in range(30)]
    assert answers == [200] * 30
    Tally.objects.filter(budget=proving.TO_DOMAIN.name).update(taken=200)
    assert status_from("b@mail.example", "203.0.113.1", many()) == 429
    assert status_from("a@other.example", "203.0.113.1", many()) == 200


def test_all_who_have_no_address_send_twenty_mails_an_hour_to_one_domain(many):
    answers = [status_from(f"a{n}@mail.example", "", many()) for n in range(21)]
    assert answers == [200] * 20 + [429]
    assert status_from("a@other.example", "", many()) == 200
    assert status_from("b@mail.example", "203.0.113.1", many()) == 200


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("v@mail.example", "v+1@MAIL.example", True),
        ("v+1@mail.example", "v+2@mail.example", True),
        ("v.w@gmail.com", "vw+x@googlemail.com", True),
        ("v.w@mail.example", "vw@mail.example", False),
        ("v@mail.example", "w@mail.example", False),
        ("v@mail.example", "v@mail2.example", False),
        ("+1@mail.example", "+2@mail.example", False),
    ],
)
def test_spellings_of_one_mailbox_are_counted_together(one, other, are_same):
    assert (proof.address_digest(one) == proof.address_digest(other)) is are_same


def test_one_client_sends_five_mails_an_hour(many):
    answers = [status_from(f"a@d{n}.example", "198.51.100.7", many()) for n in range(6)]
    assert answers == [200] * 5 + [429]
    assert status_from("a@d9.example", "203.0.113.1", many()) == 200


def test_who_is_refused_is_told_when_to_come_again_and_keeps_the_place(many, waiting):
    for _ in range(2):
        ask(many())
    answer = ask(waiting)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 24 * 3600
    assert "Your comment keeps its place" in answer.content.decode()


def test_a_refused_mail_takes_nothing_of_the_other_budgets(many):
    for number in range(5):
        status_from(f"a@d{number}.example", "198.51.100.7", many())
    before = sorted(Tally.objects.values_list("budget", "taken"))
    assert status_from(ADDRESS, "198.51.100.7", many()) == 429
    assert sorted(Tally.objects.values_list("budget", "taken")) == before


# Who may ask


def test_only_a_comment_that_waits_without_pictures_can_be_proven(thread, moderator):
    in_main = submit(thread)
    decided = submit(thread, lane=Lane.OTHER)
    decide(Transition.APPROVE, decided, by=moderator)
    for comment in (in_main, decided):
        assert ask(comment).status_code == 404
    assert ask(Comment(key="x" * 22)).status_code == 404
    assert not mail.outbox


def test_what_a_rule_did_is_not_told_by_what_can_be_proven(waiting, client):
    plain = client.get(reverse("comments:mine", args=[waiting.key])).content.decode()
    with transaction.atomic():
        moderation.by_rule(waiting, Transition.MARK_SPAM, rule="#1 watches")

    assert client.get(reverse("comments:mine", args=[waiting.key])).content.decode() == plain
    assert ask(waiting).status_code == 200
    client.post(link_of(mail.outbox[0]))
    assert lane_of(waiting) == Lane.MAIN
    assert ask(waiting).status_code == 404


def test_the_form_is_on_the_authors_page(waiting, client):
    page = client.get(reverse("comments:mine", args=[waiting.key])).content.decode()
    assert reverse("prove", args=[waiting.key]) in page


def test_without_a_mail_server_it_is_neither_offered_nor_done(waiting, client, settings):
    settings.IS_MAIL_ON = False
    page = client.get(reverse("comments:mine", args=[waiting.key])).content.decode()
    assert reverse("prove", args=[waiting.key]) not in page
    assert ask(waiting).status_code == 404
    assert not mail.outbox


# A mail server that fails


FAILURES = [
    ConnectionRefusedError(),
    TimeoutError(),
    smtplib.SMTPRecipientsRefused({}),
    smtplib.SMTPAuthenticationError(535, b"secret of the server"),
]


@pytest.fixture(params=FAILURES, ids=lambda failure: type(failure).__name__)
def broken(request, monkeypatch):
    def fail(self, *args, **kwargs):
        raise request.param

    monkeypatch.setattr(EmailMessage, "send", fail)


@pytest.mark.usefixtures("broken")
def test_a_mail_server_that_fails_is_a_503_with_a_sentence(waiting, caplog):
    answer = ask(waiting)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert "Try again later; your comment keeps its place." in answer.content.decode()
    assert "A mail could not be sent" in caplog.text
    assert ADDRESS not in caplog.text and "secret" not in caplog.text


@pytest.mark.usefixtures("broken")
def test_a_mail_that_was_not_sent_costs_the_mailbox_nothing(many):
    for _ in range(4):
        assert ask(many()).status_code == 503
    left = dict(Tally.objects.values_list("budget", "taken"))
    assert left == {
        proving.TO_ADDRESS.name: 0,
        proving.TO_DOMAIN.name: 0,
        proving.FROM_CLIENT.name: 4,
    }
