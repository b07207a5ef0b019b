"""What is stored of a discussion: its thread, the comments, their wordings, every decision."""

from .comments import KEY_FORM, Comment, Lane, Revision, Status, private_key
from .decisions import AppendOnly, Decision, Transition
from .objections import Objection
from .threads import Thread

__all__ = [
    "KEY_FORM",
    "AppendOnly",
    "Comment",
    "Decision",
    "Lane",
    "Objection",
    "Revision",
    "Status",
    "Thread",
    "Transition",
    "private_key",
]
