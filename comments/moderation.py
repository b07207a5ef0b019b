"""The transitions of a comment: the only code that writes a status.

Every function changes the rows and records the Decision in one transaction, and sends ``decided``
inside it. A moderator hands over cards, ``{comment id: version seen}``: a card whose comment has
moved on since is left alone, so nobody overwrites what he did not see.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, When
from django.dispatch import Signal
from django.utils import timezone

from . import text
from .models import Comment, Decision, Lane, Revision, Status, Thread, Transition
from .paths import child_path

# Sent with ``decisions``, a list, inside the transaction that wrote them: a receiver that raises
# undoes them all.
decided = Signal()

OUTCOMES = {
    Transition.APPROVE: Status.APPROVED,
    Transition.SEND_BACK: Status.RETURNED,
    Transition.REJECT: Status.REJECTED,
    Transition.MARK_SPAM: Status.SPAM,
}


class ThreadClosed(Exception):
    """The thread takes no comments: it was closed, or its page is not public."""


class ParentGone(Exception):
    """The comment that is answered is not visible in this thread."""


class AlreadySent(Exception):
    """The key of sameness has made another comment, with other words."""


class NotAllowed(Exception):
    """The author may not do this with the comment as it stands now."""


@dataclass
class Outcome:
    """What a decision about many came to: the comments decided, and those left alone.

    Each comment left alone carries ``last_decision``, which says who decided what and when.
    """

    decided: list = field(default_factory=list)
    left: list = field(default_factory=list)


@dataclass
class Change:
    """What one comment becomes: its latest revision's status, and the revision readers see."""

    comment: Comment
    status: str
    published_id: int | None
    undoes: Decision | None = None


# What readers and staff write


def submit(thread, *, name, source, submission, parent_id=None, staff=None, **facts):
    """Store a new comment, pending, and return it.

    ``name`` and ``source`` are cleaned text; ``submission`` is the key of sameness; ``facts`` are
    the comment's lane, browser and signals. Raises ThreadClosed or ParentGone, storing nothing:
    a parent that is pending, gone or in another thread is one and the same.
    """
    with transaction.atomic():
        number = _next_number(thread)
        parent = None
        if parent_id is not None:
            parent = Comment.objects.visible().filter(pk=parent_id, thread=thread).first()
            if parent is None:
                raise ParentGone
        comment = Comment.objects.create(
            thread=thread,
            parent=parent,
            path=child_path(parent.path if parent else "", number),
            name=name,
            submission=submission,
            staff=staff,
            **facts,
        )
        _add_revision(comment, source, Transition.SUBMIT, moderator=staff)
    return comment


def reply(parent, source, *, staff, submission):
    """Store the reply of ``staff`` to ``parent`` and approve it; return it.

    Sent twice, even at the same instant, it gives the reply that it made the first time. Raises
    PermissionDenied, ThreadClosed, ParentGone or AlreadySent, storing nothing.
    """
    _require(staff, "comments.moderate_comment")
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


def revise(comment, source):
    """Store the author's new wording of a comment that was sent back: pending once more.

    Raises NotAllowed, storing nothing, unless the comment is returned at the version in hand.
    """
    with transaction.atomic():
        fresh = _lock_for_author(comment)
        if fresh.latest.status != Status.RETURNED or fresh.is_withdrawn:
            raise NotAllowed
        _add_revision(fresh, source, Transition.REVISE)
    return fresh


def withdraw(comment):
    """Take the comment from the readers and from the queue, for its author; he can undo it.

    Raises NotAllowed when it is withdrawn already, removed, or has moved on.
    """
    return _set_withdrawn(comment, True, Transition.WITHDRAW)


def undo_withdrawal(comment):
    """Put a withdrawn comment back where it was, for its author. Raises NotAllowed otherwise."""
    return _set_withdrawn(comment, False, Transition.UNDO)


# What moderators decide


