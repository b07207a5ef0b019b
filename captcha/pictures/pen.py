"""Draws labelled shapes on a tile's enlarged canvas; points are complex numbers, x to the right
and y down, in tile pixels from where the figure stands."""

import cmath
import math
from collections.abc import Iterable, Sequence
from operator import mul, sub

from PIL import Image, ImageDraw

from captcha.pictures import labels
from captcha.pictures.contours import Contour, draw_plain

TILE = 160  # pixels a side
OVERSAMPLING = 2  # drawn this much larger, then averaged down: the smooth edges come from here

Joint = tuple[complex, float]  # where it is, and its radius

_CIRCLE = tuple((p.real, p.imag) for p in (cmath.rect(1, math.tau * i / 24) for i in range(24)))
_CAP = tuple(cmath.rect(1, math.pi * (i / 6 - 0.5)) for i in range(7))


class Pen:
    """One tile's canvas and the frame that points are given in.

    `contour` shapes the outlines, `edge` is the width of the line around parts in tile pixels.
    """

    def __init__(
        self, canvas: Image.Image, contour: Contour = draw_plain, edge: float = 1.2
    ) -> None:
        self.draw = ImageDraw.Draw(canvas)
        self.contour = contour
        self.edge = edge * OVERSAMPLING
        self.place(0j)

    def place(self, origin: complex, scale: float = 1, degrees: float = 0) -> None:
        """Points are given from `origin` (tile pixels) from now on, scaled and turned clockwise."""
        self.origin = origin * OVERSAMPLING
        self.turn = cmath.rect(scale * OVERSAMPLING, math.radians(degrees))

    def shape(self, points: Iterable[complex], label: int) -> None:
        """A closed outline, filled, with a line around it; the pen's contour makes it its own."""
        turn, origin = self.turn, self.origin
        outline = self.contour([point * turn + origin for point in points])
        self._fill(swollen(outline, self.edge), labels.EDGE)
        self._fill(outline, label)

    def plain(self, points: Iterable[complex], label: int) -> None:
        """A closed outline as it is, without a line around it: small things and features."""
        turn, origin = self.turn, self.origin
        self._fill([point * turn + origin for point in points], label)

    def limb(self, joints: Sequence[Joint], label: int) -> None:
        """A rounded chain of joints."""
        self.shape(chain(joints), label)

    def oval(self, at: complex, rx: float, ry: float, label: int) -> None:
        self.shape(ring(at, rx, ry), label)

    def bead(self, at: complex, radius: float, label: int) -> None:
        """A plain disc with a line around it."""
        edge = radius + self.edge / abs(self.turn)
        self.plain(ring(at, edge, edge), labels.EDGE)
        self.plain(ring(at, radius, radius), label)

    def dot(self, at: complex, rx: float, ry: float, label: int) -> None:
        """A plain ellipse without a line around it."""
        self.plain(ring(at, rx, ry), label)

    def line(self, points: Iterable[complex], label: int, width: float) -> None:
        """An open line with round joints, `width` in units of the frame."""
        turn, origin = self.turn, self.origin
        device = [point * turn + origin for point in points]
        broad = max(1, round(width * abs(turn)))
        self.draw.line([(p.real, p.imag) for p in device], label, broad, joint="curve")

    def box(self, x: float, y: float, width: float, height: float, label: int) -> None:
        """A plain rectangle in tile pixels, whatever the frame."""
        sides = (x, y, x + width, y + height)
        self.draw.rectangle([side * OVERSAMPLING for side in sides], label)

    def _fill(self, outline: Sequence[complex], label: int) -> None:
        self.draw.polygon([(p.real, p.imag) for p in outline], label)


def ring(at: complex, rx: float, ry: float) -> list[complex]:
    """An ellipse of 24 points."""
    return [at + complex(rx * x, ry * y) for x, y in _CIRCLE]


def squircle(at: complex, rx: float, ry: float, power: float) -> list[complex]:
    """A superellipse: 2 is an ellipse, 4 nearly a box, 1.5 nearly a diamond."""
    far = 2 / power
    return [
        at
        + complex(
            math.copysign(rx * abs(x) ** far, x),
            math.copysign(ry * abs(y) ** far, y),
        )
        for x, y in _CIRCLE
    ]


def rect(x: float, y: float, width: float, height: float) -> list[complex]:
    return [
        complex(x, y),
        complex(x + width, y),
        complex(x + width, y + height),
        complex(x, y + height),
    ]


def chain(joints: Sequence[Joint]) -> list[complex]:
    """The outline of a limb: round at both ends, as wide at each joint as its radius says."""
    first, last = joints[0], joints[-1]
    out = _unit(joints[1][0] - first[0])
    end = _unit(last[0] - joints[-2][0])
    left, right = [], []
    for (a, _), (b, radius), (c, _) in zip(joints, joints[1:], joints[2:], strict=False):
        normal = _unit(_unit(b - a) + _unit(c - b)) * 1j * radius
        left.append(b + normal)
        right.append(b - normal)
    start_cap = [first[0] - out * p * first[1] for p in _CAP]
    end_cap = [last[0] + end * p * last[1] for p in _CAP]
    return [*start_cap, *right, *end_cap, *reversed(left)]


def swollen(outline: Sequence[complex], more: float) -> list[complex]:
    """The outline with every point moved outward by `more`."""
    after, before = [*outline[1:], outline[0]], [outline[-1], *outline[:-1]]
    out = more * (-1j if area(outline) > 0 else 1j)
    along = map(sub, after, before)
    return [p + out * d / (abs(d) or 1) for p, d in zip(outline, along, strict=True)]


def area(outline: Sequence[complex]) -> float:
    """Twice the area; positive where the outline goes clockwise on the screen."""
    return sum(map(mul, map(complex.conjugate, outline), [*outline[1:], outline[0]])).imag


def _unit(vector: complex) -> complex:
    return vector / (abs(vector) or 1)
