"""The desk's comments page by page."""

from itertools import chain

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from comments.desk import loading
from comments.desk.choice import Choice
from comments.models import Comment, Transition
from comments.triage.models import Score
from tests.conftest import decide, publish, submit


def shown(query, user):
    """The texts that a query of the desk shows."""
    page = loading.load(Choice.read(QueryDict(query)), user)
    return [comment.latest.source for comment in page.comments]


def walk(query, user):
    """The texts of every page, one after another."""
    texts, key = [], ""
    while True:
        page = loading.load(Choice.read(QueryDict(query)), user, key)
        texts.append([comment.latest.source for comment in page.comments])
        key = page.next_key
        if not key:
            return texts


@pytest.mark.parametrize("status", ["pending", "decided", "all"])
@pytest.mark.parametrize("number", [0, 1, 3, 4, 6, 7])
def test_the_pages_hold_everything_once(thread, moderator, monkeypatch, status, number):
    monkeypatch.setattr(loading, "PAGE", 3)
    texts = [f"Number {n}." for n in range(number)]
    for text in texts:
        comment = submit(thread, text)
        if status == "decided":
            decide(Transition.APPROVE, comment, by=moderator)

    pages = walk(f"status={status}", moderator)

    assert [*chain(*pages)] == (texts if status == "pending" else texts[::-1])
    assert max(map(len, pages)) <= 3


def test_comments_of_one_instant_are_all_shown(thread, moderator, monkeypatch):
    monkeypatch.setattr(loading, "PAGE", 2)
    comments = [submit(thread, f"Number {n}.") for n in range(5)]
    Comment.objects.filter(pk__in=[c.pk for c in comments]).update(waits_at=timezone.now())

    assert [*chain(*walk("", moderator))] == [f"Number {n}." for n in range(5)]


def test_what_is_decided_meanwhile_skips_nothing_of_the_next_page(thread, moderator, monkeypatch):
    monkeypatch.setattr(loading, "PAGE", 2)
    comments = [submit(thread, f"Number {n}.") for n in range(4)]
    first = loading.load(Choice(), moderator)
    decide(Transition.APPROVE, *comments[:2], by=moderator)

    second = loading.load(Choice(), moderator, first.next_key)

    assert second.comments == comments[2:]


@pytest.fixture
def scored(thread):
    """Comments that wait, some of them equally likely spam."""
    for number, permille in enumerate([950, 20, 500, 20, 900, 899]):
        comment = submit(thread, f"{permille}.{number}")
        Score.objects.filter(comment=comment).update(permille=permille)


def test_the_least_likely_spam_comes_first_where_it_is_asked_for(scored, moderator, monkeypatch):
    monkeypatch.setattr(loading, "PAGE", 2)

    pages = walk("order=score", moderator)

    assert [*chain(*pages)] == ["20.1", "20.3", "500.2", "899.5", "900.4", "950.0"]


def test_likely_spam_can_be_shown_alone(scored, moderator):
    assert shown("score=likely", moderator) == ["950.0", "900.4"]
    assert shown("score=likely&order=score", moderator) == ["900.4", "950.0"]


def test_every_order_shows_all_that_waits_the_staff_s_too(scored, thread, moderator):
    submit(thread, "By staff.", staff=moderator)

    assert sorted(shown("order=score", moderator)) == sorted(shown("", moderator))


def test_the_order_of_scores_changes_nothing_of_what_was_decided(thread, moderator):
    publish(thread, "First.", by=moderator)
    publish(thread, "Second.", by=moderator)

    assert shown("status=decided&order=score", moderator) == ["Second.", "First."]


def test_the_order_of_scores_reads_an_index(scored, moderator):
    found = loading.least_likely(Choice(order="score").waiting(moderator))

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "score_queue" in found[:50].explain()


@pytest.mark.parametrize("key", ["x", "1", "-", "1-x", "x-1", f"{10**18}-1", f"{10**17}-1", "١-١"])
def test_a_key_that_makes_no_sense_breaks_nothing(thread, moderator, key):
    submit(thread, "Here.")

    for choice in (Choice(), Choice(order="score"), Choice(status="decided")):
        loading.load(choice, moderator, key)
