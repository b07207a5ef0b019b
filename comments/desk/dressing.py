"""What a card shows beside the comment itself, found for a whole page at once."""

from collections import defaultdict
from itertools import pairwise

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Subquery

from ..models import Comment, Decision, Revision, Status, Transition, private_key
from ..reports.models import give_reports
from ..triage import learning, rules, scoring
from . import stacks
from .changes import compare
from .records import give_records
from .wording import marked


def dress(comments, user):
    """Give every one of ``comments`` all that its card shows to ``user``. Three queries, and one
    more where readers have reported any of them."""
    give_records(comments, user)
    give_reports(comments)
    give_wordings(comments)
    scoring.explain(comments, learning.current())
    for comment in comments:
        comment.shown = marked(comment.latest.html)
        comment.reply_submission = private_key()  # a reply that is sent twice from here is one
        raised = [signal for signal in comment.signals if signal["weight"] > 0]
        comment.raised = [{**signal, "rule": rules.rule_of(signal["name"])} for signal in raised]
        comment.mark = any(signal["rule"] for signal in comment.raised) and comment.waits_at
        comment.has_place = rules.can_hold_from(comment)
        comment.calm = [s for s in comment.signals if s["weight"] <= 0]
    return comments


def give_wordings(comments):
    """Give every one of ``comments`` its ``changes``, and those that stand for others their
    ``stack``. One query for both."""
    # The first version is the first wording; any later one may have brought another.
    changed = {comment.pk: comment.latest_id for comment in comments if comment.version > 1}
    led = stacks.give_stacks(comments)
    found = wordings_of(changed, led) if changed or led else []
    give_changes(comments, found)
    stacks.give_members(led, found)


def give_changes(comments, found):
    """Give every one of ``comments`` its ``changes``: each later wording of ``found`` against the
    one before, with the name of the moderator whose it is, None for the author's."""
    wordings = defaultdict(list)
    for revision in found:
        # An edit that was undone led nowhere.
        if not revision.is_undone or revision.pk == revision.comment.latest_id:
            wordings[revision.comment_id].append(revision)
    for comment in comments:
        pairs = pairwise(wordings[comment.pk])
        comment.changes = [(new, new.editor, compare(old.source, new.source)) for old, new in pairs]


def wordings_of(changed, led):
    """Return the wordings of the comments of ``changed``, and of some in the clusters that those of
    ``led`` stand for, as they came, each with its ``editor`` and whether what he did ``is_undone``.
    One query."""
    ids = Comment.objects.filter(pk__in=changed).values("pk")
    if led:
        ids = ids.union(stacks.latest(led, stacks.SHOWN).values("pk"))
    about = Decision.objects.filter(revision=OuterRef("pk"))
    editor = about.filter(transition=Transition.EDIT).values(
        f"moderator__{get_user_model().USERNAME_FIELD}"
    )
    # What a moderator edits is approved at once: it never waits but for having been undone.
    approval = about.filter(transition=Transition.APPROVE, from_status=Status.PENDING)
    is_undone = Exists(approval.filter(undone_by__isnull=False))
    found = Revision.objects.filter(comment__in=ids).select_related("comment")
    found = found.annotate(editor=Subquery(editor[:1]))
    return found.annotate(is_undone=Q(editor__isnull=False) & is_undone).order_by("pk")
