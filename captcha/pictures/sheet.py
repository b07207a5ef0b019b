"""The sheet: tiles in one JPEG whose length says nothing about what is on it."""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from captcha.pictures.looks import Look
from captcha.pictures.pen import TILE
from captcha.pictures.printing import Press
from captcha.pictures.prompts import Prompt
from captcha.pictures.scenes import cast
from captcha.pictures.tiles import draw_labels

MIDDLE = 40
# How long a sheet is at each quality, measured against MIDDLE: so that two tries do, mostly.
QUALITIES = {
    80: 1.95,
    65: 1.4,
    52: 1.15,
    40: 1,
    30: 0.8,
    24: 0.68,
    18: 0.55,
    13: 0.42,
    9: 0.3,
    5: 0,
}


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
    look: Look,
    grid: Grid = SMALL,
) -> bytes:
    """A JPEG of the tiles of `grid`, of which those numbered in `answer` show what `prompt` asks.

    `scene` decides who does what, `style` which of the look's programs draws it and how; the same
    arguments give the same bytes, always `grid.length` of them. Raises ValueError if `answer`
    names no tile.
    """
    if not answer <= frozenset(range(1, grid.tiles + 1)):
        raise ValueError(f"tiles are numbered 1 to {grid.tiles}: {sorted(answer)}")
    program = style.choice(look.programs)
    press = Press((grid.width, grid.height), program.plan)
    for i, tile in enumerate(cast(prompt, answer, scene, grid.tiles)):
        row, column = divmod(i, grid.columns)
        drawn = draw_labels(tile, program.hand, program.places)
        press.lay(drawn, (column * TILE, row * TILE), tile.person)
    sheet = press.pull(style)
    _part(sheet)
    return encode(sheet, grid.length)


def _part(sheet: Image.Image) -> None:
    """White lines between the tiles, so that no hand seems to reach into the next one."""
    draw = ImageDraw.Draw(sheet)
    for at in range(TILE, sheet.width, TILE):
        draw.rectangle((at - 1, 0, at + 1, sheet.height), "white")
    for at in range(TILE, sheet.height, TILE):
        draw.rectangle((0, at - 1, sheet.width, at + 1), "white")


def encode(sheet: Image.Image, length: int) -> bytes:
    """The sheet as a JPEG of exactly `length` bytes; a crowded one loses some quality for it.

    Raises ValueError if even the lowest quality is too long, which no drawing of ours comes near.
    """
    first = _jpeg(sheet, MIDDLE)
    for quality, share in QUALITIES.items():
        if len(first) * share > length:
            continue
        jpeg = first if quality == MIDDLE else _jpeg(sheet, quality)
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
