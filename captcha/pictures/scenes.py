"""What the tiles show: the facts that may be asked for, and everything that is not."""

import random
from dataclasses import dataclass, replace

from captcha.pictures.facts import NONE, VALUES, Facts
from captcha.pictures.prompts import Prompt

OLD = 0.7  # from here on men and women are old: grey, a little bent, with lines in their faces

# How often a tile has none of something that is not asked about: busy enough to hide what is.
SHARE_OF_NONE = {"who": 0.0, "pose": 0.25, "holds": 0.45, "wears": 0.5, "near": 0.55}


@dataclass(frozen=True)
class Person:
    """Looks, drawn without knowing what is asked: fractions (0 to 1) and numbers to pick with."""

    skin: float  # from the fairest to the darkest
    hair: float
    age: float
    cut: float  # of the hair
    beard: float
    dress: float
    pattern: float
    build: float
    colours: tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """Where and how somebody stands; also blind to what is asked."""

    place: int
    detail: int  # seeds what varies in the place
    mirrored: bool
    size: float
    shift: float  # 0 to 1, from as far left as what is shown allows to as far right
    rise: float  # tile pixels above where others stand
    lean: float  # degrees
    field_detail: int  # seeds where dark and light change places
    swing: tuple[float, ...]  # 0 to 1 within each joint's range


@dataclass(frozen=True)
class Tile:
    facts: Facts
    person: Person
    stage: Stage

    @property
    def is_old(self) -> bool:
        return self.facts.who in ("man", "woman") and self.person.age > OLD


def cast(
    prompt: Prompt, answer: frozenset[int], scene: random.Random, tiles: int
) -> tuple[Tile, ...]:
    """The `tiles` tiles in reading order; exactly those numbered in `answer` fit `prompt`, and
    every other one differs from it in exactly one fact.

    Looks and stage come from streams of their own, so they carry nothing about the answer.
    """
    return tuple(_tile(prompt, number in answer, scene) for number in range(1, tiles + 1))


def _tile(prompt: Prompt, is_match: bool, scene: random.Random) -> Tile:
    facts, miss, looks, stage = (random.Random(scene.getrandbits(64)) for _ in range(4))
    right = Facts(**{**_any_facts(facts), **prompt.facts})
    shown = right if is_match else _near_miss(prompt, right, miss)
    return Tile(shown, _person(looks), _stage(stage))


def _any_facts(facts: random.Random) -> dict[str, str]:
    return {kind: _any_value(kind, facts) for kind in VALUES}


def _any_value(kind: str, facts: random.Random) -> str:
    if facts.random() < SHARE_OF_NONE[kind]:
        return NONE
    return facts.choice([value for value in VALUES[kind] if value != NONE])


def _near_miss(prompt: Prompt, right: Facts, miss: random.Random) -> Facts:
    kind, value = miss.choice(prompt.facts_asked)
    # Never nothing instead of something, or bare hands would tell of a wrong tile by themselves.
    other = miss.choice([other for other in VALUES[kind] if other not in (value, NONE)])
    return replace(right, **{kind: other})


def _person(looks: random.Random) -> Person:
    return Person(
        skin=looks.random(),
        hair=looks.random(),
        age=looks.random(),
        cut=looks.random(),
        beard=looks.random(),
        dress=looks.random(),
        pattern=looks.random(),
        build=looks.random(),
        colours=tuple(looks.sample(range(8), 6)),
    )


def _stage(stage: random.Random) -> Stage:
    return Stage(
        place=stage.randrange(3),
        detail=stage.getrandbits(32),
        mirrored=stage.random() < 0.5,
        size=stage.uniform(0.86, 1),
        shift=stage.random(),
        rise=stage.uniform(0, 9),
        lean=stage.uniform(-4, 4),
        field_detail=stage.getrandbits(32),
        swing=tuple(stage.random() for _ in range(5)),
    )
