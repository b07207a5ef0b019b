"""What the command says to whoever runs it."""

import io
import signal
from threading import Event

import pytest
from django.core.management import CommandError, call_command

from comments.mail.management.commands import send_mail_outbox
from comments.mail.models import Mail
from tests.conftest import publish

from .conftest import follow, point_at
from .smtp import CLOSE, mail_server


@pytest.fixture
def due(thread, moderator):
    follow(thread)
    publish(thread, by=moderator)


def run(*arguments):
    out = io.StringIO()
    call_command("send_mail_outbox", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.usefixtures("due")
def test_it_says_what_it_did():
    assert run() == "Mails: 1 sent.\n"
    assert run() == "Mails: nothing to send.\n"


@pytest.mark.usefixtures("due")
def test_it_says_how_many_mails_nobody_knows_the_fate_of():
    Mail.objects.create(kind="asked", language="en", claimed_at="2026-01-01T00:00Z")
    assert run() == "Mails: 1 sent. Fate unknown, not sent again: 1.\n"


@pytest.mark.django_db
def test_without_a_mail_server_it_says_what_to_set(settings):
    settings.IS_MAIL_ON = False
    with pytest.raises(CommandError, match="Set EMAIL_URL"):
        run()


@pytest.mark.usefixtures("due")
def test_a_mail_server_that_is_down_is_a_sentence_and_not_a_traceback(settings):
    with mail_server(lambda step: CLOSE if step == "connect" else None) as server:
        point_at(settings, server)
        with pytest.raises(CommandError, match="cannot be reached"):
            run()


@pytest.fixture
def pauses(monkeypatch):
    """What the loop does in its pauses: the next of these, and it ends with the last."""
    handlers, acts = {}, []

    class Pauses(Event):
        def wait(self, seconds):
            assert seconds == send_mail_outbox.PAUSE
            acts.pop(0)()
            if not acts:
                handlers[signal.SIGTERM]()

    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(send_mail_outbox, "Event", Pauses)
    return acts


def test_the_loop_goes_on_until_it_is_told_to_stop(thread, moderator, pauses):
    follow(thread)
    pauses += [lambda: publish(thread, by=moderator), lambda: None]
    assert run("--loop") == "Mails: 1 sent.\n"
    assert not pauses


@pytest.mark.usefixtures("due")
def test_the_loop_outlives_a_mail_server_that_is_down(settings, pauses):
    with mail_server(lambda step: CLOSE if step == "connect" else None) as server:
        point_at(settings, server)
        pauses += [lambda: setattr(server, "on", lambda step: None), lambda: None]
        said = run("--loop")
    assert "cannot be reached" in said and said.endswith("Mails: 1 sent.\n")
    assert len(server.taken) == 1
