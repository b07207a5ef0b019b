"""A comment's fingerprint: which runs of letters it holds, hashed; and whether texts are alike.

The runs are hashed with a key of this site, so that a fingerprint gives no word away. The numbers
below were chosen on two public collections of comments and messages, mutated in eleven ways: see
``benchmarks/triage_flood.py``, which uses other texts and other ways.
"""

from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from django.utils.crypto import salted_hmac

from .folding import fold

RUN = 5  # letters: any two texts share shorter ones, and longer ones die with every changed word
SHORTEST = 20  # runs. Two people may well write fewer alike: "Thanks!", "What a great article"
SAMPLE = 600  # runs kept of a long text, chosen by their hash, so that copies keep the same
FULL, SLOT_SHIFT = 1 << 32, 27  # the hashes fall into 32 slots, of which each gives one band
LATEST = 12  # members of a cluster that a new text is compared with
FEW = 4  # members, from which on they tell what they have in common

ENOUGH = 12  # runs that texts share at least: one long word makes eleven
PART = 0.12  # of the longer of two texts
WHOLE, PART_OF_WHOLE = 0.5, 0.5  # one text inside another: a quotation, unless it is much of both
SAME = 0.5  # of the longer: alike whatever the others of the cluster say
CORE = 0.15  # of what at least two members of a cluster have in common
# Of the text itself, however long its padding; and of a short one more, up to OWN_RUNS.
PADDED, OWN, OWN_RUNS = 0.04, 0.4, 16


@dataclass(frozen=True)
class Fingerprint:
    """A sample of a text's runs: those whose hash ends in ``scale`` zero bits."""

    runs: frozenset
    scale: int = 0

    @classmethod
    def of(cls, text):
        """Return the fingerprint of ``text``, None where it is too short to tell whose it is."""
        letters = fold(text)
        runs = {letters[at : at + RUN] for at in range(len(letters) - RUN + 1)}
        if len(runs) < SHORTEST:
            return None
        found = cls(frozenset(map(hashed, runs)))
        while len(found.runs) > SAMPLE:
            found = found.at(found.scale + 1)
        return found

    @classmethod
    def load(cls, stored, scale):
        """Return the fingerprint that ``stored()`` gave the bytes of."""
        return cls(frozenset(array("I", bytes(stored))), scale)

    def stored(self):
        return array("I", sorted(self.runs)).tobytes()

    def at(self, scale):
        """Return this fingerprint at ``scale``, or as it is where it is as coarse already."""
        if scale <= self.scale:
            return self
        mask = (1 << scale) - 1
        return Fingerprint(frozenset(run for run in self.runs if not run & mask), scale)

    def bands(self):
        """Return the numbers under which it is found: the least run of each slot, so that texts
        share about the same part of their bands as of their runs."""
        least = {}
        for run in self.runs:
            slot = run >> SLOT_SHIFT
            if run < least.get(slot, FULL):
                least[slot] = run
        return sorted(least.values())

    def belongs_to(self, members):
        """Tell whether its text is alike those of ``members``, the latest of a cluster."""
        pairs = [shared(self, member) for member in members]
        if any(is_alike(*pair, members=len(members)) for pair in pairs):
            return True
        return len(members) >= FEW and self.holds_core_of(members)

    def holds_core_of(self, members):
        """Tell whether it holds enough of what ``members`` have in common: padding that is drawn
        anew for each, were it out of other people's comments, is no part of that."""
        scale = max(self.scale, *(member.scale for member in members))
        own, once, twice = self.at(scale).runs, set(), set()
        for member in members:
            runs = member.at(scale).runs
            twice |= once & runs
            once |= runs
        common = len(own & twice)
        least = max(ENOUGH, CORE * len(twice), PADDED * len(own), min(OWN_RUNS, OWN * len(own)))
        return common >= least


@cache
def key():
    return salted_hmac("comments.triage.fingerprints", "", algorithm="sha256").digest()


def hashed(run):
    """Return ``run`` as a number below FULL that only this site can make of it."""
    digest = blake2b(run.encode(), digest_size=4, key=key()).digest()
    return int.from_bytes(digest, "big")


def shared(one, other):
    """Return how many runs two fingerprints share, and how many each has, at the same scale."""
    scale = max(one.scale, other.scale)
    a, b = one.at(scale).runs, other.at(scale).runs
    return len(a & b), len(a), len(b)


def is_alike(number, one, other, *, members):
    """Tell whether two texts are alike that share ``number`` of their runs. In a cluster that is
    old enough to have a core, a single member proves it only by being the same."""
    longer, shorter = max(one, other), min(one, other)
    if number < ENOUGH or number < PART * longer:
        return False
    if members >= FEW:
        return number >= SAME * longer
    return number >= PART_OF_WHOLE * longer or number <= WHOLE * shorter
