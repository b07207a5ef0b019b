"""The transitions of a comment, and their record."""

import contextlib
import itertools
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import moderation
from comments.models import Comment, Decision, Revision, Status, Thread, Transition
from tests.conftest import decide, make_article, make_user, publish, submit


@pytest.fixture
def comment(thread):
    return submit(thread)


@pytest.fixture
def returned(comment, moderator):
    decide(Transition.SEND_BACK, comment, by=moderator)
    return fresh(comment)


@pytest.fixture
def broken_receiver():
    def fail(sender, decisions, **kwargs):
        raise RuntimeError("the post office burns")

    moderation.decided.connect(fail)
    yield
    moderation.decided.disconnect(fail)


@pytest.fixture
def heard():
    """The lists of decisions that were sent to a receiver."""
    lists = []

    def hear(sender, decisions, **kwargs):
        lists.append((decisions, connection.in_atomic_block))

    moderation.decided.connect(hear)
    yield lists
    moderation.decided.disconnect(hear)


def fresh(comment):
    return Comment.objects.select_related("latest", "thread").get(pk=comment.pk)


def cards(*comments):
    return {comment.pk: fresh(comment).version for comment in comments}


def undo(*comments, by):
    return moderation.undo(cards(*comments), moderator=by)


def last(comment):
    return Decision.objects.filter(comment=comment).latest("version")


