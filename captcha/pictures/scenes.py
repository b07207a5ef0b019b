"""What the tiles show: the facts that are asked for, and everything that is not."""

import random
from dataclasses import dataclass

from captcha.pictures.prompts import ASKED_POSES, Pose, Prompt, Who
from captcha.pictures.style import Colour, contrast

OTHER = {Who.MAN: Who.WOMAN, Who.WOMAN: Who.MAN}
# An open hand held out low could be taken for pointing, so it never stands beside that prompt.
TOO_CLOSE = {(Pose.POINTING, Pose.OFFERING)}
UNASKED_POSES = tuple(pose for pose in Pose if pose not in ASKED_POSES)

SKINS: tuple[Colour, ...] = (
    (255, 224, 200), (247, 205, 174), (236, 186, 148), (222, 164, 120), (196, 136, 94),
    (166, 110, 74), (136, 86, 58), (108, 68, 48),
)  # fmt: skip
DARK_HAIRS: tuple[Colour, ...] = ((28, 22, 26), (62, 40, 30), (112, 66, 38))
OLD_HAIRS: tuple[Colour, ...] = ((150, 146, 146), (226, 222, 216))
FAIR_HAIRS: tuple[Colour, ...] = ((168, 76, 36), (222, 176, 92))
FAIR_SKINS = SKINS[:4]  # whose hair may be red or blond
LEAST_HAIR_CONTRAST = 1.7  # hair against the own skin: below it, a beard sinks into the face


@dataclass(frozen=True)
class Person:
    """Looks, drawn without knowing who or what is asked: numbers that pick from each wardrobe.

    Fractions (0 to 1) choose within whatever the kind of person has to choose from.
    """

    skin: Colour
    hair: Colour
    hair_style: float
    face_hair: float
    outfit: float
    colours: tuple[int, ...]  # four different ones of the wardrobe's eight
    has_long_sleeves: bool
    has_glasses: bool
    has_scarf: bool
    has_earrings: bool
    hat: int  # 0: bare-headed
    build: float


@dataclass(frozen=True)
class Stage:
    """Where and how somebody stands; also blind to who and what is asked.

    `facing`, `stance` and a person's `build` have a few values, so that their curves can be reused.
    """

    place: int  # which of the style's three places
    detail: int
    mirrored: bool
    shift: float  # tile pixels from the middle
    lean: float  # degrees
    tilt: float  # degrees, of the head
    facing: float  # -1 to 1
    stance: float  # 0 to 1, feet together to apart
    spare: float  # what the arm does that the pose leaves free
    thing: float  # what is in a hand that holds something
    swing: tuple[float, float, float, float]  # 0 to 1 inside each joint's range


@dataclass(frozen=True)
class Tile:
    who: Who
    pose: Pose
    person: Person
    stage: Stage

    def matches(self, prompt: Prompt) -> bool:
        return self.who is prompt.who and self.pose is prompt.pose


def cast(
    prompt: Prompt, answer: frozenset[int], scene: random.Random, tiles: int
) -> tuple[Tile, ...]:
    """The `tiles` tiles in reading order; exactly those numbered in `answer` match `prompt`.

    Looks and stage come from streams of their own, so they carry nothing about the answer.
    """
    return tuple(_tile(prompt, number in answer, scene) for number in range(1, tiles + 1))


def _tile(prompt: Prompt, is_match: bool, scene: random.Random) -> Tile:
    facts, looks, stage = (random.Random(scene.getrandbits(64)) for _ in range(3))
    miss = _near_miss(prompt, facts)
    who, pose = (prompt.who, prompt.pose) if is_match else miss
    return Tile(who, pose, _person(looks), _stage(stage))


def _near_miss(prompt: Prompt, facts: random.Random) -> tuple[Who, Pose]:
    """Mostly one fact wrong: the other kind of person, or another pose; seldom both."""
    asked = tuple(pose for pose in ASKED_POSES if pose is not prompt.pose)
    # The poses asked for elsewhere appear twice as often, so that no pose betrays its role.
    unasked = tuple(pose for pose in UNASKED_POSES if (prompt.pose, pose) not in TOO_CLOSE)
    pose = facts.choice(asked * 2 + unasked)
    kind = facts.random()
    if kind < 0.45:
        return OTHER[prompt.who], prompt.pose
    return (prompt.who if kind < 0.9 else OTHER[prompt.who]), pose


def _person(looks: random.Random) -> Person:
    skin = looks.choice(SKINS)
    return Person(
        skin=skin,
        hair=looks.choice(_hairs(skin)),
        hair_style=looks.random(),
        face_hair=looks.random(),
        outfit=looks.random(),
        colours=tuple(looks.sample(range(8), 4)),
        has_long_sleeves=looks.random() < 0.5,
        has_glasses=looks.random() < 0.28,
        has_scarf=looks.random() < 0.15,
        has_earrings=looks.random() < 0.6,
        hat=looks.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5)),
        build=looks.choice((0.92, 0.98, 1.05, 1.12)),
    )


def _hairs(skin: Colour) -> list[Colour]:
    hairs = DARK_HAIRS + OLD_HAIRS + (FAIR_HAIRS if skin in FAIR_SKINS else ())
    return [hair for hair in hairs if contrast(hair, skin) >= LEAST_HAIR_CONTRAST]


def _stage(stage: random.Random) -> Stage:
    return Stage(
        place=stage.randrange(3),
        detail=stage.getrandbits(32),
        mirrored=stage.random() < 0.5,
        shift=stage.uniform(-2, 2),
        lean=stage.uniform(-1.5, 1.5),
        tilt=stage.uniform(-5, 5),
        facing=stage.choice((-1, -0.5, 0, 0.5, 1)),
        stance=stage.choice((0, 0.3, 0.6, 1)),
        spare=stage.random(),
        thing=stage.random(),
        swing=(stage.random(), stage.random(), stage.random(), stage.random()),
    )
