"""A page of a thread, found by key: whole top-level threads while they fit, never by offset."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from . import paths
from .faces import face
from .models import Comment

PAGE = 50  # comments: about what a reader scrolls through before "more" is welcome
INDENTS = 6  # levels that are indented; deeper replies say whom they answer


@dataclass(frozen=True)
class Row:
    """One place on the page: a visible comment, or the place of one that is gone."""

    comment: Comment
    is_gone: bool = False

    @property
    def indent(self):
        return min(paths.level(self.comment.path), INDENTS)

    @property
    def face(self):
        return face(self.comment)


@dataclass(frozen=True)
class Page:
    """Rows in reading order, and the keys of the pages around them.

    ``next_key`` and ``previous_key`` are None where there is no such page; "" is the first page.
    """

    rows: list[Row]
    next_key: str | None
    previous_key: str | None

    @property
    def comments(self):
        """The comments on it that readers see."""
        return [row.comment for row in self.rows if not row.is_gone]


def load(thread, key=""):
    """Return the Page of ``thread`` that begins at ``key``, a page key or "" for the first.

    At most three queries: the page, the places above it that are gone, the page before it.
    Raises ValueError for a malformed key.
    """
    comments = visible_comments(thread)
    before = None
    if key:
        path, pk = parse_key(key)
        before = comments.filter(Q(path__lt=path) | Q(path=path, id__lt=pk))
        comments = comments.filter(Q(path__gt=path) | Q(path=path, id__gte=pk))
    shown, following = cut(list(comments[: PAGE + 1]))
    return Page(
        rows=with_gone_places(thread, shown),
        next_key=paths.page_key(following) if following else None,
        previous_key=None if before is None else key_before(before, path),
    )


def parse_key(key):
    """Return ``(path, id)`` of a page key; raises ValueError for a malformed one."""
    start = paths.parse_key(key)
    if start is None:
        raise ValueError("malformed page key")
    return start


def visible_comments(thread):
    """What readers see of ``thread``, in reading order, with all that a row shows."""
    return (
        Comment.objects.visible()
        .filter(thread=thread)
        .select_related("published", "parent")
        .in_reading_order()
    )


def cut(comments):
    """Return the comments of one page out of up to PAGE + 1, and the first of the next or None.

    A top-level thread that would be torn goes to the next page whole, unless it is alone here.
    """
    if len(comments) <= PAGE:
        return comments, None
    torn = paths.top(comments[PAGE].path)
    whole = [comment for comment in comments[:PAGE] if paths.top(comment.path) != torn]
    shown = whole or comments[:PAGE]
    return shown, comments[len(shown)]


def key_before(comments, path):
    """Return the key of a page that shows the last of ``comments``, which are all that come
    before the page at ``path``; None if there are none, "" for the first page."""
    last = list(comments.order_by("-path", "-id")[:PAGE])[::-1]
    torn = [comment for comment in last if paths.top(comment.path) == paths.top(path)]
    if torn and len(torn) < len(last):
        return paths.page_key(torn[0])  # the rest of that thread, which a page keeps together
    if len(last) < PAGE:
        return "" if last else None
    for previous, comment in pairwise(last):
        if paths.top(previous.path) != paths.top(comment.path):
            return paths.page_key(comment)
    return paths.page_key(last[0])


def with_gone_places(thread, shown):
    """Return the rows for ``shown``, with a place for every ancestor that readers no longer see."""
    here = {comment.path for comment in shown}
    above = {path for comment in shown for path in paths.ancestors(comment.path)} - here
    rows = [Row(comment) for comment in shown]
    if above:
        found = Comment.objects.filter(thread=thread, path__in=above)
        rows += [Row(comment, is_gone=True) for comment in found if not comment.is_visible]
    return sorted(rows, key=lambda row: (row.comment.path, row.comment.pk))


def key_of_page_with(comment):
    """Return the key of a page that shows ``comment``: the first page if it is there, else the
    page of its top-level thread, else one that begins with itself. Two queries at the most."""
    comments = visible_comments(comment.thread)
    for key in ("", paths.top(comment.path)):
        shown, _ = cut(list(comments.filter(path__gte=key)[: PAGE + 1]))
        if comment in shown:
            return key
    return paths.page_key(comment)
