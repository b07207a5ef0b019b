"""How well scores tell spam from what is wanted."""

from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Measured:
    """What came of judging some comments: of how many, and how many of them were spam; the area
    under the curve; precision and recall at the threshold; None where there is nothing to say."""

    learned: int
    judged: int
    spam: int
    auc: float | None
    precision: float | None
    recall: float | None


def area(judged):
    """Return the ROC AUC of ``judged``, pairs of a score and whether it is spam: how often a spam
    scores higher than a wanted comment, a tie as half. None unless there are both."""
    spam = sum(is_spam for _score, is_spam in judged)
    ham = len(judged) - spam
    if not spam or not ham:
        return None
    below = wins = 0
    for _score, tied in groupby(sorted(judged), key=lambda pair: pair[0]):
        kinds = [is_spam for _score, is_spam in tied]
        wins += sum(kinds) * (below + (len(kinds) - sum(kinds)) / 2)
        below += len(kinds) - sum(kinds)
    return wins / (spam * ham)


def measure(learned, judged, threshold):
    """Return the Measured of ``judged``, pairs of a likelihood and whether it is spam."""
    spam = sum(is_spam for _score, is_spam in judged)
    called = [is_spam for score, is_spam in judged if score >= threshold]
    return Measured(
        learned=learned,
        judged=len(judged),
        spam=spam,
        auc=area(judged),
        precision=sum(called) / len(called) if called else None,
        recall=sum(called) / spam if spam else None,
    )
