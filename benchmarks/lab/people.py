"""What a challenge asks of people: clicks, seconds, and eyes."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from math import hypot, log2
from typing import Any

from captcha.challenge import Sheet
from captcha.pictures.prompts import PROMPTS

from . import legibility

# The keystroke-level model (Card, Moran and Newell, 1980), seconds.
MIND = 1.35  # getting ready for something
BUTTON = 0.2  # a click
# Reading silently, 238 words a minute (Brysbaert, 2019).
WORD = 60 / 238
# One look at a tile: a fixation and the jump to it (Rayner, 1998), and a second one, as there is
# more than one fact to see.
GLANCE = 2 * 0.26

SITES = 40
LANGUAGES = ("en", "ru")


def pointing(distance: float, size: float) -> float:
    """Return the seconds that moving a mouse takes (the same model, after Fitts)."""
    return 0.8 + 0.1 * log2(distance / size + 0.5)


def seconds(sheet: Sheet, language: str) -> float:
    """Return how long one who knows what to do needs for a sheet, with a mouse: reading, looking
    at every tile, pointing at the right ones in order, and at the button below."""
    words = len(sheet.prompt.sentence(language).split())
    stops = [divmod(tile - sheet.tiles.start, sheet.level.grid.columns) for tile in sheet.answer]
    stops = [*sorted(stops), (sheet.level.grid.rows, 0)]
    moves = [pointing(hypot(b[0] - a[0], b[1] - a[1]), 1) for a, b in pairwise([stops[-1], *stops])]
    looking = GLANCE * len(sheet.tiles)
    return MIND + WORD * words + looking + sum(moves) + BUTTON * len(stops)


def figures(sheets: Sequence[Sheet]) -> dict[str, Any]:
    times = {lang: sorted(seconds(sheet, lang) for sheet in sheets) for lang in LANGUAGES}
    seen = [tile for sheet in sheets for tile in legibility.measured(sheet)]
    return {
        "prompts": len(PROMPTS),
        "clicks": statistics.mean(len(sheet.answer) + 1 for sheet in sheets),
        "words": {
            lang: statistics.mean(len(sheet.prompt.sentence(lang).split()) for sheet in sheets)
            for lang in LANGUAGES
        },
        "seconds": {lang: statistics.mean(every) for lang, every in times.items()},
        "slow_seconds": {lang: every[int(0.95 * len(every))] for lang, every in times.items()},
        "legibility": {name: _spread([one[name] for one in seen]) for name in seen[0]},
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "least": ordered[0],
        "thousandth": ordered[len(ordered) // 1000],
        "median": ordered[len(ordered) // 2],
    }
