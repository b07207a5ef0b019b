"""Facts as numbers: which kinds there are, and which values each may have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

NOT_ASKED = -1
CASTS = 3_000  # whose tiles are looked at; they show every value many times


@dataclass(frozen=True)
class Vocabulary:
    """The kinds of facts and their values, each in alphabetical order."""

    kinds: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(values) for values in self.values)

    def numbered(self, facts: Mapping[str, str]) -> np.ndarray:
        """Return a number for each kind: the value's, or NOT_ASKED where it is missing."""
        return np.array(
            [
                values.index(facts[kind]) if kind in facts else NOT_ASKED
                for kind, values in zip(self.kinds, self.values, strict=True)
            ],
            dtype=np.int8,
        )


def vocabulary(shown: Iterable[Mapping[str, str]]) -> Vocabulary:
    """Return what occurs among the facts of tiles."""
    values: dict[str, set[str]] = {}
    for facts in shown:
        for kind, value in facts.items():
            values.setdefault(kind, set()).add(value)
    kinds = tuple(sorted(values))
    return Vocabulary(kinds, tuple(tuple(sorted(values[kind])) for kind in kinds))


def of_public_code() -> Vocabulary:
    """Return what the generator can show, found by casting many sheets without drawing them."""
    from datetime import date

    from captcha import export

    asked = export.challenges("the public code", date(2026, 1, 1), 0, CASTS, "vocabulary")
    return vocabulary(
        tile.facts.as_dict() for one in asked for sheet in one.sheets for tile in sheet.cast
    )
