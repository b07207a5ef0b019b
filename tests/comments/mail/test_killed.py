"""Senders that are killed, real processes before a real mail server: none sends a mail twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db import connection

from comments.mail.models import Mail, News
from tests.conftest import publish
from tests.servers import ROOT

from .conftest import follow
from .smtp import mail_server

KILLED = -signal.SIGKILL
STATEMENTS = 90  # more than two mails take
STEPS = ["connect", "MAIL", "RCPT", "DATA", "end", "taken", "QUIT"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_followers(thread):
    return [follow(thread) for _ in range(2)]


def environment(server):
    """What a sender on the database of this test has, with ``server`` for its mail server."""
    facts = connection.settings_dict
    url = f"sqlite:///{facts['NAME']}"
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{facts['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chronicle.settings",
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }


class Sender:
    """A process that sends whenever it is told to: see ``killing``."""

    def __init__(self, process):
        self.process = process
        self.child = None

    def run(self, die_before=0):
        """Let it send, or die before a statement; return its exit code."""
        self.process.stdin.write(f"{die_before}\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())
        exit_code = int(self.process.stdout.readline())
        self.child = None
        return exit_code


@contextmanager
def sender(server):
    path = Path(__file__).with_name("killing.py")
    with subprocess.Popen(
        [sys.executable, path],
        env={**environment(server), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield Sender(process)
        process.stdin.close()


def taken_of(server):
    """Return how often ``server`` took a mail to each address."""
    return Counter(message_from_bytes(message)["To"] for message in server.taken)


def begin_again(server, thread, moderator):
    """Have as many mails to send as before, to the same followers."""
    server.taken.clear()
    Mail.objects.all().delete()
    publish(thread, by=moderator)


def test_killed_before_any_statement_it_sends_none_twice_and_the_next_sends_the_rest(
    two_followers, thread, moderator
):
    with mail_server() as server, sender(server) as killed:
        for number in range(1, STATEMENTS):
            begin_again(server, thread, moderator)
            first, second = killed.run(die_before=number), killed.run()
            lost = Mail.objects.filter(sent_at=None).count()
            assert second == 0 and not News.objects.exists()
            assert set(taken_of(server).values()) <= {1}
            assert (Mail.objects.count(), lost <= 1) == (2, True)
            assert len(server.taken) >= 2 - lost
            if first == 0:
                break
    assert first == 0, "it never ran through: raise STATEMENTS"
    assert number > 30


def test_killed_at_any_word_to_the_mail_server_it_sends_none_twice(
    two_followers, thread, moderator
):
    now_at = ""

    def kill(step):
        nonlocal now_at
        if step == now_at:
            now_at = ""
            os.kill(killed.child, signal.SIGKILL)

    with mail_server(kill) as server, sender(server) as killed:
        for step in STEPS:
            begin_again(server, thread, moderator)
            now_at = step
            assert (killed.run(), killed.run()) == (KILLED, 0)
            assert set(taken_of(server).values()) == {1}
            lost = Mail.objects.filter(sent_at=None, claimed_at__isnull=False).count()
            # After the server's "taken" it may have come to note it, or not.
            assert lost in {"connect": {0}, "QUIT": {0}, "taken": {0, 1}}.get(step, {1})
            assert len(server.taken) == (1 if step in ("MAIL", "RCPT", "DATA") else 2)
