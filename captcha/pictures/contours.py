"""What a hand does to an outline: leaves it round, cuts it with scissors, scallops it, frays it."""

import math
import random
from collections.abc import Callable

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

    def contour(outline: Outline) -> Outline:
        dense = _dense(outline, 100 / waves / 3)
        turned = _normals(dense)
        return [
            p + n * height * math.sin(math.tau * i / 3 + 0.6)
            for i, (p, n) in enumerate(zip(dense, turned, strict=True))
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
        pieces = max(1, round(abs(b - a) / step))
        dense.extend(a + (b - a) * i / pieces for i in range(pieces))
    return dense


def _normals(outline: Outline) -> list[complex]:
    count = len(outline)
    turned = [outline[(i + 1) % count] - outline[i - 1] for i in range(count)]
    return [-1j * t / (abs(t) or 1) for t in turned]
