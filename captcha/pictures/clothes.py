"""What people wear from the neck down. Men in trousers, women in skirts, dresses and coats."""

from dataclasses import dataclass
from itertools import pairwise

from captcha.pictures.bodies import Body
from captcha.pictures.pen import Joint, Pen, Point
from captcha.pictures.prompts import Who
from captcha.pictures.scenes import Person
from captcha.pictures.style import Colour, Style, mix

CUTS = {
    Who.MAN: ("plain", "stripes", "tie", "jacket", "cardigan", "braces"),
    Who.WOMAN: ("plain", "stripes", "dots", "coat", "blouse"),
}
LONG_SLEEVED = {"tie", "jacket", "cardigan", "coat", "blouse"}
ONE_PIECE = {"plain", "dots", "coat"}  # a dress or coat: the skirt has the colour of the top


@dataclass(frozen=True)
class Outfit:
    cut: str
    top: Colour
    bottom: Colour
    accent: Colour
    shoes: Colour
    has_long_sleeves: bool


def choose_outfit(who: Who, person: Person, style: Style) -> Outfit:
    cuts = CUTS[who]
    cut = cuts[int(person.outfit * len(cuts))]
    chosen = [style.clothes[i] for i in person.colours]
    # What is nearly the colour of the skin goes to the feet: elsewhere it would look like none.
    top, bottom, accent, shoes = sorted(chosen, key=lambda colour: _is_near(colour, person.skin))
    if who is Who.WOMAN and cut in ONE_PIECE:
        bottom = top
    return Outfit(cut, top, bottom, accent, shoes, person.has_long_sleeves or cut in LONG_SLEEVED)


def _is_near(colour: Colour, skin: Colour) -> bool:
    return sum(abs(a - b) for a, b in zip(colour, skin, strict=True)) < 90


def draw_legs(pen: Pen, who: Who, body: Body, outfit: Outfit, skin: Colour, stance: float) -> None:
    wide = body.hips * 0.5
    foot = wide + 0.5 + 3.5 * stance
    for side in (1, -1):
        _shoe(pen, side, foot, body.leg, outfit.shoes, is_low=who is Who.WOMAN)
    if who is Who.MAN:
        _trousers(pen, body, outfit.bottom, wide, foot)
    else:
        legs = [
            ((s * wide, 0, 4.6), (s * (wide + 0.4), 21, 4), (s * foot, body.leg - 6, 2.6))
            for s in (1, -1)
        ]
        pen.limbs(legs, skin)


def _shoe(pen: Pen, side: int, foot: float, sole: float, colour: Colour, *, is_low: bool) -> None:
    heel, toe, high = (3.2, 7.2, 4.5) if is_low else (4.6, 9.5, 7)
    outline = (
        (-heel, 0.0), (-heel, 0.0), (-heel, -high), (heel * 0.4, -high), (toe * 0.6, -high * 0.7),
        (toe, -1.6), (toe, 0.0), (toe, 0.0),
    )  # fmt: skip
    pen.blob([(side * (foot + x), sole + y) for x, y in outline], colour)


def _trousers(pen: Pen, body: Body, colour: Colour, wide: float, foot: float) -> None:
    legs: list[tuple[Joint, ...]] = [
        ((s * wide, 0, 7.4), (s * (wide + foot) / 2, 20, 6.6), (s * foot, body.leg - 8.5, 5.6))
        for s in (1, -1)
    ]
    pen.limbs(legs, colour)


def draw_skirt(pen: Pen, body: Body, outfit: Outfit) -> None:
    hem, flare = (29.0, 7.5) if outfit.cut in ("coat", "stripes") else (24.0, 9.0)
    side = (
        (body.waist, -14),
        (body.hips + 1, -2),
        (body.hips + flare, hem),
        (body.hips + flare, hem),
    )
    pen.blob([*side, (0, hem + 2.5), *_mirrored(side)], outfit.bottom)
    if outfit.cut == "dots":
        for x, y in ((-9, 4), (1, 8), (11, 3), (-14, 16), (-4, 19), (7, 16), (16, 18)):
            pen.oval(x, y, 1.7, 1.7, outfit.accent, outlined=False)
    elif outfit.cut in ("blouse", "stripes"):
        shade = mix(outfit.bottom, pen.ink, 0.25)
        for fold in (-1, 0, 1):
            pen.stroke(((fold * 7, 2), (fold * 16, hem - 1)), shade, 1.1)


def _mirrored(side: tuple[Point, ...]) -> list[Point]:
    return [(-x, y) for x, y in reversed(side)]


