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

    def score(self, features):
        """Return how likely spam a comment is, as a number that 0 divides: see ``likelihood``.

        It is naive Bayes over the counts, divided because features repeat each other, on top of
        what a comment's signs say by themselves.
        """
        return START + sum(features.given) + divided(sum(self.said(features)), features.weight)

    def reasons(self, features):
        """Return the Reasons that moved the score most, the heaviest first: the amount of each is
        what the score loses where it is taken away."""
        said, weights = self.said(features), features.weights()
        whole, total = sum(said), features.weight
        found = []
        for owner, (given, own) in enumerate(zip(features.given, said, strict=True)):
            rest = divided(whole - own, total - weights[owner])
            amount = given + divided(whole, total) - rest
            if abs(amount) >= NOTABLE:
                found.append(Reason(*features.owners[owner], amount, owner))
        return sorted(found, key=lambda reason: -abs(reason.amount))[:REASONS]

    def said(self, features):
        """Return what the counts say of each owner of ``features``, before it is divided."""
        said = [0.0] * len(features.owners)
        if not self.known:
            return said
        even = log((self.ham_total + self.known) / (self.spam_total + self.known))
        for bucket, (weight, owner) in features.buckets.items():
            spam, ham = self.spam[bucket], self.ham[bucket]
            if spam or ham:
                said[owner] += weight * (log((spam + SMOOTHING) / (ham + SMOOTHING)) + even)
        return said


def divided(said, weight):
    """Return what features of so much ``weight`` say together."""
    return STRENGTH * said / weight**POWER if weight > 0 else 0.0


def likelihood(score):
    """Return ``score`` as a probability."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, score))))
