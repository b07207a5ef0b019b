"""What became of the other comments of an author."""

import pytest

from comments import moderation
from comments.desk import records
from comments.models import Comment, Transition
from tests.conftest import decide, make_article, make_user, publish, submit


def record_of(comment, user):
    comment = Comment.objects.get(pk=comment.pk)
    records.give_records([comment], user)
    return tuple(comment.record[name] for name in ("approved", "rejected", "spam"))


def test_the_record_counts_by_what_became_of_the_comments(thread, moderator):
    for _ in range(2):
        publish(thread, browser="b1", name="Anna", by=moderator)
    decide(Transition.REJECT, submit(thread, browser="b1"), by=moderator)
    decide(Transition.MARK_SPAM, submit(thread, browser="b1", name="Anne"), by=moderator)
    publish(thread, browser="b2", name="Anna", by=moderator)

    assert record_of(submit(thread, browser="b1"), moderator) == (2, 1, 1)


def test_a_bare_name_has_the_record_of_that_bare_name_alone(thread, moderator):
    publish(thread, browser="b1", name="Anna", by=moderator)
    decide(Transition.REJECT, submit(thread, name="Anna"), by=moderator)

    assert record_of(submit(thread, name="Anna"), moderator) == (0, 1, 0)


def test_the_record_holds_no_more_than_the_moderator_may_see(thread, moderator):
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)
    publish(make_article().thread, browser="b1", by=moderator)
    publish(thread, browser="b1", by=moderator)
    comment = submit(thread, browser="b1")

    assert record_of(comment, local) == (1, 0, 0)
    assert record_of(comment, moderator) == (2, 0, 0)


def test_the_record_says_when_the_author_first_came(thread, senior, time_machine):
    time_machine.move_to("2126-03-01T12:00Z", tick=False)
    first = submit(thread, browser="b1")
    time_machine.move_to("2126-04-01T12:00Z", tick=False)
    later = submit(thread, browser="b1")

    records.give_records([later], senior)

    assert later.record["first_seen"] == first.created_at


def test_what_waits_was_withdrawn_or_removed_counts_for_nothing(thread, moderator, senior):
    submit(thread, browser="b1")
    moderation.withdraw(publish(thread, browser="b1", by=moderator))
    removed = publish(thread, browser="b1", by=moderator)
    moderation.remove({removed.pk: removed.version}, moderator=senior)

    assert record_of(submit(thread, browser="b1"), moderator) == (0, 0, 0)


def test_a_flood_of_one_author_is_counted_no_further_than_it_says_anything(
    thread, moderator, monkeypatch
):
    monkeypatch.setattr(records, "COUNTED", 3)
    for _ in range(3):
        publish(thread, browser="b1", by=moderator)
    for _ in range(2):
        decide(Transition.MARK_SPAM, submit(thread, browser="b1"), by=moderator)

    assert record_of(submit(thread, browser="b1"), moderator) == (1, 0, 2)


@pytest.mark.parametrize("number", [1, 30])
def test_the_records_of_many_authors_are_one_query(
    thread, senior, number, django_assert_num_queries
):
    comments = [
        Comment.objects.get(pk=submit(thread, name=f"N{n}", browser=f"b{n % 3 or ''}").pk)
        for n in range(number)
    ]

    senior.has_perm("comments.moderate_comment")  # asked once a request

    with django_assert_num_queries(1):
        records.give_records(comments, senior)

    assert all(comment.record for comment in comments)
