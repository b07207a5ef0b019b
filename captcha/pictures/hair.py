"""Hair and hats. Units as in `faces`: a head is 26 wide and 30 high, its middle is the origin."""

import math
from collections.abc import Callable

from captcha.pictures.faces import mirrored
from captcha.pictures.pen import Joint, Pen, Point
from captcha.pictures.prompts import Who
from captcha.pictures.scenes import Person
from captcha.pictures.style import Colour, mix

Shape = tuple[Point, ...]
Cut = Callable[[Pen, Colour], None]

SIDE_PART: Shape = (
    (-13.4, 0), (-14.4, -8), (-9, -17), (2, -19), (11, -16), (14.4, -8), (13.4, 0), (11.6, -3),
    (10.6, -8), (2, -10), (-5, -13), (-9.6, -8), (-11.6, -3),
)  # fmt: skip
CREW: Shape = mirrored(
    ((0, -18.4), (8.6, -16.6), (14, -9), (13.6, -1), (11.8, -3), (10.8, -9), (5, -11.4), (0, -11))
)
QUIFF: Shape = (
    (-13.4, -1), (-14.2, -9), (-11, -17), (-3, -19), (5, -23), (13, -20), (13, -13), (14, -7),
    (13.4, -1), (11.4, -4), (10.4, -9), (3, -11), (-6, -10), (-10.6, -8), (-11.6, -3),
)  # fmt: skip
FRINGE_RIGHT: Shape = ((13.6, 3), (14.6, -3), (13.6, -8.5), (11.4, -8), (11.4, -1))
PARTING: Shape = mirrored(
    ((0, -18.6), (9, -16.6), (14.6, -7), (14, 4), (12, 1), (11, -5), (6, -9.4), (0, -14))
)
BANGS: Shape = mirrored(
    ((0, -18.8), (9, -17), (14.8, -7), (14, 5), (12, 2), (11.2, -6), (5, -8.8), (0, -9.2))
)
LONG: Shape = mirrored(
    ((0, -19), (10, -17), (16, -6), (16.4, 8), (18.6, 20), (15.5, 26), (9, 25), (0, 24))
)
BOB: Shape = mirrored(((0, -19), (10, -17), (16, -7), (17, 4), (17.4, 12.5), (11, 14.5), (0, 12)))
# On the side of the second arm: the first may be raised, and its hand must stay clear.
TAIL: Shape = (
    (-9, -14), (-16, -17), (-22, -10), (-21.5, 4), (-17, 14), (-16.4, 2), (-14, -7), (-10, -9),
)  # fmt: skip


def _cut(shape: Shape) -> Cut:
    return lambda pen, colour: pen.blob(shape, colour)


def _curls(spots: tuple[Joint, ...]) -> Cut:
    return lambda pen, colour: pen.limbs([[spot] for spot in spots], colour)


def _ring(radius: float, size: float, first: int, last: int) -> tuple[Joint, ...]:
    turns = [math.radians(a) for a in range(first, last + 1, 20)]
    return tuple((radius * math.sin(a), -4 - radius * math.cos(a), size) for a in turns)


CURLY_TOP = (*_ring(13.2, 4.2, -80, 80), *_ring(8.4, 4.4, -40, 40))
CLOUD = ((0.0, -5.0, 16.0), *_ring(13.6, 5.6, -130, 130))


def _bald(pen: Pen, colour: Colour) -> None:
    pen.blob(FRINGE_RIGHT, colour)
    pen.blob([(-x, y) for x, y in FRINGE_RIGHT], colour)


def _bun(pen: Pen, colour: Colour) -> None:
    pen.oval(0, -20, 7, 6.4, colour)


def _braids(pen: Pen, colour: Colour) -> None:
    for side in (1, -1):
        pen.limbs(
            [[(side * (14 + i * 0.8), 6.0 + 5.4 * i, 3.6 - 0.3 * i)] for i in range(4)], colour
        )


