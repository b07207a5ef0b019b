"""Heads: what tells a man from a woman, a child, a robot, a bear and a rabbit."""

from captcha.pictures import labels
from captcha.pictures.bodies import Body
from captcha.pictures.hands import Hand
from captcha.pictures.pen import Pen, rect, ring, squircle
from captcha.pictures.scenes import Tile

COVERED = ("top-hat", "crown")


def draw_back(pen: Pen, tile: Tile, body: Body) -> None:
    """What lies behind the body: long hair and ears."""
    x, y, at = body.measure.head_x, body.measure.head_y, body.head
    if tile.facts.who == "woman":
        _long_hair(pen, tile, at, x, y)
    elif tile.facts.who == "rabbit":
        for side in (-1, 1):
            # Beside a hat, not behind it.
            splay, rise = (1.95, 1.9) if tile.facts.wears in COVERED else (1.0, 2.5)
            root, tip = (
                at + complex(side * x * 0.55, -y * 0.6),
                at + complex(side * x * splay, -y * rise),
            )
            pen.limb([(root, 4.4), ((root + tip) / 2, 5.6), (tip, 3.6)], labels.SKIN)
            pen.plain(_slim(root, tip), labels.TRIM)
    elif tile.facts.who == "bear":
        for side in (-1, 1):
            ear = at + complex(side * x * 0.82, -y * 0.78)
            pen.oval(ear, 6.6, 6.6, labels.SKIN)
            pen.dot(ear, 3.4, 3.4, labels.TRIM)


def _slim(root: complex, tip: complex) -> list[complex]:
    across = (tip - root) / abs(tip - root) * 1j
    return [root, (root + tip) / 2 - across * 2.6, tip, (root + tip) / 2 + across * 2.6]


def _long_hair(pen: Pen, tile: Tile, at: complex, x: float, y: float) -> None:
    cut = tile.person.cut
    if cut < 0.4:  # to the shoulders
        low = at + complex(0, y * 1.35)
        pen.shape(
            [
                *ring(at, x * 1.28, y * 1.15)[12:],
                at + complex(x * 1.3, 0),
                low + x * 1.35,
                low + x * 0.5,
                low - x * 0.5,
                low - x * 1.35,
                at - x * 1.3,
            ],
            labels.HAIR,
        )
    elif cut < 0.7:  # two plaits
        for side in (-1, 1):
            top = at + complex(side * x * 1.0, y * 0.1)
            for i in range(4):
                pen.oval(
                    top + complex(side * (3 + i * 0.8), i * 7.4), 5 - i * 0.4, 4.8, labels.HAIR
                )
    else:  # a wide curly head
        for i, p in enumerate(ring(at + 1j, x * 1.2, y * 1.12)):
            if i % 2 == 0 and (p - at).imag < y * 1.0:
                pen.oval(p, 7.4, 7.4, labels.HAIR)


def draw_head(pen: Pen, tile: Tile, body: Body, hand: Hand) -> None:
    x, y, at = body.measure.head_x, body.measure.head_y, body.head
    who = tile.facts.who
    if who == "robot":
        _robot(pen, tile, at, x, y)
        return
    pen.shape(squircle(at, x, y, hand.power), labels.SKIN)
    if who in ("bear", "rabbit"):
        _muzzle(pen, who, at, x, y)
    else:
        _hair(pen, tile, at, x, y)
    _eyes(pen, at, x, y, hand.eyes)
    if tile.is_old:
        _lines_of_age(pen, at, x, y)
    if who == "man":
        _beard(pen, tile, at, x, y)
    elif who in ("woman", "child"):
        _smile(pen, at, x, y)


def _robot(pen: Pen, tile: Tile, at: complex, x: float, y: float) -> None:
    if tile.facts.wears not in COVERED:
        pen.line([at, at - complex(0, y + 9)], labels.POLE, 3.4)
        pen.oval(at - complex(0, y + 11), 3.8, 3.8, labels.TRIM)
    for side in (-1, 1):
        pen.shape(rect(at.real + side * (x + 1) - 3, at.imag - 5, 6, 10), labels.TRIM)
    pen.shape(squircle(at, x, y, 7), labels.TOP)
    pen.plain(squircle(at + complex(0, -1), x * 0.8, y * 0.7, 6), labels.WHITE)
    for side in (-1, 1):
        pen.plain(rect(at.real + side * x * 0.36 - 2.6, at.imag - 6, 5.2, 5.2), labels.DARK)
    pen.plain(rect(at.real - 6, at.imag + 3, 12, 2.6), labels.DARK)


