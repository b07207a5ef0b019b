"""What triage stores beside the comments, never their words: it can all be made again from them
and the log."""

from .clusters import Band, Cluster, Member
from .learned import Count, Lesson, Progress
from .scores import LIKELY, Score

__all__ = ["LIKELY", "Band", "Cluster", "Count", "Lesson", "Member", "Progress", "Score"]
