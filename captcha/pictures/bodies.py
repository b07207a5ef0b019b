"""The jointed body: its measures, and where its joints come to lie."""

import cmath
import math
from dataclasses import dataclass, replace

from captcha.pictures.facts import NONE
from captcha.pictures.scenes import Tile

UPPER_ARM = 20.0
FOREARM = 18.0
SEAT = 25.0  # how high a chair's seat is
# Waists of the slenderest and of the stoutest, as shares of MEASURES.
SLENDER, STOUT = 0.82, 1.26
# How tall the youngest child is, as a share of MEASURES; and legs and neck of the old.
SMALLEST = 0.91
OLD_LEGS, STOOP = 0.92, 3.0

# Degrees from hanging straight down, outward: 90 is level, 180 is up. (upper arm, forearm)
# Facts end where the line from shoulder to wrist is 64, 116 and 128 degrees up: beyond 128 a hand
# is raised, from 64 to 116 an arm is stretched out. Every arm stays 20 degrees away, its owner's
# lean included.
ANGLES: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "raised": ((140, 146), (166, 172)),
    "out": ((88, 92), (88, 92)),
    "hip": ((40, 46), (-52, -46)),
    NONE: ((7, 14), (1, 7)),
}
# A hand that holds something is bent up at the elbow, its wrist below the shoulder.
HOLDING = ((2, 7), (64, 70))


@dataclass(frozen=True)
class Measure:
    """Lengths in tile pixels of somebody of scale 1; widths are halves."""

    scale: float
    leg: float
    torso: float
    shoulder: float
    waist: float
    hips: float
    arm: float  # how much of UPPER_ARM and FOREARM
    limb: float
    head_x: float
    head_y: float


MEASURES = {
    "man": Measure(1.12, 35, 37, 14, 12, 11, 1, 4.9, 14.5, 17),
    "woman": Measure(1.10, 36, 34, 11.5, 9.5, 12, 1, 4.2, 14.5, 16.5),
    "child": Measure(0.98, 24, 32, 12.5, 11, 10.5, 0.88, 4.6, 17.5, 18),
    "robot": Measure(1.10, 30, 36, 15.5, 14.5, 13.5, 1, 4.2, 17, 14.5),
    "bear": Measure(1.12, 23, 41, 13.5, 17, 16.5, 1.02, 6.2, 18, 16),
    "rabbit": Measure(1.05, 27, 34, 10.5, 12.5, 13.5, 0.95, 4.8, 15.5, 15.5),
}


@dataclass(frozen=True)
class Arm:
    side: int  # 1 is the side of the hand that may hold something
    shoulder: complex
    elbow: complex
    wrist: complex

    @property
    def along(self) -> complex:
        """The direction from elbow to wrist, of length 1."""
        return (self.wrist - self.elbow) / abs(self.wrist - self.elbow)


@dataclass(frozen=True)
class Body:
    """One body on its tile; the origin is the ground between its feet."""

    measure: Measure
    is_seated: bool
    hips: complex
    neck: complex
    head: complex
    acting: Arm
    holding: Arm


def body_of(tile: Tile, head: float = 1) -> Body:
    """Stands the tile's person up, or sits them down; `head` enlarges the head."""
    facts, stage = tile.facts, tile.stage
    measure = _grown(MEASURES[facts.who], tile)
    is_seated = facts.near == "chair"
    height = SEAT / measure.scale + 2 if is_seated else measure.leg
    hips = complex(0, -height)
    neck = hips - complex(0, measure.torso)
    acting = _arm(-1, neck, measure, ANGLES[facts.pose], stage.swing[:2])
    resting = ANGLES[NONE] if facts.holds == NONE else HOLDING
    holding = _arm(1, neck, measure, resting, stage.swing[2:4])
    measure = replace(measure, head_x=measure.head_x * head, head_y=measure.head_y * head)
    stoop = STOOP if tile.is_old else 0
    face = neck - complex(0, measure.head_y - 1 - stoop)
    return Body(measure, is_seated, hips, neck, face, acting, holding)


def _grown(measure: Measure, tile: Tile) -> Measure:
    """The measures of somebody's build and age."""
    stout = SLENDER + (STOUT - SLENDER) * tile.person.build
    measure = replace(
        measure,
        shoulder=measure.shoulder * (1 + (stout - 1) * 0.25),
        waist=measure.waist * stout,
        hips=measure.hips * (1 + (stout - 1) * 0.8),
    )
    if tile.facts.who == "child":
        tall = SMALLEST + (1 - SMALLEST) * tile.person.age
        return replace(measure, scale=measure.scale * tall)
    if tile.is_old:
        return replace(measure, leg=measure.leg * OLD_LEGS)
    return measure


def _arm(
    side: int,
    neck: complex,
    measure: Measure,
    angles: tuple[tuple[float, float], tuple[float, float]],
    swing: tuple[float, ...],
) -> Arm:
    shoulder = neck + complex(side * (measure.shoulder - 1.5), measure.limb + 1)
    upper, fore = (low + (high - low) * s for (low, high), s in zip(angles, swing, strict=True))
    elbow = shoulder + _swung(side, upper, UPPER_ARM * measure.arm)
    return Arm(side, shoulder, elbow, elbow + _swung(side, fore, FOREARM * measure.arm))


def _swung(side: int, degrees: float, length: float) -> complex:
    vector = cmath.rect(length, math.radians(90 - degrees))
    return complex(side * vector.real, vector.imag)