def state():
    """Everything that a transition may touch."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Comment, Revision, Decision, Thread)
    ]


# Every change of status is a decision


def test_a_new_comment_is_pending_by_a_decision(comment):
    entry = Decision.objects.get()

    assert fresh(comment).latest.status == Status.PENDING
    assert (entry.transition, entry.from_status, entry.to_status) == ("submit", "", "pending")
    assert (entry.comment, entry.revision, entry.version) == (comment, comment.latest, 1)
    assert entry.moderator is None


@pytest.mark.parametrize(("transition", "status"), moderation.OUTCOMES.items())
def test_a_moderators_decision_is_one_entry_that_says_all(comment, moderator, transition, status):
    outcome = decide(transition, comment, by=moderator, reason="A reason.")

    assert (outcome.decided, outcome.left) == ([comment], [])
    entry = last(comment)
    assert Decision.objects.count() == 2
    assert (entry.transition, entry.from_status, entry.to_status) == (
        transition,
        Status.PENDING,
        status,
    )
    assert (entry.moderator, entry.reason, entry.version) == (moderator, "A reason.", 2)
    assert entry.revision == comment.latest
    assert fresh(comment).latest.status == status


def test_a_new_wording_is_pending_and_the_old_one_stays_in_the_record(returned):
    moderation.revise(returned, "Other words.")

    assert list(Revision.objects.order_by("pk").values_list("source", "status")) == [
        ("Words of a reader.", "returned"),
        ("Other words.", "pending"),
    ]
    assert (last(returned).transition, last(returned).from_status) == ("revise", "returned")


@pytest.mark.parametrize("transition", moderation.OUTCOMES)
def test_deciding_the_same_twice_is_one_decision(comment, moderator, transition):
    decide(transition, comment, by=moderator)

    outcome = decide(transition, comment, by=moderator)

    assert outcome.left == [comment]
    assert Decision.objects.count() == 2


def test_an_approved_comment_that_is_declined_leaves_the_readers(thread, moderator):
    comment = publish(thread, by=moderator)

    decide(Transition.REJECT, comment, by=moderator)

    assert not Comment.objects.visible().exists()
    assert fresh(comment).thread.visible_count == 0


def test_a_decision_of_a_rule_is_signed_with_its_name():
    assert Decision(rule="first-time authors").actor == "the rule first-time authors"
    assert Decision().actor == "the author"


def test_every_decision_is_told_inside_its_transaction(thread, moderator, senior, heard):
    comment = submit(thread)
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(fresh(comment), "Other words.")
    decide(Transition.APPROVE, comment, by=moderator)
    undo(comment, by=moderator)
    moderation.withdraw(fresh(comment))
    moderation.undo_withdrawal(fresh(comment))
    moderation.remove(cards(comment), moderator=senior)

    told = [entry for entries, _ in heard for entry in entries]
    assert [entry.transition for entry in told] == [
        "submit",
        "send_back",
        "revise",
        "approve",
        "undo",
        "withdraw",
        "undo",
        "remove",
    ]
    assert list(Decision.objects.order_by("version")) == told
    assert all(is_inside for _, is_inside in heard)


@pytest.mark.parametrize(
    "change",
    [
        lambda c, mary, sam: submit(c.thread),
        lambda c, mary, sam: decide(Transition.APPROVE, c, by=mary),
        lambda c, mary, sam: decide(Transition.REJECT, c, by=mary),
        lambda c, mary, sam: moderation.revise(c, "Other words."),
        lambda c, mary, sam: undo(c, by=mary),
        lambda c, mary, sam: moderation.withdraw(c),
        lambda c, mary, sam: moderation.remove(cards(c), moderator=sam),
    ],
)
def test_a_receiver_that_fails_undoes_everything(
    returned, moderator, senior, broken_receiver, change
):
    before = state()

    with pytest.raises(RuntimeError), transaction.atomic():
        change(fresh(returned), moderator, senior)

    assert state() == before


# Only what was seen is decided


@pytest.mark.parametrize("transition", moderation.OUTCOMES)
def test_a_stale_version_changes_nothing_and_says_who_decided_what(comment, senior, transition):
    seen = cards(comment)
    decide(Transition.REJECT, comment, by=make_user("otto", "Moderators"))
    before = state()

    outcome = moderation.decide(transition, seen, moderator=senior)

    assert (state(), outcome.decided) == (before, [])
    [left] = outcome.left
    assert (left.last_decision.actor, left.last_decision.transition) == ("otto", "reject")


def test_the_loser_to_the_author_is_told_so(returned, moderator):
    seen = cards(returned)
    moderation.revise(returned, "Other words.")

    outcome = moderation.decide(Transition.APPROVE, seen, moderator=moderator)

    assert not Comment.objects.visible().exists()
    assert outcome.left[0].last_decision.actor == "the author"


@pytest.mark.parametrize("version", [0, 2, 999_999_999])
def test_a_version_that_never_was_decides_nothing(comment, moderator, version):
    outcome = moderation.decide(Transition.APPROVE, {comment.pk: version}, moderator=moderator)

    assert (outcome.decided, outcome.left) == ([], [comment])


def test_the_card_of_no_comment_decides_nothing(db, moderator):
    outcome = moderation.decide(Transition.APPROVE, {10**17: 1}, moderator=moderator)

    assert (outcome.decided, outcome.left) == ([], [])


@pytest.mark.parametrize("transition", [*moderation.OUTCOMES, "undo"])
def test_what_the_author_withdrew_is_left_alone(thread, moderator, transition):
    comment = publish(thread, by=moderator)
    moderation.withdraw(comment)

    if transition == "undo":
        outcome = undo(comment, by=moderator)
    else:
        outcome = decide(transition, comment, by=moderator)

    assert outcome.left == [comment]
    assert fresh(comment).is_withdrawn
    assert last(comment).transition == Transition.WITHDRAW


@pytest.mark.parametrize("transition", [*moderation.OUTCOMES, "undo", "remove"])
def test_what_was_removed_for_good_is_left_alone(thread, moderator, senior, transition):
    comment = publish(thread, by=moderator)
    moderation.remove(cards(comment), moderator=senior)
    before = state()

    if transition in moderation.OUTCOMES:
        decide(transition, comment, by=moderator)
    else:
        getattr(moderation, transition)(cards(comment), moderator=senior)

    assert state() == before


# Undoing


@pytest.mark.parametrize("first", [None, *moderation.OUTCOMES])
@pytest.mark.parametrize("second", moderation.OUTCOMES)
def test_undo_brings_back_the_status_and_what_readers_saw(comment, moderator, first, second):
    if first == second:
        return
    if first:
        decide(first, comment, by=moderator)
    before = fresh(comment)
    decide(second, comment, by=moderator)
    undone = last(comment)

    undo(comment, by=moderator)

    after = fresh(comment)
    assert after.latest.status == before.latest.status
    assert after.published_id == before.published_id
    assert after.thread.visible_count == before.thread.visible_count
    assert last(comment).undoes == undone
    assert (last(comment).from_status, last(comment).to_status) == (
        undone.to_status,
        undone.from_status,
    )


def test_a_senior_can_undo_anothers_decision(comment, moderator, senior):
    decide(Transition.REJECT, comment, by=moderator)

    undo(comment, by=senior)

    assert fresh(comment).latest.status == Status.PENDING
    assert last(comment).moderator == senior


@pytest.mark.parametrize("transition", ["approve", "send_back", "mark_spam", "undo"])
def test_what_another_moderator_decided_is_left_to_seniors(comment, moderator, transition):
    decide(Transition.REJECT, comment, by=make_user("otto", "Moderators"))
    before = state()

    if transition == "undo":
        outcome = undo(comment, by=moderator)
    else:
        outcome = decide(transition, comment, by=moderator)

    assert state() == before
    [left] = outcome.left
    assert left.needs_senior
    assert left.last_decision.actor == "otto"


@pytest.mark.parametrize("number", [1, 3])
def test_an_author_who_withdraws_and_comes_back_takes_no_seniors_decision_away(
    thread, moderator, senior, number
):
    comments = [submit(thread) for _ in range(number)]
    decide(Transition.REJECT, *comments, by=senior)
    for comment in comments:
        moderation.undo_withdrawal(moderation.withdraw(fresh(comment)))

    outcome = decide(Transition.APPROVE, *comments, by=moderator)

    assert {fresh(comment).latest.status for comment in comments} == {Status.REJECTED}
    assert [(c.last_decision.moderator, c.needs_senior) for c in outcome.left] == [
        (senior, True)
    ] * number


def test_an_author_who_withdraws_and_comes_back_leaves_the_moderators_decision_his(
    comment, moderator
):
    decide(Transition.REJECT, comment, by=moderator)
    moderation.undo_withdrawal(moderation.withdraw(fresh(comment)))

    assert decide(Transition.APPROVE, comment, by=moderator).decided == [comment]


def test_what_a_moderator_decided_he_can_decide_otherwise(comment, moderator):
    decide(Transition.REJECT, comment, by=moderator)

    outcome = decide(Transition.APPROVE, comment, by=moderator)

    assert outcome.decided == [comment]


def test_what_was_decided_in_one_go_is_undone_in_one_go(thread, moderator):
    bulk = [submit(thread) for _ in range(3)]
    single = submit(thread)
    decide(Transition.REJECT, single, by=moderator)
    decide(Transition.APPROVE, *bulk, by=moderator)

    outcome = moderation.undo_together(last(bulk[1]), moderator=moderator)

    assert outcome.decided == bulk
    assert {*Comment.objects.pending()} == {*bulk}
    assert fresh(single).latest.status == Status.REJECTED
    assert fresh(single).thread.waiting_count == 3


def test_undoing_many_leaves_and_names_what_was_decided_since(thread, moderator, senior):
    bulk = [submit(thread) for _ in range(3)]
    decide(Transition.APPROVE, *bulk, by=moderator)
    decide(Transition.MARK_SPAM, bulk[0], by=senior)

    outcome = moderation.undo_together(
        Decision.objects.filter(moderator=moderator).first(), moderator=moderator
    )

    assert outcome.decided == bulk[1:]
    assert [left.last_decision.actor for left in outcome.left] == ["sam"]


# Who decides about which articles


@pytest.fixture
def local(thread):
    """A moderator of the article of ``thread`` alone."""
    user = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(user)
    return user


def test_a_moderator_of_chosen_articles_decides_there(comment, local):
    assert decide(Transition.APPROVE, comment, by=local).decided == [comment]


def test_of_many_only_those_within_reach_are_decided_and_the_others_counted(thread, local):
    own, elsewhere = submit(thread), submit(make_article().thread)

    outcome = decide(Transition.APPROVE, own, elsewhere, by=local)

    assert (outcome.decided, outcome.left, outcome.out_of_reach) == ([own], [], 1)
    assert fresh(elsewhere).latest.status == Status.PENDING


def test_one_who_lost_his_articles_decides_nothing(comment, thread, local):
    thread.moderators.clear()

    assert decide(Transition.APPROVE, comment, by=local).out_of_reach == 1


def test_being_named_for_an_article_makes_nobody_a_moderator(comment, thread, editor):
    thread.moderators.add(editor)

    with pytest.raises(PermissionDenied):
        decide(Transition.APPROVE, comment, by=editor)


def test_a_reply_needs_the_article_to_be_ones_own(local, moderator):
    elsewhere = publish(make_article().thread, by=moderator)

    with pytest.raises(PermissionDenied):
        moderation.reply(elsewhere, "Words.", staff=local, submission="s")


# Editing before approving


def test_an_edit_is_recorded_in_the_editors_name_and_approved(comment, moderator):
    outcome = moderation.edit(cards(comment), "Better *words*.", moderator=moderator)

    log = Decision.objects.order_by("version")
    assert [(e.transition, e.moderator) for e in log] == [
        ("submit", None),
        ("edit", moderator),
        ("approve", moderator),
    ]
    assert outcome.decided == [comment]
    assert fresh(comment).latest.html == "<p>Better <em>words</em>.</p>"
    assert comment.revisions.order_by("pk").first().source == "Words of a reader."
    assert fresh(comment).thread.waiting_count == 0


def test_undoing_an_edit_brings_back_the_authors_wording_and_its_wait(
    comment, moderator, time_machine
):
    written = fresh(comment).waits_at
    time_machine.move_to(written + timedelta(hours=3), tick=False)
    for words in ("Better words.", "Other words."):
        moderation.edit(cards(comment), words, moderator=moderator)
        outcome = undo(comment, by=moderator)

    now = fresh(comment)
    assert (now.latest.source, now.latest.status) == ("Words of a reader.", Status.PENDING)
    assert (now.published, now.waits_at) == (None, written)
    assert outcome.decided[0].waits_at == written
    assert last(comment).revision == now.latest
    assert fresh(comment).thread.waiting_count == 1


def test_undoing_an_edit_of_what_was_sent_again_brings_back_what_was_sent_last(returned, moderator):
    moderation.revise(fresh(returned), "Sent again.")
    moderation.edit(cards(returned), "Better words.", moderator=moderator)

    undo(returned, by=moderator)

    assert fresh(returned).latest.source == "Sent again."


def test_a_stale_card_is_not_edited(comment, moderator):
    seen = cards(comment)
    decide(Transition.REJECT, comment, by=moderator)
    before = state()

    outcome = moderation.edit(seen, "Better words.", moderator=moderator)

    assert (state(), outcome.left) == (before, [comment])


def test_only_what_waits_is_edited(thread, moderator):
    comment = publish(thread, by=moderator)

    outcome = moderation.edit(cards(comment), "Other words.", moderator=moderator)

    assert outcome.left == [comment]
    assert fresh(comment).latest.source == "Words of a reader."


# How many may wait


def test_a_full_queue_takes_no_more_and_says_so(thread, monkeypatch):
    monkeypatch.setattr(moderation.authors, "WAITING_LIMIT", 2)
    submit(thread)
    submit(thread)
    before = state()

    with pytest.raises(moderation.QueueFull):
        submit(thread)

    assert state() == before


def test_a_full_queue_is_open_again_once_something_is_decided(thread, moderator, monkeypatch):
    monkeypatch.setattr(moderation.authors, "WAITING_LIMIT", 1)
    decide(Transition.REJECT, submit(thread), by=moderator)

    submit(thread)


def test_a_decision_can_be_undone_only_while_it_is_the_latest(comment, moderator):
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(fresh(comment), "Other words.")

    outcome = undo(comment, by=moderator)

    assert outcome.left == [comment]
    assert fresh(comment).latest.source == "Other words."


def test_what_was_undone_is_not_undone_again(comment, moderator):
    decide(Transition.APPROVE, comment, by=moderator)
    undo(comment, by=moderator)

    outcome = undo(comment, by=moderator)

    assert outcome.left == [comment]
    assert Decision.objects.count() == 3


def test_a_new_comment_holds_nothing_to_undo(comment, moderator):
    assert undo(comment, by=moderator).left == [comment]


def test_only_the_author_undoes_a_withdrawal(thread, moderator):
    comment = publish(thread, by=moderator)
    withdrawn = moderation.withdraw(comment)
    withdrawal = last(comment)
    undo(comment, by=moderator)

    moderation.undo_withdrawal(withdrawn)

    assert list(Comment.objects.visible()) == [comment]
    assert (last(comment).actor, last(comment).undoes) == ("the author", withdrawal)


# What an author may do


def test_a_withdrawn_comment_is_seen_by_nobody_and_not_counted(thread, moderator):
    comment = publish(thread, by=moderator)

    moderation.withdraw(comment)

    assert not Comment.objects.visible().exists()
    assert fresh(comment).thread.visible_count == 0


@pytest.mark.parametrize(
    "attempt",
    [
        moderation.withdraw,
        moderation.undo_withdrawal,
        lambda comment: moderation.revise(comment, "Other words."),
    ],
)
def test_an_author_whose_comment_moved_on_changes_nothing(comment, moderator, attempt):
    decide(Transition.REJECT, comment, by=moderator)
    before = state()

    with pytest.raises(moderation.NotAllowed):
        attempt(comment)

    assert state() == before


@pytest.mark.parametrize("transition", ["reject", "mark_spam"])
def test_what_was_declined_cannot_be_sent_again(comment, moderator, transition):
    if transition:
        decide(transition, comment, by=moderator)

    with pytest.raises(moderation.NotAllowed):
        moderation.revise(fresh(comment), "Other words.")


def test_a_change_of_what_waits_replaces_it_in_the_queue(comment):
    moderation.revise(comment, "Other words.")

    assert [c.latest.source for c in Comment.objects.pending()] == ["Other words."]
    assert fresh(comment).thread.waiting_count == 1


@pytest.mark.parametrize("transition", [None, "reject", "send_back", "mark_spam"])
def test_readers_see_the_published_wording_until_a_change_is_approved(
    comment, moderator, transition
):
    decide(Transition.APPROVE, comment, by=moderator)
    moderation.revise(fresh(comment), "Other words.")
    if transition:
        decide(transition, comment, by=moderator)

    assert Comment.objects.visible().get().published.source == "Words of a reader."
    assert fresh(comment).thread.visible_count == 1


def test_an_approved_change_replaces_what_readers_see(comment, moderator):
    decide(Transition.APPROVE, comment, by=moderator)
    moderation.revise(fresh(comment), "Other words.")
    decide(Transition.APPROVE, comment, by=moderator)

    assert Comment.objects.visible().get().published.source == "Other words."
    assert fresh(comment).thread.visible_count == 1


@pytest.mark.parametrize(("minutes", "may"), [(59, True), (61, False)])
def test_what_is_published_can_be_changed_within_the_window_only(
    comment, moderator, time_machine, minutes, may
):
    decide(Transition.APPROVE, comment, by=moderator)
    time_machine.move_to(timezone.now() + timezone.timedelta(minutes=minutes), tick=False)

    assert moderation.can_revise(fresh(comment)) is may


def test_a_change_that_changes_nothing_is_not_stored(comment):
    with pytest.raises(moderation.NotAllowed):
        moderation.revise(comment, "Words of a reader.")

    assert fresh(comment).version == 1


def test_changes_are_counted_by_the_hour(comment, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    for number in range(10):
        moderation.revise(fresh(comment), f"Words {number}.")

    with pytest.raises(moderation.TooManyRevisions):
        moderation.revise(fresh(comment), "One too many.")
    time_machine.move_to(start + timezone.timedelta(minutes=61), tick=False)
    moderation.revise(fresh(comment), "An hour later.")

    assert fresh(comment).latest.source == "An hour later."


def test_a_withdrawn_comment_cannot_be_sent_again(returned):
    withdrawn = moderation.withdraw(returned)

    with pytest.raises(moderation.NotAllowed):
        moderation.revise(withdrawn, "Other words.")


# Where a comment may be left


@pytest.mark.parametrize("closed", [{"is_open": False}, {"public_at": None}])
def test_a_closed_thread_takes_no_comment(thread, closed):
    Thread.objects.filter(pk=thread.pk).update(**closed)

    with pytest.raises(moderation.ThreadClosed):
        submit(thread)

    assert not Comment.objects.exists()


def test_only_what_readers_see_here_can_be_answered(thread, moderator, senior):
    waiting, elsewhere = submit(thread), publish(make_article().thread, by=moderator)
    withdrawn, removed = publish(thread, by=moderator), publish(thread, by=moderator)
    moderation.withdraw(withdrawn)
    moderation.remove(cards(removed), moderator=senior)
    number = Comment.objects.count()

    for parent in (waiting, elsewhere, withdrawn, removed, Comment(pk=10**17)):
        with pytest.raises(moderation.ParentGone):
            submit(thread, parent=parent)

    assert Comment.objects.count() == number


def test_a_reply_stands_under_its_parent(thread, moderator):
    parent = publish(thread, by=moderator)

    reply = submit(thread, parent=parent)

    assert reply.path.startswith(parent.path)
    assert len(reply.path) == 2 * len(parent.path)


# Who may decide


@pytest.mark.parametrize(
    "attempt",
    [
        lambda c, user: decide(Transition.APPROVE, c, by=user),
        lambda c, user: undo(c, by=user),
        lambda c, user: moderation.remove(cards(c), moderator=user),
        lambda c, user: moderation.reply(c, "Words.", staff=user, submission="s"),
    ],
)
def test_one_who_may_not_moderate_changes_nothing(thread, moderator, editor, attempt):
    comment = publish(thread, by=moderator)
    before = state()

    with pytest.raises(PermissionDenied):
        attempt(comment, editor)

    assert state() == before


def test_only_seniors_remove_for_good(comment, moderator):
    with pytest.raises(PermissionDenied):
        moderation.remove(cards(comment), moderator=moderator)


# Removing for good


def test_removing_erases_words_and_author_everywhere_and_leaves_the_log(thread, moderator, senior):
    signal = {"name": "links", "weight": 1, "sentence": "links to zanzibar"}
    own = {"name": "zanzibar Anna", "browser": "zanzibar-b", "client": "zanzibar-c"}
    comment = submit(thread, "zanzibar one", signals=[signal], **own)
    decide(Transition.SEND_BACK, comment, by=moderator, reason="Too short.")
    moderation.revise(fresh(comment), "zanzibar two")
    decide(Transition.APPROVE, comment, by=moderator)
    log = list(Decision.objects.order_by("version").values())

    moderation.remove(cards(comment), moderator=senior, reason="A home address.")

    assert "zanzibar" not in str(state())
    assert list(Decision.objects.order_by("version").values())[:-1] == log
    assert (last(comment).transition, last(comment).reason) == ("remove", "A home address.")
    assert fresh(comment).thread.visible_count == 0


def test_a_withdrawn_comment_can_be_removed_for_good(comment, senior):
    moderation.withdraw(comment)

    outcome = moderation.remove(cards(comment), moderator=senior)

    assert outcome.decided == [comment]


def test_the_log_holds_no_words_of_a_reader(thread, moderator, senior):
    comment = submit(thread, "zanzibar one", name="zanzibar Anna", browser="zanzibar-b")
    decide(Transition.SEND_BACK, comment, by=moderator, reason="Too short.")
    moderation.revise(fresh(comment), "zanzibar two")
    moderation.withdraw(fresh(comment))

    assert "zanzibar" not in str(list(Decision.objects.values()))


# Replies by staff


def test_a_reply_by_staff_is_two_decisions_in_their_name(thread, moderator):
    parent = publish(thread, by=moderator)

    reply = moderation.reply(parent, "Thank you.", staff=moderator, submission="s")

    entries = Decision.objects.filter(comment=reply).order_by("version")
    assert [(e.transition, e.moderator) for e in entries] == [
        ("submit", moderator),
        ("approve", moderator),
    ]
    assert (reply.staff, reply.lane, reply.name) == (moderator, "staff", "mary")
    assert fresh(reply).thread.visible_count == 2


# Many at once


def cards_of(comments):
    return {comment.pk: comment.version for comment in comments}


def test_two_hundred_decisions_in_many_threads_are_counted_in_each(moderator):
    threads = [make_article().thread for _ in range(10)]
    comments = [submit(thread) for thread in threads for _ in range(20)]
    random.Random(1).shuffle(comments)

    moderation.decide(Transition.APPROVE, cards_of(comments), moderator=moderator)

    assert {thread.visible_count for thread in Thread.objects.all()} == {20}


# Whatever happens, in whatever order

MODERATORS_MOVES = [*map(str, moderation.OUTCOMES), "edit", "undo", "remove"]
AUTHORS_MOVES = ["revise", "withdraw", "undo_withdrawal"]
MOVE = st.tuples(
    st.sampled_from([*MODERATORS_MOVES, *AUTHORS_MOVES]),
    st.sets(st.integers(0, 2), min_size=1),
    st.sampled_from([0, 0, 0, 0, -1]),  # now and then a page that was opened one version ago
)


def move(name, comments, drift, senior):
    if name in AUTHORS_MOVES:
        for comment in comments:
            comment.version += drift
            words = ("Other words.",) if name == "revise" else ()
            with contextlib.suppress(moderation.NotAllowed):
                getattr(moderation, name)(comment, *words)
        return
    seen = {comment.pk: comment.version + drift for comment in comments}
    if name == "edit":
        outcome = moderation.edit(seen, "Better words.", moderator=senior)
    elif name in moderation.OUTCOMES:
        outcome = moderation.decide(name, seen, moderator=senior)
    else:
        outcome = getattr(moderation, name)(seen, moderator=senior)
    assert {comment.pk for comment in outcome.decided + outcome.left} == set(seen)
    assert all(comment.last_decision for comment in outcome.left)


@given(moves=st.lists(MOVE, max_size=25))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_after_any_moves_the_log_tells_the_whole_truth(senior, moves):
    thread = make_article().thread
    comments = [submit(thread) for _ in range(3)]

    for name, chosen, drift in moves:
        chosen = {min(chosen)} if name == "edit" else chosen
        move(name, [fresh(comments[number]) for number in chosen], drift, senior)

    visible = Comment.objects.visible().filter(thread=thread)
    assert Thread.objects.get(pk=thread.pk).visible_count == visible.count()
    waiting = Comment.objects.pending().filter(thread=thread)
    assert Thread.objects.get(pk=thread.pk).waiting_count == waiting.count()
    for comment in map(fresh, comments):
        log = list(comment.decisions.order_by("version"))
        assert [entry.version for entry in log] == list(range(1, comment.version + 1))
        assert comment.latest.status == log[-1].to_status
        assert comment.latest_id == log[-1].revision_id
        for before, after in itertools.pairwise(log):
            assert after.from_status == before.to_status
        undone = Counter(entry.undoes_id for entry in log if entry.undoes_id)
        assert all(number == 1 for number in undone.values())
        assert comment.is_removed == (log[-1].transition == "remove")
        assert comment.waits_at == (comment.latest.created_at if comment.should_wait else None)
        assert (comment in visible) == replayed_visibility(log)


def replayed_visibility(log):
    """Tell from the log alone whether readers see the comment."""
    is_withdrawn, published = False, None
    seen_before = {}
    for entry in log:
        seen_before[entry.pk] = published
        if entry.transition in ("withdraw", "remove"):
            is_withdrawn = True
        elif entry.transition == "undo" and entry.moderator_id is None:
            is_withdrawn = False
        elif entry.transition == "undo":
            published = seen_before[entry.undoes_id]
        elif entry.to_status == "approved":
            published = entry.revision_id
        elif published == entry.revision_id:
            published = None
    return published is not None and not is_withdrawn