def decide(transition, cards, *, moderator, reason=""):
    """Approve, send back, reject or mark as spam every card that still holds; return an Outcome.

    A fixed number of statements whatever the number of cards; rows are locked in the order of
    their ids, so two bulks never wait for each other in a circle. Raises PermissionDenied.
    """
    _require(moderator, "comments.moderate_comment")
    status = OUTCOMES[transition]
    with transaction.atomic():
        outcome = _sort(cards, lambda comment: comment.latest.status != status)
        changes = [
            Change(comment, status, _published_after(comment, status))
            for comment in outcome.decided
        ]
        _write(changes, transition, moderator=moderator, reason=reason)
    return outcome


def undo(cards, *, moderator):
    """Undo the latest decision of every card, where a moderator made it; return an Outcome.

    Raises PermissionDenied.
    """
    _require(moderator, "comments.moderate_comment")
    with transaction.atomic():
        latest = _latest_decisions(cards)
        outcome = _sort(
            cards,
            lambda comment: (
                comment.pk in latest
                and latest[comment.pk].moderator_id
                and latest[comment.pk].transition in OUTCOMES
            ),
        )
        changes = [
            Change(comment, last.from_status, last.replaced_id, undoes=last)
            for comment in outcome.decided
            for last in [latest[comment.pk]]
        ]
        _write(changes, Transition.UNDO, moderator=moderator)
    return outcome


def remove(cards, *, moderator, reason=""):
    """Remove every card for good: its words, its name and what is known of its author are erased
    everywhere, the log stays. Cannot be undone. Return an Outcome; raises PermissionDenied.
    """
    _require(moderator, "comments.remove_comment")
    with transaction.atomic():
        outcome = _sort(cards, lambda comment: True, withdrawn=True)
        changes = [Change(c, c.latest.status, None) for c in outcome.decided]
        _write(
            changes,
            Transition.REMOVE,
            moderator=moderator,
            reason=reason,
            is_removed=True,
            name="",
            browser="",
            signals=[],
        )
        Revision.objects.filter(comment__in=outcome.decided).update(source="", html="")
    return outcome


# How it is written down


