"""The sheet: nine tiles in one JPEG whose length says nothing about what is on it."""

import io
import random

from PIL import Image, ImageDraw

from captcha.pictures.backgrounds import draw_place
from captcha.pictures.figures import draw_figure
from captcha.pictures.pen import OVERSAMPLING, TILE, Pen
from captcha.pictures.prompts import Prompt
from captcha.pictures.scenes import TILES, Tile, cast
from captcha.pictures.style import Style, choose_style, mix

__all__ = ["SHEET_BYTES", "TILES", "draw_sheet"]

SHEET_BYTES = 40_000  # every sheet is exactly this long
QUALITIES = (80, 76, 70, 60, 45, 30)
COLUMNS = 3


def draw_sheet(
    prompt: Prompt, answer: frozenset[int], scene: random.Random, style: random.Random
) -> bytes:
    """A JPEG of nine tiles, of which those numbered in `answer` (1 to 9) show what `prompt` asks.

    `scene` decides people and poses, `style` how this sheet is drawn; the same arguments give the
    same bytes, always `SHEET_BYTES` of them. Raises ValueError if `answer` names no tile.
    """
    if not answer <= frozenset(range(1, TILES + 1)):
        raise ValueError(f"tiles are numbered 1 to {TILES}: {sorted(answer)}")
    hand = choose_style(style)
    sheet = Image.new("RGB", (COLUMNS * TILE, TILES // COLUMNS * TILE))
    canvas = Image.new("RGB", (TILE * OVERSAMPLING, TILE * OVERSAMPLING))
    for i, tile in enumerate(cast(prompt, answer, scene)):
        draw_tile(canvas, tile, hand)
        sheet.paste(canvas.reduce(OVERSAMPLING), (i % COLUMNS * TILE, i // COLUMNS * TILE))
    _part(sheet, hand)
    return encode(sheet)


def _part(sheet: Image.Image, style: Style) -> None:
    """Pale lines between the tiles, so that no hand seems to reach into the next one."""
    draw = ImageDraw.Draw(sheet)
    for at in range(TILE, COLUMNS * TILE, TILE):
        draw.rectangle((at, 0, at + 1, sheet.height), style.mood.light)
        draw.rectangle((0, at, sheet.width, at + 1), style.mood.light)


def draw_tile(canvas: Image.Image, tile: Tile, style: Style) -> None:
    """Covers `canvas` (`TILE * OVERSAMPLING` pixels a side) with one tile."""
    pen = Pen(canvas, style.ink, style.line)
    draw_place(pen, style.places[tile.stage.place], tile.stage.detail, style.mood)
    x = TILE / 2 + tile.stage.shift
    pen.disc(x, 154, 30, 4.5, mix(style.mood.ground, style.ink, 0.22))
    draw_figure(pen, tile, style)


def encode(sheet: Image.Image) -> bytes:
    """The sheet as a JPEG of exactly `SHEET_BYTES`; a crowded one loses some quality for it.

    Raises ValueError if even the lowest quality is too long, which no drawing of ours comes near.
    """
    for quality in QUALITIES:
        buffer = io.BytesIO()
        sheet.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() + 4 <= SHEET_BYTES:
            return pad(buffer.getvalue())
    raise ValueError("this sheet does not fit")


def pad(jpeg: bytes) -> bytes:
    """Lengthens `jpeg` to `SHEET_BYTES` with an empty comment before its end marker."""
    missing = SHEET_BYTES - len(jpeg)
    comment = b"\xff\xfe" + (missing - 2).to_bytes(2, "big") + bytes(missing - 4)
    return jpeg[:-2] + comment + jpeg[-2:]
