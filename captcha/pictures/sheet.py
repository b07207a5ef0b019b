"""The sheet: tiles in one JPEG whose length says nothing about what is on it."""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from captcha.pictures.backgrounds import draw_place
from captcha.pictures.figures import draw_figure
from captcha.pictures.pen import OVERSAMPLING, TILE, Pen
from captcha.pictures.prompts import Prompt
from captcha.pictures.scenes import Tile, cast
from captcha.pictures.style import Style, choose_style, mix

QUALITIES = (80, 76, 70, 60, 45, 30)


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


def draw_sheet(
    prompt: Prompt,
    answer: frozenset[int],
    scene: random.Random,
    style: random.Random,
    grid: Grid = SMALL,
) -> bytes:
    """A JPEG of the tiles of `grid`, of which those numbered in `answer` show what `prompt` asks.

    `scene` decides people and poses, `style` how this sheet is drawn; the same arguments give the
    same bytes, always `grid.length` of them. Raises ValueError if `answer` names no tile.
    """
    if not answer <= frozenset(range(1, grid.tiles + 1)):
        raise ValueError(f"tiles are numbered 1 to {grid.tiles}: {sorted(answer)}")
    hand = choose_style(style)
    sheet = Image.new("RGB", (grid.width, grid.height))
    canvas = Image.new("RGB", (TILE * OVERSAMPLING, TILE * OVERSAMPLING))
    for i, tile in enumerate(cast(prompt, answer, scene, grid.tiles)):
        draw_tile(canvas, tile, hand)
        row, column = divmod(i, grid.columns)
        sheet.paste(canvas.reduce(OVERSAMPLING), (column * TILE, row * TILE))
    _part(sheet, hand)
    return encode(sheet, grid.length)


def _part(sheet: Image.Image, style: Style) -> None:
    """Pale lines between the tiles, so that no hand seems to reach into the next one."""
    draw = ImageDraw.Draw(sheet)
    for at in range(TILE, sheet.width, TILE):
        draw.rectangle((at, 0, at + 1, sheet.height), style.mood.light)
    for at in range(TILE, sheet.height, TILE):
        draw.rectangle((0, at, sheet.width, at + 1), style.mood.light)


def draw_tile(canvas: Image.Image, tile: Tile, style: Style) -> None:
    """Covers `canvas` (`TILE * OVERSAMPLING` pixels a side) with one tile."""
    pen = Pen(canvas, style.ink, style.line)
    draw_place(pen, style.places[tile.stage.place], tile.stage.detail, style.mood)
    x = TILE / 2 + tile.stage.shift
    pen.disc(x, 154, 30, 4.5, mix(style.mood.ground, style.ink, 0.22))
    draw_figure(pen, tile, style)


def encode(sheet: Image.Image, length: int) -> bytes:
    """The sheet as a JPEG of exactly `length` bytes; a crowded one loses some quality for it.

    Raises ValueError if even the lowest quality is too long, which no drawing of ours comes near.
    """
    for quality in QUALITIES:
        buffer = io.BytesIO()
        sheet.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() + 4 <= length:
            return pad(buffer.getvalue(), length)
    raise ValueError("this sheet does not fit")


def pad(jpeg: bytes, length: int) -> bytes:
    """Lengthens `jpeg` to `length` with an empty comment before its end marker."""
    missing = length - len(jpeg)
    comment = b"\xff\xfe" + (missing - 2).to_bytes(2, "big") + bytes(missing - 4)
    return jpeg[:-2] + comment + jpeg[-2:]
