"""The same pages of a thread with the newest discussion first: whole top-level threads from the
last to the first, each in reading order; found by key, never by offset."""

from itertools import groupby

from django.db.models import Q

from . import paths
from .pages import PAGE, Page, parse_key, visible_comments, with_gone_places


def load(thread, key=""):
    """Return the Page that begins at ``key``, a page key or "" for the first.

    At most six queries, whatever the thread's size. Raises ValueError for a malformed key.
    """
    comments = visible_comments(thread)
    if key:
        path, pk = parse_key(key)
        shown, following = whole_threads(comments, path, pk)
        previous = key_before(comments, path, pk)
    else:
        shown, following = whole_threads(comments)
        previous = None
    rows = with_gone_places(thread, shown)
    return Page(
        # Stable: within a thread the reading order stays.
        rows=sorted(rows, key=lambda row: paths.top(row.comment.path), reverse=True),
        next_key=following,
        previous_key=previous,
    )


def whole_threads(comments, path=None, pk=0):
    """Return the comments of the page that begins at ``path`` and ``pk``, and the next key.

    A thread that would be torn goes to the next page whole, unless it is alone here.
    """
    older, shown = comments, []
    if path is not None:
        older = comments.filter(path__lt=paths.top(path))
        shown = list(rest_of_thread(comments, path, pk)[: PAGE + 1])
        if len(shown) > PAGE:
            return shown[:PAGE], paths.page_key(shown[PAGE])
    found = list(older.order_by("-path", "-id")[: PAGE + 1])
    for top, torn in groupby(found, key=top_of):
        discussion = list(torn)[::-1]
        if len(shown) + len(discussion) <= PAGE:
            shown += discussion
        elif shown:
            return shown, top
        else:
            return whole_threads(comments, top)
    return shown, None


def key_before(comments, path, pk):
    """Return the key of the page before the one at ``path`` and ``pk``: None if there is none, ""
    for the first page."""
    top = paths.top(path)
    same = comments.filter(path__gte=top).filter(Q(path__lt=path) | Q(path=path, id__lt=pk))
    if torn := list(same.order_by("-path", "-id")[:PAGE]):
        return paths.page_key(torn[-1]) if len(torn) == PAGE else top
    newer = list(comments.filter(path__gte=paths.after(top))[: PAGE + 1])
    if len(newer) <= PAGE:
        return "" if newer else None
    tops = list(dict.fromkeys(map(top_of, newer)))
    if len(tops) > 1:
        return tops[-2]  # the last of them was cut off by the size of a page
    end = rest_of_thread(comments, tops[0], 0).order_by("-path", "-id")[:PAGE]
    return paths.page_key(list(end)[-1])


def rest_of_thread(comments, path, pk):
    """The comments of one top-level thread from ``path`` and ``pk`` on, in reading order."""
    within = comments.filter(path__lt=paths.after(paths.top(path)))
    return within.filter(Q(path__gt=path) | Q(path=path, id__gte=pk))


def top_of(comment):
    return paths.top(comment.path)
