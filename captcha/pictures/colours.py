"""Colours: a sheet's paper and inks, and what somebody is dressed in."""

import colorsys
import random
from dataclasses import dataclass

from captcha.pictures import labels
from captcha.pictures.scenes import Tile

Colour = tuple[int, int, int]

# From the fairest to the darkest.
SKINS: tuple[Colour, ...] = (
    (255, 224, 200), (247, 205, 174), (236, 186, 148), (222, 164, 120), (196, 136, 94),
    (166, 110, 74), (136, 86, 58), (108, 68, 48),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (28, 22, 26),
    (62, 40, 30),
    (112, 66, 38),
    (168, 76, 36),
    (222, 176, 92),
)
GREY_HAIRS: tuple[Colour, ...] = ((132, 128, 130), (226, 222, 216))
LEAST_HAIR_CONTRAST = 1.7  # hair against the own skin: below it, a beard sinks into the face


@dataclass(frozen=True)
class Palette:
    ink: Colour
    paper: Colour
    places: tuple[Colour, Colour, Colour, Colour]
    clothes: tuple[Colour, ...]

    def dress(self, tile: Tile) -> list[Colour]:
        """Return the colour of every label for whoever is on a tile."""
        person = tile.person
        skin = SKINS[int(person.skin * len(SKINS))]
        top, bottom, thing, worn, prop, shoe = (self.clothes[i] for i in person.colours)
        colours = [self.ink] * labels.COUNT
        for label, colour in zip(labels.PLACE, self.places, strict=True):
            colours[label] = colour
        white = (255, 253, 248)
        for label, colour in {
            labels.SKIN: skin, labels.HAIR: hair_of(tile, skin), labels.TOP: top,
            labels.BOTTOM: bottom, labels.SHOE: shoe, labels.TRIM: mix(white, top, 0.25),
            labels.WHITE: white, labels.THING: thing, labels.THING2: mix(thing, white, 0.65),
            labels.WORN: worn, labels.WORN2: mix(worn, white, 0.65), labels.PROP: prop,
            labels.PROP2: mix(prop, white, 0.5),
        }.items():  # fmt: skip
            colours[label] = colour
        return colours

    def by_night(self, colours: list[Colour]) -> list[Colour]:
        """The same in the dark: dark places, and pale lines around what keeps its colours."""
        night = list(colours)
        for label in labels.PLACE:
            night[label] = mix(self.ink, colours[label], 0.12)
        for label in (labels.EDGE, labels.POLE):
            night[label] = self.paper
        return night

    def deepened(self, colours: list[Colour], share: float) -> list[Colour]:
        """The same with `share` of ink in all that makes up a figure."""
        kept = (*labels.PLACE, labels.WHITE)
        return [
            colour if label in kept else mix(colour, self.ink, share)
            for label, colour in enumerate(colours)
        ]


def hair_of(tile: Tile, skin: Colour) -> Colour:
    hairs = [
        hair
        for hair in (GREY_HAIRS if tile.is_old else HAIRS)
        if contrast(hair, skin) >= LEAST_HAIR_CONTRAST
    ]
    return hairs[int(tile.person.hair * len(hairs))]


def write_palette(chance: random.Random) -> Palette:
    """Dark ink, pale paper, pale places, and eight colours for clothes and things."""
    hue = chance.random()
    ink = _colour(
        hue + chance.uniform(-0.1, 0.1), chance.uniform(0.12, 0.2), chance.uniform(0.2, 0.6)
    )
    paper = _colour(
        hue + chance.uniform(0.3, 0.7), chance.uniform(0.92, 0.96), chance.uniform(0.2, 0.7)
    )
    sky = _colour(hue + chance.uniform(0.4, 0.6), chance.uniform(0.86, 0.92), 0.5)
    far = _colour(hue + chance.uniform(0.3, 0.7), chance.uniform(0.79, 0.85), 0.35)
    near = _colour(hue + chance.uniform(0.2, 0.8), chance.uniform(0.74, 0.8), 0.4)
    start = chance.random()
    clothes = tuple(
        _colour(
            start + i / 8 + chance.uniform(-0.03, 0.03),
            chance.uniform(0.3, 0.56),
            chance.uniform(0.3, 0.62),
        )
        for i in range(8)
    )
    return Palette(ink, paper, (sky, far, near, mix(near, ink, 0.25)), clothes)


def _colour(hue: float, light: float, strength: float) -> Colour:
    red, green, blue = (round(v * 255) for v in colorsys.hls_to_rgb(hue % 1, light, strength))
    return red, green, blue


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
