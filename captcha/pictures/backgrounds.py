"""The places people stand in: pale, without outlines, and without anything as thin as an arm."""

import math
import random
from collections.abc import Callable

from captcha.pictures.pen import TILE, WHOLE_TILE, Pen
from captcha.pictures.style import Mood, mix


def _cloud(pen: Pen, x: float, y: float, size: float, mood: Mood) -> None:
    for dx, dy, r in ((-11, 2, 6), (0, -2, 9), (11, 2, 7)):
        pen.disc(x + dx * size, y + dy * size, r * size, r * size, mood.light)
    pen.box(x - 11 * size, y, 22 * size, 8.5 * size, mood.light)


def _sun(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.disc(chance.choice((28, 132)), chance.uniform(22, 34), 13, 13, mood.light)


def _tree(pen: Pen, x: float, y: float, size: float, mood: Mood) -> None:
    pen.box(x - 3, y - 14, 6, 14, mix(mood.leaf, mood.warm, 0.5))
    pen.disc(x, y - 14 - size, size * 0.85, size * 1.1, mix(mood.leaf, mood.far, 0.45))


def room(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.box(0, 0, TILE, TILE, mood.sky)
    pen.box(0, 126, TILE, TILE, mood.ground)
    pen.box(0, 123, TILE, 3.5, mood.light)
    left = chance.random() < 0.5
    x = 12 if left else 104
    if chance.random() < 0.5:
        pen.box(x, 16, 44, 54, mood.light)
        pen.box(x + 4, 20, 36, 46, mix(mood.far, mood.light, 0.4))
        pen.box(x + 4, 42, 36, 3, mood.light)
    else:
        pen.box(x, 22, 40, 32, mood.light)
        pen.box(x + 4, 26, 32, 24, mood.warm)
        pen.disc(x + 20, 42, 9, 8, mood.leaf)
    plant = 136 if left else 24
    for dx, dy in ((-8, -4), (8, -5), (0, -13)):
        pen.disc(plant + dx, 112 + dy, 8, 11, mood.leaf)
    pen.box(plant - 10, 118, 20, 20, mood.warm)


def park(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.box(0, 0, TILE, TILE, mood.sky)
    _sun(pen, chance, mood)
    _cloud(pen, chance.uniform(40, 120), chance.uniform(18, 40), 0.9, mood)
    pen.disc(chance.uniform(20, 140), 150, 120, 44, mix(mood.leaf, mood.far, 0.6))
    for x in (chance.uniform(10, 30), chance.uniform(128, 150)):
        _tree(pen, x, 128, chance.uniform(15, 22), mood)
    pen.box(0, 127, TILE, 40, mood.leaf)


def street(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.box(0, 0, TILE, TILE, mood.sky)
    x = -chance.uniform(0, 20)
    walls = (mood.warm, mix(mood.far, mood.light, 0.3), mix(mood.ground, mood.light, 0.3))
    for i in range(4):
        width, top = chance.uniform(40, 54), chance.uniform(14, 52)
        wall = walls[i % 3]
        pen.box(x, top, width, 130 - top, wall)
        for row in range(3):
            for column in range(2):
                left = x + width * (0.16 + 0.4 * column)
                pen.box(left, top + 9 + 27 * row, width * 0.26, 15, mix(wall, mood.light, 0.55))
        x += width
    pen.box(0, 130, TILE, 30, mood.ground)
    pen.box(0, 130, TILE, 3, mood.light)


def beach(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.box(0, 0, TILE, TILE, mix(mood.sky, mood.light, 0.25))
    _sun(pen, chance, mood)
    pen.box(0, 84, TILE, 40, mood.far)
    for y in (92, 101, 111):
        start = chance.uniform(0, 110)
        pen.box(start, y, chance.uniform(24, 46), 2, mood.light)
    x = chance.choice((26, 134))
    pen.shape(((x, 58), (x, 80), (x + 15, 80)), mood.light, outlined=False)
    pen.shape(((x - 12, 82), (x + 18, 82), (x + 12, 89), (x - 7, 89)), mood.warm, outlined=False)
    waves = [(i * 10, 121 + 2.5 * math.sin(i * 0.9 + x)) for i in range(17)]
    pen.shape((*waves, (TILE, TILE), (0, TILE)), mood.ground, outlined=False)


def hills(pen: Pen, chance: random.Random, mood: Mood) -> None:
    pen.box(0, 0, TILE, TILE, mood.sky)
    _cloud(pen, chance.uniform(20, 60), chance.uniform(20, 34), 0.8, mood)
    for x, peak in ((chance.uniform(15, 45), 58), (chance.uniform(100, 145), 44)):
        pen.shape(((x - 70, 132), (x, peak), (x + 70, 132)), mood.far, outlined=False)
        cap = ((x - 14, peak + 14.8), (x, peak), (x + 14, peak + 14.8), (x, peak + 21))
        pen.shape(cap, mood.light, outlined=False)
    pen.disc(30, 168, 110, 56, mix(mood.leaf, mood.far, 0.35))
    pen.disc(130, 172, 110, 52, mood.leaf)


def plain(pen: Pen, chance: random.Random, mood: Mood) -> None:
    ground = chance.choice((mood.sky, mood.ground, mood.warm, mood.leaf))
    pen.box(0, 0, TILE, TILE, mix(ground, mood.light, 0.25))
    if chance.random() < 0.5:
        pen.disc(80, 84, 68, 68, mix(ground, mood.light, 0.7))
        return
    for row in range(6):
        for column in range(6):
            x, y = column * 30 + 15 * (row % 2), row * 30 + 5
            pen.disc(x, y, 4.5, 4.5, mix(ground, mood.light, 0.7))


DRAW: dict[str, Callable[[Pen, random.Random, Mood], None]] = {
    "room": room,
    "park": park,
    "street": street,
    "beach": beach,
    "hills": hills,
    "plain": plain,
}


def draw_place(pen: Pen, place: str, detail: int, mood: Mood) -> None:
    """Covers the whole tile with `place`; `detail` seeds what varies in it."""
    pen.frame = WHOLE_TILE
    DRAW[place](pen, random.Random(detail), mood)
