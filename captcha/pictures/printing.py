"""From labels to a picture: which parts take ink, how much, through which screen, in what colour.

A print is written by a site's key and day; it decides what carries the figures: colour, tone,
texture, outline, relief or stitches.
"""

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from captcha.pictures import labels
from captcha.pictures.colours import Colour, Palette, mix, write_palette
from captcha.pictures.material import Piece
from captcha.pictures.pen import OVERSAMPLING
from captcha.pictures.scenes import Tile
from captcha.pictures.screens import KINDS, LEAST, MOST, THREADS, Screen, write_screen
from captcha.pictures.tones import TONES, table

Size = tuple[int, int]

PROCESSES = (
    "poster",
    "paper",
    "dark",
    "light",
    "weft",
    "shift",
    "echo",
    "outline",
    "relief",
    "stitch",
)


COLOURED = ("poster", "paper", "stitch")
THINNED = {"dark": 0.5, "stitch": 0.3}  # paper or air shines through the colours by day


@dataclass(frozen=True)
class Print:
    """`process` says what carries the figure; `ground` and `figure` are their screens."""

    process: str
    palette: Palette
    ground: Screen
    figure: Screen
    is_coloured: bool
    cell: int  # pixels to a stitch
    depth: float


def write_print(chance: random.Random, process: str, textures: tuple[Piece, ...] = ()) -> Print:
    angle, period = chance.uniform(0, 180), chance.uniform(5.5, 7.5)
    away = chance.uniform(60, 120)
    # Where texture alone tells the figure it is one whose direction can be seen.
    kinds = THREADS if process in ("weft", "shift") else KINDS
    textures = () if process in ("weft", "shift") else textures
    return Print(
        process=process,
        palette=write_palette(chance),
        ground=write_screen(chance, kinds, angle, period, textures),
        figure=write_screen(chance, kinds, angle + away, period * chance.choice((0.8, 1, 1.3))),
        is_coloured=chance.random() < 0.5,
        cell=chance.choice((3, 4)),
        depth=chance.uniform(2.2, 2.7),
    )


class Press:
    """One sheet being printed: tiles are laid on it as labels, then it is pulled."""

    def __init__(self, size: Size, plan: Print) -> None:
        self.plan = plan
        self.size = size
        self.colour = Image.new("RGB", size)
        self.tone = Image.new("L", size)
        self.mask = Image.new("L", size)

    def lay(self, drawn: Image.Image, at: Size, tile: Tile) -> None:
        """Put a tile's labels (enlarged by OVERSAMPLING) at `at`, in the person's own colours."""
        plan = self.plan
        if plan.process in COLOURED or (plan.process == "dark" and plan.is_coloured):
            painted = Image.frombytes("P", drawn.size, drawn.tobytes())
            painted.putpalette([value for colour in self._colours(tile) for value in colour])
            self.colour.paste(painted.convert("RGB").reduce(OVERSAMPLING), at)
        if plan.process in TONES:
            tones = table(plan.process, tile.person)
            self.tone.paste(drawn.point(tones).reduce(OVERSAMPLING), at)
        if plan.process in MASKS:
            self.mask.paste(drawn.point(MASKS[plan.process]).reduce(OVERSAMPLING), at)

    def _colours(self, tile: Tile) -> list[Colour]:
        """Return those of every label, by day and by night."""
        palette, process = self.plan.palette, self.plan.process
        own = palette.dress(tile)
        day = palette.deepened(own, THINNED[process]) if process in THINNED else own
        if process == "dark":  # by night the ground is ink, and figures are bare paper
            return day + [palette.ink] * labels.COUNT
        return day + palette.by_night(own)

    def pull(self, chance: random.Random) -> Image.Image:
        """Return the printed sheet."""
        return _washed(PULLS[self.plan.process](self, chance), chance)


_FIGURES = [255 * (label % labels.COUNT in labels.FIGURE) for label in range(256)]
_OUTLINED = [255 * (label % labels.COUNT in (labels.EDGE, *labels.FIGURE)) for label in range(256)]
_NIGHT = [255 * (label >= labels.COUNT) for label in range(256)]
MASKS = {
    "paper": _FIGURES, "weft": _OUTLINED, "shift": _OUTLINED, "echo": _FIGURES, "relief": _NIGHT,
}  # fmt: skip


# --- Pulls


