"""What moderators do: decide about one or many, take it back, edit, answer, remove for good."""

from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from .. import text
from ..models import Comment, Decision, Lane, Revision, Status, Thread, Transition
from .authors import AlreadySent, submit
from .record import Change, Outcome, add_revision, latest_decisions, lock, write
from .rules import marks_of, take_marks_off

OUTCOMES = {
    Transition.APPROVE: Status.APPROVED,
    Transition.SEND_BACK: Status.RETURNED,
    Transition.REJECT: Status.REJECTED,
    Transition.MARK_SPAM: Status.SPAM,
}


def decide(transition, cards, *, moderator, reason=""):
    """Approve, send back, reject or mark as spam every card that still holds; return an Outcome.

    A fixed number of statements whatever the number of cards; rows are locked in the order of
    their ids, so two bulks never wait for each other in a circle. What another moderator decided
    is left to seniors, what is out of reach untouched. Raises PermissionDenied.
    """
    _require_moderator(moderator)
    status = OUTCOMES[transition]
    with transaction.atomic():
        # Without a source its words were erased, and nobody can approve what nobody can read.
        outcome = _sort(cards, moderator, lambda c: c.latest.status != status and c.latest.source)
        changes = [
            Change(comment, status, _published_after(comment, status))
            for comment in outcome.decided
        ]
        write(changes, transition, moderator=moderator, reason=reason)
    return outcome


def undo(cards, *, moderator):
    """Undo the latest decision of every card, where a moderator or a rule made it, and of what
    waits the mark that a rule gave it; return an Outcome.

    An edit that was approved is undone with its approval: the author's wording waits again, as
    long as it has waited. Raises PermissionDenied.
    """
    _require_moderator(moderator)
    with transaction.atomic():
        marks = cache(lambda: marks_of(cards))  # looked for only where one of them waits
        outcome = _sort(cards, moderator, lambda comment: _can_be_undone(comment, marks))
        edited = _wordings_before_edits(outcome.decided)
        changes = [
            Change(comment, *_before(comment), comment.last_decision, edited.get(comment.pk))
            for comment in outcome.decided
        ]
        write(changes, Transition.UNDO, moderator=moderator)
        take_marks_off(outcome.decided)
    return outcome


def undo_together(decision, *, moderator):
    """Undo ``decision`` and all that were made in one go with it, where each is still the latest
    of its comment; return an Outcome. Raises PermissionDenied."""
    together = Decision.objects.together(decision)
    return undo(dict(together.values_list("comment", "version")), moderator=moderator)


def edit(cards, source, *, moderator):
    """Replace the wording of one waiting comment and approve it; return an Outcome.

    Two decisions: the edit, in the moderator's name, and the approval, which undoes with it.
    Raises PermissionDenied.
    """
    _require_moderator(moderator)
    with transaction.atomic():
        outcome = _sort(cards, moderator, lambda comment: comment.waits_at)
        for comment in outcome.decided:
            add_revision(comment, source, Transition.EDIT, moderator=moderator)
            outcome.decided = decide(
                Transition.APPROVE, {comment.pk: comment.version}, moderator=moderator
            ).decided
    return outcome


def reply(parent, source, *, staff, submission):
    """Store the reply of ``staff`` to ``parent`` and approve it; return it.

    Sent twice, even at the same instant, it gives the reply that it made the first time. Raises
    PermissionDenied, ThreadClosed, QueueFull, ParentGone or AlreadySent, storing nothing.
    """
    _require_moderator(staff)
    if not Comment.objects.within_reach(staff).filter(pk=parent.pk).exists():
        raise PermissionDenied("This comment belongs to an article of other moderators.")
    name = (staff.get_full_name() or staff.get_username())[: text.NAME_LIMIT]
    with transaction.atomic():
        # The second of two waits here until the first is stored, and then finds it.
        Thread.objects.select_for_update(no_key=True).get(pk=parent.thread_id)
        if twin := Comment.objects.filter(submission=submission).first():
            if twin.says(name=name, source=source, parent_id=parent.pk):
                return twin
            raise AlreadySent
        comment = submit(
            parent.thread,
            name=name,
            source=source,
            submission=submission,
            parent_id=parent.pk,
            staff=staff,
            lane=Lane.STAFF,
        )
        decide(Transition.APPROVE, {comment.pk: comment.version}, moderator=staff)
    return comment