def _muzzle(pen: Pen, who: str, at: complex, x: float, y: float) -> None:
    low = at + complex(0, y * 0.38)
    pen.dot(low, x * 0.5, y * 0.42, labels.TRIM)
    pen.dot(low - complex(0, y * 0.2), 3.4 if who == "bear" else 2.2, 2.4, labels.INK)
    pen.line([low, low + complex(0, y * 0.2)], labels.INK, 1.3)
    if who == "rabbit":
        pen.plain(rect(at.real - 2.4, low.imag + y * 0.2, 4.8, 5), labels.WHITE)


def _eyes(pen: Pen, at: complex, x: float, y: float, eyes: str) -> None:
    for side in (-1, 1):
        eye = at + complex(side * x * 0.42, -y * 0.08)
        if eyes == "ring":
            pen.dot(eye, 3.4, 3.6, labels.WHITE)
            pen.dot(eye, 1.9, 1.9, labels.DARK)
        elif eyes == "tall":
            pen.dot(eye, 1.5, 2.8, labels.INK)
        elif eyes == "bead":
            pen.dot(eye, 2.5, 2.5, labels.INK)
            pen.dot(eye + complex(0.8, -0.8), 0.8, 0.8, labels.WHITE)
        else:
            pen.dot(eye, 1.9, 1.9, labels.INK)


def _lines_of_age(pen: Pen, at: complex, x: float, y: float) -> None:
    """Under the eyes, and around the mouth."""
    for side in (-1, 1):
        for points in (
            ((0.3, 0.2), (0.42, 0.24), (0.54, 0.2)),
            ((0.46, 0.38), (0.56, 0.5), (0.5, 0.68)),
        ):
            pen.line([at + complex(side * x * a, y * b) for a, b in points], labels.INK, 1.2)


def _smile(pen: Pen, at: complex, x: float, y: float) -> None:
    points = [at + complex(s * x * 0.36, y * (0.55 - 0.16 * s * s)) for s in (-1, -0.5, 0, 0.5, 1)]
    pen.line(points, labels.INK, 1.5)


def _hair(pen: Pen, tile: Tile, at: complex, x: float, y: float) -> None:
    who, cut, is_covered = tile.facts.who, tile.person.cut, tile.facts.wears in COVERED
    top = [p for p in ring(at, x * 1.06, y * 1.06) if (p - at).imag <= -y * 0.2]
    top.sort(key=lambda p: p.real)
    if who == "man":
        if cut < 0.25 and not is_covered:  # bald, with hair at the sides
            for side in (-1, 1):
                pen.dot(at + complex(side * x * 0.98, -y * 0.1), 3.2, 5.5, labels.HAIR)
            return
        fringe = -0.42 if cut < 0.6 else -0.55
        pen.shape(
            [*top, at + complex(x * 0.5, y * fringe), at + complex(-x * 0.5, y * fringe)],
            labels.HAIR,
        )
    elif who == "woman":
        part = x * (0.5 if cut < 0.5 else -0.4)
        pen.shape(
            [*top, at + complex(part, -y * 0.62), at + complex(-x * 0.9, -y * 0.2)], labels.HAIR
        )
    else:
        _child_hair(pen, cut, at, x, y, top)


def _child_hair(pen: Pen, cut: float, at: complex, x: float, y: float, top: list[complex]) -> None:
    if cut < 0.35:  # three tufts
        for turn in (-4, 0, 4):
            root = at - complex(0, y * 0.9)
            pen.limb([(root, 1.6), (root + complex(turn * 1.3, -7), 1.4)], labels.HAIR)
    elif cut < 0.7:  # a cap of short hair
        pen.shape(
            [*top, at + complex(x * 0.6, -y * 0.55), at + complex(-x * 0.6, -y * 0.55)], labels.HAIR
        )
    else:  # a curl
        pen.oval(at - complex(0, y * 0.95), 6, 4.4, labels.HAIR)


def _beard(pen: Pen, tile: Tile, at: complex, x: float, y: float) -> None:
    low = at + complex(0, y * 0.45)
    if tile.person.beard < 0.6:  # a full beard, with a mouth in it
        chin = [p for p in ring(at + 1.5j, x * 1.04, y * 1.12) if (p - at).imag >= y * 0.22]
        chin.sort(key=lambda p: -p.real)
        pen.shape([*chin, low + complex(-x * 0.45, -2), low + complex(x * 0.45, -2)], labels.HAIR)
        pen.dot(low + 2.5j, 3.8, 2, labels.WHITE)
    else:  # a big moustache
        for side in (-1, 1):
            pen.limb(
                [
                    (low + complex(side * 1.5, -1), 2.8),
                    (low + complex(side * 7, 0), 2.2),
                    (low + complex(side * 10.5, -2.5), 1.2),
                ],
                labels.HAIR,
            )
        pen.line([low + complex(-3, 5), low + 6j, low + complex(3, 5)], labels.INK, 1.3)