MEN: tuple[Cut, ...] = (_cut(SIDE_PART), _cut(CREW), _cut(QUIFF), _curls(CURLY_TOP), _bald)
# Women's hair: what lies behind the body, then what frames the face.
WOMEN: tuple[tuple[Cut, Cut], ...] = (
    (_cut(LONG), _cut(PARTING)),
    (_cut(LONG), _cut(BANGS)),
    (_cut(BOB), _cut(BANGS)),
    (_cut(TAIL), _cut(PARTING)),
    (_braids, _cut(PARTING)),
    (_bun, _cut(BANGS)),
    (_curls(CLOUD), _curls(CURLY_TOP)),
)
UNDER_A_HAT = 5  # the styles that leave room for one come first
HEADSCARF = 5


def _style(person: Person) -> int:
    return int(person.hair_style * (UNDER_A_HAT if person.hat else len(WOMEN)))


def draw_back_hair(pen: Pen, who: Who, person: Person, hat: Colour) -> None:
    """Hair behind the shoulders, in the head's frame; drawn before the body."""
    if who is Who.MAN:
        return
    if person.hat == HEADSCARF:
        pen.blob(LONG, hat)
    else:
        WOMEN[_style(person)][0](pen, person.hair)


def draw_front_hair(pen: Pen, who: Who, person: Person) -> None:
    if who is Who.WOMAN:
        WOMEN[_style(person)][1](pen, person.hair)
    elif person.hat:
        pen.blob(CREW, person.hair)
    else:
        MEN[int(person.hair_style * len(MEN))](pen, person.hair)


STRAW = (240, 210, 140)
DOME: Shape = mirrored(
    ((0, -21.6), (6, -20.7), (11.2, -17.2), (13.7, -11.6), (14.2, -6), (14.2, -6), (0, -6))
)
BERET: Shape = ((-12, -9), (-17, -15), (-9, -22), (5, -21), (15, -14), (13, -8), (0, -11.5))
VEIL: Shape = mirrored(
    ((0, -19.4), (10, -17.4), (15.6, -6), (15, 8), (9, 18), (0, 20.5), (0, 20.5),
     (6, 13.6), (10.4, 6), (10.8, -4), (6.4, -10), (0, -11.6), (0, -11.6))
)  # fmt: skip


def draw_hat(pen: Pen, who: Who, person: Person, colour: Colour, band: Colour) -> None:
    """The hat, if any, over the hair."""
    if person.hat == 1:  # a woollen hat
        pen.oval(0, -22.5, 3.6, 3.6, band)
        pen.blob(DOME, colour)
        pen.limbs([((-12.4, -7, 2.7), (12.4, -7, 2.7))], band)
    elif person.hat == 2:  # a cap
        pen.blob(DOME, colour)
        pen.limbs([((2, -6.6, 2), (18, -5.6, 1.7))], band)
    elif person.hat == 3:  # a straw hat
        pen.blob([(x * 0.82, y) for x, y in DOME], STRAW)
        pen.limbs([((-9.6, -9.4, 2), (9.6, -9.4, 2))], band)
        pen.limbs([((-17, -6.6, 1.8), (17, -6.6, 1.8))], STRAW)
    elif person.hat == 4:
        pen.blob(BERET, colour)
    elif person.hat == HEADSCARF:
        _wrap(pen, who, colour, band)


def _wrap(pen: Pen, who: Who, colour: Colour, band: Colour) -> None:
    """A headscarf; men have a hat with a brim in its place, so both cover heads equally often."""
    if who is Who.WOMAN:
        pen.blob(VEIL, colour)
        pen.curve(((-10, -9.4), (0, -14), (10, -9.4)), mix(colour, band, 0.6), 1.8)
        return
    pen.blob([(x * 0.86, y) for x, y in DOME], colour)
    pen.limbs([((-10, -9, 1.9), (10, -9, 1.9))], band)
    pen.limbs([((-16.4, -6.4, 1.7), (16.4, -6.4, 1.7))], colour)
