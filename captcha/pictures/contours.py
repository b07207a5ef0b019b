"""What a hand does to an outline: leaves it round, cuts it with scissors, scallops it, frays it."""

import math
import random
from collections.abc import Callable
from operator import sub

Outline = list[complex]
Contour = Callable[[Outline], Outline]


def draw_plain(outline: Outline) -> Outline:
    return outline


def cut(step: int) -> Contour:
    """Straight snips from every `step`th point to the next."""

    def contour(outline: Outline) -> Outline:
        return outline[::step] if len(outline) >= 5 * step else outline

    return contour


def wave(waves: float, height: float) -> Contour:
    """Bumps, `waves` to a hundred canvas pixels and `height` of them high: fleece, or cloth."""

    lifts = [height * math.sin(math.tau * i / 3 + 0.6) for i in range(3)]
    step = 100 / waves / 3

    def contour(outline: Outline) -> Outline:
        dense = _dense(outline, step)
        return [
            p + n * lifts[i % 3]
            for i, (p, n) in enumerate(zip(dense, _normals(dense), strict=True))
        ]

    return contour


def fray(seed: int, height: float) -> Contour:
    """An unsteady hand: every point a little off."""
    chance = random.Random(seed)
    steps = [chance.uniform(-height, height) for _ in range(61)]

    def contour(outline: Outline) -> Outline:
        turned = _normals(outline)
        shift = int(abs(outline[0]))
        return [
            p + n * steps[(i + shift) % 61]
            for i, (p, n) in enumerate(zip(outline, turned, strict=True))
        ]

    return contour


def chained(first: Contour, second: Contour) -> Contour:
    def contour(outline: Outline) -> Outline:
        return second(first(outline))

    return contour


def _dense(outline: Outline, step: float) -> Outline:
    dense: Outline = []
    for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
        along = b - a
        pieces = int(abs(along) / step + 0.5)
        if pieces > 1:
            dense += [a + along * i / pieces for i in range(pieces)]
        else:
            dense.append(a)
    return dense


def _normals(outline: Outline) -> list[complex]:
    after, before = [*outline[1:], outline[0]], [outline[-1], *outline[:-1]]
    return [-1j * d / (abs(d) or 1) for d in map(sub, after, before)]
