"""The score tried on this site's past: learned from what was decided first, judged on the rest."""

from .knowledge import Knowledge, likelihood
from .learning import TEACHES, features_of, teaching
from .measure import measure


def by_time(share, threshold):
    """Learn from the earlier ``share`` of the decisions that stand and judge the later ones;
    return the Measured. What is learned is thrown away."""
    made = teaching().exclude(revision__source="").order_by("pk")
    first = int(share * made.count())
    knowledge, judged = Knowledge(), []
    rows = made.iterator()
    for place, decision in enumerate(rows):
        features = features_of(decision.comment, decision.revision.source)
        if place < first:
            knowledge.add(features.buckets, TEACHES[decision.transition])
        else:
            score = likelihood(knowledge.score(features))
            judged.append((score, TEACHES[decision.transition]))
    return measure(first, judged, threshold)
