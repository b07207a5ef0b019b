"""The conversation around a comment: what it answers, what was said beside it, and the answers."""

from dataclasses import dataclass

from django.db.models import Q

from .. import paths
from ..models import Comment

AROUND = 20  # comments before and after: enough to follow, little enough to read


@dataclass(frozen=True)
class Turn:
    """One comment of the conversation; ``is_it`` is the one that it is about."""

    comment: Comment
    is_it: bool

    @property
    def indent(self):
        return min(paths.level(self.comment.path), 6)


def around(comment):
    """Return the Turns of the thread around ``comment``, in reading order. Two queries."""
    top = paths.top(comment.path)
    found = Comment.objects.filter(thread=comment.thread_id, path__startswith=top)
    found = found.select_related("latest")
    before = found.filter(Q(path__lt=comment.path) | Q(path=comment.path, pk__lt=comment.pk))
    after = found.filter(Q(path__gt=comment.path) | Q(path=comment.path, pk__gte=comment.pk))
    turns = [*before.order_by("-path", "-pk")[:AROUND]][::-1]
    turns += after.order_by("path", "pk")[: AROUND + 1]
    return [Turn(turn, turn.pk == comment.pk) for turn in turns]
