"""The look of a site's day: a few programs, each a way of building bodies and a way of printing
them, written by the site's secret key and the day."""

import random
from dataclasses import dataclass

from captcha.pictures.hands import Hand, write_hand
from captcha.pictures.places import PLACES
from captcha.pictures.printing import PROCESSES, Print, write_print

PROGRAMS = 4  # to a day


@dataclass(frozen=True)
class Program:
    hand: Hand
    plan: Print
    places: tuple[int, ...]


@dataclass(frozen=True)
class Look:
    programs: tuple[Program, ...]


def write_look(chance: random.Random) -> Look:
    """Write a look; the same generator state writes the same. No two of its programs let the same
    thing carry the figures."""
    return Look(
        tuple(
            Program(
                hand=write_hand(chance),
                plan=write_print(chance, process),
                places=tuple(chance.sample(range(len(PLACES)), 3)),
            )
            for process in chance.sample(PROCESSES, PROGRAMS)
        )
    )
