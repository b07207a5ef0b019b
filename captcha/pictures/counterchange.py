"""Counterchange: fields of a tile in which dark and light have changed places.

As on a coat of arms or in a lino cut, what is dark on light in one field is light on dark in the
next. So no tone tells a figure from its ground, and no two tiles are alike from afar; people
follow the outlines, which are sharp in every field.
"""

import cmath
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from captcha.pictures.labels import COUNT
from captcha.pictures.pen import OVERSAMPLING, TILE

Outline = list[complex]

MIDDLE = complex(TILE, TILE) / 2
FAR = 150.0  # tile pixels from the middle: beyond every corner


@dataclass(frozen=True)
class Fields:
    """How a program parts its tiles. `width` of a field in tile pixels, `wobble` is how far its
    edges wind, as a share of that."""

    kind: str
    width: float
    wobble: float


def write_fields(chance: random.Random) -> Fields:
    """Write fields wide enough that a head or a hand lies in one or two of them."""
    return Fields(
        kind=chance.choice(tuple(KINDS)),
        width=chance.uniform(50, 70),
        wobble=chance.choice((0, 1)) * chance.uniform(0.08, 0.2),
    )


def counterchanged(tile: Image.Image, fields: Fields, detail: int) -> Image.Image:
    """Return a tile's labels with COUNT added to those in every other field; `detail` seeds where
    the fields are."""
    chance = random.Random(detail)
    outside, inside = (COUNT, 0) if chance.random() < 0.5 else (0, COUNT)
    sides = Image.new("L", tile.size, outside)
    draw = ImageDraw.Draw(sides)
    for outline in KINDS[fields.kind](fields, chance):
        draw.polygon([(p.real * OVERSAMPLING, p.imag * OVERSAMPLING) for p in outline], inside)
    return ImageChops.add(tile, sides)


def _bands(fields: Fields, chance: random.Random) -> Iterator[Outline]:
    """Straight or winding bands at any angle."""
    along = cmath.rect(1, chance.uniform(0, math.pi))
    width = fields.width * chance.uniform(0.75, 1.2)
    high, turn, start = fields.wobble * width, chance.uniform(0.04, 0.08), chance.uniform(0, 6)
    steps = [t * FAR / 10 for t in range(-10, 11)]
    first = chance.uniform(-2, 0) * width

    def edge(across: float) -> Outline:
        return [
            MIDDLE + along * (t + 1j * (across + high * math.sin(start + t * turn))) for t in steps
        ]

    for i in range(-2, 3):
        near = first + 2 * i * width
        yield edge(near) + edge(near + width)[::-1]


def _checks(fields: Fields, chance: random.Random) -> Iterator[Outline]:
    """A chequered ground, turned a little."""
    width = fields.width * chance.uniform(0.85, 1.25)
    turn = cmath.rect(width, chance.uniform(-0.5, 0.5))
    first = MIDDLE + turn * complex(chance.uniform(-1, 1), chance.uniform(-1, 1))
    lean = chance.uniform(-1, 1) * fields.wobble * 2
    for x in range(-4, 4):
        for y in range(-4, 4):
            corner = complex(x + lean * y, y)
            if (x + y) % 2 and abs(first + turn * corner - MIDDLE) < FAR + width:
                sides = (0, 1, complex(1 + lean, 1), complex(lean, 1))
                yield [first + turn * (corner + side) for side in sides]


def _rays(fields: Fields, chance: random.Random) -> Iterator[Outline]:
    """Rays from a point, wound into a whirl where the edges wind."""
    count = chance.choice((3, 4, 5))
    middle = MIDDLE + cmath.rect(chance.uniform(0, 70), chance.uniform(0, math.tau))
    start, wide = chance.uniform(0, math.tau), math.pi / count
    whirl = chance.choice((-1, 1)) * fields.wobble * 6
    lengths = [i * 2 * FAR / 8 for i in range(9)]

    def ray(angle: float) -> Outline:
        return [middle + cmath.rect(r, angle + whirl * r / FAR) for r in lengths]

    for i in range(count):
        angle = start + 2 * i * wide
        yield ray(angle) + ray(angle + wide)[::-1]


def _rings(fields: Fields, chance: random.Random) -> Iterator[Outline]:
    """Rings around a point, as a stone makes in water."""
    middle = MIDDLE + cmath.rect(chance.uniform(20, 110), chance.uniform(0, math.tau))
    width = fields.width * chance.uniform(0.75, 1.1)
    first = chance.uniform(0, 2) * width
    waves, start = chance.choice((3, 5, 7)), chance.uniform(0, math.tau)
    high = fields.wobble * 0.6
    shares = [(1 + high * math.sin(waves * a + start), a) for a in _AROUND]

    def circle(radius: float) -> Outline:
        return [middle + cmath.rect(radius * share, angle) for share, angle in shares]

    for i in range(-1, 4):
        inner = first + 2 * i * width
        if inner + width > 0:
            yield circle(inner + width) + circle(max(0, inner))[::-1]


def _patches(fields: Fields, chance: random.Random) -> Iterator[Outline]:
    """A few patches of any shape, like clouds or the spots of a cow."""
    for _ in range(chance.choice((3, 4, 5))):
        at = complex(chance.uniform(0, TILE), chance.uniform(0, TILE))
        size = fields.width * chance.uniform(0.5, 1.1)
        high = 0.12 + fields.wobble
        two, three, five = (
            (chance.uniform(0, high), chance.uniform(0, math.tau)) for _ in range(3)
        )
        bumps = (
            two[0] * math.sin(2 * a + two[1])
            + three[0] * math.sin(3 * a + three[1])
            + five[0] * math.sin(5 * a + five[1])
            for a in _AROUND
        )
        yield [
            at + cmath.rect(size * (1 + bump), a) for bump, a in zip(bumps, _AROUND, strict=True)
        ]


_AROUND = [math.tau * i / 36 for i in range(37)]

KINDS: dict[str, Callable[[Fields, random.Random], Iterator[Outline]]] = {
    "bands": _bands,
    "checks": _checks,
    "rays": _rays,
    "rings": _rings,
    "patches": _patches,
}
