"""From labels to a picture: which parts take ink, how much, through which screen, in what colour.

A print is written by a site's key and day; it decides what carries the figures: colour, tone,
texture, outline, relief or stitches.
"""

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from captcha.pictures import labels
from captcha.pictures.colours import Palette, write_palette
from captcha.pictures.material import Piece
from captcha.pictures.pen import OVERSAMPLING
from captcha.pictures.scenes import Person
from captcha.pictures.screens import KINDS, LEAST, MOST, THREADS, Screen, write_screen

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
THINNED = {"dark": 0.4, "stitch": 0.25}  # paper or air shines through the colours
MASKED = ("paper", "weft", "shift", "echo")


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
        depth=chance.uniform(1.3, 2),
    )


class Press:
    """One sheet being printed: tiles are laid on it as labels, then it is pulled."""

    def __init__(self, size: Size, plan: Print) -> None:
        self.plan = plan
        self.size = size
        self.colour = Image.new("RGB", size)
        self.tone = Image.new("L", size)
        self.mask = Image.new("L", size)

    def lay(self, tile: Image.Image, at: Size, person: Person) -> None:
        """Put a tile's labels (enlarged by OVERSAMPLING) at `at`, in the person's own colours."""
        plan = self.plan
        colours = plan.palette.dress(person)
        if plan.process in THINNED:
            colours = plan.palette.deepened(colours, THINNED[plan.process])
        if plan.process in COLOURED or (plan.process == "dark" and plan.is_coloured):
            painted = Image.frombytes("P", tile.size, tile.tobytes())
            painted.putpalette([value for colour in colours for value in colour])
            self.colour.paste(painted.convert("RGB").reduce(OVERSAMPLING), at)
        if plan.process in TONES:
            tones = TONES[plan.process](person)
            self.tone.paste(tile.point(_table(tones)).reduce(OVERSAMPLING), at)
        if plan.process in MASKED:
            self.mask.paste(tile.point(_MASK).reduce(OVERSAMPLING), at)

    def pull(self, chance: random.Random) -> Image.Image:
        """Return the printed sheet."""
        return _washed(PULLS[self.plan.process](self, chance), chance)


def _table(tones: dict[int, int]) -> list[int]:
    return [tones.get(label, 0) for label in range(labels.COUNT)] + [0] * (256 - labels.COUNT)


_MASK = [255 if label in labels.FIGURE else 0 for label in range(256)]


# --- Tones: 0 leaves paper, 255 is solid ink.


