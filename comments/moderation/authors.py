"""What readers do: they send a comment, change it, send it again, withdraw it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..causes import heaviest
from ..models import Comment, Status, Thread, Transition
from ..paths import child_path
from .record import Change, add_revision, latest_decisions, lock, write

# Nobody will read ten thousand comments under one article: beyond it a flood fills the disk only.
WAITING_LIMIT = 10_000
# Wordings of one comment in an hour: enough for second thoughts, too few to keep moderators busy.
REVISIONS_AN_HOUR = 10


class ThreadClosed(Exception):
    """The thread takes no comments: it was closed, or its page is not public."""


class QueueFull(Exception):
    """As many comments of the thread wait already as anybody will read."""


class ParentGone(Exception):
    """The comment that is answered is not visible in this thread."""


class AlreadySent(Exception):
    """The key of sameness has made another comment, with other words."""


class NotAllowed(Exception):
    """The author may not do this with the comment as it stands now."""


class TooManyRevisions(Exception):
    """The comment was changed so often within an hour that its author has to wait."""


def submit(thread, *, name, source, submission, parent_id=None, staff=None, signals=(), **facts):
    """Store a new comment, pending, and return it.

    ``name`` and ``source`` are cleaned text; ``submission`` is the key of sameness; ``facts`` are
    the comment's lane, browser and client. Raises ThreadClosed, QueueFull or ParentGone, storing
    nothing: a parent that is pending, gone or in another thread is one and the same.
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
            signals=list(signals),
            cause=heaviest(signals),
            address=Comment.objects.address_proven_in(facts.get("browser")),
            **facts,
        )
        add_revision(comment, source, Transition.SUBMIT, moderator=staff)
    return comment


def revise(comment, source):
    """Store the author's new wording of a comment: pending, at the end of the queue. What readers
    see of it they go on seeing until a moderator has decided.

    Raises NotAllowed, storing nothing, unless ``can_revise`` holds at the version in hand and the
    wording is another one; TooManyRevisions when it comes too soon after the others.
    """
    with transaction.atomic():
        fresh = _lock_for_author(comment)
        is_same = fresh.latest.source == source and fresh.latest.status != Status.RETURNED
        if is_same or not can_revise(fresh):
            raise NotAllowed
        if _revisions_of_last_hour(fresh) >= REVISIONS_AN_HOUR:
            raise TooManyRevisions
        # The thread first: what listens to the decision locks its own rows last, and a rule that
        # hears of it may take the wording from the queue again.
        if fresh.waits_at is None:
            Thread.objects.filter(pk=fresh.thread_id).update(waiting_count=F("waiting_count") + 1)
        add_revision(fresh, source, Transition.REVISE)
    return fresh


def can_revise(comment):
    """Tell whether the author may change the words: while they wait or were sent back, and for
    COMMENTS_EDIT_MINUTES after readers first saw them."""
    if comment.is_withdrawn or comment.is_removed:
        return False
    if comment.status_told == Status.APPROVED:
        return comment.first_approved_at > timezone.now() - timedelta(
            minutes=settings.COMMENTS_EDIT_MINUTES
        )
    return comment.status_told in (Status.PENDING, Status.RETURNED)


def _revisions_of_last_hour(comment):
    since = timezone.now() - timedelta(hours=1)
    return comment.decisions.filter(transition=Transition.REVISE, decided_at__gt=since).count()


def withdraw(comment):
    """Take the comment from the readers and from the queue, for its author; he can undo it.

    Raises NotAllowed when it is withdrawn already, removed, or has moved on.
    """
    return _set_withdrawn(comment, True, Transition.WITHDRAW)


def undo_withdrawal(comment):
    """Put a withdrawn comment back where it was, for its author. Raises NotAllowed otherwise."""
    return _set_withdrawn(comment, False, Transition.UNDO)


def _next_number(thread):
    """Return the next number in ``thread``, whose row stays locked until the transaction ends."""
    is_open = Thread.objects.filter(pk=thread.pk, is_open=True, public_at__lte=timezone.now())
    counted = is_open.filter(waiting_count__lt=WAITING_LIMIT).update(
        last_number=F("last_number") + 1, waiting_count=F("waiting_count") + 1
    )
    if not counted:
        raise QueueFull if is_open.exists() else ThreadClosed
    return Thread.objects.values_list("last_number", flat=True).get(pk=thread.pk)


def _lock_for_author(comment):
    fresh = lock([comment.pk]).get()
    if fresh.version != comment.version or fresh.is_removed:
        raise NotAllowed
    return fresh


def _set_withdrawn(comment, is_withdrawn, transition):
    with transaction.atomic():
        fresh = _lock_for_author(comment)
        if fresh.is_withdrawn == is_withdrawn:
            raise NotAllowed
        undone = None if is_withdrawn else latest_decisions([fresh.pk])[fresh.pk]
        change = Change(fresh, fresh.latest.status, fresh.published_id, undoes=undone)
        write([change], transition, is_withdrawn=is_withdrawn)
    return fresh
