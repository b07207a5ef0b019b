"""What a challenge asks of people: clicks, seconds, and eyes."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from math import hypot, log2
from typing import Any

from captcha.challenge import Sheet
from captcha.pictures.prompts import PROMPTS

from . import legibility, margins

# The keystroke-level model (Card, Moran and Newell, 1980), seconds.
MIND = 1.35  # getting ready for something
BUTTON = 0.2  # a click
# Bits a second of a finger that taps what it is aimed at (MacKenzie, 2015: Fitts' throughput and
# the remarkable case of touch-based target selection).
TOUCH = 6.95
# Reading silently, 238 words a minute (Brysbaert, 2019).
WORD = 60 / 238
# One look at a tile: a fixation and the jump to it (Rayner, 1998), and a second one, as there is
# more than one fact to see.
GLANCE = 2 * 0.26

LANGUAGES = ("en", "ru")


def clicking(distance: float) -> float:
    """Return the seconds of moving a mouse by so many tiles, and a click (the same model, after
    Fitts)."""
    return 0.8 + 0.1 * log2(distance + 0.5) + BUTTON


def tapping(distance: float) -> float:
    """Return the seconds of moving a finger by so many tiles, and a tap."""
    return log2(distance + 1) / TOUCH


HANDS = {"mouse": clicking, "finger": tapping}


def words_of(sheet: Sheet, language: str) -> int:
    """Return how many words a question has, dashes not among them."""
    return sum(any(map(str.isalpha, part)) for part in sheet.prompt.sentence(language).split())


def seconds(sheet: Sheet, language: str, hand: str) -> float:
    """Return how long one who knows what to do needs for a sheet: reading, looking at every tile,
    pointing at the right ones in order with one of HANDS, and at the button below."""
    words = words_of(sheet, language)
    stops = [divmod(tile - sheet.tiles.start, sheet.level.grid.columns) for tile in sheet.answer]
    stops = [*sorted(stops), (sheet.level.grid.rows, 0)]
    move = HANDS[hand]
    moves = [move(hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise([stops[-1], *stops])]
    looking = GLANCE * len(sheet.tiles)
    return MIND + WORD * words + looking + sum(moves)


def figures(sheets: Sequence[Sheet]) -> dict[str, Any]:
    times = {
        f"{lang}, {hand}": sorted(seconds(sheet, lang, hand) for sheet in sheets)
        for lang in LANGUAGES
        for hand in HANDS
    }
    seen = [tile for sheet in sheets for tile in legibility.measured(sheet)]
    return {
        "prompts": len(PROMPTS),
        "sheets": len(sheets),
        "clicks": statistics.mean(len(sheet.answer) + 1 for sheet in sheets),
        "words": {
            lang: statistics.mean(words_of(sheet, lang) for sheet in sheets) for lang in LANGUAGES
        },
        "seconds": {who: statistics.mean(every) for who, every in times.items()},
        "slow_seconds": {who: every[int(0.95 * len(every))] for who, every in times.items()},
        "legibility": {name: _spread([one[name] for one in seen]) for name in seen[0]},
        "margins": margins_of(sheets),
    }


def margins_of(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Return the largest hidden share of each kind of fact, and the fewest degrees of any arm."""
    hidden: dict[str, float] = {}
    for sheet in sheets:
        for tile in sheet.cast:
            for kind, share in margins.hidden(tile, sheet.program).items():
                hidden[kind] = max(share, hidden.get(kind, 0))
    degrees = min(margins.degrees(tile) for sheet in sheets for tile in sheet.cast)
    return {"hidden": hidden, "degrees": degrees}


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "least": ordered[0],
        "thousandth": ordered[len(ordered) // 1000],
        "median": ordered[len(ordered) // 2],
    }
