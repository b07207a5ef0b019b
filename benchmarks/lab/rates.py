"""A share that was counted, with how far chance may have moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # standard deviations on either side: 95 %


@dataclass(frozen=True)
class Rate:
    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval (Wilson, 1927)."""
        middle = self.share + Z * Z / (2 * self.of)
        spread = Z * sqrt(self.share * (1 - self.share) / self.of + (Z / (2 * self.of)) ** 2)
        scale = 1 + Z * Z / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{percent(self.share)} % ({percent(low)} to {percent(high)})"


def surest_of(count: int, sure: Sequence[float], passed: Sequence[bool]) -> Rate:
    """Return how often the surest of each ``count`` challenges in a row is passed; what is left
    over is left out."""
    rounds = [range(start, start + count) for start in range(0, len(sure) - count + 1, count)]
    answered = [max(one, key=lambda number: sure[number]) for one in rounds]
    return Rate(sum(int(passed[number]) for number in answered), len(answered))


def percent(share: float) -> str:
    """Return ``share`` as a per cent with as many digits as it deserves."""
    number = 100 * share
    if number == 0 or number >= 99.95:
        return f"{number:.0f}"
    return f"{number:.1f}" if number >= 1 else f"{number:.2g}"
