"""Sheets and casts to check promises on."""

import random
from collections.abc import Iterator

from captcha.pictures.prompts import PROMPTS, Prompt
from captcha.pictures.scenes import TILES, Tile, cast


def some_answer(seed: int) -> frozenset[int]:
    bits = random.Random(seed).randrange(1, 2**TILES - 1)
    return frozenset(number for number in range(1, TILES + 1) if bits >> (number - 1) & 1)


def casts(count: int) -> Iterator[tuple[Prompt, frozenset[int], tuple[Tile, ...]]]:
    for seed in range(count):
        prompt, answer = PROMPTS[seed % len(PROMPTS)], some_answer(seed)
        yield prompt, answer, cast(prompt, answer, random.Random(f"scene {seed}"))


def tiles(count: int) -> Iterator[Tile]:
    for _, _, nine in casts(-(-count // TILES)):
        yield from nine
