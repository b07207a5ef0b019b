"""What rules do to a comment, as decisions that name them."""

import pytest
from django.db import transaction

from comments import moderation
from comments.models import Comment, Decision, Status, Transition
from tests.conftest import decide, submit

MARK = {"name": "#1 pills", "weight": 4, "sentence": "Held by the rule #1 pills."}
OTHER = {"name": "time", "weight": 2, "sentence": "Sent 2 s after the question."}


@pytest.fixture
def comment(thread):
    return submit(thread, signals=[OTHER])


def fresh(comment):
    return Comment.objects.select_related("latest", "thread").get(pk=comment.pk)


def last(comment):
    return Decision.objects.filter(comment=comment).latest("version")


def apply(comment, transition, signal=None):
    with transaction.atomic():
        moderation.by_rule(comment, transition, rule="#1 pills", signal=signal)


def undo(comment, by):
    return moderation.undo({comment.pk: fresh(comment).version}, moderator=by)


@pytest.mark.parametrize("transition", [Transition.HOLD, Transition.SUSPECT])
def test_a_mark_leaves_the_comment_in_the_queue_with_its_cause(comment, transition):
    apply(comment, transition, MARK)

    assert fresh(comment).signals == [OTHER, MARK]
    assert fresh(comment).cause == "#1 pills"
    assert fresh(comment).waits_at == comment.latest.created_at
    assert fresh(comment).thread.waiting_count == 1
    entry = last(comment)
    assert (entry.transition, entry.rule, entry.moderator) == (transition, "#1 pills", None)
    assert (entry.from_status, entry.to_status) == ("pending", "pending")


def test_spam_by_a_rule_leaves_the_queue_and_names_the_rule(comment):
    apply(comment, Transition.MARK_SPAM)

    assert fresh(comment).latest.status == Status.SPAM
    assert fresh(comment).waits_at is None
    assert fresh(comment).thread.waiting_count == 0
    assert last(comment).actor == "the rule #1 pills"


@pytest.mark.parametrize("transition", [Transition.HOLD, Transition.SUSPECT, Transition.MARK_SPAM])
def test_whatever_a_rule_did_a_moderator_undoes_in_his_own_name(comment, moderator, transition):
    apply(comment, transition, MARK if transition != Transition.MARK_SPAM else None)
    by_rule = last(comment)

    assert undo(comment, moderator).decided == [comment]

    assert fresh(comment).latest.status == Status.PENDING
    assert fresh(comment).waits_at == comment.latest.created_at
    assert (fresh(comment).signals, fresh(comment).cause) == ([OTHER], "time")
    assert fresh(comment).thread.waiting_count == 1
    entry = last(comment)
    assert (entry.moderator, entry.rule, entry.undoes) == (moderator, "", by_rule)


def test_what_was_undone_is_not_undone_again(comment, moderator):
    apply(comment, Transition.HOLD, MARK)
    undo(comment, moderator)

    assert undo(comment, moderator).left == [comment]


def test_a_mark_that_was_seen_before_a_decision_is_left_alone(comment, moderator):
    apply(comment, Transition.HOLD, MARK)
    seen = fresh(comment).version
    decide(Transition.REJECT, comment, by=moderator)
    undo(comment, moderator)  # the rejection

    assert moderation.undo({comment.pk: seen}, moderator=moderator).left == [comment]


@pytest.mark.parametrize("decision", [Transition.REJECT, Transition.APPROVE])
def test_a_mark_is_undone_after_what_was_decided_since_was_undone(comment, moderator, decision):
    apply(comment, Transition.HOLD, MARK)
    mark = last(comment)
    decide(decision, comment, by=moderator)
    undo(comment, moderator)
    assert fresh(comment).signals == [OTHER, MARK]

    assert undo(comment, moderator).decided == [comment]

    assert fresh(comment).signals == [OTHER]
    assert (fresh(comment).latest.status, last(comment).undoes) == (Status.PENDING, mark)
    assert fresh(comment).thread.waiting_count == 1
    assert undo(comment, moderator).left == [comment]


def test_a_mark_is_undone_on_a_later_wording_of_what_readers_see(comment, moderator):
    apply(comment, Transition.HOLD, MARK)
    decide(Transition.APPROVE, comment, by=moderator)
    seen_by_readers = fresh(comment).published_id
    moderation.revise(fresh(comment), "Other words.")

    undo(comment, moderator)

    assert fresh(comment).signals == [OTHER]
    assert fresh(comment).published_id == seen_by_readers
    assert fresh(comment).waits_at


def test_a_rule_marks_a_comment_once_however_often_it_comes_back(comment, moderator):
    apply(comment, Transition.HOLD, MARK)
    moderation.revise(fresh(comment), "Other words.")
    apply(fresh(comment), Transition.HOLD, MARK)

    assert fresh(comment).signals == [OTHER, MARK]


def test_many_marks_are_undone_at_once(thread, moderator):
    comments = [submit(thread) for _ in range(3)]
    for comment in comments[:2]:
        apply(comment, Transition.HOLD, MARK)

    outcome = moderation.undo(
        {comment.pk: fresh(comment).version for comment in comments}, moderator=moderator
    )

    assert (outcome.decided, outcome.left) == (comments[:2], comments[2:])
    assert not Comment.objects.exclude(signals=[])


def test_any_moderator_decides_otherwise_than_a_rule(comment, moderator):
    apply(comment, Transition.MARK_SPAM)

    assert decide(Transition.APPROVE, comment, by=moderator).decided == [comment]


def test_a_rule_can_neither_publish_nor_reject_nor_remove(comment):
    assert set(moderation.EFFECTS.values()) == {Status.PENDING, Status.SPAM}
    for transition in set(Transition) - set(moderation.EFFECTS):
        with pytest.raises(KeyError):
            apply(comment, transition)


def test_trust_publishes_by_a_decision_that_names_it_and_can_be_undone(comment, moderator):
    with transaction.atomic():
        moderation.trust(comment, rule="trust")
    assert list(Comment.objects.visible()) == [comment]
    assert (last(comment).rule, last(comment).moderator) == ("trust", None)

    undo(comment, moderator)

    assert not Comment.objects.visible()
    assert list(Comment.objects.pending()) == [comment]


def test_undoing_in_one_go_what_a_rule_did_touches_no_other_rules(thread, moderator, time_machine):
    time_machine.move_to(thread.public_at.replace(year=2027), tick=False)
    one, other = submit(thread), submit(thread)
    apply(one, Transition.MARK_SPAM)
    with transaction.atomic():
        moderation.by_rule(other, Transition.MARK_SPAM, rule="#2 coins")

    moderation.undo_together(last(one), moderator=moderator)

    assert list(Comment.objects.pending()) == [one]
