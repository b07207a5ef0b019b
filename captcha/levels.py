"""How hard a challenge is: how many sheets of which grid, and what a blind guess is worth."""

from dataclasses import dataclass

from .pictures.sheet import LARGE, SMALL, Grid


@dataclass(frozen=True)
class Level:
    """``sheets`` sheets of one grid, under one token and judged together."""

    grid: Grid
    sheets: int

    @property
    def tiles(self) -> int:
        """How many tiles there are on all sheets, numbered through from 1."""
        return self.grid.tiles * self.sheets

    @property
    def subsets(self) -> int:
        """How many answers one sheet may have: every subset but the empty and the full one."""
        return 2**self.grid.tiles - 2


# A blind guess passes once in 510, in 4,094 and in 260,100 tries.
LEVELS = (Level(SMALL, 1), Level(LARGE, 1), Level(SMALL, 2))
HARDEST = len(LEVELS) - 1
