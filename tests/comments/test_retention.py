"""Refused words do not stay for ever."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from comments import moderation, retention
from comments.models import Comment, Decision, Transition
from tests.conftest import decide, publish, submit

HIDDEN = {"text": "zanzibar words", "name": "zanzibar name"}


@pytest.fixture
def refused(thread, moderator, time_machine):
    """A comment that was refused half a year ago."""
    time_machine.move_to("2026-01-01T12:00Z", tick=False)
    thread.public_at = "2025-12-01T12:00Z"
    thread.save()
    comment = submit(thread, **HIDDEN, browser="b1", client="zanzibar", signals=[signal()])
    comment.take_address("d1")
    decide(Transition.MARK_SPAM, comment, by=moderator)
    time_machine.shift(timedelta(days=retention.DAYS, seconds=1))
    return Comment.objects.get(pk=comment.pk)


def signal():
    return {"name": "links", "weight": 1, "sentence": "links to zanzibar"}


def words():
    return str([*Comment.objects.values(), *Comment.objects.values("revisions__source")])


def test_words_refused_long_ago_are_erased_and_the_log_stays(refused):
    log = list(Decision.objects.values())

    assert retention.erase() == 1

    assert "zanzibar" not in words()
    assert Comment.objects.get().address == ""
    assert list(Decision.objects.values()) == log
    assert Comment.objects.get().browser == "b1"  # what the author's record counts


def test_every_refused_comment_is_erased_however_many(
    refused, thread, moderator, monkeypatch, time_machine
):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(4):
        decide(Transition.REJECT, submit(thread, **HIDDEN), by=moderator)

    time_machine.shift(timedelta(days=retention.DAYS + 1))

    assert retention.erase() == 5
    assert "zanzibar" not in words()


@pytest.mark.parametrize("fate", ["rejected lately", "approved", "waits", "sent back", "seen"])
def test_other_words_stay(thread, moderator, time_machine, fate):
    comment = submit(thread, **HIDDEN)
    if fate == "approved":
        decide(Transition.APPROVE, comment, by=moderator)
    if fate in ("sent back", "seen"):
        decide(Transition.SEND_BACK, comment, by=moderator)
    if fate == "seen":  # the new wording is refused, the old one published
        decide(Transition.APPROVE, comment, by=moderator)
        decide(Transition.SEND_BACK, comment, by=moderator)
        moderation.revise(Comment.objects.get(), "zanzibar again")
        Comment.objects.update(published=comment.latest_id)
        decide(Transition.REJECT, comment, by=moderator)
    time_machine.move_to(comment.created_at + timedelta(days=400), tick=False)
    if fate == "rejected lately":
        decide(Transition.REJECT, comment, by=moderator)

    assert retention.erase() == 0
    assert "zanzibar" in words()


def test_what_has_no_words_left_is_approved_by_nobody(refused, moderator, newsroom):
    retention.erase()

    outcome = decide(Transition.APPROVE, refused, by=moderator)

    assert outcome.left == [refused]
    html = newsroom.get(f"/admin/comments/comment/{refused.pk}/change/").content.decode()
    assert "Its words were erased" in html


def test_what_has_no_words_left_is_not_brought_back_by_undoing(refused, moderator):
    """Else the public page would show an empty comment, or one would wait that nobody can read."""
    retention.erase()
    refused.refresh_from_db()
    outcome = moderation.undo({refused.pk: refused.version}, moderator=moderator)
    assert not outcome.decided
    assert not Comment.objects.visible().filter(pk=refused.pk).exists()


def test_the_command_says_how_many(refused, capsys):
    call_command("comments_prune", days=1)

    assert "Erased the words of 1 refused comments." in capsys.readouterr().out


def test_the_command_erases_nothing_of_today(db):
    with pytest.raises(CommandError):
        call_command("comments_prune", days=0)


def test_words_far_from_old_are_left_by_the_command(thread, moderator):
    publish(thread, **HIDDEN, by=moderator)

    call_command("comments_prune")

    assert "zanzibar" in words()


def test_whose_words_were_erased_is_told_inside_the_transaction(refused):
    told = []

    def receive(ids, **kwargs):
        told.append((ids, connection.in_atomic_block))

    retention.erased.connect(receive)
    retention.erase()
    retention.erased.disconnect(receive)

    assert told == [([refused.pk], True)]


def test_from_where_a_comment_came_is_forgotten_after_its_day(thread, time_machine, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    time_machine.move_to("2026-01-01T23:59Z", tick=False)
    thread.public_at = "2025-12-01T12:00Z"
    thread.save()
    for _ in range(3):
        submit(thread, client="c1")
    time_machine.move_to("2026-01-02T00:00Z", tick=False)
    today = submit(thread, client="c2")
    time_machine.move_to("2026-01-02T23:59Z", tick=False)

    assert retention.forget_clients() == 3

    assert list(Comment.objects.exclude(client="")) == [today]
    assert retention.forget_clients() == 0
