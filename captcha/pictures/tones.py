"""How much ink each label takes, or how high it stands, in the processes that print in one ink."""

from captcha.pictures import labels
from captcha.pictures.scenes import Person


def table(process: str, person: Person) -> list[int]:
    """Return the tone of every label by day and by night, as `Image.point` takes them: 0 leaves
    paper, 255 is solid ink. For "relief" they are heights, which the night leaves as they are."""
    tones = TONES[process](person)
    day = [tones.get(label, 0) for label in range(labels.COUNT)]
    night = day if process == "relief" else [255 - tone for tone in day]
    return day + night + [0] * (256 - 2 * labels.COUNT)


def _dark(person: Person) -> dict[int, int]:
    """A dark figure on light ground; a light line parts its pieces."""
    skin = round(150 + 60 * person.skin)
    return {
        labels.GROUND: 18, labels.FAR: 44, labels.NEAR: 62, labels.SHADE: 90, labels.EDGE: 0,
        labels.SKIN: skin, labels.HAIR: 255, labels.TOP: 225, labels.BOTTOM: 170, labels.SHOE: 255,
        labels.TRIM: 60, labels.INK: 0, labels.WHITE: 0, labels.THING: 235, labels.THING2: 110,
        labels.WORN: 255, labels.WORN2: 70, labels.PROP: 215, labels.PROP2: 130, labels.POLE: 255,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _light(person: Person) -> dict[int, int]:
    """A light figure in dark ground; dark lines part its pieces."""
    skin = round(10 + 60 * person.skin)
    return {
        labels.GROUND: 212, labels.FAR: 184, labels.NEAR: 230, labels.SHADE: 230, labels.EDGE: 255,
        labels.SKIN: skin, labels.HAIR: skin + 60, labels.TOP: 60, labels.BOTTOM: 110,
        labels.SHOE: 150, labels.TRIM: 140, labels.INK: 255, labels.WHITE: 0, labels.THING: 0,
        labels.THING2: 120,
        labels.WORN: 20, labels.WORN2: 150, labels.PROP: 30, labels.PROP2: 110, labels.POLE: 0,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _weft(person: Person) -> dict[int, int]:
    """The same tone everywhere: only the way the threads run tells the figure, and a thin line;
    what is held or worn is paper or ink."""
    tones = dict.fromkeys(range(labels.COUNT), 100)
    return tones | {
        labels.EDGE: 255, labels.INK: 255, labels.WHITE: 0, labels.HAIR: 190, labels.TRIM: 60,
        labels.SKIN: 70, labels.BOTTOM: 160, labels.THING: 0, labels.THING2: 190,
        labels.WORN: 235, labels.WORN2: 20, labels.PROP: 0, labels.PROP2: 190, labels.POLE: 255,
        labels.FAR: 115, labels.NEAR: 125, labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _outline(person: Person) -> dict[int, int]:
    """Lines only, on toned ground; what is worn is darker."""
    tones = dict.fromkeys(range(labels.COUNT), 0)
    return tones | {
        labels.GROUND: 40, labels.FAR: 60, labels.NEAR: 74, labels.SHADE: 110, labels.EDGE: 255,
        labels.INK: 255, labels.HAIR: 150, labels.TRIM: 120, labels.THING2: 140,
        labels.WORN: 170, labels.WORN2: 20, labels.PROP2: 120, labels.POLE: 255, labels.BOTTOM: 60,
        labels.RIM: 255, labels.DARK: 255,
    }  # fmt: skip


def _relief(person: Person) -> dict[int, int]:
    """Heights of a stamped card."""
    tones = dict.fromkeys(range(labels.COUNT), 200)
    return tones | {
        labels.GROUND: 40, labels.FAR: 55, labels.NEAR: 30, labels.SHADE: 20, labels.EDGE: 90,
        labels.INK: 40, labels.SKIN: 140, labels.WHITE: 130, labels.TRIM: 250, labels.THING2: 255,
        labels.WORN2: 120, labels.PROP2: 255, labels.HAIR: 255, labels.TOP: 190, labels.BOTTOM: 160,
        labels.SHOE: 220, labels.RIM: 255, labels.DARK: 40,
    }  # fmt: skip


TONES = {
    "dark": _dark, "light": _light, "weft": _weft, "shift": _weft, "echo": _outline,
    "outline": _outline, "relief": _relief,
}  # fmt: skip
