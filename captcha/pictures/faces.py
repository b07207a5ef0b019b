"""Friendly faces, with the beards that tell men from women. Units: a head is 26 wide, 30 high."""

from captcha.pictures.pen import Pen, Point
from captcha.pictures.prompts import Who
from captcha.pictures.scenes import Person, Stage
from captcha.pictures.style import Colour, luminance, mix

WHITE = (252, 250, 246)
LIPS = (206, 52, 68)
LIGHT_LIPS = (224, 122, 118)  # red on a dark face would bleed: JPEG halves the colours' detail
BLUSH = (232, 96, 88)
GOLD = (246, 206, 92)

JAW = {
    Who.MAN: ((0.0, -15.2), (8.6, -13), (13, -4), (12.4, 6), (8, 13.4), (0.0, 15.2)),
    Who.WOMAN: ((0.0, -15.2), (8.6, -13), (12.6, -4), (11.2, 5.5), (6, 12.6), (0.0, 15)),
}


def mirrored(right: tuple[Point, ...]) -> tuple[Point, ...]:
    """A symmetric outline from its right half, whose ends lie on the middle line."""
    return (*right, *((-x, y) for x, y in right[-2:0:-1]))


MOUSTACHE = mirrored(((0, 3.6), (4.4, 3.0), (8.6, 7.2), (4.4, 7.6), (0, 6.2)))
HANDLEBAR = mirrored(((0, 3.8), (4.4, 3.4), (8, 6), (11, 2.6), (10.4, 6.6), (6, 8.2), (0, 6.4)))
CHIN = mirrored(((0, 11.2), (4, 11), (4.8, 14.5), (0, 18.5)))
FULL = mirrored(
    ((0, 3.8), (4.6, 3.2), (8.6, 5.6), (11.4, 2.2), (13.2, -1.5), (13, 7), (9, 15), (0, 18.6))
)
SHORT = mirrored(
    ((0, 4.2), (4.6, 3.8), (8, 6.6), (11.4, 4.2), (12.8, -2), (12.6, 7), (8, 14.4), (0, 16.2))
)
BEARDS = ((FULL,), (FULL,), (SHORT,), (MOUSTACHE,), (HANDLEBAR,), (MOUSTACHE, CHIN))


def draw_face(pen: Pen, who: Who, person: Person, stage: Stage) -> None:
    """Ears, head, features and beard, in the head's frame."""
    turn = 2.4 * stage.facing
    for side in (1, -1):
        pen.oval(side * 12.6 - 0.4 * turn, 1.2, 2.7, 3.6, person.skin)
    pen.blob(mirrored(JAW[who]), person.skin)
    for side in (1, -1):
        blush = mix(person.skin, BLUSH, 0.1 + 0.2 * luminance(person.skin))
        pen.oval(side * 7.4 + turn, 5.2, 2.7, 2.0, blush, outlined=False)
    if who is Who.MAN:
        beard = BEARDS[int(person.face_hair * len(BEARDS))]
        for part in beard:
            # A beard hangs at the jaw, a moustache follows the nose.
            shift = turn * (0.35 if part in (FULL, SHORT) else 1)
            pen.blob([(x + shift, y) for x, y in part], person.hair)
    lips = LIPS if luminance(person.skin) > 0.25 else LIGHT_LIPS
    _mouth(pen, who, turn, lips, is_open=stage.detail % 3 == 0)
    _eyes(pen, who, turn, person.hair)
    nose = mix(person.skin, pen.ink, 0.4)
    tip = turn * 1.5
    pen.stroke(_bow(tip, 1.6, 1.7, 1.4), nose, 1.2)
    if who is Who.WOMAN and person.has_earrings:
        for side in (1, -1):
            pen.oval(side * 12.6 - 0.4 * turn, 6.4, 1.7, 1.9, GOLD)


def _bow(x: float, y: float, half: float, drop: float) -> list[Point]:
    """A parabola hanging from (x - half, y) and (x + half, y)."""
    return [(x + half * t, y + drop * (1 - t * t)) for t in (-1, -0.6, -0.2, 0.2, 0.6, 1)]


def _mouth(pen: Pen, who: Who, turn: float, lips: Colour, *, is_open: bool) -> None:
    high = 8.6 if who is Who.MAN else 7.2
    smile = _bow(turn, high, 4.2, 2.4)
    if is_open or who is Who.MAN:
        pen.shape(_bow(turn, high, 4.2, 3.6), WHITE)
    if who is Who.WOMAN:
        pen.stroke(smile, lips, 1.8)


def _eyes(pen: Pen, who: Who, turn: float, hair: Colour) -> None:
    for side in (1, -1):
        x = turn + side * 4.9
        pen.oval(x, -2.2, 2.5, 2.9, WHITE, outlined=False)
        pen.oval(x + turn * 0.25, -1.9, 1.6, 2.1, pen.ink, outlined=False)
        brow = mix(hair, pen.ink, 0.5)
        arch = ((x - side * 2.6, -7.6), (x + side * 0.4, -8.6), (x + side * 3, -7.1))
        pen.curve(arch, brow, 1.5 if who is Who.MAN else 1.0)
        if who is Who.WOMAN:
            lash = ((-2.5, -3.7), (0.2, -5.3), (2.7, -4.1), (4.2, -4.9))
            lid = [(x + side * dx, y) for dx, y in lash]
            pen.curve(lid, pen.ink, 1.2)


def draw_glasses(pen: Pen, facing: float) -> None:
    turn = 2.4 * facing
    ring = ((-3.9, -3.4), (0, -4.2), (3.9, -3.4), (3.8, 1.8), (0, 3.2), (-3.8, 1.8))
    for side in (1, -1):
        x = turn + side * 4.9
        pen.curve(
            [*((x + dx, dy - 1.6) for dx, dy in ring), (x + ring[0][0], ring[0][1] - 1.6)],
            pen.ink,
            1.1,
        )
        pen.stroke(((x + side * 3.8, -3), (side * 12.6, -2.6)), pen.ink, 1.1)
