"""Objecting: an author says once why a refusal should be looked at again; nothing else changes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from comments import moderation, objecting, retention
from comments.models import Comment, Decision, Objection, Transition
from comments.retention import REFUSED
from tests.conftest import decide, publish, submit


@pytest.fixture
def comment(thread):
    return submit(thread)


@pytest.fixture
def refused(comment, moderator):
    decide(Transition.REJECT, comment, by=moderator)
    return fresh(comment)


@pytest.fixture
def objection(refused):
    objecting.file(refused, "I named my source.")
    return Objection.objects.get()


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize("transition", [*moderation.OUTCOMES])
def test_authors_object_to_refusals_alone(comment, moderator, transition):
    decide(transition, comment, by=moderator)

    can = objecting.can_object(fresh(comment))

    assert can == (moderation.OUTCOMES[transition] in REFUSED)


def test_a_refused_change_of_a_published_comment_can_be_objected_to(thread, moderator):
    comment = publish(thread, by=moderator)
    moderation.revise(comment, "Other words.")
    decide(Transition.REJECT, comment, by=moderator)

    assert objecting.can_object(fresh(comment))


def test_what_a_rule_refused_waits_as_far_as_its_author_is_told(comment):
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 pills")

    assert not objecting.can_object(fresh(comment))


GONE = {
    "withdrawn": lambda comment, senior: moderation.withdraw(comment),
    "removed": lambda comment, senior: moderation.remove({comment.pk: 2}, moderator=senior),
    "erased": lambda comment, senior: retention.erase(days=-1),
}


@pytest.mark.parametrize("how", GONE)
def test_what_is_gone_is_not_objected_to(refused, senior, how):
    GONE[how](refused, senior)

    with pytest.raises(moderation.NotAllowed):
        objecting.file(fresh(refused), "Look again.")


def test_an_objection_changes_nothing_about_the_comment(refused):
    before, decisions = Comment.objects.values().get(), Decision.objects.count()

    objecting.file(refused, "Look again.")

    assert Comment.objects.values().get() == before
    assert Decision.objects.count() == decisions


def test_an_objection_names_the_decision_it_is_against(refused, moderator):
    moderation.withdraw(refused)
    moderation.undo_withdrawal(fresh(refused))

    objecting.file(fresh(refused), "Look again.")

    against = Objection.objects.get().decision
    assert (against.transition, against.moderator) == (Transition.REJECT, moderator)


def test_a_wording_is_objected_to_once(objection, refused, moderator):
    moderation.undo({refused.pk: refused.version}, moderator=moderator)
    decide(Transition.REJECT, refused, by=moderator)

    with pytest.raises(moderation.NotAllowed):
        objecting.file(fresh(refused), "And again.")

    assert Objection.objects.get().words == "I named my source."


def test_another_wording_may_be_objected_to_again(objection, refused, moderator):
    moderation.undo({refused.pk: refused.version}, moderator=moderator)
    moderation.revise(fresh(refused), "Other words.")
    decide(Transition.REJECT, refused, by=moderator)

    objecting.file(fresh(refused), "These, too.")

    assert Objection.objects.count() == 2


def test_nobody_objects_to_a_decision_he_has_not_seen(refused, senior):
    decide(Transition.MARK_SPAM, refused, by=senior)

    with pytest.raises(moderation.NotAllowed):
        objecting.file(refused, "Look again.")


@pytest.mark.parametrize("transition", [Transition.APPROVE, Transition.MARK_SPAM, "undo"])
def test_a_moderators_decision_answers_it(objection, refused, senior, transition):
    if transition == "undo":
        moderation.undo({refused.pk: refused.version}, moderator=senior)
    else:
        decide(transition, refused, by=senior)

    objection.refresh_from_db()
    assert objection.closed_at and objection.words


def test_its_author_does_not_answer_it(objection, refused):
    moderation.withdraw(refused)

    assert Objection.objects.open().exists()


def test_the_objections_of_others_stay_open(objection, thread, moderator):
    other = submit(thread)
    decide(Transition.REJECT, other, by=moderator)
    decide(Transition.APPROVE, other, by=moderator)

    assert Objection.objects.open().get() == objection


def test_removing_for_good_erases_the_words_of_the_objection_too(objection, refused, senior):
    moderation.remove({refused.pk: refused.version}, moderator=senior)

    objection.refresh_from_db()
    assert objection.words == "" and objection.closed_at


def test_the_words_are_erased_with_those_of_the_comment_and_with_no_others(
    objection, refused, thread, moderator, time_machine
):
    later = submit(thread)
    time_machine.move_to(timezone.now() + timedelta(days=retention.DAYS, hours=1), tick=False)
    decide(Transition.REJECT, later, by=moderator)
    objecting.file(fresh(later), "This one is new.")

    assert retention.erase() == 1

    objection.refresh_from_db()
    assert objection.words == "" and objection.closed_at
    assert Objection.objects.open().get().words == "This one is new."
