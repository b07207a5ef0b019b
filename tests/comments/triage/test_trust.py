"""Who skips the queue, and who does not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision, Status, Transition
from comments.triage import trust
from comments.triage.models import Distrust, Rule
from tests.conftest import decide, publish, submit

HOME = "browser-of-ann"


@pytest.fixture(autouse=True)
def _trust_after_two(settings):
    settings.COMMENTS_TRUST_AFTER = 2


@pytest.fixture
def known(thread, moderator):
    """Two approved comments of an author who proved an address in her browser."""
    comments = [publish(thread, by=moderator, browser=HOME) for _ in range(2)]
    comments[0].take_address("address-of-ann")
    return comments


def fresh(comment):
    return Comment.objects.select_related("latest", "thread").get(pk=comment.pk)


def is_through(comment):
    return fresh(comment).latest.status == Status.APPROVED


def undo(comment, by):
    return moderation.undo({comment.pk: fresh(comment).version}, moderator=by)


def test_one_who_was_approved_often_enough_skips_the_queue_by_a_decision_named_trust(known, thread):
    comment = submit(thread, browser=HOME)

    last = Decision.objects.latest("pk")
    assert comment in Comment.objects.visible()
    assert (last.comment, last.transition, last.rule) == (comment, "approve", "trust")
    assert last.moderator is None
    assert fresh(comment).thread.waiting_count == 0
    assert fresh(comment).thread.visible_count == 3


def test_trust_is_off_unless_a_site_wants_it(known, thread, settings):
    settings.COMMENTS_TRUST_AFTER = 0

    assert not is_through(submit(thread, browser=HOME))


def test_it_is_off_by_default():
    from chronicle import settings as production

    assert production.COMMENTS_TRUST_AFTER == 0


def test_one_too_few_is_not_enough(known, thread, settings):
    settings.COMMENTS_TRUST_AFTER = 3

    assert not is_through(submit(thread, browser=HOME))


@pytest.mark.parametrize("refusal", [Transition.REJECT, Transition.MARK_SPAM])
def test_one_refusal_ends_it(known, thread, moderator, refusal):
    decide(refusal, submit(thread, browser="other", name="B"), by=moderator)
    assert is_through(submit(thread, browser=HOME))

    decide(refusal, known[0], by=moderator)
    publish(thread, by=moderator, browser=HOME)

    assert not is_through(submit(thread, browser=HOME))


def test_a_refusal_is_not_washed_away_by_withdrawing(known, thread, moderator):
    refused = submit(thread, browser=HOME)
    decide(Transition.REJECT, refused, by=moderator)
    moderation.withdraw(fresh(refused))

    assert not is_through(submit(thread, browser=HOME))


@pytest.mark.parametrize("refusal", [None, Transition.REJECT])
def test_what_is_removed_for_good_ends_trust_for_ninety_days(
    known, thread, senior, refusal, time_machine
):
    bad = publish(thread, by=senior, browser=HOME)
    if refusal:
        decide(refusal, bad, by=senior)
    moderation.remove({bad.pk: fresh(bad).version}, moderator=senior)

    assert not is_through(submit(thread, browser=HOME))
    time_machine.move_to(timezone.now() + timedelta(days=89), tick=False)
    call_command("comments_prune")
    assert trust.is_distrusted(fresh(known[0]).author)

    time_machine.shift(timedelta(days=2))
    assert not trust.is_distrusted(fresh(known[0]).author)
    assert Distrust.objects.exists()
    call_command("comments_prune")
    assert not Distrust.objects.exists()


def test_what_is_removed_of_somebody_else_leaves_trust_alone(known, thread, senior):
    other = publish(thread, by=senior, browser="another-browser")

    moderation.remove({other.pk: other.version}, moderator=senior)

    assert is_through(submit(thread, browser=HOME))
    assert not Distrust.objects.exists()


def test_a_refusal_that_was_undone_counts_no_more(known, thread, moderator):
    refused = submit(thread, browser=HOME)
    decide(Transition.REJECT, refused, by=moderator)
    undo(refused, moderator)

    assert is_through(submit(thread, browser=HOME))


def test_a_bare_name_is_never_trusted(thread, moderator):
    for _ in range(3):
        publish(thread, by=moderator, name="Ann")

    assert not is_through(submit(thread, name="Ann"))


def test_a_browser_in_which_nothing_was_proven_is_never_trusted(thread, moderator):
    for _ in range(3):
        publish(thread, by=moderator, browser=HOME)

    assert not is_through(submit(thread, browser=HOME))


def test_the_name_of_a_trusted_author_earns_nothing_in_another_browser(known, thread):
    assert not is_through(submit(thread, name="Anna", browser="strangers"))
    assert not is_through(submit(thread, name="Anna"))


def test_an_address_that_was_proven_without_a_browser_lends_no_trust(known, thread):
    bare = submit(thread, name="Anna")
    bare.take_address("address-of-ann")

    assert not trust.is_deserved(fresh(bare))
    assert not is_through(submit(thread, name="Anna"))


def test_the_same_address_proven_in_another_browser_is_the_same_author(known, thread):
    submit(thread, browser="telephone").take_address("address-of-ann")

    assert is_through(submit(thread, browser="telephone"))


def test_what_was_approved_long_ago_earns_nothing(known, thread, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=91), tick=False)

    assert not is_through(submit(thread, browser=HOME))


def test_what_trust_let_through_earns_no_more_trust(known, thread, moderator):
    assert is_through(submit(thread, browser=HOME))
    for comment in known:
        moderation.withdraw(fresh(comment))

    assert not is_through(submit(thread, browser=HOME))


@pytest.mark.parametrize("effect", ["hold", "suspect"])
def test_what_a_rule_holds_no_trust_lets_through(known, thread, senior, effect):
    Rule.objects.create(name="pills", looks_for="pills", effect=effect, author=senior)

    assert not is_through(submit(thread, "pills", browser=HOME))
    assert is_through(submit(thread, "Nothing of the kind.", browser=HOME))


def test_what_a_rule_sent_to_spam_ends_trust_until_a_moderator_undoes_it(
    known, thread, moderator, senior
):
    Rule.objects.create(name="pills", looks_for="pills", effect="mark_spam", author=senior)
    caught = submit(thread, "pills", browser=HOME)
    assert not is_through(submit(thread, browser=HOME))

    undo(caught, moderator)

    assert is_through(submit(thread, browser=HOME))


def test_what_was_sent_back_is_looked_at_again_whoever_wrote_it(known, thread, moderator):
    comment = submit(thread, browser=HOME)
    decide(Transition.SEND_BACK, comment, by=moderator)

    moderation.revise(fresh(comment), "Better words.")

    assert list(Comment.objects.pending()) == [comment]


def test_trust_is_undone_like_any_decision_in_the_moderators_name(known, thread, moderator):
    comment = submit(thread, browser=HOME)

    assert undo(comment, moderator).decided == [comment]

    assert comment not in Comment.objects.visible()
    assert Decision.objects.latest("pk").moderator == moderator
    assert Decision.objects.latest("pk").undoes.rule == "trust"
    assert fresh(comment).waits_at == comment.latest.created_at


def test_no_rule_can_be_taken_for_trust_in_the_log(senior):
    rule = Rule.objects.create(name="trust", looks_for="pills", author=senior)

    assert rule.label != "trust"