def remove(cards, *, moderator, reason=""):
    """Remove every card for good: its words, its name and what is known of its author are erased
    everywhere, the log stays. Cannot be undone. Return an Outcome; raises PermissionDenied.
    """
    _require(moderator, "comments.remove_comment")
    with transaction.atomic():
        outcome = _sort(cards, moderator, lambda comment: True, withdrawn=True)
        changes = [Change(c, c.latest.status, None) for c in outcome.decided]
        write(
            changes,
            Transition.REMOVE,
            moderator=moderator,
            reason=reason,
            is_removed=True,
            name="",
            browser="",
            address="",
            client="",
            signals=[],
            cause="",
        )
        Revision.objects.filter(comment__in=outcome.decided).update(source="", html="")
    return outcome


def _require(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied(f"This needs the permission {permission}.")


def _require_moderator(user):
    if not user.has_perm("comments.moderate_chosen_comment"):
        _require(user, "comments.moderate_comment")


def _sort(cards, moderator, may, *, withdrawn=False):
    """Lock the comments of ``cards`` that ``moderator`` reaches and sort them into an Outcome:
    those at the version seen for which ``may`` holds, and those to be left alone."""
    comments = list(lock(cards).within_reach(moderator))
    outcome = Outcome(out_of_reach=len(cards) - len(comments))
    settled = [comment for comment in comments if comment.waits_at is None]
    _find_last_decisions(settled)
    deciders = _find_deciders(settled)
    may_reverse = moderator.has_perm("comments.reverse_comment")
    for comment in comments:
        holds = (
            comment.version == cards[comment.pk]
            and not comment.is_removed
            and (withdrawn or not comment.is_withdrawn)
            and bool(may(comment))
        )
        decider = deciders.get(comment.pk)
        is_anothers = decider is not None and decider.moderator_id not in (None, moderator.pk)
        comment.needs_senior = holds and is_anothers and not may_reverse
        if comment.needs_senior:
            comment.last_decision = decider
        (outcome.left if comment.needs_senior or not holds else outcome.decided).append(comment)
    _find_last_decisions(comment for comment in outcome.left if comment.waits_at is not None)
    return outcome


def _find_last_decisions(comments):
    """Give each of ``comments`` its ``last_decision``: none was needed of one that waits."""
    found = {comment.pk: comment for comment in comments}
    last = latest_decisions(found) if found else {}
    for pk, comment in found.items():
        comment.last_decision = last[pk]


def _find_deciders(comments):
    """Return ``{comment id: the decision by which it stands as it does}``: the last that was not
    its author's, who withdraws and comes back without taking a moderator's decision away."""
    found = {comment.pk: comment.last_decision for comment in comments}
    touched = [pk for pk, last in found.items() if last.is_authors]
    if touched:
        theirs = Decision.objects.filter(comment__in=touched).exclude(moderator=None, rule="")
        rows = theirs.select_related("moderator").order_by("version")
        found |= {row.comment_id: row for row in rows}
    return found


def _can_be_undone(comment, marks):
    # Without a source its words were erased: undone, nothing would be published, or would wait.
    if not comment.latest.source:
        return False
    if comment.waits_at is not None:
        comment.last_decision = marks().get(comment.pk)
        return comment.last_decision
    last = comment.last_decision
    return (last.moderator_id or last.rule) and last.transition in OUTCOMES


def _before(comment):
    """Return the status and what readers saw before the last decision. What waits has a mark to
    lose and nothing else, whatever happened since it got it."""
    if comment.waits_at is not None:
        return comment.latest.status, comment.published_id
    return comment.last_decision.from_status, comment.last_decision.replaced_id


def _wordings_before_edits(comments):
    """Return ``{comment id: the wording that a moderator replaced}`` for those of ``comments``
    whose last decision approved a moderator's own."""
    # The author's wording, the edit and the approval make three versions.
    ids = [comment.pk for comment in comments if comment.version > 2]
    if not ids:
        return {}
    log = Decision.objects.filter(comment__in=ids)
    edits = log.filter(transition=Transition.EDIT, version=F("comment__version") - 1)
    before = log.filter(comment__in=edits.values("comment"), version=F("comment__version") - 2)
    return {row.comment_id: row.revision for row in before.select_related("revision")}


def _published_after(comment, status):
    """Return the id of the revision that readers see once the latest one has ``status``."""
    if status == Status.APPROVED:
        return comment.latest_id
    return None if comment.published_id == comment.latest_id else comment.published_id
