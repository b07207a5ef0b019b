"""Arms with their sleeves, hands with their fingers, and what hands hold."""

import math

from captcha.pictures.bodies import Arm, Body, Reach
from captcha.pictures.clothes import Outfit
from captcha.pictures.pen import Joint, Pen, Point
from captcha.pictures.style import Colour, mix

# Fingers as (degrees from the hand's direction, length, radius); the last one is the thumb.
OPEN = ((-27, 8.6, 1.5), (-9, 9.8, 1.5), (9, 9.8, 1.5), (27, 8.4, 1.5), (72, 6.6, 1.7))
FLAT = ((-10, 7.6, 1.6), (-2, 8.6, 1.6), (7, 8.2, 1.6), (15, 7.0, 1.5), (62, 6.0, 1.6))
INDEX = ((-4, 10.0, 1.7), (64, 5.8, 1.7))
LOOSE = ((-12, 6.6, 2.0), (0, 7.6, 2.1), (12, 6.8, 2.0), (54, 5.6, 1.6))
FIST = ((-26, 4.6, 2.0), (0, 5, 2.0), (26, 4.6, 2.0))
FINGERS = {
    Reach.RAISE: OPEN,
    Reach.OUT: FLAT,
    Reach.POINT: INDEX,
    Reach.HIP: LOOSE,
    Reach.FOLD: FLAT,
    Reach.OFFER: FLAT,
    Reach.HOLD: FIST,
    Reach.HANG: LOOSE,
    Reach.CARRY: FIST,
    Reach.BEHIND: FIST,
}
PALM = 3.5  # from the wrist to the palm's centre


def draw_arm(pen: Pen, arm: Arm, body: Body, outfit: Outfit, skin: Colour) -> None:
    thick = body.limb
    _hand(pen, arm, skin, size=1 + 0.028 * thick)
    (sx, sy), (ex, ey), (wx, wy) = arm.shoulder, arm.elbow, arm.wrist
    if outfit.has_long_sleeves:
        cuff = (wx - 1.5 * arm.hand[0], wy - 1.5 * arm.hand[1], thick * 0.74)
        pen.limbs([((sx, sy, thick), (ex, ey, thick * 0.9), cuff)], outfit.top)
    else:
        upper: Joint = (sx, sy, thick * 0.8)
        pen.limbs([(upper, (ex, ey, thick * 0.74), (wx, wy, thick * 0.6))], skin)
        half = (sx + (ex - sx) * 0.55, sy + (ey - sy) * 0.55, thick * 1.06)
        pen.limbs([((sx, sy, thick), half)], outfit.top)
    # The ink's arc inside the shoulder is painted over, so that sleeve and trunk are one piece.
    inside: Joint = (sx - arm.side * thick * 0.75, sy + 1.5, thick * 0.72)
    if arm.reach is not Reach.BEHIND:
        pen.limbs([((sx, sy, thick - 0.75), inside)], outfit.top, outlined=False)
    if outfit.cut == "stripes":
        _sleeve_stripes(pen, arm, thick, outfit)


def _sleeve_stripes(pen: Pen, arm: Arm, thick: float, outfit: Outfit) -> None:
    parts: list[tuple[Point, Point, tuple[float, ...]]] = [(arm.shoulder, arm.elbow, (0.3,))]
    if outfit.has_long_sleeves:
        parts = [(arm.shoulder, arm.elbow, (0.25, 0.6)), (arm.elbow, arm.wrist, (0.15, 0.5))]
    for (ax, ay), (bx, by), shares in parts:
        length = math.hypot(bx - ax, by - ay)
        nx, ny = (ay - by) / length * thick * 0.62, (bx - ax) / length * thick * 0.62
        for share in shares:
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            pen.stroke(((x - nx, y - ny), (x + nx, y + ny)), outfit.accent, 2.4)


def _hand(pen: Pen, arm: Arm, skin: Colour, size: float) -> None:
    dx, dy = arm.hand
    # Thumbs point up, or to the head; a hand on the hip hides its thumb behind.
    turn = -arm.side if arm.reach is not Reach.HIP else arm.side
    px, py = arm.wrist[0] + PALM * dx, arm.wrist[1] + PALM * dy
    parts: list[tuple[Joint, ...]] = [((*arm.wrist, 2.7 * size), (px, py, 4.1 * size))]
    for degrees, length, radius in FINGERS[arm.reach]:
        cos, sin = math.cos(math.radians(degrees * turn)), math.sin(math.radians(degrees * turn))
        reach = (length - radius) * size
        tip = (px + reach * (dx * cos - dy * sin), py + reach * (dx * sin + dy * cos))
        parts.append(((px, py, radius * size), (*tip, radius * size)))
    pen.limbs(parts, skin)


def draw_thing(pen: Pen, arm: Arm, thing: float, colour: Colour) -> None:
    """What the hand holds; drawn after the arm when in front, `thing` (0 to 1) says which."""
    x, y = arm.wrist[0] + 4 * arm.hand[0], arm.wrist[1] + 4 * arm.hand[1]
    if arm.reach is Reach.HOLD:
        (_cup, _book, _phone)[int(thing * 3)](pen, x, y, colour)
    elif arm.reach is Reach.CARRY:
        (_bag, _case)[int(thing * 2)](pen, x, y + 1, colour)


def _cup(pen: Pen, x: float, y: float, colour: Colour) -> None:
    pen.oval(x + 5, y - 3, 3, 3, mix(colour, (255, 255, 255), 0.5))
    pen.shape(((x - 5, y - 8), (x + 5, y - 8), (x + 4, y + 4), (x - 4, y + 4)), colour)


def _book(pen: Pen, x: float, y: float, colour: Colour) -> None:
    pen.shape(((x - 6, y - 10), (x + 7, y - 10), (x + 7, y + 6), (x - 6, y + 6)), colour)
    pen.stroke(((x - 3, y - 9), (x - 3, y + 5)), pen.ink, 1)


def _phone(pen: Pen, x: float, y: float, colour: Colour) -> None:
    pen.shape(((x - 4, y - 10), (x + 4, y - 10), (x + 4, y + 4), (x - 4, y + 4)), pen.ink)
    pen.shape(((x - 2.6, y - 8), (x + 2.6, y - 8), (x + 2.6, y + 1), (x - 2.6, y + 1)),
              mix(colour, (255, 255, 255), 0.6), outlined=False)  # fmt: skip


def _bag(pen: Pen, x: float, y: float, colour: Colour) -> None:
    pen.curve(((x - 5, y + 9), (x - 2, y), (x + 2, y), (x + 5, y + 9)), pen.ink, 1.6)
    pen.shape(((x - 8, y + 9), (x + 8, y + 9), (x + 9, y + 24), (x - 9, y + 24)), colour)


def _case(pen: Pen, x: float, y: float, colour: Colour) -> None:
    pen.shape(((x - 4, y), (x + 4, y), (x + 4, y + 5), (x - 4, y + 5)), mix(colour, pen.ink, 0.5))
    pen.shape(((x - 11, y + 5), (x + 11, y + 5), (x + 11, y + 20), (x - 11, y + 20)), colour)
    pen.stroke(((x - 10, y + 11), (x + 10, y + 11)), pen.ink, 1)
