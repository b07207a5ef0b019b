"""The outbox: each mail at most once, put off when it was refused, whoever else sends."""

import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation
from comments.mail import news, outbox, retention
from comments.mail.asking import ask_about_comment
from comments.mail.models import Address, Mail, News
from comments.models import Transition
from tests.conftest import decide, publish, submit
from tests.racing import at_once

from .conftest import author_of, follow, point_at, send
from .smtp import CLOSE, mail_server

NOON = "2027-01-01T12:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def due(thread, moderator):
    """One mail that is due."""
    follow(thread)
    publish(thread, by=moderator)


def answering(step, answer):
    """A server's behaviour: ``answer`` at ``step``, else as usual."""
    return lambda now: answer if now == step else None


# At most once


@pytest.mark.usefixtures("due")
def test_a_mail_is_sent_once_however_often_the_sender_runs():
    assert [send(), send(), send()] == [{"sent": 1}, {}, {}]
    assert len(mail.outbox) == 1


def test_no_address_goes_while_a_sender_hands_over_its_mail(thread, clock):
    ask_about_comment(submit(thread), "anna@mail.example", [], wants_link=True)
    claimed = outbox.claim()
    assert Address.objects.forget_unneeded() == 0
    assert outbox.deliver(outbox.make_mailer(), claimed) == "sent"
    assert Address.objects.forget_unneeded() == 1


def test_an_address_goes_with_the_sender_that_died_over_its_mail(thread, clock):
    ask_about_comment(submit(thread), "anna@mail.example", [], wants_link=True)
    outbox.claim()
    clock.shift(timedelta(minutes=11))
    assert Address.objects.forget_unneeded() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_claimed_on_disk_before_the_server_hears_of_it(settings, due):
    claims = []

    def look(step):
        if step == "MAIL":
            claims.append(Mail.objects.get().claimed_at)
            connection.close()  # that of the server's thread

    with mail_server(look) as server:
        point_at(settings, server)
        send()
    assert len(claims) == 1 and all(claims)


@pytest.mark.django_db(transaction=True)
def test_senders_at_the_same_instant_send_each_mail_once(thread, moderator):
    for _ in range(12):
        follow(thread)
    publish(thread, by=moderator)

    counts = at_once(4, lambda _: outbox.send_all())

    assert sum(count["sent"] for count in counts) == 12
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 12


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "end"])
def test_a_server_that_falls_silent_leaves_the_mail_claimed_for_good(settings, step, clock):
    with mail_server(answering(step, CLOSE)) as server:
        point_at(settings, server)
        assert send() == {"lost": 1}
        server.on = lambda step: None
        clock.shift(timedelta(hours=1))
        assert send() == {}
    assert Mail.objects.lost().count() == 1
    assert len(server.taken) == (step == "end")


# Put off, and given up


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "end"])
def test_a_mail_that_is_refused_for_now_is_tried_again_later_and_arrives(settings, step, clock):
    with mail_server(answering(step, "451 greylisted reader1@mail.example")) as server:
        point_at(settings, server)
        assert send() == {"put off": 1}
        assert send() == {}
        server.on = lambda step: None
        clock.shift(outbox.BACKOFF[0])
        assert send() == {"sent": 1}
    assert len(server.taken) == 1


@pytest.mark.usefixtures("due")
def test_the_pauses_grow_and_end_after_a_day_and_a_half(settings, clock):
    begin, outcomes, pauses = timezone.now(), [], []
    with mail_server(answering("RCPT", "450 later")) as server:
        point_at(settings, server)
        for _ in range(7):
            outcomes.append(send())
            due_at = Mail.objects.get().due_at
            pauses.append(due_at - timezone.now())
            clock.move_to(max(due_at, timezone.now()))
    assert outcomes == [{"put off": 1}] * 6 + [{"failed": 1}]
    assert pauses[:6] == sorted(pauses[:6]) and timezone.now() - begin > timedelta(hours=36)


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "end"])
def test_a_mail_that_is_refused_for_good_is_given_up(settings, step):
    with mail_server(answering(step, "550 no such mailbox")) as server:
        point_at(settings, server)
        assert [send(), send()] == [{"failed": 1}, {}]
    assert Mail.objects.get().failure == "550"


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("answer", ["554 not today", CLOSE])
def test_a_server_that_takes_no_connection_costs_no_mail_anything(settings, answer):
    with mail_server(answering("connect", answer)) as server:
        point_at(settings, server)
        with pytest.raises(outbox.ServerDown):
            send()
        server.on = lambda step: None
        assert Mail.objects.get().tries == 0
        assert send() == {"sent": 1}