def _dark(person: Person) -> dict[int, int]:
    """A dark figure on light ground; a light line parts its pieces."""
    skin = round(150 + 60 * person.skin)
    return {
        labels.GROUND: 18, labels.FAR: 52, labels.NEAR: 74, labels.SHADE: 90, labels.EDGE: 0,
        labels.SKIN: skin, labels.HAIR: 255, labels.TOP: 225, labels.BOTTOM: 170, labels.SHOE: 255,
        labels.TRIM: 60, labels.INK: 0, labels.WHITE: 0, labels.THING: 235, labels.THING2: 110,
        labels.WORN: 255, labels.WORN2: 70, labels.PROP: 215, labels.PROP2: 130, labels.POLE: 255,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _light(person: Person) -> dict[int, int]:
    """A light figure in dark ground; dark lines part its pieces."""
    skin = round(10 + 60 * person.skin)
    return {
        labels.GROUND: 190, labels.FAR: 160, labels.NEAR: 220, labels.SHADE: 230, labels.EDGE: 255,
        labels.SKIN: skin, labels.HAIR: skin + 60, labels.TOP: 60, labels.BOTTOM: 110,
        labels.SHOE: 150, labels.TRIM: 140, labels.INK: 255, labels.WHITE: 0, labels.THING: 0,
        labels.THING2: 120,
        labels.WORN: 20, labels.WORN2: 150, labels.PROP: 30, labels.PROP2: 110, labels.POLE: 0,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _weft(person: Person) -> dict[int, int]:
    """The same tone everywhere: only the way the threads run tells the figure, and a thin line;
    what is held or worn is paper or ink."""
    tones = dict.fromkeys(range(labels.COUNT), 118)
    return tones | {
        labels.EDGE: 255, labels.INK: 255, labels.WHITE: 0, labels.HAIR: 190, labels.TRIM: 60,
        labels.SKIN: 70, labels.BOTTOM: 160, labels.THING: 0, labels.THING2: 190,
        labels.WORN: 235, labels.WORN2: 20, labels.PROP: 0, labels.PROP2: 190, labels.POLE: 255,
        labels.FAR: 135, labels.NEAR: 145, labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _outline(person: Person) -> dict[int, int]:
    """Lines only, on toned ground; what is worn is darker."""
    tones = dict.fromkeys(range(labels.COUNT), 0)
    return tones | {
        labels.GROUND: 45, labels.FAR: 70, labels.NEAR: 85, labels.SHADE: 110, labels.EDGE: 255,
        labels.INK: 255, labels.HAIR: 150, labels.TRIM: 120, labels.THING2: 140,
        labels.WORN: 170, labels.WORN2: 20, labels.PROP2: 120, labels.POLE: 255, labels.BOTTOM: 60,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _relief(person: Person) -> dict[int, int]:
    """Heights of a stamped card."""
    tones = dict.fromkeys(range(labels.COUNT), 200)
    return tones | {
        labels.GROUND: 40, labels.FAR: 55, labels.NEAR: 30, labels.SHADE: 20, labels.EDGE: 90,
        labels.INK: 60, labels.WHITE: 235, labels.TRIM: 250, labels.THING2: 255, labels.WORN2: 120,
        labels.PROP2: 255, labels.HAIR: 255, labels.TOP: 190, labels.BOTTOM: 160, labels.SHOE: 220,
        labels.RIM: 255, labels.DARK: 40,
    }  # fmt: skip


TONES = {
    "dark": _dark, "light": _light, "weft": _weft, "shift": _weft, "echo": _outline,
    "outline": _outline, "relief": _relief,
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
    inked = press.colour if plan.is_coloured and plan.process == "dark" else plan.palette.ink
    paper = plan.palette.paper
    if isinstance(inked, Image.Image):
        return Image.composite(inked, Image.new("RGB", press.size, paper), ink)
    return Image.composite(
        Image.new("RGB", press.size, inked), Image.new("RGB", press.size, paper), ink
    )


def _echo(press: Press) -> Image.Image:
    """Lines that run around the figures at growing distances, as on a chart of depths."""
    near = press.mask.filter(ImageFilter.BoxBlur(4)).filter(ImageFilter.BoxBlur(9))
    return near.point(_ECHO)


_ECHO = [round(LEAST + (MOST - LEAST) * abs((v / 26) % 1 - 0.5) * 2) for v in range(256)]


def _paper(press: Press, chance: random.Random) -> Image.Image:
    """Cut paper: flat colours, and the shadow that a figure throws on what is behind it."""
    shadow = ImageChops.offset(press.mask, 3, 4).filter(ImageFilter.BoxBlur(2))
    shadow = ImageChops.subtract(shadow, press.mask).point(lambda value: value * 0.55)
    ink = Image.new("RGB", press.size, press.plan.palette.ink)
    return Image.composite(ink, press.colour, shadow)


def _relief_pull(press: Press, chance: random.Random) -> Image.Image:
    """Light from the upper left on a card whose labels are heights."""
    height = press.tone.filter(ImageFilter.GaussianBlur(1.1))
    lit = ImageChops.subtract(
        ImageChops.offset(height, 2, 2),
        ImageChops.offset(height, -1, -1),
        scale=-1 / press.plan.depth,
        offset=150,
    )
    palette = press.plan.palette
    low, high = palette.ink, palette.paper
    ramp = [
        _ramp(low[channel], high[channel], value) for channel in range(3) for value in range(256)
    ]
    return Image.merge("RGB", (lit, lit, lit)).point(ramp)


def _ramp(low: int, high: int, value: int) -> int:
    if value < 150:
        return round(low + (high - low) * value / 150)
    return round(high + (255 - high) * (value - 150) / 105)


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
