"""What was learned, as counts in memory, and the score that follows from it.

Only whole numbers are kept, so a lesson that is taken back leaves exactly what was there before it,
whatever was learned in between.
"""

from array import array
from dataclasses import dataclass
from math import exp, log

from .features import BUCKETS

START = -1.8  # of ten comments that show no sign one or two are spam, before anything is learned
SMOOTHING = 1.0  # Laplace's: a feature was seen once more on either side than it was
# The features of a comment repeat each other, and the more so the more there are: what they say
# together is divided by nearly their number. Any power from 0.7 to 0.9 orders comments as well.
STRENGTH, POWER = 4.2, 0.8
NOTABLE = 0.2  # what moved the score by less is no reason
REASONS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Something of a comment that moved its score: what it is, and by how much."""

    kind: str
    text: object
    amount: float
    owner: int


class Knowledge:
    """How many spam and wanted comments had a feature of each bucket."""

    def __init__(self):
        self.spam, self.ham = array("i", bytes(4 * BUCKETS)), array("i", bytes(4 * BUCKETS))
        self.spam_total = self.ham_total = self.known = 0

    def add(self, buckets, is_spam, times=1):
        """Count ``buckets`` as those of a spam or a wanted comment; -1 times takes it back."""
        for bucket in buckets:
            spam, ham = self.spam[bucket], self.ham[bucket]
            self.put(bucket, spam + times * is_spam, ham + times * (not is_spam))

    def put(self, bucket, spam, ham):
        """Have ``bucket`` count so many of each."""
        self.known += bool(spam or ham) - bool(self.spam[bucket] or self.ham[bucket])
        self.spam_total += spam - self.spam[bucket]
        self.ham_total += ham - self.ham[bucket]
        self.spam[bucket], self.ham[bucket] = spam, ham

    def amounts(self, features):
        """Return by how much each owner of ``features`` moves the score: naive Bayes over the
        counts, divided because its features repeat each other, on top of what its signs say by
        themselves."""
        amounts = list(features.given)
        if not self.known or not features.weight:
            return amounts
        scale = STRENGTH / features.weight**POWER
        even = log((self.ham_total + self.known) / (self.spam_total + self.known))
        for bucket, (weight, owner) in features.buckets.items():
            spam, ham = self.spam[bucket], self.ham[bucket]
            if spam or ham:
                ratio = log((spam + SMOOTHING) / (ham + SMOOTHING)) + even
                amounts[owner] += scale * weight * ratio
        return amounts

    def score(self, features):
        """Return how likely spam a comment is, as a number that 0 divides: see ``likelihood``."""
        return START + sum(self.amounts(features))

    def reasons(self, features):
        """Return the Reasons that moved the score most, the heaviest first."""
        found = [
            Reason(*features.owners[owner], amount, owner)
            for owner, amount in enumerate(self.amounts(features))
            if abs(amount) >= NOTABLE
        ]
        return sorted(found, key=lambda reason: -abs(reason.amount))[:REASONS]


def likelihood(score):
    """Return ``score`` as a probability."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, score))))
