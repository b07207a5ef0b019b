"""What triage stores beside the comments: the rules that people made, and what can all be made
again from the comments and the log; never a comment's words."""

from .clusters import Band, Cluster, Member
from .learned import Count, Lesson, Progress
from .rules import Effect, Field, Kind, Rule
from .scores import LIKELY, Score

__all__ = [
    "LIKELY",
    "Band",
    "Cluster",
    "Count",
    "Effect",
    "Field",
    "Kind",
    "Lesson",
    "Member",
    "Progress",
    "Rule",
    "Score",
]
