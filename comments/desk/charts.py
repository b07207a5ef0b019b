"""How figures are drawn: as SVG that needs no style of its own, and as a table of the same numbers.

Nothing but geometry is computed here; colours and type are in figures.css.
"""

from dataclasses import dataclass, field
from itertools import groupby

# A chart as wide as a telephone: its letters keep their size there, and two stand side by side
# on a desk.
WIDTH, HEIGHT = 400, 170
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 10, 22
BARS = "bars"
LINES = "lines"


@dataclass(frozen=True)
class Panel:
    """One picture of a chart: what is drawn over the days, bars of one series or some lines."""

    label: str
    days: list
    series: list  # of (name, values), a value None where there is nothing to say
    kind: str = BARS
    unit: str = ""

    @property
    def top(self):
        """The round number that the highest value stays below."""
        return nice(
            max((value or 0 for _name, values in self.series for value in values), default=0)
        )

    @property
    def marks(self):
        """The horizontal lines: their numbers and where they stand."""
        return [(short(self.top * part / 2), self.y(self.top * part / 2)) for part in (0, 1, 2)]

    @property
    def bars(self):
        step = (WIDTH - LEFT - RIGHT) / len(self.days)
        (_name, values), *_others = self.series
        return [
            {
                "x": f"{LEFT + number * step + step * 0.1:.1f}",
                "y": self.y(value),
                "width": f"{step * 0.8:.1f}",
                "height": f"{float(self.y(0)) - float(self.y(value)):.1f}",
            }
            for number, value in enumerate(values)
            if value
        ]

    @property
    def lines(self):
        return [
            {
                "name": name,
                "stretches": [" ".join(f"{x},{y}" for x, y in s) for s in self.stretches(values)],
                "dots": [dot for stretch in self.stretches(values) for dot in stretch],
            }
            for name, values in self.series
        ]

    @property
    def dates(self):
        """The days that are named below: the first, one amid, the last."""
        last = len(self.days) - 1
        anchors = {0: "start", last // 2: "middle", last: "end"}
        return [(self.days[n], self.x(n, anchor), anchor) for n, anchor in anchors.items()]

    def stretches(self, values):
        """Return the points of a line, in parts where it is broken."""
        parts = groupby(enumerate(values), key=lambda point: point[1] is not None)
        return [[(self.x(n), self.y(value)) for n, value in part] for known, part in parts if known]

    def x(self, number, anchor="middle"):
        step = (WIDTH - LEFT - RIGHT) / len(self.days)
        shift = {"start": 0, "middle": 0.5, "end": 1}[anchor]
        return f"{LEFT + step * (number + shift):.1f}"

    def y(self, value):
        return f"{TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top):.1f}"


@dataclass(frozen=True)
class Chart:
    """A title, what to know of it, its panels, and the table: the first cell of a row names it.

    Where there are no panels, ``shares`` are drawn as bars inside the table.
    """

    name: str
    title: str
    note: str
    head: list
    rows: list
    panels: list = field(default_factory=list)
    shares: list = field(default_factory=list)  # of each row, 0 to 100

    @property
    def rows_with_bars(self):
        shares = self.shares or [None] * len(self.rows)
        return list(zip(self.rows, shares, strict=True))


def nice(number):
    """Return the smallest of 2, 4, 6, 8, 10, 20, 40 ... that is no smaller: halves are whole."""
    size = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if number <= step * size:
                return step * size
        size *= 10


def short(number):
    """Return ``number`` in few letters: 1500 as 1.5k."""
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"
