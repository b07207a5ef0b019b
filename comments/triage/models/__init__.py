"""What triage stores beside the comments: the rules that people made, whom the site trusts no more,
and what can all be made again from the comments and the log; never a comment's words."""

from .clusters import Band, Cluster, Member
from .learned import Count, Lesson, Progress
from .rules import Effect, Field, Kind, Rule
from .scores import LIKELY, Score
from .trust import Distrust

__all__ = [
    "LIKELY",
    "Band",
    "Cluster",
    "Count",
    "Distrust",
    "Effect",
    "Field",
    "Kind",
    "Lesson",
    "Member",
    "Progress",
    "Rule",
    "Score",
]
