"""From what an attacker believes of each tile to an answer, and how often the answers are right.

The rule is public: a right tile has all the facts that are asked for, a wrong one all but one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from captcha.owed import ISSUED_STEPS, NEWCOMER_STEPS

from .drawing import Sheets
from .facts import NOT_ASKED
from .rates import Rate, surest_of

LEAST = 1e-6  # no belief is surer than this
# How many challenges a choosy attacker looks at and answers one of, the surest: as many as one
# browser, and one address with ever new cookies, are asked in ten minutes before they get harder.
LOOKED_AT = (ISSUED_STEPS[0], NEWCOMER_STEPS[0])


@dataclass(frozen=True)
class Beliefs:
    """For each kind of fact, how likely each value is on each tile (sheets x tiles x values), and
    how common each value is among all tiles."""

    likely: Sequence[np.ndarray]
    common: Sequence[np.ndarray]


@dataclass(frozen=True)
class Outcome:
    """How an attacker did: tiles judged right, challenges passed, and those that were the surest
    of so many."""

    tiles: Rate
    passed: Rate
    surest: Mapping[int, Rate]

    def as_figures(self) -> dict:
        def pair(rate: Rate) -> list[int]:
            return [rate.hits, rate.of]

        return {
            "tiles": pair(self.tiles),
            "passed": pair(self.passed),
            "surest": {str(count): pair(rate) for count, rate in self.surest.items()},
        }


def log_odds(beliefs: Beliefs, asked: np.ndarray) -> np.ndarray:
    """Return for each tile the logarithm of how much likelier it is right than wrong.

    A wrong tile has one wrong fact, of any of the asked kinds alike; its value is as common as
    among all tiles.
    """
    sheets, tiles = beliefs.likely[0].shape[:2]
    wrong_instead = np.zeros((sheets, tiles, len(beliefs.likely)))
    is_asked = asked != NOT_ASKED
    for kind, (likely, common) in enumerate(zip(beliefs.likely, beliefs.common, strict=True)):
        value = np.where(is_asked[:, kind], asked[:, kind], 0)
        has = np.take_along_axis(likely, value[:, None, None], axis=2)[:, :, 0]
        has = np.clip(has, LEAST, 1 - LEAST)
        usual = np.clip(common[value], LEAST, 1 - LEAST)[:, None]
        for_it, against = np.log(has / usual), np.log((1 - has) / (1 - usual))
        wrong_instead[:, :, kind] = np.where(is_asked[:, kind, None], against - for_it, -np.inf)
    one_wrong = np.logaddexp.reduce(wrong_instead, axis=2) - np.log(is_asked.sum(1))[:, None]
    return -one_wrong  # (all asked) / (all asked, times the odds that one of them is not)


def choose(odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the likeliest answer to each sheet, neither none nor all, and how sure it is."""
    chosen = odds > 0
    none, full = ~chosen.any(1), chosen.all(1)
    chosen[none, odds[none].argmax(1)] = True
    chosen[full, odds[full].argmin(1)] = False
    right, wrong = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
    sure = np.where(chosen, right, wrong).sum(1)
    impossible = np.exp(right.sum(1)) + np.exp(wrong.sum(1))
    return chosen, sure - np.log(np.maximum(1 - impossible, LEAST))


def attack(beliefs: Beliefs, sheets: Sheets) -> Outcome:
    odds = log_odds(beliefs, sheets.asked)
    chosen, sure = choose(odds)
    passed = (chosen == sheets.right).all(1)
    judged = (odds > 0) == sheets.right
    return Outcome(
        Rate(int(judged.sum()), judged.size),
        Rate(int(passed.sum()), passed.size),
        {count: surest_of(count, sure, passed) for count in LOOKED_AT},
    )


def commonness(facts: np.ndarray, sizes: Sequence[int]) -> list[np.ndarray]:
    """Return how common each value of each kind is among labelled tiles (tiles x kinds)."""
    counts = [np.bincount(facts[:, kind], minlength=size) for kind, size in enumerate(sizes)]
    return [(count + 1) / (count.sum() + len(count)) for count in counts]
