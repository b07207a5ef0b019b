"""Objecting to a refusal: what an author may say once of a wording, and when it is answered.

No status changes by it. A moderator answers by deciding about the comment again, or by letting the
decision stand.
"""

from django.db import transaction

from .models import Objection, Transition
from .moderation import NotAllowed
from .moderation.record import lock
from .retention import REFUSED


def can_object(comment):
    """Tell whether the author may object: to a refusal that he is told of, of words that are still
    there, about which he has not objected yet."""
    if comment.is_withdrawn or comment.is_removed or not comment.latest.source:
        return False
    return comment.status_told in REFUSED and not hasattr(comment.latest, "objection")


@transaction.atomic
def file(comment, words):
    """Store the author's objection, for moderators to read. Raises NotAllowed, storing nothing,
    unless ``can_object`` holds at the version in hand."""
    fresh = lock([comment.pk]).get()
    if fresh.version != comment.version or not can_object(fresh):
        raise NotAllowed
    Objection.objects.create(revision=fresh.latest, decision=refusal_of(fresh), words=words)


def refusal_of(comment):
    """Return the decision by which ``comment`` is refused: its author's own ones change nothing."""
    theirs = comment.decisions.filter(moderator__isnull=False, to_status__in=REFUSED)
    return theirs.latest("version")


def close_what_was_decided(sender, decisions, **kwargs):
    """Close the objections about what a moderator decided; where he removes it for good, their
    words go as well. A receiver of ``decided``."""
    decided = [entry for entry in decisions if entry.moderator_id]
    about = Objection.objects.about
    if looked_at := [e.comment_id for e in decided if e.from_status in REFUSED]:
        about(looked_at).close()
    if gone := [e.comment_id for e in decided if e.transition == Transition.REMOVE]:
        about(gone).update(words="")


def forget_erased(sender, ids, **kwargs):
    """Close objections and erase their words with those of their comments: a receiver of
    ``erased``."""
    Objection.objects.about(ids).close()
    Objection.objects.about(ids).update(words="")