def _require(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied(f"This needs the permission {permission}.")


def _next_number(thread):
    """Return the next number in ``thread``, whose row stays locked until the transaction ends."""
    open_now = Thread.objects.filter(
        pk=thread.pk, is_open=True, public_at__lte=timezone.now()
    ).update(last_number=F("last_number") + 1)
    if not open_now:
        raise ThreadClosed
    return Thread.objects.values_list("last_number", flat=True).get(pk=thread.pk)


def _add_revision(comment, source, transition, moderator=None):
    """Make ``source`` the comment's latest revision, pending, and record it."""
    from_status = comment.latest.status if comment.latest_id else ""
    comment.latest = Revision.objects.create(
        comment=comment,
        source=source,
        html=text.render(source),
        renderer_version=text.RENDERER_VERSION,
        status=Status.PENDING,
    )
    comment.version += 1
    comment.save(update_fields=["latest", "version"])
    entry = Decision.objects.create(
        comment=comment,
        revision=comment.latest,
        transition=transition,
        moderator=moderator,
        from_status=from_status,
        to_status=Status.PENDING,
        version=comment.version,
        replaced_id=comment.published_id,
    )
    decided.send(Decision, decisions=[entry])


def _lock(ids):
    """Return the comments of ``ids``, in the order of their ids, locked until the end.

    NO KEY UPDATE, because a reply that is stored meanwhile holds a key share of its parent.
    """
    return (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("latest")
        .filter(pk__in=ids)
        .order_by("pk")
    )


def _lock_for_author(comment):
    fresh = _lock([comment.pk]).get()
    if fresh.version != comment.version or fresh.is_removed:
        raise NotAllowed
    return fresh


def _set_withdrawn(comment, is_withdrawn, transition):
    with transaction.atomic():
        fresh = _lock_for_author(comment)
        if fresh.is_withdrawn == is_withdrawn:
            raise NotAllowed
        undone = None if is_withdrawn else _latest_decisions([fresh.pk])[fresh.pk]
        change = Change(fresh, fresh.latest.status, fresh.published_id, undoes=undone)
        _write([change], transition, is_withdrawn=is_withdrawn)
    return fresh


def _sort(cards, may, withdrawn=False):
    """Lock the comments of ``cards`` and sort them into an Outcome: those at the version seen
    for which ``may`` holds, and those to be left alone."""
    outcome = Outcome()
    for comment in _lock(cards):
        holds = (
            comment.version == cards[comment.pk]
            and not comment.is_removed
            and (withdrawn or not comment.is_withdrawn)
            and may(comment)
        )
        (outcome.decided if holds else outcome.left).append(comment)
    last = _latest_decisions([comment.pk for comment in outcome.left]) if outcome.left else {}
    for comment in outcome.left:
        comment.last_decision = last[comment.pk]
    return outcome


def _latest_decisions(ids):
    """Return ``{comment id: its latest decision}``."""
    rows = Decision.objects.filter(comment__in=list(ids), version=F("comment__version"))
    return {row.comment_id: row for row in rows.select_related("moderator")}


def _published_after(comment, status):
    """Return the id of the revision that readers see once the latest one has ``status``."""
    if status == Status.APPROVED:
        return comment.latest_id
    return None if comment.published_id == comment.latest_id else comment.published_id


def _write(changes, transition, *, moderator=None, reason="", **fields):
    """Write ``changes`` and their decisions; ``fields`` are set on every comment alike."""
    if not changes:
        return
    entries = [
        Decision(
            comment=change.comment,
            revision_id=change.comment.latest_id,
            transition=transition,
            moderator=moderator,
            from_status=change.comment.latest.status,
            to_status=change.status,
            reason=reason,
            version=change.comment.version + 1,
            replaced_id=change.comment.published_id,
            undoes=change.undoes,
        )
        for change in changes
    ]
    were_visible = {change.comment.pk: change.comment.is_visible for change in changes}
    _write_statuses(changes)
    _write_comments(changes, fields)
    _count_visible(changes, were_visible)
    Decision.objects.bulk_create(entries)
    decided.send(Decision, decisions=entries)


def _write_statuses(changes):
    for status in {change.status for change in changes}:
        changed = [c.comment for c in changes if c.status == status != c.comment.latest.status]
        if changed:
            Revision.objects.filter(pk__in=[c.latest_id for c in changed]).update(status=status)
        for comment in changed:
            comment.latest.status = status


def _write_comments(changes, fields):
    rows = Comment.objects.filter(pk__in=[change.comment.pk for change in changes])
    rows.update(version=F("version") + 1, **fields)
    for published_id, ids in _by_published(changes).items():
        Comment.objects.filter(pk__in=ids).update(published=published_id)
    for change in changes:
        change.comment.version += 1
        change.comment.published_id = change.published_id
        for name, value in fields.items():
            setattr(change.comment, name, value)


def _by_published(changes):
    """Return ``{what to write as published: comment ids}``: one group each for nothing and for
    the latest revision, however many comments there are."""
    groups = {}
    for change in changes:
        comment, target = change.comment, change.published_id
        if target == comment.published_id:
            continue
        value = F("latest") if target is not None and target == comment.latest_id else target
        groups.setdefault(value, []).append(comment.pk)
    return groups


def _count_visible(changes, were_visible):
    """Keep each thread's count, in one statement, its rows locked in the order of their ids."""
    deltas = Counter()
    for change in changes:
        comment = change.comment
        deltas[comment.thread_id] += comment.is_visible - were_visible[comment.pk]
    moved = {pk: delta for pk, delta in deltas.items() if delta}
    if not moved:
        return
    threads = Thread.objects.filter(pk__in=moved)
    list(threads.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    cases = [When(pk=pk, then=delta) for pk, delta in moved.items()]
    threads.update(visible_count=F("visible_count") + Case(*cases, default=0))
