"""What triage stores beside the comments: it can all be made again from them and the log."""

from .learned import Count, Lesson, Progress
from .scores import LIKELY, Score

__all__ = ["LIKELY", "Count", "Lesson", "Progress", "Score"]
