"""The look of a site's day: a few programs, each a way of building bodies and a way of printing
them, written by the site's secret key and the day."""

import random
from dataclasses import dataclass

from captcha.pictures.counterchange import Fields, write_fields
from captcha.pictures.hands import Hand, write_hand
from captcha.pictures.material import Material, Piece
from captcha.pictures.places import PLACES
from captcha.pictures.printing import PROCESSES, Print, write_print

PROGRAMS = 4  # to a day
NOTHING = Material()


@dataclass(frozen=True)
class Program:
    hand: Hand
    plan: Print
    fields: Fields
    places: tuple[int, ...]
    drawings: tuple[Piece, ...] = ()  # an operator's own, strewn on the ground


@dataclass(frozen=True)
class Look:
    programs: tuple[Program, ...]


def write_look(chance: random.Random, material: Material = NOTHING) -> Look:
    """Write a look; the same state and material write the same. No two of its programs let the
    same thing carry the figures."""
    return Look(
        tuple(
            Program(
                hand=write_hand(chance),
                plan=write_print(chance, process, material.textures),
                fields=write_fields(chance),
                places=tuple(chance.sample(range(len(PLACES)), 3)),
                drawings=material.drawings,
            )
            for process in chance.sample(PROCESSES, PROGRAMS)
        )
    )
