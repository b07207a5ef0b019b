"""Challenges with their answers, for whoever wants to attack or judge the pictures.

They are made as a site makes them, from tokens of the secret key that is given; what this module
adds is only the choice of the key, of the day and of the random part of each token.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from . import token as tokens
from .challenge import LIFE, Challenge, Sheet
from .pictures.prompts import Prompt
from .pictures.scenes import Tile, cast
from .pictures.sheet import TILE

DAY = 24 * 3600  # seconds


def challenges(
    secret_key: str, day: date, level: int, count: int, seed: str = ""
) -> Iterator[Challenge]:
    """Yield `count` challenges that a site with `secret_key` could issue on `day` (UTC).

    With a `seed` they are the same every time; without one, always others.
    """
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    key = tokens.derived_key(secret_key)
    for number in range(count):
        chance = sha256(f"{seed} {number}".encode()).digest() if seed else secrets.token_bytes(32)
        issued_at = midnight + int.from_bytes(chance[16:]) % DAY
        yield Challenge(
            tokens.Token(
                nonce=chance[:16],
                issued_at=issued_at,
                level=level,
                scope=bytes(8),
                browser=bytes(8),
                client=bytes(8),
                expires_at=issued_at + LIFE,
                key=key,
            )
        )


def facts_asked(prompt: Prompt) -> dict[str, str]:
    """Return what `prompt` asks for: kinds of facts and their values."""
    return {"who": prompt.who.value, "pose": prompt.pose.value}


def facts_shown(sheet: Sheet) -> list[dict[str, str]]:
    """Return all the facts of each of the sheet's tiles, in reading order."""
    right = frozenset(tile - sheet.tiles.start + 1 for tile in sheet.answer)
    tiles = cast(sheet.prompt, right, sheet._random("scene"), len(sheet.tiles))
    return [_facts(tile) for tile in tiles]


def _facts(tile: Tile) -> dict[str, str]:
    return {"who": tile.who.value, "pose": tile.pose.value}


def described(sheet: Sheet, language: str = "en") -> dict[str, Any]:
    """Return all that is known of a sheet, ready for JSON."""
    grid = sheet.level.grid
    return {
        "prompt": {
            "key": sheet.prompt.key,
            "sentence": sheet.prompt.sentence(language),
            "facts": facts_asked(sheet.prompt),
        },
        "grid": {"columns": grid.columns, "rows": grid.rows, "tile_pixels": TILE},
        "answer": sorted(sheet.answer),
        "tiles": [
            {"number": number, "facts": facts}
            for number, facts in zip(sheet.tiles, facts_shown(sheet), strict=True)
        ],
    }
