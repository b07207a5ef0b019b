"""The hand that draws one sheet: its ink, its colours, its places, its proportions."""

import random
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Mood:
    """The colours of the places. All are light: the figures' dark ink must stand out on each."""

    sky: Colour
    far: Colour
    ground: Colour
    leaf: Colour
    light: Colour
    warm: Colour


@dataclass(frozen=True)
class Style:
    """What all tiles of a sheet share.

    `line` is the ink's width in tile pixels; `head` and `limb` are proportions, 1 as drawn.
    """

    ink: Colour
    line: float
    mood: Mood
    clothes: tuple[Colour, ...]
    places: tuple[str, ...]
    head: float
    limb: float


INKS: tuple[Colour, ...] = ((38, 28, 44), (30, 32, 54), (46, 28, 26), (24, 40, 44))

MOODS = (
    Mood((207, 229, 238), (178, 208, 212), (238, 222, 188), (186, 212, 172), (251, 245, 228),
         (244, 200, 172)),
    Mood((248, 226, 200), (236, 198, 170), (240, 214, 182), (204, 204, 158), (255, 246, 224),
         (242, 184, 160)),
    Mood((222, 218, 240), (196, 196, 226), (226, 214, 222), (184, 208, 196), (249, 244, 250),
         (240, 200, 206)),
    Mood((206, 234, 218), (170, 212, 196), (240, 230, 198), (172, 208, 158), (250, 250, 232),
         (246, 212, 156)),
    Mood((244, 232, 214), (214, 214, 206), (222, 204, 180), (190, 206, 184), (253, 249, 240),
         (230, 188, 176)),
)  # fmt: skip

WARDROBES: tuple[tuple[Colour, ...], ...] = (
    ((209, 73, 62), (38, 84, 124), (242, 178, 64), (64, 130, 109), (250, 240, 222), (96, 66, 100),
     (74, 82, 96), (232, 128, 106)),
    ((28, 110, 140), (222, 98, 56), (250, 214, 130), (116, 60, 90), (238, 236, 228), (60, 88, 70),
     (54, 62, 92), (214, 120, 150)),
    ((180, 50, 80), (70, 120, 190), (120, 160, 90), (244, 196, 90), (252, 244, 236), (60, 60, 74),
     (130, 84, 60), (150, 110, 170)),
    ((226, 90, 70), (20, 94, 92), (240, 160, 50), (72, 72, 128), (246, 232, 210), (140, 56, 56),
     (84, 100, 80), (110, 170, 190)),
)  # fmt: skip

PLACES = ("room", "park", "street", "beach", "hills", "plain")


def choose_style(style: random.Random) -> Style:
    """The style of one sheet, from the style stream alone."""
    return Style(
        ink=style.choice(INKS),
        line=style.uniform(1.15, 1.6),
        mood=style.choice(MOODS),
        clothes=style.choice(WARDROBES),
        places=tuple(style.sample(PLACES, 3)),
        head=style.uniform(1.03, 1.11),
        limb=style.uniform(0.94, 1.06),
    )


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with `share` (0 to 1) of `second` stirred in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: Colour, second: Colour) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
