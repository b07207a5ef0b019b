"""A hundred challenges on contact sheets, solved by eye: the answers given against the right ones.

Both files have a line a challenge, such as "12: 1 4 5". The responses begin with the name of the
generator whose pictures they are about.
"""

from pathlib import Path
from typing import Any

RIGHT = "contact-answers.txt"
GIVEN = "responses.txt"


def figures(folder: Path, generator: str) -> dict[str, Any] | None:
    """Return how many responses are right, or None where nobody has tried this generator yet."""
    if not (folder / RIGHT).exists() or not (folder / GIVEN).exists():
        return None
    if (folder / GIVEN).read_text().split(maxsplit=1)[0] != generator:
        return None
    right, given = _read(folder / RIGHT), _read(folder / GIVEN)
    wrong = [number for number in right if given.get(number) != right[number]]
    return {"right": len(right) - len(wrong), "of": len(right), "wrong": wrong}


def _read(path: Path) -> dict[int, frozenset[int]]:
    lines = path.read_text().splitlines()
    parts = [line.split(":") for line in lines if ":" in line]
    return {int(number): frozenset(int(tile) for tile in tiles.split()) for number, tiles in parts}