def _washed(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Darker here and lighter there, as paper ages: what is alike from afar is not alike."""
    wide, high = sheet.width // WASH, sheet.height // WASH
    spots = Image.frombytes("L", (wide, high), chance.randbytes(wide * high))
    darker = sheet.point(_DARKER * 3)
    return Image.composite(sheet, darker, spots.resize(sheet.size, Image.Resampling.BICUBIC))


WASH = 32  # pixels between one spot of a wash and the next
_DARKER = [round(value * 0.8) for value in range(256)]


def _poster(press: Press, chance: random.Random) -> Image.Image:
    return press.colour


def _screened(press: Press, chance: random.Random) -> Image.Image:
    plan = press.plan
    screen = plan.ground.draw(*press.size, chance)
    if plan.process == "weft":
        screen = Image.composite(plan.figure.draw(*press.size, chance), screen, press.mask)
    elif plan.process == "shift":
        screen = Image.composite(ImageChops.invert(screen), screen, press.mask)
    elif plan.process == "echo":
        screen = Image.composite(screen, _echo(press), press.mask)
    # Edges of ink two pixels soft: a triangle wave climbs 510 in a period.
    ink = ImageChops.subtract(press.tone, screen, scale=4 / plan.ground.period, offset=128)
    if plan.process in ("weft", "shift"):
        ink = Image.composite(ink, ink.point(_CALM), press.mask)
    inked = press.colour if plan.is_coloured and plan.process == "dark" else plan.palette.ink
    paper = plan.palette.paper
    if isinstance(inked, Image.Image):
        return Image.composite(inked, Image.new("RGB", press.size, paper), ink)
    return Image.composite(
        Image.new("RGB", press.size, inked), Image.new("RGB", press.size, paper), ink
    )


# What tells the figure is strong, what is around it is calm: eyes need not hunt for an outline.
_CALM = [round(128 + (v - 128) * 0.5) for v in range(256)]


def _echo(press: Press) -> Image.Image:
    """Lines that run around the figures at growing distances, as on a chart of depths."""
    near = press.mask.filter(ImageFilter.BoxBlur(4)).filter(ImageFilter.BoxBlur(9))
    return near.point(_ECHO)


LEVEL = 150  # light on what is level
_ECHO = [round(LEAST + (MOST - LEAST) * abs((v / 26 + 0.25) % 1 - 0.5) * 2) for v in range(256)]


def _paper(press: Press, chance: random.Random) -> Image.Image:
    """Cut paper: flat colours, and the shadow that a figure throws on what is behind it."""
    shadow = ImageChops.offset(press.mask, 3, 4).filter(ImageFilter.BoxBlur(2))
    shadow = ImageChops.subtract(shadow, press.mask).point(lambda value: value * 0.55)
    ink = Image.new("RGB", press.size, press.plan.palette.ink)
    return Image.composite(ink, press.colour, shadow)


def _relief_pull(press: Press, chance: random.Random) -> Image.Image:
    """Light from the upper left on a card of two colours whose labels are heights."""
    height = press.tone.filter(ImageFilter.GaussianBlur(1.1))
    lit = ImageChops.subtract(
        ImageChops.offset(height, 2, 2),
        ImageChops.offset(height, -1, -1),
        scale=-1 / press.plan.depth,
        offset=LEVEL,
    )
    ink, paper = press.plan.palette.ink, press.plan.palette.paper
    lights = Image.merge("RGB", (lit, lit, lit))
    day = lights.point(_ramp(ink, mix(paper, ink, 0.15), (255, 255, 255)))
    night = lights.point(_ramp((0, 0, 0), mix(ink, paper, 0.2), (255, 255, 255)))
    return Image.composite(night, day, press.mask)


def _ramp(shade: Colour, level: Colour, shine: Colour) -> list[int]:
    """Return the colours of a card by how much light falls on it, channel after channel."""
    return [
        round(low + (middle - low) * v / LEVEL)
        if v < LEVEL
        else round(middle + (high - middle) * (v - LEVEL) / (255 - LEVEL))
        for low, middle, high in zip(shade, level, shine, strict=True)
        for v in range(256)
    ]


def _stitch(press: Press, chance: random.Random) -> Image.Image:
    """Little squares of thread, with a shade between them."""
    cell, (width, height) = press.plan.cell, press.size
    stitched = press.colour.reduce(cell).resize(press.size, Image.Resampling.NEAREST)
    between = Image.new("L", press.size)
    draw = ImageDraw.Draw(between)
    for x in range(0, width, cell):
        draw.line((x, 0, x, height), 90)
    for y in range(0, height, cell):
        draw.line((0, y, width, y), 90)
    return Image.composite(Image.new("RGB", press.size, press.plan.palette.ink), stitched, between)


PULLS = {
    "poster": _poster,
    "paper": _paper,
    "dark": _screened,
    "light": _screened,
    "weft": _screened,
    "shift": _screened,
    "echo": _screened,
    "outline": _screened,
    "relief": _relief_pull,
    "stitch": _stitch,
}
