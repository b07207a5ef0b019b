"""What happens to a comment as it comes in, in the transaction that stores it."""

from comments.models import Transition

from . import rules

ARRIVALS = (Transition.SUBMIT, Transition.REVISE)


def judge(sender, decisions, **kwargs):
    """Apply the rules to what readers sent: a receiver of ``comments.moderation.decided``."""
    for decision in decisions:
        if decision.transition in ARRIVALS and decision.is_authors:
            rules.apply(decision.comment)
