"""What rules do: they mark what waits, send it to spam, or let a trusted author's comment through.

Each is a decision that names its rule and has no moderator. The rules themselves, and whom to
trust, are none of the core's business.
"""

from ..causes import heaviest
from ..models import Comment, Status, Transition
from .record import Change, latest_decisions, write

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
    signals = [*comment.signals, signal] if signal else comment.signals
    change = Change(comment, EFFECTS[transition], comment.published_id)
    write([change], transition, rule=rule, signals=signals, cause=heaviest(signals))


def trust(comment, *, rule):
    """Approve ``comment``, which waits, because ``rule`` trusts its author. Call it as by_rule."""
    write([Change(comment, Status.APPROVED, comment.latest_id)], Transition.APPROVE, rule=rule)


def marks_of(ids):
    """Return ``{comment id: the decision}`` for those that a rule has marked last of all."""
    rows = latest_decisions(ids)
    return {pk: row for pk, row in rows.items() if row.transition in MARKS}


def take_marks_off(comments):
    """Take from each of ``comments`` the signal of the rule whose mark was just undone: its
    ``last_decision``. One statement for many."""
    marked = [comment for comment in comments if comment.last_decision.transition in MARKS]
    for comment in marked:
        rule = comment.last_decision.rule
        comment.signals = [signal for signal in comment.signals if signal["name"] != rule]
        comment.cause = heaviest(comment.signals)
    Comment.objects.bulk_update(marked, ["signals", "cause"], batch_size=200)
