"""Sending what waits, each mail at most once, however many senders there are and whenever they die.

A mail is claimed in a transaction of its own before the mail server hears of it. Then it is taken
(sent), refused for now (put off) or refused for good (failed). Without an answer, or a sender alive
to hear it, it stays claimed: it may have arrived, and nobody sends it again.
"""

import logging
import smtplib
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import django
from django.core import mail as django_mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from . import letters, news
from .models import Mail, QueueDigest
from .models.outbox import Kind

logger = logging.getLogger(__name__)

# Greylisting servers want to be asked again after some minutes (RFC 6647, section 2.2: up to an
# hour); after a day and a half of refusals nobody will take it.
BACKOFF = tuple(timedelta(minutes=n) for n in (2, 10, 60, 4 * 60, 12 * 60, 20 * 60))
CLOSING = 421  # RFC 5321, section 3.8: the server ends the connection


class ServerDown(Exception):
    """The mail server cannot be reached: nothing was claimed, everything waits."""


def send_all(report=lambda counts: None, is_stopped=lambda: False):
    """Write and send all that is due; return how many came out how, and ``report`` it on the way.

    Raises ServerDown. Stops between two mails once ``is_stopped`` says so.
    """
    turn_digests_into_mails()
    news.write_all()
    counts, mailer = Counter(), make_mailer()
    try:
        while Mail.objects.due().exists() and not is_stopped():
            reach(mailer)
            if mails := claim():
                counts[deliver(mailer, mails)] += 1
                report(counts)
    finally:
        leave(mailer)
    return counts


def turn_digests_into_mails():
    """Write a mail for every moderator whose hour has come, unless the last one still waits."""
    for digest in QueueDigest.objects.filter(next_at__lte=timezone.now()):
        with transaction.atomic():
            if digest.claim_turn() and not Mail.objects.waiting().filter(digest=digest).exists():
                Mail.objects.create(kind=Kind.QUEUE, digest=digest, language=digest.language)


def make_mailer():
    """Return the way to the mail server, not yet open, on either generation of Django."""
    if django.VERSION >= (6, 1):
        return django_mail.mailers["default"]
    return django_mail.get_connection()


def reach(mailer):
    """See that the mail server listens before anything is claimed. Raises ServerDown."""
    if not listens(mailer):
        leave(mailer)
    try:
        mailer.open()
    except OSError as failure:  # smtplib's own exceptions are OSErrors too
        raise ServerDown(type(failure).__name__) from None


def listens(mailer):
    """Tell whether an open connection is still one: servers end those that sent many mails."""
    connection = getattr(mailer, "connection", None)
    try:
        return connection is None or connection.noop()[0] == 250
    except OSError:
        return False


def leave(mailer):
    with suppress(OSError):  # it may have gone already
        mailer.close()


@transaction.atomic
def claim():
    """Claim the mail that is due longest, with its companions; return them, or [] if another
    sender was faster. What another is just claiming is passed over (SKIP LOCKED); SQLite has one
    writer at a time, and Django leaves the lock out there."""
    rows = Mail.objects.due().select_for_update(skip_locked=True, of=("self",))
    first = rows.first()
    if first is None:
        return []
    companions = first.companions().select_for_update(skip_locked=True, of=("self",))
    mails = [first, *companions]
    Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(claimed_at=timezone.now())
    return mails


def deliver(mailer, mails):
    """Hand claimed ``mails`` to the server as one message; return what became of it, in a word."""
    rows = Mail.objects.filter(pk__in=[mail.pk for mail in mails])
    try:
        message = letters.compose(mails)
        if message:
            message.message()  # what it cannot hold shows now, and not when it may have been sent
    except ObjectDoesNotExist:  # unsubscribed since it was claimed
        message = None
    except Exception as fault:  # one mail that cannot be written must not stop all others
        logger.error("A mail could not be written: %s", type(fault).__name__)
        return fail(rows, type(fault).__name__)
    if message is None:
        rows.delete()
        return "dropped"
    try:
        mailer.send_messages([message])
    except Exception as failure:
        return give_account(mailer, rows, mails[0].tries, failure)
    rows.update(sent_at=timezone.now(), address=None)
    return "sent"


def give_account(mailer, rows, tries, failure):
    """Write down why ``rows`` were not sent, or that nobody knows whether they were."""
    code = code_of(failure)
    # Not its words: the server may have put the address, or more, into them.
    logger.error("A mail was not taken: %s %s", type(failure).__name__, code or "(no answer)")
    if code is None:
        leave(mailer)
        return "lost"
    if code == CLOSING:
        leave(mailer)
    if code >= 500 or tries >= len(BACKOFF):
        return fail(rows, str(code))
    due_at = timezone.now() + BACKOFF[tries]
    rows.update(claimed_at=None, due_at=due_at, tries=tries + 1, failure=str(code))
    return "put off"


def fail(rows, failure):
    rows.update(failed_at=timezone.now(), failure=failure[:40])
    return "failed"


def code_of(failure):
    """Return the mail server's answer as a number, or None where there was none to be had."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return next(iter(failure.recipients.values()))[0]
    return getattr(failure, "smtp_code", None)
