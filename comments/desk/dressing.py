"""What a card shows beside the comment itself, found for a whole page at once."""

from collections import defaultdict
from itertools import pairwise

from ..models import Revision, private_key
from .changes import compare
from .records import give_records
from .wording import marked


def dress(comments):
    """Give every one of ``comments`` all that its card shows. Two queries at the most."""
    give_records(comments)
    give_changes(comments)
    for comment in comments:
        comment.shown = marked(comment.latest.html)
        comment.reply_submission = private_key()  # a reply that is sent twice from here is one
        comment.raised = [s for s in comment.signals if s["weight"] > 0]
        comment.calm = [s for s in comment.signals if s["weight"] <= 0]
    return comments


def give_changes(comments):
    """Give every one of ``comments`` its ``changes``: each later wording against the one before."""
    # A first wording and one decision make two versions, so below three there is no other wording.
    changed = [comment.pk for comment in comments if comment.version > 2]
    wordings = defaultdict(list)
    if changed:
        for revision in Revision.objects.filter(comment__in=changed).order_by("pk"):
            wordings[revision.comment_id].append(revision)
    for comment in comments:
        pairs = pairwise(wordings[comment.pk])
        comment.changes = [(new, compare(old.source, new.source)) for old, new in pairs]
