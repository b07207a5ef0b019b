"""The transitions of a comment: the only code that writes a status.

Every function changes the rows and records the Decision in one transaction, and sends ``decided``
inside it. A moderator hands over cards, ``{comment id: version seen}``: a card whose comment has
moved on since is left alone, so nobody overwrites what he did not see.
"""

from .authors import (
    WAITING_LIMIT,
    AlreadySent,
    NotAllowed,
    ParentGone,
    QueueFull,
    ThreadClosed,
    TooManyRevisions,
    can_revise,
    revise,
    submit,
    undo_withdrawal,
    withdraw,
)
from .moderators import OUTCOMES, decide, edit, remove, reply, undo, undo_together
from .record import Outcome, decided
from .rules import EFFECTS, by_rule, trust

__all__ = [
    "EFFECTS",
    "OUTCOMES",
    "WAITING_LIMIT",
    "AlreadySent",
    "NotAllowed",
    "Outcome",
    "ParentGone",
    "QueueFull",
    "ThreadClosed",
    "TooManyRevisions",
    "by_rule",
    "can_revise",
    "decide",
    "decided",
    "edit",
    "remove",
    "reply",
    "revise",
    "submit",
    "trust",
    "undo",
    "undo_together",
    "undo_withdrawal",
    "withdraw",
]
