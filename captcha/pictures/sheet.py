"""The sheet: tiles in one JPEG whose length says nothing about what is on it."""

import io
import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from captcha.pictures.counterchange import counterchanged
from captcha.pictures.looks import Program
from captcha.pictures.pen import TILE
from captcha.pictures.printing import Press
from captcha.pictures.prompts import PROMPTS, Prompt
from captcha.pictures.scenes import Tile, cast
from captcha.pictures.tiles import draw_labels

MIDDLE = 40
# How long a sheet is at each quality, measured against MIDDLE.
QUALITIES = {
    80: 1.95, 72: 1.6, 65: 1.4, 58: 1.27, 52: 1.15, 46: 1.07, 40: 1, 35: 0.9, 30: 0.82, 26: 0.73,
    22: 0.64, 18: 0.56, 15: 0.48, 12: 0.4, 9: 0.31, 5: 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """How the tiles of a sheet stand, numbered from 1 in reading order, left to right.

    Every sheet of a grid is exactly `length` bytes long.
    """

    columns: int
    rows: int
    length: int

    @property
    def tiles(self) -> int:
        return self.columns * self.rows

    @property
    def width(self) -> int:
        """Pixels from side to side."""
        return self.columns * TILE

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.rows * TILE


SMALL = Grid(columns=3, rows=3, length=40_000)
LARGE = Grid(columns=4, rows=3, length=53_000)
# What a program's quality is found out on: a third of a small sheet, with some room to spare.
ROW = Grid(columns=3, rows=1, length=12_200)
CROWDED = next(p for p in PROMPTS if p.key == "woman.umbrella.cactus")


def draw_sheet(
    prompt: Prompt,
    answer: frozenset[int],
    scene: random.Random,
    style: random.Random,
    program: Program,
    grid: Grid = SMALL,
) -> bytes:
    """A JPEG of the tiles of `grid`, of which those numbered in `answer` show what `prompt` asks.

    `scene` decides who does what, `program` how it is drawn, `style` where its patterns begin;
    the same arguments give the same bytes, always `grid.length` of them. Raises ValueError if
    `answer` names no tile.
    """
    if not answer <= frozenset(range(1, grid.tiles + 1)):
        raise ValueError(f"tiles are numbered 1 to {grid.tiles}: {sorted(answer)}")
    sheet = _drawn(cast(prompt, answer, scene, grid.tiles), program, style, grid)
    return encode(sheet, grid.length, usual_quality(program))


def _drawn(
    tiles: tuple[Tile, ...], program: Program, style: random.Random, grid: Grid
) -> Image.Image:
    press = Press((grid.width, grid.height), program.plan)
    for i, tile in enumerate(tiles):
        row, column = divmod(i, grid.columns)
        drawn = draw_labels(tile, program.hand, program.places, program.drawings)
        parted = counterchanged(drawn, program.fields, tile.stage.field_detail)
        press.lay(parted, (column * TILE, row * TILE), tile)
    sheet = press.pull(style)
    _part(sheet)
    return sheet


@lru_cache(maxsize=64)
def usual_quality(program: Program) -> int:
    """Return the JPEG quality of all sheets that a program draws, found out on one row of tiles
    that nobody is shown: were each sheet's its own, it would tell how crowded the right tiles are.
    """
    chance = random.Random("a row that nobody is shown")
    tiles = cast(CROWDED, frozenset({1, 2, 3}), chance, ROW.tiles)
    row = len(_jpeg(_drawn(tiles, program, chance, ROW), MIDDLE))
    return next(q for q, share in QUALITIES.items() if row * share <= ROW.length)


def _part(sheet: Image.Image) -> None:
    """White lines between the tiles, so that no hand seems to reach into the next one."""
    draw = ImageDraw.Draw(sheet)
    for at in range(TILE, sheet.width, TILE):
        draw.rectangle((at - 1, 0, at + 1, sheet.height), "white")
    for at in range(TILE, sheet.height, TILE):
        draw.rectangle((0, at - 1, sheet.width, at + 1), "white")


def encode(sheet: Image.Image, length: int, quality: int) -> bytes:
    """The sheet as a JPEG of exactly `length` bytes; one too crowded for `quality` loses some.

    Raises ValueError if even the lowest quality is too long, which no drawing of ours comes near.
    """
    for lower in (q for q in QUALITIES if q <= quality):
        jpeg = _jpeg(sheet, lower)
        if len(jpeg) + 4 <= length:
            return pad(jpeg, length)
    raise ValueError("this sheet does not fit")


def _jpeg(sheet: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def pad(jpeg: bytes, length: int) -> bytes:
    """Lengthens `jpeg` to `length` with an empty comment before its end marker."""
    missing = length - len(jpeg)
    comment = b"\xff\xfe" + (missing - 2).to_bytes(2, "big") + bytes(missing - 4)
    return jpeg[:-2] + comment + jpeg[-2:]
