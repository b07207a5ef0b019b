"""What is stored: who is visible, what is known of an author, and a log that only grows."""

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from comments import moderation
from comments.models import (
    AppendOnly,
    Comment,
    Decision,
    Revision,
    Status,
    Thread,
    Transition,
)
from tests.conftest import decide, publish, submit


@pytest.fixture
def comment(thread):
    return submit(thread)


@pytest.fixture
def entry(comment):
    return Decision.objects.get(comment=comment)


# Visible


def test_a_comment_is_visible_once_it_is_approved(thread, comment, moderator):
    before = list(Comment.objects.visible())
    decide(Transition.APPROVE, comment, by=moderator)

    assert (before, list(Comment.objects.visible())) == ([], [comment])


@pytest.mark.parametrize("public_at", [None, "later"])
def test_the_comments_of_what_is_not_public_are_not_visible(thread, moderator, public_at):
    publish(thread, by=moderator)
    later = timezone.now() + timezone.timedelta(hours=1)
    Thread.objects.filter(pk=thread.pk).update(public_at=later if public_at else None)

    assert not Comment.objects.visible().exists()


def test_the_queue_holds_what_is_pending_and_not_withdrawn(thread, moderator):
    waiting, gone = submit(thread), submit(thread)
    publish(thread, by=moderator)
    moderation.withdraw(gone)

    assert list(Comment.objects.pending()) == [waiting]


# The same post, the same author


def test_a_comment_says_what_was_sent_first(thread, moderator):
    parent = publish(thread, by=moderator)
    comment = submit(thread, "Old words.", name="Anna", parent=parent)
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(Comment.objects.get(pk=comment.pk), "New words.")

    assert comment.says(name="Anna", source="Old words.", parent_id=parent.pk)


@pytest.mark.parametrize(
    "difference", [{"name": "Bert"}, {"source": "Other words."}, {"parent_id": 1}]
)
def test_a_comment_does_not_say_what_differs(comment, difference):
    sent = {"name": "Anna", "source": "Words of a reader.", "parent_id": None}

    assert not comment.says(**{**sent, **difference})


def test_the_author_is_the_browser_or_else_the_bare_name(thread, moderator):
    anna = submit(thread, name="Anna", browser="b1")

    same, others = (
        submit(thread, name="Anne", browser="b1"),
        [
            submit(thread, name="Anna"),
            submit(thread, name="browser b1"),
            submit(thread, name="Anna", browser="b2"),
        ],
    )

    assert same.author == anna.author
    assert len({anna.author, *(other.author for other in others)}) == 4


def proven(comment, digest="d1"):
    comment.take_address(digest)
    return Comment.objects.get(pk=comment.pk)


def test_two_browsers_in_which_one_address_was_proven_are_one_author(thread):
    first, second = (proven(submit(thread, browser=name)) for name in ("b1", "b2"))
    bare = proven(submit(thread, name="Bert"))

    assert first.author == second.author == bare.author
    assert not bare.is_bare_name
    assert proven(submit(thread, browser="b3"), "d2").author != first.author


def test_an_address_is_that_of_all_that_came_and_comes_from_its_browser(thread):
    before = submit(thread, browser="b1")
    proven(submit(thread, browser="b1"))
    after = submit(thread, browser="b1")
    others = [submit(thread, browser="b2"), submit(thread)]

    addresses = dict(Comment.objects.values_list("pk", "address"))

    assert (addresses[before.pk], addresses[after.pk]) == ("d1", "d1")
    assert [addresses[other.pk] for other in others] == ["", ""]


def test_an_address_that_was_proven_first_is_not_taken_over_by_another(thread):
    first = proven(submit(thread, browser="b1"))
    proven(submit(thread, browser="b1"), "d2")

    assert Comment.objects.get(pk=first.pk).address == "d1"


