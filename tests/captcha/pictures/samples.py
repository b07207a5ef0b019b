"""Sheets and casts to check promises on."""

import random
from collections.abc import Iterator

from captcha.pictures.prompts import PROMPTS, Prompt
from captcha.pictures.scenes import Tile, cast
from captcha.pictures.sheet import SMALL, Grid


def some_answer(seed: int, grid: Grid = SMALL) -> frozenset[int]:
    bits = random.Random(seed).randrange(1, 2**grid.tiles - 1)
    return frozenset(number for number in range(1, grid.tiles + 1) if bits >> (number - 1) & 1)


def casts(count: int) -> Iterator[tuple[Prompt, frozenset[int], tuple[Tile, ...]]]:
    for seed in range(count):
        prompt, answer = PROMPTS[seed % len(PROMPTS)], some_answer(seed)
        yield prompt, answer, cast(prompt, answer, random.Random(f"scene {seed}"), SMALL.tiles)


def tiles(count: int) -> Iterator[Tile]:
    for _, _, nine in casts(-(-count // SMALL.tiles)):
        yield from nine
