"""Senders that are killed, as real processes against a real mail server: none sends a mail twice."""

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
# More statements than three mails take: the last rounds are killed by nothing.
STATEMENTS = 60
STEPS = ["connect", "MAIL", "RCPT", "DATA", "end", "taken", "QUIT"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three_due(thread, moderator):
    for _ in range(3):
        follow(thread)
    publish(thread, by=moderator)


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


@contextmanager
def sender(server):
    """Yield a process that sends when a number is written to it: see ``killing``."""
    path = Path(__file__).with_name("killing.py")
    with subprocess.Popen(
        [sys.executable, path],
        env={**environment(server), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def run(number):
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        process.stdin.close()


def taken_of(server):
    """Return how often ``server`` took a mail to each address."""
    return Counter(message_from_bytes(message)["To"] for message in server.taken)


def reset(server):
    server.taken.clear()
    mails = Mail.objects.all()
    mails.update(claimed_at=None, sent_at=None, failed_at=None)


def test_killed_before_any_statement_it_sends_none_twice_and_the_next_sends_the_rest(
    three_due, thread, moderator
):
    with mail_server() as server, sender(server) as run:
        killed = 0
        for number in range(1, STATEMENTS):
            exits = run(number), run(0)
            killed += exits[0] == KILLED
            lost = Mail.objects.filter(sent_at=None).count()
            assert exits[1] == 0 and not News.objects.exists()
            assert set(taken_of(server).values()) <= {1}
            assert Mail.objects.count() == 3 and lost <= 1
            assert len(server.taken) >= 3 - lost
            if exits[0] == 0:
                break
            reset(server)
            Mail.objects.all().delete()
            publish(thread, by=moderator)
    assert exits[0] == 0, "never ran through: raise STATEMENTS"
    assert killed > 15


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_word_to_the_mail_server_it_sends_none_twice(three_due, step):
    process = None

    def on(now):
        if now == step and process:
            process.kill()
            process.wait()

    with mail_server(on) as server:
        command = [sys.executable, ROOT / "manage.py", "send_mail_outbox"]
        process = subprocess.Popen(command, env=environment(server), stdout=subprocess.PIPE)
        process.communicate()
        assert process.returncode == KILLED
        process = None
        again = subprocess.run(command, env=environment(server), capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert set(taken_of(server).values()) == {1}
    lost = Mail.objects.filter(sent_at=None, claimed_at__isnull=False).count()
    # After the server's "taken" it may have come to note it, or not.
    assert lost in {"connect": {0}, "QUIT": {0}, "taken": {0, 1}}.get(step, {1})
    assert len(server.taken) == (2 if step in ("MAIL", "RCPT", "DATA") else 3)
    assert Mail.objects.count() == 3
