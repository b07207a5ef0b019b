"""Whole discussions for tests, stored at once."""

from itertools import count

from comments import paths
from comments.models import Comment, Revision

NUMBERS = count(1)


def grow(thread, steps_back, gone=frozenset()):
    """Store a tree of comments; return them in the order in which they were written."""
    comments, parents = [], []
    for number, back in enumerate(steps_back):
        parent = comments[number - back] if 0 < back <= number else None
        path = paths.child_path(parent.path if parent else "", number + 1)
        key = f"grown-{next(NUMBERS)}"
        comments.append(Comment(thread=thread, path=path, name="Anna", submission=key, key=key))
        parents.append(parent)
    Comment.objects.bulk_create(comments)
    revisions = Revision.objects.bulk_create(
        Revision(comment=comment, source="x", html="x", renderer_version=1, status="approved")
        for comment in comments
    )
    for number, comment in enumerate(comments):
        comment.parent, comment.latest = parents[number], revisions[number]
        comment.published = None if number in gone else revisions[number]
    Comment.objects.bulk_update(comments, ["parent", "latest", "published"])
    return comments