def test_a_server_that_ends_the_connection_after_each_mail_gets_the_next_on_another(
    settings, thread, moderator
):
    for _ in range(3):
        follow(thread)
    publish(thread, by=moderator)
    with mail_server() as server:
        point_at(settings, server)
        server.on = answering("NOOP", CLOSE)
        assert send() == {"sent": 3}


@pytest.mark.usefixtures("due")
def test_what_the_server_said_is_in_no_log(settings, caplog):
    with mail_server(answering("RCPT", "550 reader1@mail.example unknown")) as server:
        point_at(settings, server)
        send()
    assert "A mail was not taken: SMTPRecipientsRefused 550" in caplog.text
    assert "mail.example" not in caplog.text


def test_one_mail_that_cannot_be_written_stops_no_other(thread, moderator, monkeypatch):
    follow(thread)
    author_of(comment := submit(thread))
    decide(Transition.APPROVE, comment, by=moderator)
    monkeypatch.setitem(outbox.letters.WRITERS, "decided", lambda mails: 1 / 0)
    assert send() == {"failed": 1, "sent": 1}


def test_what_reaches_the_server_is_one_message_to_one_address(settings, thread, moderator):
    follow(thread, address="anna@mail.example")
    publish(thread, ".\n..\nBcc: x@y.example\n" + "\U0001f600" * 2000, by=moderator)
    recipients = []
    with mail_server() as server:
        point_at(settings, server)
        server.on = lambda step: recipients.append(step) if step == "RCPT" else None
        send()
    message = message_from_bytes(server.taken[0])
    assert recipients == ["RCPT"]
    assert message.get_all("To") == ["anna@mail.example"] and message["Bcc"] is None
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert ".\n..\nBcc: x@y.example\n" + "\U0001f600" * 2000 in text.replace("\r\n", "\n")


# What it costs those who do not wait for it


def test_a_post_costs_not_one_statement_more(thread, settings):
    counts = []
    for is_on in (False, True):
        settings.IS_MAIL_ON = is_on
        with CaptureQueriesContext(connection) as statements:
            submit(thread)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_decision_about_many_costs_one_statement_more_however_many_follow(
    thread, moderator, settings
):
    for _ in range(20):
        follow(thread)
    counts = []
    assert moderator.has_perm("comments.moderate_comment")  # asked once a request, and kept
    for is_on in (False, True):
        settings.IS_MAIL_ON = is_on
        comments = [submit(thread) for _ in range(30)]
        with CaptureQueriesContext(connection) as statements:
            decide(Transition.APPROVE, *comments, by=moderator)
        counts.append(len(statements))
    assert counts[1] == counts[0] + 1


def test_a_decision_that_is_taken_back_with_its_transaction_leaves_no_news(thread, moderator):
    comment = submit(thread)

    def fail(**kwargs):
        raise RuntimeError

    moderation.decided.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            decide(Transition.APPROVE, comment, by=moderator)
    finally:
        moderation.decided.disconnect(fail)
    assert not News.objects.exists()


# Retention


@pytest.mark.usefixtures("due")
def test_what_was_sent_is_deleted_after_thirty_days(clock):
    send()
    retention.prune()
    assert Mail.objects.count() == 1
    clock.shift(timedelta(days=30, seconds=1))
    retention.prune()
    assert not Mail.objects.exists()


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("is_written", [True, False])
def test_what_nobody_sent_for_three_days_is_not_sent_any_more(clock, is_written):
    if is_written:
        news.write_all()
    clock.shift(timedelta(days=3, seconds=1))
    retention.prune()
    assert send() == {} and not News.objects.exists()


def test_an_address_that_nobody_proved_is_gone_after_two_days(thread, clock):
    kept, gone = follow(thread), follow(thread, proven=False)
    retention.prune()
    gone.refresh_from_db()
    clock.shift(timedelta(hours=48, seconds=1))
    assert retention.prune() == 0  # gone with the subscription itself
    assert list(Address.objects.values_list("pk", flat=True)) == [kept.address_id]


def test_no_answer_is_told_from_a_refusal():
    assert outbox.code_of(smtplib.SMTPRecipientsRefused({"a": (550, b"no")})) == 550
    assert outbox.code_of(smtplib.SMTPServerDisconnected("gone")) is None
    assert outbox.code_of(TimeoutError()) is None
