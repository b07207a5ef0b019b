"""What operators may add to the pictures (``CAPTCHA_MATERIAL``), made up for the lab: no network
has met it."""

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 400  # pixels of a texture
TEXTURES = 6
DRAWINGS = 12


def make(folder: Path, number: int) -> Path:
    """Fill ``folder`` with textures and drawings, always the same for a number, and return it."""
    chance = np.random.default_rng(number)
    for kind in ("textures", "drawings"):
        (folder / kind).mkdir(parents=True)
    ways = (woven, written, cellular, barked)
    for i in range(TEXTURES):
        ways[(number + i) % len(ways)](chance).save(folder / "textures" / f"{i}.png")
    for i in range(DRAWINGS):
        shape(chance).save(folder / "drawings" / f"{i}.png")
    return folder


def woven(chance: np.random.Generator) -> Image.Image:
    down, across = np.mgrid[:SIDE, :SIDE] / chance.uniform(3, 10, (2, 1, 1))
    return grey(np.sin(across) * np.sign(np.sin(down)) + np.sin(down) * np.sign(np.sin(across)))


def written(chance: np.random.Generator) -> Image.Image:
    image = Image.new("L", (SIDE, SIDE), 255)
    pen = ImageDraw.Draw(image)
    for line in range(10, SIDE, int(chance.integers(18, 40))):
        points = [(x, line + chance.uniform(-9, 9)) for x in range(0, SIDE, 6)]
        pen.line(points, 0, int(chance.integers(2, 6)))
    return image


def cellular(chance: np.random.Generator) -> Image.Image:
    down, across = np.mgrid[:SIDE, :SIDE]
    middles = chance.uniform(0, SIDE, (int(chance.integers(80, 300)), 2))
    return grey(np.min([np.hypot(across - x, down - y) for x, y in middles], axis=0))


def barked(chance: np.random.Generator) -> Image.Image:
    long = grey(chance.normal(size=(SIDE, SIDE // 4))).resize((SIDE, SIDE))
    return long.filter(ImageFilter.GaussianBlur(chance.uniform(1, 4)))


def shape(chance: np.random.Generator) -> Image.Image:
    """A blot with corners, with a hole or without."""
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    corners = int(chance.integers(5, 16))
    radii = chance.uniform(60, 140, corners)
    turns = np.arange(corners) * math.tau / corners
    around = zip(radii * np.cos(turns), radii * np.sin(turns), strict=True)
    pen.polygon([(150 + x, 150 + y) for x, y in around], (0, 0, 0, 255))
    if chance.random() < 0.5:
        pen.ellipse((120, 120, 180, 180), (0, 0, 0, 0))
    return image


def grey(values: np.ndarray) -> Image.Image:
    scaled = 255 * (values - values.min()) / np.ptp(values)
    return Image.fromarray(scaled.astype(np.uint8))
