"""How a transition is written down: rows locked, statuses and counts changed, the log extended."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, F, OuterRef, Subquery, When
from django.dispatch import Signal
from django.utils import timezone

from .. import text
from ..models import Comment, Decision, Revision, Status, Thread

# Sent with ``decisions``, a list, inside the transaction that wrote them: a receiver that raises
# undoes them all.
decided = Signal()

COUNTS = ("visible_count", "waiting_count")


@dataclass
class Outcome:
    """What a decision about many came to: the comments decided, those left alone, and how many
    were out of reach: gone, or not this moderator's to decide about.

    Each comment left alone carries ``last_decision``, which says who decided what and when, and
    ``needs_senior``: whether it was left because that decision is not this moderator's to reverse.
    """

    decided: list = field(default_factory=list)
    left: list = field(default_factory=list)
    out_of_reach: int = 0


@dataclass
class Change:
    """What one comment becomes: its latest revision's status, and the revision readers see.

    ``wording`` is the revision that becomes the latest again, None where the latest stays.
    """

    comment: Comment
    status: str
    published_id: int | None
    undoes: Decision | None = None
    wording: Revision | None = None


def lock(ids):
    """Return the comments of ``ids``, in the order of their ids, locked until the end.

    NO KEY UPDATE, because a reply that is stored meanwhile holds a key share of its parent.
    """
    return (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("latest")
        .filter(pk__in=ids)
        .order_by("pk")
    )


def latest_decisions(ids):
    """Return ``{comment id: its latest decision}``."""
    rows = Decision.objects.latest_of_each().filter(comment__in=list(ids))
    return {row.comment_id: row for row in rows.select_related("moderator")}


def add_revision(comment, source, transition, moderator=None):
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
    comment.waits_at = comment.latest.created_at
    comment.save(update_fields=["latest", "version", "waits_at"])
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


def write(changes, transition, *, moderator=None, rule="", reason="", **fields):
    """Write ``changes`` and their decisions; ``fields`` are set on every comment alike."""
    if not changes:
        return
    now = timezone.now()
    entries = [
        Decision(
            comment=change.comment,
            revision=change.wording or change.comment.latest,
            transition=transition,
            moderator=moderator,
            rule=rule,
            from_status=change.comment.latest.status,
            to_status=change.status,
            reason=reason,
            decided_at=now,
            version=change.comment.version + 1,
            replaced_id=change.comment.published_id,
            undoes=change.undoes,
        )
        for change in changes
    ]
    before = [standing(change.comment) for change in changes]
    _write_statuses(changes)
    _write_wordings([change for change in changes if change.wording])
    _write_comments(changes, fields)
    _count(changes, before)
    Decision.objects.bulk_create(entries)
    decided.send(Decision, decisions=entries)


def standing(comment):
    """Return what a thread counts of ``comment``, by the name of the count: see COUNTS."""
    return Counter(visible_count=comment.is_visible, waiting_count=comment.waits_at is not None)


def _write_statuses(changes):
    for status in {change.status for change in changes}:
        changed = [c.comment for c in changes if c.status == status != c.comment.latest.status]
        if changed:
            Revision.objects.filter(pk__in=[c.latest_id for c in changed]).update(status=status)
        for comment in changed:
            comment.latest.status = status


def _write_wordings(changes):
    if not changes:
        return
    cases = [When(pk=change.comment.pk, then=change.wording.pk) for change in changes]
    comments = Comment.objects.filter(pk__in=[change.comment.pk for change in changes])
    comments.update(latest=Case(*cases))
    for change in changes:
        change.comment.latest = change.wording


def _write_comments(changes, fields):
    """Write the comments: one statement for all that become alike, however many there are."""
    groups = {}
    for change in changes:
        for name, value in fields.items():
            setattr(change.comment, name, value)
        key = (_kind_of_published(change), change.comment.should_wait)
        groups.setdefault(key, []).append(change)
    for (kind, waits), alike in groups.items():
        Comment.objects.filter(pk__in=[change.comment.pk for change in alike]).update(
            version=F("version") + 1,
            waits_at=_since_when() if waits else None,
            **_published(kind, alike),
            **fields,
        )
    for change in changes:
        comment = change.comment
        comment.version += 1
        comment.published_id = change.published_id
        comment.waits_at = comment.latest.created_at if comment.should_wait else None


def _since_when():
    """A comment that comes back to the queue waits as long as its wording has."""
    written = Revision.objects.filter(pk=OuterRef("latest"))
    return Subquery(written.values("created_at")[:1])


def _kind_of_published(change):
    target = change.published_id
    if target == change.comment.published_id:
        return "same"
    if target is None:
        return "none"
    return "latest" if target == change.comment.latest_id else "other"


def _published(kind, changes):
    if kind == "same":
        return {}
    if kind == "none":
        return {"published": None}
    if kind == "latest":
        return {"published": F("latest")}
    cases = [When(pk=change.comment.pk, then=change.published_id) for change in changes]
    return {"published": Case(*cases)}


def _count(changes, before):
    """Keep each thread's counts, in one statement, its rows locked in the order of their ids."""
    moved = {}
    for change, old in zip(changes, before, strict=True):
        delta = moved.setdefault(change.comment.thread_id, Counter())
        delta.update(standing(change.comment))
        delta.subtract(old)
    moved = {pk: delta for pk, delta in moved.items() if any(delta.values())}
    if not moved:
        return
    threads = Thread.objects.filter(pk__in=moved)
    # One row cannot wait in a circle, nor can a database that has one writer at a time.
    if len(moved) > 1 and connection.features.has_select_for_update:
        list(threads.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    threads.update(**{name: F(name) + _by_thread(moved, name) for name in COUNTS})


def _by_thread(moved, name):
    cases = [When(pk=pk, then=delta[name]) for pk, delta in moved.items()]
    return Case(*cases, default=0)
