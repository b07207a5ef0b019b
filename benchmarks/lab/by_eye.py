"""A hundred challenges on contact sheets, solved by eye: the answers given against the right ones.

Both files have a line a challenge, such as "12: 1 4 5". The responses begin with the name of the
generator whose pictures they are about, and who answered says after it, in lines without a colon,
who it was and what was in doubt.
"""

from pathlib import Path
from typing import Any

RIGHT = "contact-answers.txt"
GIVEN = "responses.txt"
# What lays the challenges out on pages.
EXPORT = """\
./run manage captcha_export FOLDER --contact --count 100 --days 25 \\
    --day 2026-11-22 --seed "by eye" \\
    --secret-key "a second hundred challenges for human eyes"
"""


def figures(folder: Path, generator: str) -> dict[str, Any] | None:
    """Return how many responses are right, or None where nobody has tried this generator yet."""
    if not (folder / RIGHT).exists() or not (folder / GIVEN).exists():
        return None
    name, *said = (folder / GIVEN).read_text().splitlines()
    if name != generator:
        return None
    right, given = _answers((folder / RIGHT).read_text().splitlines()), _answers(said)
    wrong = [number for number in right if given.get(number) != right[number]]
    words = " ".join(line for line in said if ":" not in line)
    return {"right": len(right) - len(wrong), "of": len(right), "wrong": wrong, "words": words}


def _answers(lines: list[str]) -> dict[int, frozenset[int]]:
    parts = [line.split(":") for line in lines if ":" in line]
    return {int(number): frozenset(int(tile) for tile in tiles.split()) for number, tiles in parts}
