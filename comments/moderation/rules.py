"""What rules do: they mark what waits, send it to spam, or let a trusted author's comment through.

Each is a decision that names its rule and has no moderator. The rules themselves, and whom to
trust, are none of the core's business.
"""

from ..causes import heaviest
from ..models import Comment, Decision, Status, Transition
from .record import Change, write

# What a rule may do. It never publishes, and never takes away what readers see.
EFFECTS = {
    Transition.SUSPECT: Status.PENDING,
    Transition.HOLD: Status.PENDING,
    Transition.MARK_SPAM: Status.SPAM,
}
MARKS = (Transition.SUSPECT, Transition.HOLD)


def by_rule(comment, transition, *, rule, signal=None):
    """Do to ``comment``, which waits, what the rule named ``rule`` says: one of EFFECTS.

    ``signal``, whose name is the rule's, is what moderators are to see of it until they undo it.
    Call it inside the transaction that holds the comment's row: the one that stored it.
    """
    signals = comment.signals
    if signal:  # once, even where the rule marked an earlier wording as well
        signals = [*(s for s in signals if s["name"] != signal["name"]), signal]
    change = Change(comment, EFFECTS[transition], comment.published_id)
    write([change], transition, rule=rule, signals=signals, cause=heaviest(signals))


def trust(comment, *, rule):
    """Approve ``comment``, which waits, because ``rule`` trusts its author. Call it as by_rule."""
    write([Change(comment, Status.APPROVED, comment.latest_id)], Transition.APPROVE, rule=rule)


def marks_of(ids):
    """Return ``{comment id: the decision}`` for those that a rule has marked: the last mark of each
    that was not undone. What was decided and taken back since, or written anew, leaves it."""
    marks = Decision.objects.filter(comment__in=list(ids), transition__in=MARKS, undone_by=None)
    return {mark.comment_id: mark for mark in marks.order_by("version")}


def take_marks_off(comments):
    """Take from each of ``comments`` the signal of the rule whose mark was just undone: its
    ``last_decision``. One statement for many."""
    marked = [comment for comment in comments if comment.last_decision.transition in MARKS]
    for comment in marked:
        rule = comment.last_decision.rule
        comment.signals = [signal for signal in comment.signals if signal["name"] != rule]
        comment.cause = heaviest(comment.signals)
    Comment.objects.bulk_update(marked, ["signals", "cause"], batch_size=200)
