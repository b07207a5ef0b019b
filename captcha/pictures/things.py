"""What is worn, held, sat on or stood beside."""

import math
from collections.abc import Callable

from captcha.pictures import labels
from captcha.pictures.bodies import SEAT, Arm, Body
from captcha.pictures.pen import Pen, rect, ring, squircle

INK, POLE, THING, THING2 = labels.INK, labels.POLE, labels.THING, labels.THING2
WORN, WORN2, PROP, PROP2, WHITE = labels.WORN, labels.WORN2, labels.PROP, labels.PROP2, labels.WHITE


CHAIR = 33.0  # from the middle of a chair to its legs
THICK_THUMB = 6.85  # a thicker one could hide a fifth of a book or a fish


def draw_worn(pen: Pen, worn: str, body: Body) -> None:
    x, y, at = body.measure.head_x, body.measure.head_y, body.head
    if worn == "top-hat":
        brim = at - complex(0, y * 0.72)
        pen.shape(
            [
                brim + p
                for p in (-x * 0.8, complex(-x * 0.88, -21), complex(x * 0.88, -21), x * 0.8)
            ],
            WORN,
        )
        pen.plain(rect(-x * 0.8, brim.imag - 7, x * 1.6, 5), WORN2)
        pen.limb([(brim - x * 1.35, 2.2), (brim + x * 1.35, 2.2)], WORN)
    elif worn == "crown":
        low, high = at.imag - y * 0.66, at.imag - y * 0.66 - 17
        spikes = [complex(x * (i - 3) / 3, high if i % 2 == 0 else high + 9) for i in range(7)]
        pen.shape([*spikes, complex(x * 0.9, low), complex(-x * 0.9, low)], WORN)
        for i in (-1, 0, 1):
            pen.dot(complex(i * x * 0.5, low - 4), 1.9, 1.9, WORN2)
    elif worn == "glasses":
        _glasses(pen, at, x, y)
    elif worn == "scarf":
        neck = body.neck + 1.5j
        wide = body.measure.shoulder - 6  # between the shoulders
        pen.limb([(neck + complex(4, 3), 4.2), (neck + complex(5, 25), 4.6)], WORN)
        pen.plain(rect(neck.real + 0.6, neck.imag + 18, 8.4, 2.6), WORN2)
        pen.limb([(neck - wide, 4.8), (neck + 1.5j, 5), (neck + wide, 4.8)], WORN)


def _glasses(pen: Pen, at: complex, x: float, y: float) -> None:
    for side in (-1, 1):
        eye = at + complex(side * x * 0.45, -y * 0.08)
        pen.dot(eye, 7.4, 7.4, labels.RIM)
        pen.dot(eye, 5.2, 5.2, WHITE)
        pen.dot(eye, 1.9, 1.9, labels.DARK)
        pen.line([eye + side * 7, eye + complex(side * 10, -1.5)], labels.RIM, 2)
    pen.line([at + complex(-2, -y * 0.12), at + complex(2, -y * 0.12)], labels.RIM, 2.4)


def draw_held(pen: Pen, held: str, arm: Arm, thumb: float) -> None:
    """Draws what the hand is about to close around, upright; its `thumb`, so thick, will cover
    some of it."""
    at = arm.wrist + arm.along * 5
    if held in ("book", "fish"):
        at -= max(0, thumb - THICK_THUMB) * 8j
    draw: dict[str, Callable[[Pen, complex], None]] = {
        "umbrella": _umbrella,
        "balloon": _balloon,
        "flag": _flag,
        "flower": _flower,
        "book": _book,
        "fish": _fish,
        "cup": _cup,
    }
    draw[held](pen, at)


