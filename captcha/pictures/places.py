"""The places people stand in: pale, without lines, and without anything as thin as an arm."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageOps

from captcha.pictures.labels import FAR, GROUND, NEAR
from captcha.pictures.material import Piece
from captcha.pictures.pen import TILE, Pen, ring

HORIZON = 126.0  # tile pixels


def hills(pen: Pen, chance: random.Random) -> None:
    for x in (chance.uniform(0, 60), chance.uniform(90, 160)):
        pen.plain(
            ring(complex(x, HORIZON + 6), chance.uniform(48, 80), chance.uniform(26, 60)), FAR
        )
    pen.box(0, HORIZON, TILE, TILE - HORIZON, NEAR)


def sun(pen: Pen, chance: random.Random) -> None:
    pen.plain(ring(complex(chance.uniform(40, 120), chance.uniform(50, 90)), 42, 42), FAR)
    pen.box(0, HORIZON, TILE, TILE - HORIZON, NEAR)


def wall(pen: Pen, chance: random.Random) -> None:
    step = chance.uniform(26, 40)
    for i in range(7):
        if i % 2:
            pen.box(i * step - step * chance.uniform(0, 0.3), 0, step, HORIZON, FAR)
    pen.box(0, HORIZON, TILE, TILE - HORIZON, NEAR)


def sea(pen: Pen, chance: random.Random) -> None:
    high = chance.uniform(70, 100)
    phase = chance.uniform(0, math.tau)
    for y, label in ((high, FAR), (HORIZON, NEAR)):
        crest = [complex(i * 10, y + 3 * math.sin(i * 0.8 + phase)) for i in range(17)]
        pen.plain([*crest, complex(TILE, TILE), complex(0, TILE)], label)


def clouds(pen: Pen, chance: random.Random) -> None:
    for _ in range(3):
        at = complex(chance.uniform(10, 150), chance.uniform(15, 95))
        for dx, r in ((-14, 9), (0, 14), (14, 10)):
            pen.plain(ring(at + dx, r, r * 0.8), FAR)
    pen.box(0, HORIZON, TILE, TILE - HORIZON, NEAR)


def disc(pen: Pen, chance: random.Random) -> None:
    pen.plain(ring(complex(80, 84), 70, 70), FAR)


PLACES: tuple[Callable[[Pen, random.Random], None], ...] = (hills, sun, wall, sea, clouds, disc)


def draw_place(pen: Pen, place: int, detail: int) -> None:
    """Covers the whole tile with one of PLACES; `detail` seeds what varies in it."""
    pen.place(0j)
    pen.box(0, 0, TILE, TILE, GROUND)
    PLACES[place](pen, random.Random(detail))


def strew(canvas: Image.Image, drawings: tuple[Piece, ...], detail: int) -> None:
    """Lays silhouettes of an operator's drawings on the ground, `detail` seeds which and where."""
    chance = random.Random(~detail)
    for _ in range(3):
        side = round(canvas.width * chance.uniform(0.18, 0.36))
        drawing = ImageOps.contain(chance.choice(drawings).image, (side, side))
        drawing = drawing.rotate(chance.uniform(-40, 40), expand=True)
        at = (
            chance.randrange(canvas.width - drawing.width),
            chance.randrange(canvas.height - drawing.height),
        )
        canvas.paste(FAR, at, drawing)
