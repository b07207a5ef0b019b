"""What has been measured, kept as JSON beside the report, so that it can be measured in parts.

Figures belong to one generator: when it draws otherwise, the older ones are forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from captcha import export
from captcha.challenge import Sheet
from captcha.pictures.prompts import PROMPTS

# Whose pictures name a generator: every way of printing and of parting a tile is among them.
SITES = 30
SHEETS = 2  # of each


def generator() -> str:
    """Return a name for what the code draws: it changes when a question does, or one of the sheets
    it is taken from. What changes only the rarest tiles can leave it as it was."""
    drawn = sha256()
    for prompt in PROMPTS:
        drawn.update(prompt.sentence("en").encode())
    for sheet in sample():
        drawn.update(sheet.draw())
    return drawn.hexdigest()[:12]


def sample() -> Iterator[Sheet]:
    """Yield the sheets that a generator is named by."""
    for site in range(SITES):
        day = date(2026, 1, 1)
        for one in export.challenges(f"the generator {site}", day, 0, SHEETS, "name"):
            yield from one.sheets


@dataclass
class Record:
    path: Path
    generator: str
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, name: str, figures: dict[str, Any]) -> None:
        """Keep the figures of a part under today's date, at once on disk."""
        self.parts[name] = {"date": datetime.now(UTC).date().isoformat(), "figures": figures}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"generator": self.generator, "parts": self.parts}
        self.path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")

    def figures(self, name: str) -> dict[str, Any] | None:
        part = self.parts.get(name)
        return part["figures"] if part else None

    def date(self, name: str) -> str:
        return self.parts[name]["date"]

    def named(self, first_word: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the parts whose name is ``first_word`` and one more word: that word and the
        figures, in numerical order."""
        found = [
            (name.split()[1], part["figures"])
            for name, part in self.parts.items()
            if name.split()[0] == first_word and " " in name
        ]
        return sorted(found, key=lambda one: float(one[0]))


def load(path: Path) -> Record:
    """Return what is on disk about the present generator."""
    name = generator()
    if not path.exists():
        return Record(path, name)
    kept = json.loads(path.read_text())
    return Record(path, name, kept["parts"] if kept["generator"] == name else {})