def _profile(who: Who, body: Body) -> tuple[Point, ...]:
    """The right side of the trunk from shoulder to hem."""
    top = -body.torso
    if who is Who.MAN:
        return (
            (body.shoulder, top + 0.4), (body.chest, top + 11), (body.waist, -9),
            (body.waist + 0.6, 3.5), (body.waist + 0.6, 3.5),
        )  # fmt: skip
    return (
        (body.shoulder, top + 0.4), (body.chest, top + 9.5), (body.waist, -13),
        (body.waist + 0.4, -11), (body.waist + 0.4, -11),
    )  # fmt: skip


def _half_width(profile: tuple[Point, ...], y: float) -> float:
    for (ax, ay), (bx, by) in pairwise(profile):
        if ay <= y <= by and by > ay:
            return ax + (bx - ax) * (y - ay) / (by - ay)
    return profile[-1][0]


def draw_top(pen: Pen, who: Who, body: Body, outfit: Outfit) -> None:
    side = _profile(who, body)
    neck = (4.4, -body.torso - 1.6)
    pen.blob([neck, *side, *_mirrored(side), (-neck[0], neck[1])], outfit.top)
    _trim(pen, side, body, outfit)
    if who is Who.WOMAN:
        pen.stroke(((-body.waist, -12), (body.waist, -12)), pen.ink, 4.4)
        pen.stroke(((-body.waist, -12), (body.waist, -12)), outfit.accent, 2.4)


def _trim(pen: Pen, side: tuple[Point, ...], body: Body, outfit: Outfit) -> None:
    top, hem = -body.torso, side[-1][1]
    if outfit.cut == "stripes":
        for high in range(round(top + 10), round(hem) - 2, 6):
            low = high + 2.8
            above, below = _half_width(side, high) - 0.7, _half_width(side, low) - 0.7
            band = ((-above, high), (above, high), (below, low), (-below, low))
            pen.shape(band, outfit.accent, outlined=False)
    elif outfit.cut == "dots":
        for x, y in ((-6, top + 9), (5, top + 8), (-1, top + 15), (7, top + 16)):
            pen.oval(x, y, 1.7, 1.7, outfit.accent, outlined=False)
    elif outfit.cut == "braces":
        for s in (1, -1):
            pen.stroke(((s * 5.5, top + 1.5), (s * 7, hem - 1)), outfit.accent, 2.6)
    else:
        _front(pen, body, outfit, hem)


def _front(pen: Pen, body: Body, outfit: Outfit, hem: float) -> None:
    """Whatever opens or hangs in front: lapels, a tie, a row of buttons."""
    top, low = -body.torso, -14.0
    if outfit.cut in ("jacket", "coat"):
        low = -14 if outfit.cut == "jacket" else top + 14
        pen.shape(((-5, top), (5, top), (0, low)), mix(outfit.accent, (255, 255, 255), 0.5))
        pen.stroke(((0, low), (0, hem - 1)), pen.ink, 1.2)
        _buttons(pen, (low + 4, low + 10), outfit.accent, 2.6)
    if outfit.cut in ("tie", "jacket"):
        tie = ((-2, top + 3), (2, top + 3), (3.2, top + 19), (0, top + 23), (-3.2, top + 19))
        pen.shape(tie, outfit.bottom if outfit.cut == "jacket" else outfit.accent)
    if outfit.cut in ("cardigan", "blouse"):
        pen.stroke(((0, top + 2), (0, hem - 1)), mix(outfit.top, pen.ink, 0.5), 1.2)
        _buttons(pen, (top + 8, top + 14, top + 20), outfit.accent, 0)
    if outfit.cut in ("tie", "blouse"):
        for s in (1, -1):
            collar = ((0, top + 3), (s * 5.5, top - 2), (s * 7.5, top + 4), (s * 3, top + 7))
            pen.shape(collar, mix(outfit.top, (255, 255, 255), 0.6))


def _buttons(pen: Pen, heights: tuple[float, ...], colour: Colour, x: float) -> None:
    for y in heights:
        pen.oval(x, y, 1.5, 1.5, mix(colour, pen.ink, 0.15), outlined=False)


def draw_scarf(pen: Pen, body: Body, colour: Colour) -> None:
    top = -body.torso
    pen.limbs([((4, top + 1, 3), (6, top + 14, 3.4))], colour)
    pen.limbs([((-6, top - 1, 3.4), (0, top + 1.4, 3.6), (6, top - 1, 3.4))], colour)
