"""One person, robot or animal, drawn from back to front; what is asked about comes last."""

from captcha.pictures import heads, labels, things
from captcha.pictures.bodies import Arm, Body
from captcha.pictures.hands import Hand
from captcha.pictures.pen import Joint, Pen, rect, ring
from captcha.pictures.scenes import Tile

ANIMALS = ("bear", "rabbit")
# What covers arms and legs: label of the sleeve, of the hand, of the leg, of the foot.
COVERS = {
    "man": (labels.TOP, labels.SKIN, labels.BOTTOM, labels.SHOE),
    "woman": (labels.TOP, labels.SKIN, labels.BOTTOM, labels.SHOE),
    "child": (labels.SKIN, labels.SKIN, labels.SKIN, labels.SHOE),
    "robot": (labels.BOTTOM, labels.TOP, labels.BOTTOM, labels.TOP),
    "bear": (labels.SKIN, labels.SKIN, labels.SKIN, labels.SKIN),
    "rabbit": (labels.SKIN, labels.SKIN, labels.SKIN, labels.SKIN),
}

THICK_WRIST = 0.48  # how much more a straight arm covers than one that is drawn in pieces


def draw_figure(pen: Pen, tile: Tile, body: Body, hand: Hand) -> None:
    """Draws whoever is on the tile; the pen stands on the ground between their feet."""
    heads.draw_back(pen, tile, body)
    _legs(pen, tile, body, hand)
    _torso(pen, tile, body, hand)
    if tile.facts.holds == "none":
        draw_arm(pen, tile, body.holding, body, hand)
    if tile.facts.pose == "none":
        draw_arm(pen, tile, body.acting, body, hand)
    heads.draw_head(pen, tile, body, hand)
    if tile.facts.holds != "none":
        draw_held(pen, tile, body, hand)
        draw_arm(pen, tile, body.holding, body, hand)
    things.draw_worn(pen, tile.facts.wears, body)
    if tile.facts.pose != "none":
        draw_arm(pen, tile, body.acting, body, hand)


def draw_held(pen: Pen, tile: Tile, body: Body, hand: Hand) -> None:
    """Draws what somebody holds, before the hand that holds it."""
    thumb = 0.0
    if hand.palms == "mitten" and tile.facts.who != "robot":
        thumb = body.measure.limb * hand.limb + (THICK_WRIST if hand.bones == "straight" else 0)
    things.draw_held(pen, tile.facts.holds, body.holding, thumb)


def _legs(pen: Pen, tile: Tile, body: Body, hand: Hand) -> None:
    measure, (_, _, leg, foot) = body.measure, COVERS[tile.facts.who]
    if _wears_dress(tile):
        leg = labels.SKIN
    wide = measure.limb * 1.25 * hand.limb
    for side in (-1, 1):
        hip = body.hips + complex(side * measure.hips * 0.5, -1)
        stance = measure.hips * 0.55 + 3 * tile.stage.swing[4]
        ankle = complex(side * stance, -4)
        knee = (hip + ankle) / 2 + complex(side * 1.5, 0)
        if body.is_seated:
            knee = hip + complex(side * 3.5, 5)
        _foot(pen, side, ankle, wide, foot, hand)
        _bones(pen, [hip, knee, ankle], wide, leg, hand)


def _foot(pen: Pen, side: int, ankle: complex, wide: float, label: int, hand: Hand) -> None:
    at = ankle + complex(side * wide * 0.5, wide * 0.25)
    if hand.feet == "block":
        pen.shape(rect(at.real - wide * 1.15, at.imag - wide * 0.7, wide * 2.3, wide * 1.2), label)
    elif hand.feet == "ball":
        pen.oval(at, wide * 1.0, wide * 0.85, label)
    else:
        pen.oval(at, wide * 1.4, wide * 0.75, label)


def _wears_dress(tile: Tile) -> bool:
    return tile.facts.who == "woman" and tile.person.dress < 0.5


TORSOS = {
    "bean": ((0.55, 0), (1, 0.12), (0.97, 0.3), (1.02, 0.62), (1, 0.88), (0.7, 1.02)),
    "bell": ((0.45, 0), (0.72, 0.1), (0.8, 0.35), (0.98, 0.65), (1.15, 0.98), (1.1, 1.02)),
    "box": ((0.98, 0), (1.02, 0.04), (1, 0.35), (1, 0.65), (1.02, 0.97), (0.98, 1.02)),
    "rings": (
        (0.6, 0), (1, 0.16), (0.86, 0.33), (1.05, 0.5), (0.9, 0.68), (1.05, 0.88), (0.7, 1.02)
    ),
    "kite": ((0.9, 0), (1.12, 0.06), (0.95, 0.4), (0.85, 0.65), (0.9, 0.95), (0.8, 1.02)),
}  # fmt: skip


def _torso(pen: Pen, tile: Tile, body: Body, hand: Hand) -> None:
    measure, who = body.measure, tile.facts.who
    label = labels.SKIN if who in ANIMALS else labels.TOP
    shape = "box" if who == "robot" else hand.torso
    widths = (measure.shoulder, measure.waist, measure.hips)
    outline = _sides(TORSOS[shape], widths, measure.torso, body.neck)
    if _wears_dress(tile):
        hem = measure.hips * 1.45
        low = 4 if body.is_seated else measure.leg * 0.48
        skirt = (
            body.hips + complex(-measure.waist, -measure.torso * 0.3),
            body.hips + complex(measure.waist, -measure.torso * 0.3),
            body.hips + complex(hem, low),
            body.hips + complex(-hem, low),
        )
        pen.shape(_rounded(skirt), labels.TOP)
    elif who in ("man", "woman", "child"):
        pants = _sides(
            TORSOS["box"], widths, measure.torso * 0.42, body.neck + measure.torso * 0.64j
        )
        pen.shape(pants, labels.BOTTOM)
    pen.shape(outline, label)
    _front(pen, tile, body)


