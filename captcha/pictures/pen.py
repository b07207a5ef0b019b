"""Draws outlined shapes, given in a figure's own coordinates, on a tile's enlarged canvas."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw

from captcha.pictures.style import Colour

TILE = 160  # pixels a side
OVERSAMPLING = 3  # drawn this much larger, then averaged down: the smooth edges come from here

Point = tuple[float, float]
Joint = tuple[float, float, float]  # x, y, radius


class Frame(NamedTuple):
    """Where a part's own coordinates (x right, y down) lie on the tile, in tile pixels."""

    xx: float
    xy: float
    yx: float
    yy: float
    x: float
    y: float

    def place(self, x: float, y: float) -> Point:
        return self.xx * x + self.xy * y + self.x, self.yx * x + self.yy * y + self.y

    def moved(self, x: float, y: float, degrees: float = 0, scale: float = 1) -> "Frame":
        """The frame of a part whose origin lies at (x, y) here, turned clockwise and scaled."""
        cos = math.cos(math.radians(degrees)) * scale
        sin = math.sin(math.radians(degrees)) * scale
        return Frame(
            self.xx * cos + self.xy * sin,
            self.xy * cos - self.xx * sin,
            self.yx * cos + self.yy * sin,
            self.yy * cos - self.yx * sin,
            *self.place(x, y),
        )


WHOLE_TILE = Frame(1, 0, 0, 1, 0, 0)

_STEPS = 4  # straight pieces between two control points; more cannot be seen at this size
_BASIS = tuple(
    (
        (-t + 2 * t * t - t * t * t) / 2,
        (2 - 5 * t * t + 3 * t * t * t) / 2,
        (t + 4 * t * t - 3 * t * t * t) / 2,
        (-t * t + t * t * t) / 2,
    )
    for t in (step / _STEPS for step in range(_STEPS))
)


@lru_cache(maxsize=512)
def smooth(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """A closed Catmull-Rom curve through `points`; a point given twice is a corner."""
    curve = []
    for i, (bx, by) in enumerate(points):
        (ax, ay), (cx, cy) = points[i - 1], points[(i + 1) % len(points)]
        if (bx, by) == (cx, cy):
            continue
        dx, dy = points[(i + 2) % len(points)]
        for a, b, c, d in _BASIS:
            curve.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return tuple(curve)


_CIRCLE = tuple(
    (math.cos(math.radians(angle)), math.sin(math.radians(angle))) for angle in range(0, 360, 15)
)


class Pen:
    """One tile's canvas, an ink, a line width, and the frame that shapes are given in."""

    def __init__(self, canvas: Image.Image, ink: Colour, line: float) -> None:
        self.draw = ImageDraw.Draw(canvas)
        self.ink = ink
        self.line = line
        self.frame = WHOLE_TILE

    def _device(self, points: Iterable[Point]) -> list[Point]:
        xx, xy, yx, yy, x, y = (value * OVERSAMPLING for value in self.frame)
        return [(xx * px + xy * py + x, yx * px + yy * py + y) for px, py in points]

    def _unit(self) -> float:
        """Canvas pixels to one unit of the frame."""
        return math.hypot(self.frame.xx, self.frame.yx) * OVERSAMPLING

    def shape(self, points: Iterable[Point], fill: Colour, *, outlined: bool = True) -> None:
        """A polygon; its outline straddles the edge."""
        device = self._device(points)
        self.draw.polygon(device, fill)
        if outlined:
            self.draw.line(
                [*device, device[0], device[1]], self.ink, round(self.line * OVERSAMPLING)
            )

    def blob(self, points: Sequence[Point], fill: Colour, *, outlined: bool = True) -> None:
        self.shape(smooth(tuple(points)), fill, outlined=outlined)

    def oval(
        self, x: float, y: float, rx: float, ry: float, fill: Colour, *, outlined: bool = True
    ) -> None:
        ring = [(x + rx * cos, y + ry * sin) for cos, sin in _CIRCLE]
        self.shape(ring, fill, outlined=outlined)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """A plain rectangle, in tile pixels whatever the frame."""
        sides = (x, y, x + width, y + height)
        self.draw.rectangle([side * OVERSAMPLING for side in sides], fill)

    def disc(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """A plain ellipse, in tile pixels whatever the frame."""
        sides = (x - rx, y - ry, x + rx, y + ry)
        self.draw.ellipse([side * OVERSAMPLING for side in sides], fill)

    def stroke(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        """An open line with round ends, `width` in units of the frame."""
        device, radius = self._device(points), width * self._unit() / 2
        self.draw.line(device, colour, max(1, round(2 * radius)))
        if radius < 2.5:  # a thin line's ends look round enough, and a cap like a knob
            return
        for x, y in (device[0], device[-1]):
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)

    def curve(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A round-ended line that bends smoothly through `points`."""
        (ax, ay), (bx, by), *_ = points
        *_, (cx, cy), (dx, dy) = points
        # One more point beyond each end lets the closed curve run straight out of both.
        loop = smooth(((2 * ax - bx, 2 * ay - by), *points, (2 * dx - cx, 2 * dy - cy)))
        self.stroke([*loop[_STEPS : _STEPS * len(points)], points[-1]], colour, width)

    def limbs(
        self, limbs: Iterable[Sequence[Joint]], fill: Colour, *, outlined: bool = True
    ) -> None:
        """Chains of joints as one rounded silhouette, with one outline round all of them."""
        unit = self._unit()
        chains = []
        for limb in limbs:
            points = self._device((x, y) for x, y, _ in limb)
            chains.append([(*p, r * unit) for p, (_, _, r) in zip(points, limb, strict=True)])
        edge = self.line * OVERSAMPLING / 2
        if outlined:
            self._fill(chains, self.ink, edge)
            self._fill(chains, fill, -edge)
        else:
            self._fill(chains, fill, edge)

    def _fill(self, chains: list[list[Joint]], colour: Colour, more: float) -> None:
        for chain in chains:
            for x, y, r in chain:
                r += more
                self.draw.ellipse((x - r, y - r, x + r, y + r), colour)
            for (ax, ay, ar), (bx, by, br) in pairwise(chain):
                length = math.hypot(bx - ax, by - ay) or 1
                nx, ny = (ay - by) / length, (bx - ax) / length
                ar, br = ar + more, br + more
                self.draw.polygon(
                    [
                        (ax + nx * ar, ay + ny * ar),
                        (bx + nx * br, by + ny * br),
                        (bx - nx * br, by - ny * br),
                        (ax - nx * ar, ay - ny * ar),
                    ],
                    colour,
                )
