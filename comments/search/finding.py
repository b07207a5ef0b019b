"""Looking for words in what readers see: a page of results, found by key."""

import re
from dataclasses import dataclass

from ..models import Comment
from . import words
from .models import Document

PAGE = 20
KEY = re.compile(r"([pc])([0-9]{1,18})")


@dataclass(frozen=True)
class Results:
    """A page of what was found: ids of threads whose page holds the words, then comments, both
    with the newest first; ``next_key`` is None on the last page."""

    terms: list[str]
    threads: list[int]
    comments: list[Comment]
    next_key: str | None = None


def find(query, key=""):
    """Return the Results for ``query``, whatever it holds, from ``key`` on: pages come first.

    At most three queries. Raises ValueError for a malformed key.
    """
    kind, before = parse(key)
    terms = words.terms_of(query[: words.QUERY_LIMIT])
    if not terms:
        return Results([], [], [])
    matching = Document.objects.public().matching(terms).order_by("-pk")
    found = []
    if kind == "p":
        found += cut(matching.filter(comment=None), before)
        before = None
    if len(found) <= PAGE:
        found += cut(matching.exclude(comment=None), before)
    shown = found[:PAGE]
    return Results(
        terms,
        threads=[document.thread_id for document in shown if document.comment_id is None],
        comments=visible([document.comment_id for document in shown if document.comment_id]),
        next_key=key_after(shown[-1]) if len(found) > PAGE else None,
    )


def parse(key):
    if not key:
        return "p", None
    match = KEY.fullmatch(key)
    if match is None:
        raise ValueError("malformed key of results")
    return match[1], int(match[2])


def cut(documents, before):
    if before is not None:
        documents = documents.filter(pk__lt=before)
    return list(documents.only("pk", "thread_id", "comment_id")[: PAGE + 1])


def key_after(document):
    return f"{'c' if document.comment_id else 'p'}{document.pk}"


def visible(ids):
    """Return the comments of ``ids`` in that order; the index is not asked who may be seen."""
    comments = Comment.objects.visible().select_related("published", "thread").in_bulk(ids)
    return [comments[pk] for pk in ids if pk in comments]