def _sides(
    profile: tuple[tuple[float, float], ...],
    widths: tuple[float, float, float],
    height: float,
    top: complex,
) -> list[complex]:
    """An outline from half widths at heights (0 at the top, 1 at the bottom)."""
    right = []
    for share, y in profile:
        upper, lower = (widths[0], widths[1]) if y < 0.5 else (widths[1], widths[2])
        wide = upper + (lower - upper) * (y % 0.5) * 2 if y < 1 else lower
        right.append(top + complex(wide * share, y * height))
    return [*right, *(complex(2 * top.real - p.real, p.imag) for p in reversed(right))]


def _rounded(corners: tuple[complex, ...]) -> list[complex]:
    """The corners with two points on each side between them, so that contours have a hold."""
    points = []
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        points += [a, a + (b - a) / 3, a + (b - a) * 2 / 3]
    return points


def _front(pen: Pen, tile: Tile, body: Body) -> None:
    """A belly, a dial, buttons or stripes."""
    measure, who, pattern = body.measure, tile.facts.who, tile.person.pattern
    middle = (body.neck + body.hips) / 2
    if who in ANIMALS:
        pen.plain(ring(middle + 3j, measure.waist * 0.6, measure.torso * 0.34), labels.TRIM)
    elif who == "robot":
        pen.plain(rect(-8, middle.imag - 9, 16, 11), labels.WHITE)
        pen.line(
            [
                complex(-6, middle.imag - 1),
                complex(-1, middle.imag - 6),
                complex(2, middle.imag - 2),
                complex(6, middle.imag - 6),
            ],
            labels.INK,
            1.6,
        )
        for x in (-5, 0, 5):
            pen.dot(complex(x, middle.imag + 8), 1.8, 1.8, labels.TRIM)
    elif pattern < 0.3:
        for share in (0.3, 0.5, 0.7):
            wide = measure.waist * 0.8
            y = body.neck.imag + measure.torso * share
            pen.plain(rect(-wide, y, 2 * wide, 3), labels.TRIM)
    elif pattern < 0.6:
        for share in (0.3, 0.52, 0.74):
            pen.dot(body.neck + measure.torso * share * 1j, 1.7, 1.7, labels.TRIM)


def draw_arm(pen: Pen, tile: Tile, arm: Arm, body: Body, hand: Hand) -> None:
    """Draws one arm of whoever is on the tile, with its hand."""
    sleeve, palm, _, _ = COVERS[tile.facts.who]
    wide = body.measure.limb * hand.limb
    _bones(pen, [arm.shoulder, arm.elbow, arm.wrist], wide, sleeve, hand)
    _palm(pen, arm, wide * 1.05, palm, "fork" if tile.facts.who == "robot" else hand.palms)


def _palm(pen: Pen, arm: Arm, wide: float, label: int, palm: str) -> None:
    along, across = arm.along, arm.along * 1j
    at = arm.wrist + along * wide * 0.8
    if palm == "ball":
        pen.oval(at, wide * 1.15, wide * 1.15, label)
    elif palm == "mitten":
        pen.limb(
            [(at - across * wide * 0.3, wide * 0.55), (at - across * wide * 1.25, wide * 0.5)],
            label,
        )
        pen.oval(at + along * wide * 0.25, wide * 1.05, wide * 1.05, label)
    else:
        for share in (-0.75, 0, 0.75):
            tip = at + along * wide * 1.25 + across * wide * share * 1.3
            pen.limb([(at, wide * 0.55), (tip, wide * 0.42)], label)


def _bones(pen: Pen, joints: list[complex], wide: float, label: int, hand: Hand) -> None:
    """A limb through three joints, built the hand's way."""
    start, bend, end = joints
    thin = wide * hand.taper if hand.taper < 1 else wide
    thick = wide if hand.taper < 1 else wide / hand.taper * 1.1
    if hand.bones == "straight":
        pen.limb([(start, wide), (bend, (thick + thin) / 2), (end, thin)], label)
    elif hand.bones == "noodle":
        pen.limb(_curved(start, bend, end, wide, thin), label)
    elif hand.bones == "planks":
        pen.limb([(start, wide * 0.95), (bend, wide * 0.85)], label)
        pen.limb([(bend, wide * 0.85), (end, thin * 0.95)], label)
    else:
        length = abs(bend - start) + abs(end - bend)
        count = max(4, round(length / (wide * 1.5)))
        for i in range(count + 1):
            share = i / count * 2
            at = start + (bend - start) * share if share < 1 else bend + (end - bend) * (share - 1)
            pen.bead(at, wide * 0.98, label)


def _curved(start: complex, bend: complex, end: complex, wide: float, thin: float) -> list[Joint]:
    """A quadratic curve that leans into the bend, as rubber would."""
    joints = []
    pull = bend + (bend - (start + end) / 2) * 0.45
    for i in range(6):
        t = i / 5
        at = start * (1 - t) ** 2 + pull * 2 * t * (1 - t) + end * t * t
        joints.append((at, wide + (thin - wide) * t))
    return joints
