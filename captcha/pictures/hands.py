"""The hand that draws: how it builds a body out of shapes. Written by a site's key and day."""

import random
from dataclasses import dataclass

from captcha.pictures.contours import Contour, chained, cut, draw_plain, fray, wave

BONES = ("noodle", "straight", "beads", "planks")
TORSOS = ("bean", "bell", "box", "rings", "kite")
PALMS = ("ball", "mitten", "fork")
EYES = ("dot", "tall", "ring", "bead")
FEET = ("oval", "block", "ball")


@dataclass(frozen=True)
class Hand:
    """One way of building bodies. Numbers are proportions, 1 as measured."""

    bones: str
    torso: str
    palms: str
    eyes: str
    feet: str
    taper: float
    limb: float
    head: float
    power: float  # of heads' outline: 2 is an ellipse, 4 nearly a box
    edge: float  # tile pixels
    contour: Contour


def write_hand(chance: random.Random) -> Hand:
    return Hand(
        bones=chance.choice(BONES),
        torso=chance.choice(TORSOS),
        palms=chance.choice(PALMS),
        eyes=chance.choice(EYES),
        feet=chance.choice(FEET),
        taper=chance.uniform(0.6, 1.25),
        limb=chance.uniform(0.88, 1.15),
        head=chance.uniform(1.0, 1.12),
        power=chance.uniform(1.75, 2.7),
        edge=chance.uniform(0.9, 1.5),
        contour=_write_contour(chance),
    )


def _write_contour(chance: random.Random) -> Contour:
    snips = cut(chance.choice((2, 3)))
    bumps = wave(chance.uniform(5, 9), chance.uniform(1.2, 2.4))
    frays = fray(chance.getrandbits(32), chance.uniform(0.8, 1.8))
    first = chance.choice((draw_plain, snips, bumps, frays))
    return chained(first, frays) if chance.random() < 0.3 else first
