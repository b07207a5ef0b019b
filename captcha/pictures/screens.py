"""Screens: fields of thresholds that turn tones into lines, dots, weave or grain, as in printing.

A screen holds every threshold equally often, so the share of ink that it leaves is the tone
(ordered dithering; R. Ulichney, Digital Halftoning, 1987).
"""

import math
import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageMath, ImageOps

from captcha.pictures.material import Piece

KINDS = ("lines", "dots", "weave", "grid", "grain")
THREADS = ("lines", "grid", "weave")
LEAST, MOST = 52, 203  # thresholds; beyond them no tone leaves or takes a speck


@dataclass(frozen=True)
class Screen:
    """`period` in pixels, `angle` in degrees; `bend` and `sway` are how far, in pixels, and over
    how many pixels its lines wind; `rings` is how much of it is rings around a centre (0 to 1)."""

    kind: str
    period: float
    angle: float
    bend: float
    sway: float
    rings: float
    texture: Piece | None = None  # an operator's own, instead of what the rest describes

    def draw(self, width: int, height: int, chance: random.Random) -> Image.Image:
        """Return it as thresholds (mode "L"), begun somewhere else for every sheet."""
        if self.texture:
            return _cut_out(self.texture.image, width, height, chance)
        if self.kind == "grain":
            return _grain(width, height, self.period, chance)
        first = self._wave(width, height, self.angle, chance)
        if self.kind == "lines":
            return first.point(_SPREAD)
        second = self._wave(width, height, self.angle + 90, chance)
        if self.kind == "dots":
            return ImageChops.add(first, second, scale=2).point(_SUM)
        if self.kind == "grid":
            return ImageChops.lighter(first, second).point(_LIGHTER)
        return ImageChops.difference(first, second).point(_DIFFERENCE)

    def _wave(self, width: int, height: int, angle: float, chance: random.Random) -> Image.Image:
        """A triangle wave across the picture, 0 to 255, every value equally often."""
        turn = math.radians(angle)
        across, down = math.cos(turn), math.sin(turn)
        # Phases count in 256ths of a period: the overflow of a byte is the wave's repetition.
        x = self._phases(width, across, self.bend * down, chance)
        y = self._phases(height, down, self.bend * across, chance)
        size = (width, height)
        phase = ImageChops.add_modulo(
            Image.frombytes("L", (width, 1), x).resize(size, Image.Resampling.NEAREST),
            Image.frombytes("L", (1, height), y).resize(size, Image.Resampling.NEAREST),
        )
        if self.rings:
            rings = _rings(width, height, self.rings * 256 / self.period)
            phase = ImageChops.add_modulo(phase, rings)
        return phase.point(_TRIANGLE)

    def _phases(self, length: int, slope: float, bend: float, chance: random.Random) -> bytes:
        start, unit, turns = chance.random() * math.tau, 256 / self.period, math.tau / self.sway
        first = chance.randrange(256)
        return bytes(
            int(first + unit * (slope * i + bend * math.sin(start + i * turns))) & 255
            for i in range(length)
        )


def write_screen(
    chance: random.Random,
    kinds: tuple[str, ...],
    angle: float,
    period: float,
    textures: tuple[Piece, ...] = (),
) -> Screen:
    """Write a screen near `angle` (degrees) and `period` (pixels), or, as often, one of the
    operator's textures."""
    return Screen(
        texture=chance.choice(textures) if textures and chance.random() < 0.5 else None,
        kind=chance.choice(kinds),
        period=period,
        angle=angle,
        bend=chance.choice((0, 0, 1, 1)) * chance.uniform(2, 9),
        sway=chance.uniform(30, 90),
        rings=chance.choice((0, 0, 1)) * chance.uniform(0.3, 1),
    )


def _image(values: list[float], size: tuple[int, int]) -> Image.Image:
    image = Image.new("F", size)
    image.putdata(values)
    return image


@lru_cache(maxsize=4)
def _radius(width: int, height: int) -> Image.Image:
    """Every pixel's distance from the middle."""
    across = _image([(i - width / 2) ** 2 for i in range(width)], (width, 1))
    down = _image([(i - height / 2) ** 2 for i in range(height)], (1, height))
    size = (width, height)
    return ImageMath.lambda_eval(
        lambda v: (v["a"] + v["b"]) ** 0.5,
        a=across.resize(size, Image.Resampling.NEAREST),
        b=down.resize(size, Image.Resampling.NEAREST),
    )


# As many as two screens of each program of a day, at most 300 kB each: they take a third of the
# time of a sheet that has them, and are the same on all, whose waves begin elsewhere.
@lru_cache(maxsize=8)
def _rings(width: int, height: int, share: float) -> Image.Image:
    """Phases of rings around the middle, `share` 256ths of a period to a pixel."""
    return ImageMath.lambda_eval(
        lambda v: v["convert"](v["r"] * share % 256, "L"), r=_radius(width, height)
    )


def _cut_out(texture: Image.Image, width: int, height: int, chance: random.Random) -> Image.Image:
    """A piece from anywhere in a texture, mirrored at its edges, turned and scaled."""
    wide, high = texture.size
    tiled = Image.new("L", (2 * wide, 2 * high))
    for flip, at in (
        (texture, (0, 0)),
        (ImageOps.mirror(texture), (wide, 0)),
        (ImageOps.flip(texture), (0, high)),
        (ImageOps.mirror(ImageOps.flip(texture)), (wide, high)),
    ):
        tiled.paste(flip, at)
    turn = chance.uniform(0, math.tau)
    # A square reaches half the root of 2 of its side from its middle, whatever the turn.
    reach = chance.uniform(0.25, 0.5) * min(tiled.size)
    step = reach * math.sqrt(2) / max(width, height)
    across, down = step * math.cos(turn), step * math.sin(turn)
    left = chance.uniform(reach, tiled.width - reach) - (across * width - down * height) / 2
    top = chance.uniform(reach, tiled.height - reach) - (down * width + across * height) / 2
    affine = (across, -down, left, down, across, top)
    size = (width, height)
    piece = tiled.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC)
    return ImageOps.equalize(piece).point(_SPREAD)


def _grain(width: int, height: int, period: float, chance: random.Random) -> Image.Image:
    """Specks about `period` pixels apart."""
    small = (math.ceil(width * 2 / period) + 1, math.ceil(height * 2 / period) + 1)
    noise = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    grown = noise.resize((width, height), Image.Resampling.BICUBIC)
    return ImageOps.equalize(grown).point(_SPREAD)


def _spread(share: float) -> int:
    return round(LEAST + (MOST - LEAST) * share)


_TRIANGLE = [255 - abs(2 * v - 255) for v in range(256)]
# How often a threshold is below v when it is made of one or two even waves: the tables undo it.
_SPREAD = [_spread(v / 255) for v in range(256)]
_SUM = [_spread(2 * u * u if (u := v / 255) < 0.5 else 1 - 2 * (1 - u) ** 2) for v in range(256)]
_LIGHTER = [_spread((v / 255) ** 2) for v in range(256)]
_DIFFERENCE = [_spread(1 - (1 - v / 255) ** 2) for v in range(256)]
