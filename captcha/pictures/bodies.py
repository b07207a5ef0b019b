"""The jointed body: its measures, the angles of its arms, and where its joints come to lie."""

import math
from dataclasses import dataclass
from enum import Enum

from captcha.pictures.pen import TILE, Frame, Point
from captcha.pictures.prompts import Pose, Who
from captcha.pictures.scenes import Stage, Tile

SCALE = 1.06  # figure units to tile pixels: 120 units of person fill four fifths of a tile
GROUND = 154.0  # tile pixels; where the soles stand
HAND = 15.2  # from wrist to fingertip


class Reach(Enum):
    """What one arm does."""

    RAISE = "raise"
    OUT = "out"
    POINT = "point"
    HIP = "hip"
    FOLD = "fold"
    OFFER = "offer"
    HOLD = "hold"
    HANG = "hang"
    CARRY = "carry"
    BEHIND = "behind"


# Degrees from hanging straight down, outward: 90 is level, 180 is up. (upper arm, forearm)
# The boundary of a raised hand is an upper arm 20 degrees above level (110 here). Raised arms stay
# at least 15 beyond it, all others at least 20 short of it, the body's lean (1.5) included.
ANGLES: dict[Reach, tuple[tuple[float, float], tuple[float, float]]] = {
    Reach.RAISE: ((132, 148), (165, 175)),
    Reach.OUT: ((82, 88), (83, 88)),
    Reach.POINT: ((82, 88), (83, 88)),
    Reach.OFFER: ((24, 34), (62, 76)),
    Reach.HOLD: ((10, 18), (-88, -104)),
    Reach.HANG: ((9, 17), (2, 10)),
    Reach.CARRY: ((13, 19), (1, 6)),
    Reach.BEHIND: ((15, 20), (-36, -46)),
}

# The first arm makes the pose; None leaves the second to `spare_reach`.
ARMS: dict[Pose, tuple[Reach, Reach | None]] = {
    Pose.RAISED: (Reach.RAISE, None),
    Pose.HIPS: (Reach.HIP, Reach.HIP),
    Pose.STRETCHED: (Reach.OUT, Reach.OUT),
    Pose.POINTING: (Reach.POINT, None),
    Pose.ONE_HIP: (Reach.HIP, Reach.HANG),
    Pose.FOLDED: (Reach.FOLD, Reach.FOLD),
    Pose.OFFERING: (Reach.OFFER, None),
    Pose.HOLDING: (Reach.HOLD, None),
    Pose.RESTING: (Reach.HANG, None),
}


@dataclass(frozen=True)
class Body:
    """Lengths in figure units; widths are halves."""

    shoulder: float
    chest: float
    waist: float
    hips: float
    torso: float
    leg: float
    limb: float  # radius of the upper arm
    upper_arm: float
    forearm: float
    head_x: float
    head_y: float

    @property
    def head_centre(self) -> float:
        return -self.torso - 3.5 - self.head_y


@dataclass(frozen=True)
class Arm:
    """Joints in the upper body's frame; `hand` is the unit vector from wrist to fingers."""

    reach: Reach
    side: int  # 1 or -1
    shoulder: Point
    elbow: Point
    wrist: Point
    hand: Point

    @property
    def fingertip(self) -> Point:
        return self.wrist[0] + HAND * self.hand[0], self.wrist[1] + HAND * self.hand[1]


@dataclass(frozen=True)
class Figure:
    """A body on its tile: one frame for the legs, one for what leans, one for the head."""

    body: Body
    arms: tuple[Arm, Arm]
    legs: Frame
    trunk: Frame
    head: Frame


def measure(who: Who, build: float, head: float, limb: float) -> Body:
    """Men are broad at the shoulder and straight, women narrow with a waist."""
    heads = {"head_x": 13.2 * head, "head_y": 15.2 * head}
    if who is Who.MAN:
        wide = 14.6 * (1 + (build - 1) * 0.5)
        return Body(
            wide, 16 * build, 14.5 * build, 13.5 * build, 37, 43, 5.2 * limb, 20, 19.5, **heads
        )
    wide = 11.6 * (1 + (build - 1) * 0.5)
    return Body(wide, 11.6 * build, 8.8 * build, 13 * build, 34, 43, 4.1 * limb, 20, 19, **heads)


def figure(tile: Tile, head: float = 1, limb: float = 1) -> Figure:
    """Stands the tile's person up; `head` and `limb` are the style's proportions."""
    stage = tile.stage
    body = measure(tile.who, tile.person.build, head, limb)
    turn = -SCALE if stage.mirrored else SCALE
    legs = Frame(turn, 0, 0, SCALE, TILE / 2 + stage.shift, GROUND - body.leg * SCALE)
    trunk = legs.moved(0, 0, stage.lean)
    first, second = ARMS[tile.pose]
    arms = (
        _arm(first, 1, body, stage.swing[:2]),
        _arm(second or spare_reach(stage), -1, body, stage.swing[2:]),
    )
    return Figure(body, arms, legs, trunk, trunk.moved(0, body.head_centre, stage.tilt, head))


def spare_reach(stage: Stage) -> Reach:
    """What the free arm does: nothing that any prompt could mean."""
    if stage.spare < 0.5:
        return Reach.HANG
    return Reach.CARRY if stage.spare < 0.82 else Reach.BEHIND


def _arm(reach: Reach, side: int, body: Body, swing: tuple[float, ...]) -> Arm:
    shoulder = (side * body.shoulder, -body.torso + body.limb + 0.5)
    if reach in ANGLES:
        return _swung(reach, side, body, shoulder, swing)
    if reach is Reach.HIP:
        wrist, hand = (side * (body.hips + 1.5), -5.5 + 2 * swing[0]), (-side * 0.62, 0.78)
    else:
        high = -body.torso * 0.5 + (-2.5 if side == 1 else 2.5)
        wrist, hand = (-side * body.chest * 0.42, high), (-side * 0.96, -0.28)
    elbow = _elbow(shoulder, wrist, body.upper_arm, body.forearm, side)
    return Arm(reach, side, shoulder, elbow, wrist, hand)


def _swung(reach: Reach, side: int, body: Body, start: Point, swing: tuple[float, ...]) -> Arm:
    angles = [low + (high - low) * s for (low, high), s in zip(ANGLES[reach], swing, strict=True)]
    upper, fore = ((side * math.sin(a), math.cos(a)) for a in map(math.radians, angles))
    elbow = (start[0] + body.upper_arm * upper[0], start[1] + body.upper_arm * upper[1])
    wrist = (elbow[0] + body.forearm * fore[0], elbow[1] + body.forearm * fore[1])
    return Arm(reach, side, start, elbow, wrist, fore)


def _elbow(shoulder: Point, wrist: Point, upper: float, fore: float, side: int) -> Point:
    """Where the elbow sticks out when both ends are given (two-bone inverse kinematics)."""
    dx, dy = wrist[0] - shoulder[0], wrist[1] - shoulder[1]
    span = min(math.hypot(dx, dy), upper + fore - 0.1)
    along = (span * span + upper * upper - fore * fore) / (2 * span)
    out = math.sqrt(max(0.0, upper * upper - along * along))
    ux, uy = dx / math.hypot(dx, dy), dy / math.hypot(dx, dy)
    return shoulder[0] + ux * along + side * uy * out, shoulder[1] + uy * along - side * ux * out
