"""The nouns of the mail's tests: readers who asked for it and proved their address."""

import itertools

import django
import pytest
from django.utils import timezone

from comments.mail import outbox
from comments.mail.models import Address, Pace, Subscription, Topic

NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.IS_MAIL_ON = True


def subscribe(topic, thread, comment=None, *, address=None, pace=Pace.EACH, proven=True, **fields):
    """Store a subscription, proven unless told otherwise."""
    row, _ = Address.objects.get_or_create(address=address or f"reader{next(NUMBERS)}@mail.example")
    return Subscription.objects.create(
        address=row,
        topic=topic,
        thread=thread,
        comment=comment,
        pace=pace,
        proven_at=timezone.now() if proven else None,
        **fields,
    )


def follow(thread, **fields):
    return subscribe(Topic.THREAD, thread, **fields)


def author_of(comment, **fields):
    """The subscription of somebody who waits for the decision about ``comment``."""
    return subscribe(Topic.DECISION, comment.thread, comment, **fields)


def wait_for_answers(comment, **fields):
    return subscribe(Topic.REPLIES, comment.thread, comment, **fields)


def send():
    """Send all that is due; return how many came out how."""
    return dict(outbox.send_all())


def point_at(settings, server):
    """Have Django send through ``server``, a MailServer of ours."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    if django.VERSION >= (6, 1):
        options = {"host": "127.0.0.1", "port": server.port, "timeout": 10}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    else:
        settings.EMAIL_BACKEND = backend
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 10
