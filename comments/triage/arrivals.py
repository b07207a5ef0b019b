"""What happens to a comment as it comes in, in the transaction that stores it."""

from comments.models import Transition

from . import rules, trust


def judge(sender, decisions, **kwargs):
    """Apply the rules to what readers sent, and trust where no rule speaks against it: a receiver
    of ``comments.moderation.decided``."""
    for decision in decisions:
        if not decision.is_authors:
            continue
        if decision.transition == Transition.SUBMIT:
            rules.apply(decision.comment) or trust.let_through(decision.comment)
        # What a moderator sent back, a moderator looks at again.
        elif decision.transition == Transition.REVISE:
            rules.apply(decision.comment)