def test_what_is_erased_is_by_nobody(thread, senior):
    comments = [submit(thread, name="Anna") for _ in range(2)]
    comments += [submit(thread, browser="b1")]
    moderation.remove({comment.pk: 1 for comment in comments}, moderator=senior)
    proven(comments[-1])

    assert len(set(Comment.objects.values_list("author", flat=True))) == 3
    assert set(Comment.objects.values_list("address", flat=True)) == {""}


def test_a_reader_under_the_name_of_staff_is_another_author(thread, moderator):
    parent = publish(thread, name="mary", by=moderator)

    reply = moderation.reply(parent, "Thank you.", staff=moderator, submission="s")

    assert Comment.objects.get(pk=reply.pk).author != parent.author


def test_a_private_key_has_128_random_bits(thread):
    keys = {submit(thread).key for _ in range(3)}

    assert len(keys) == 3
    assert all(len(key) == 22 for key in keys)


# A log that only grows


def test_an_entry_of_the_log_cannot_be_saved_again(entry):
    entry.reason = "Another reason"

    with pytest.raises(AppendOnly):
        entry.save()


def test_an_entry_of_the_log_cannot_be_deleted(entry):
    with pytest.raises(AppendOnly):
        entry.delete()


@pytest.mark.parametrize(
    "change",
    [
        lambda log, entry: log.update(reason="x"),
        lambda log, entry: log.delete(),
        lambda log, entry: log.bulk_update([entry], ["reason"]),
        lambda log, entry: log.filter(pk=entry.pk).update(reason="x"),
        lambda log, entry: log.filter(pk=entry.pk).delete(),
        lambda log, entry: log.update_or_create(pk=entry.pk, defaults={"reason": "x"}),
        lambda log, entry: log.bulk_create(
            [entry], update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
        ),
        lambda log, entry: entry.comment.decisions.update(reason="x"),
        lambda log, entry: entry.comment.decisions.all().delete(),
    ],
)
def test_entries_of_the_log_cannot_be_changed_in_bulk(entry, change):
    with pytest.raises(AppendOnly):
        change(Decision.objects.all(), entry)

    assert Decision.objects.get().reason == ""


def test_a_new_entry_is_never_written_over_an_old_one(comment, entry):
    forged = Decision(
        pk=entry.pk,
        comment=comment,
        revision=comment.latest,
        transition=Transition.APPROVE,
        version=1,
        decided_at=timezone.now(),
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()

    assert Decision.objects.get().transition == Transition.SUBMIT


def test_two_entries_cannot_claim_the_same_version(comment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            comment=comment, revision=comment.latest, transition=Transition.APPROVE, version=1
        )


@pytest.mark.parametrize(
    "of",
    [
        lambda entry: entry.comment,
        lambda entry: entry.revision,
        lambda entry: entry.moderator,
        lambda entry: entry.comment.thread,
    ],
    ids=["comment", "revision", "moderator", "thread"],
)
def test_what_the_log_speaks_of_cannot_be_deleted(comment, moderator, of):
    decide(Transition.APPROVE, comment, by=moderator)

    with pytest.raises(models.ProtectedError):
        of(Decision.objects.latest("pk")).delete()


def test_every_relation_of_the_three_records_is_protected():
    relations = [
        field
        for model in (Comment, Revision, Decision)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    ]

    assert relations
    assert {field.remote_field.on_delete for field in relations} == {models.PROTECT}


def test_the_log_has_room_for_no_words_of_a_reader():
    texts = {
        field.name
        for field in Decision._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }

    # The reason is a moderator's, a rule's name is the site's, the others are one of a few words.
    assert texts == {"transition", "rule", "from_status", "to_status", "reason"}


def test_every_status_that_is_stored_is_one_of_five(comment, moderator):
    for transition, status in moderation.OUTCOMES.items():
        decide(transition, comment, by=moderator)
        assert Revision.objects.get().status == status

    assert set(moderation.OUTCOMES.values()) | {Status.PENDING} == set(Status)