def _umbrella(pen: Pen, at: complex) -> None:
    top = at - 52j
    pen.line([at + 9j, top], POLE, 2.4)
    pen.line([at + 9j, at + complex(2.5, 12), at + complex(6, 9)], POLE, 2.4)
    rim = [
        top + complex(25 * math.cos(a), -21 * math.sin(a) + 16)
        for a in (i * math.pi / 10 for i in range(11))
    ]
    scallops = [top + complex(-25 + 50 * i / 8, 16 if i % 2 == 0 else 12.5) for i in range(1, 8)]
    pen.shape([*rim, *scallops], THING)
    pen.plain(
        [top - 5j, top + complex(-8, 12.5), top + complex(0, 16), top + complex(8, 12.5)], THING2
    )


def _balloon(pen: Pen, at: complex) -> None:
    top = at + complex(3, -44)
    pen.line([at + 4j, at + complex(4, -10), at + complex(1, -20), top + 16j], POLE, 1.6)
    pen.shape([top + 14j, top + complex(3.5, 19), top + complex(-3.5, 19)], THING)
    pen.oval(top, 13, 16, THING)
    pen.dot(top + complex(-4.5, -6), 2.6, 4, WHITE)


def _flag(pen: Pen, at: complex) -> None:
    top = at - 48j
    edge = [complex(26 * i / 6, 2.4 * math.sin(i * 1.05)) for i in range(7)]
    cloth = [top + p for p in edge] + [top + p + 17j for p in reversed(edge)]
    pen.shape(cloth, THING)
    pen.plain(
        [
            top + edge[i] + dy
            for i, dy in (
                (0, 6j),
                (2, 6j),
                (4, 6j),
                (6, 6j),
                (6, 11j),
                (4, 11j),
                (2, 11j),
                (0, 11j),
            )
        ],
        THING2,
    )
    pen.line([at + 10j, top - 4j], POLE, 2.8)


def _flower(pen: Pen, at: complex) -> None:
    top = at - 29j
    pen.line([at + 8j, top], POLE, 2.4)
    pen.plain([at - 9j, at + complex(8, -17), at + complex(9, -11)], THING2)
    for i in range(6):
        turn = math.tau * i / 6
        pen.oval(top + complex(7.4 * math.cos(turn), 7.4 * math.sin(turn)), 5, 5, THING)
    pen.dot(top, 4.6, 4.6, THING2)


def _book(pen: Pen, at: complex) -> None:
    at += complex(8, -15)
    for side in (-1, 1):
        page = [complex(0, -9), complex(side * 15, -13), complex(side * 15, 8), complex(0, 12)]
        pen.shape([at + p for p in page], THING)
        for y in (-6.0, -1.0, 4.0):
            pen.line([at + complex(side * 3, y + 0.5), at + complex(side * 12, y - 2)], THING2, 1.8)


def _fish(pen: Pen, at: complex) -> None:
    at += complex(10, -15)
    pen.shape(
        [at + complex(-11, 0), at + complex(-21, -8), at + complex(-18, 0), at + complex(-21, 8)],
        THING2,
    )
    pen.oval(at, 14.5, 8.4, THING)
    pen.plain([at + complex(-3, -7), at + complex(4, -12), at + complex(6, -6)], THING2)
    pen.dot(at + complex(8, -2), 2.2, 2.2, INK)
    pen.line([at + complex(2, -5), at + complex(3.5, 0), at + complex(2, 5)], INK, 1.3)


def _cup(pen: Pen, at: complex) -> None:
    at += complex(9, -13)
    pen.shape(ring(at + complex(10, 0), 6, 6.4), THING)
    pen.dot(at + complex(10, 0), 3, 3.2, labels.GROUND)
    pen.shape(
        [at + complex(-9, -9), at + complex(9, -9), at + complex(7.4, 9), at + complex(-7.4, 9)],
        THING,
    )
    pen.plain(rect(at.real - 8.4, at.imag - 3, 16.8, 4), THING2)
    for x in (-4, 3):
        pen.line(
            [
                at + complex(x, -12),
                at + complex(x + 2.5, -16),
                at + complex(x, -20),
                at + complex(x + 2.5, -24),
            ],
            POLE,
            1.5,
        )


