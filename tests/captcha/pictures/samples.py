"""Sheets, casts and labels to check promises on."""

import random
from collections.abc import Iterator

from PIL import Image

from captcha.pictures.looks import Look, Program, write_look
from captcha.pictures.prompts import PROMPTS, Prompt
from captcha.pictures.scenes import Tile, cast
from captcha.pictures.sheet import SMALL, Grid
from captcha.pictures.tiles import draw_labels


def some_answer(seed: int, grid: Grid = SMALL) -> frozenset[int]:
    bits = random.Random(seed).randrange(1, 2**grid.tiles - 1)
    return frozenset(number for number in range(1, grid.tiles + 1) if bits >> (number - 1) & 1)


def some_prompt(seed: int) -> Prompt:
    return random.Random(f"prompt {seed}").choice(PROMPTS)


def some_look(seed: int) -> Look:
    return write_look(random.Random(f"look {seed}"))


def casts(count: int) -> Iterator[tuple[Prompt, frozenset[int], tuple[Tile, ...]]]:
    for seed in range(count):
        prompt, answer = some_prompt(seed), some_answer(seed)
        yield prompt, answer, cast(prompt, answer, random.Random(f"scene {seed}"), SMALL.tiles)


def tiles(count: int) -> Iterator[Tile]:
    for _, _, nine in casts(-(-count // SMALL.tiles)):
        yield from nine


def programs(count: int) -> Iterator[Program]:
    for seed in range(-(-count // 4)):
        yield from some_look(seed).programs


def drawn(count: int) -> Iterator[tuple[Tile, Image.Image]]:
    """Tiles and their labels, by many hands."""
    for tile, program in zip(tiles(count), programs(count), strict=False):
        yield tile, draw_labels(tile, program.hand, program.places)
