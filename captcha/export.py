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
from .challenge import DAY, LIFE, Challenge, Sheet
from .pictures.pen import TILE


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


def described(sheet: Sheet) -> dict[str, Any]:
    """Return all that is known of a sheet, ready for JSON."""
    grid = sheet.level.grid
    issued = datetime.fromtimestamp(sheet.token.issued_at, UTC)
    return {
        "day": issued.date().isoformat(),
        "prompt": {
            "key": sheet.prompt.key,
            "sentence": sheet.prompt.sentence("en"),
            "facts": sheet.prompt.facts,
        },
        "grid": {"columns": grid.columns, "rows": grid.rows, "tile_pixels": TILE},
        "answer": sorted(sheet.answer),
        "tiles": [
            {"number": number, "facts": tile.facts.as_dict()}
            for number, tile in zip(sheet.tiles, sheet.cast, strict=True)
        ],
    }