def draw_chair(pen: Pen, body: Body) -> None:
    """The chair behind whoever sits on it."""
    scale, wide = body.measure.scale, CHAIR
    seat, high = -SEAT / scale, -(SEAT + 44) / scale
    pen.limb([(complex(-wide, high + 4), 3.6), (complex(wide, high + 4), 3.6)], PROP2)
    pen.limb([(complex(-wide, high + 20), 2), (complex(wide, high + 20), 2)], PROP2)
    pen.shape(rect(-wide - 3, seat - 1, 2 * wide + 6, 7), PROP2)
    for side in (-1, 1):
        pen.limb([(complex(side * wide, seat), 2.2), (complex(side * wide, high), 2.2)], PROP2)
        pen.oval(complex(side * wide, high), 4.2, 4.2, PROP2)
    draw_chair_legs(pen, body)


def draw_chair_legs(pen: Pen, body: Body) -> None:
    """The legs, wide of those of whoever sits: what a chair is told by."""
    for side in (-CHAIR, CHAIR):
        pen.limb([(complex(side, 9 - SEAT / body.measure.scale), 3.4), (complex(side), 2.8)], PROP)


def draw_beside(pen: Pen, near: str) -> None:
    """Draws what stands on the ground, upright where the pen is."""
    {"dog": _dog, "cactus": _cactus, "suitcase": _suitcase, "snowman": _snowman}[near](pen)


def _dog(pen: Pen) -> None:
    for x in (-10, -5, 6, 11):
        pen.limb([(complex(x, -12), 3), (complex(x, -2), 2.6)], PROP)
    pen.limb([(complex(-13, -18), 2.2), (complex(-18, -28), 1.8)], PROP)
    pen.oval(complex(0, -16), 14, 8, PROP)
    pen.oval(complex(12, -29), 9, 8, PROP)
    pen.oval(complex(19, -26), 5.5, 4, PROP)
    pen.oval(complex(7.5, -28), 3.6, 8, PROP2)
    pen.dot(complex(13.5, -31), 1.7, 1.7, INK)
    pen.dot(complex(23, -28), 2, 2, INK)


def _cactus(pen: Pen) -> None:
    pen.limb([(-12j, 6.4), (-46j, 6)], PROP)
    pen.limb([(-26j, 3.4), (complex(13, -27), 3.6), (complex(13.5, -38), 3.4)], PROP)
    pen.limb([(-21j, 3.4), (complex(-12, -22), 3.4), (complex(-12.5, -31), 3.2)], PROP)
    pen.dot(-52j, 4, 3.4, PROP2)
    for y in (-30, -37, -44):
        pen.line([complex(-2.5, y), complex(0, y - 2.5), complex(2.5, y)], INK, 1.2)
    pen.shape(
        [complex(-11, -16), complex(11, -16), complex(8, 0), complex(-8, 0)],
        PROP2,
    )


def _suitcase(pen: Pen) -> None:
    pen.shape(squircle(-33j, 8, 6, 4), PROP2)
    pen.dot(-32j, 4.8, 3.4, labels.GROUND)
    pen.shape(squircle(-15j, 18, 14.5, 6), PROP)
    for x in (-9, 9):
        pen.plain(rect(x - 2, -29, 4, 28), PROP2)


def _snowman(pen: Pen) -> None:
    pen.oval(-13j, 15, 13, PROP)
    pen.oval(-32j, 11, 10, PROP)
    pen.oval(-47j, 8, 7.6, PROP)
    for x in (-2.8, 2.8):
        pen.dot(complex(x, -49), 1.3, 1.3, INK)
    pen.plain([complex(0, -48), complex(9, -45.5), complex(0, -45)], PROP2)
    for y in (-36, -30, -16):
        pen.dot(complex(0, y), 1.7, 1.7, INK)
    for side in (-1, 1):
        pen.line([complex(side * 10, -35), complex(side * 18, -42)], POLE, 1.8)
