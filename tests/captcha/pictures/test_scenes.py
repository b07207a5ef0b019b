import random
from collections import Counter

import pytest

from captcha.pictures.facts import VALUES
from captcha.pictures.scenes import OLD, cast
from tests.captcha.pictures.samples import casts, some_prompt


def test_the_answers_tiles_fit_the_prompt_and_no_others():
    for prompt, answer, nine in casts(400):
        assert {n for n, tile in enumerate(nine, 1) if prompt.fits(tile.facts)} == answer


def test_every_wrong_tile_differs_from_the_prompt_in_exactly_one_fact():
    for prompt, answer, nine in casts(400):
        for number, tile in enumerate(nine, 1):
            shown = tile.facts.as_dict()
            wrong = [kind for kind, value in prompt.facts.items() if shown[kind] != value]
            assert len(wrong) == (number not in answer)


def test_each_fact_that_is_asked_is_as_often_the_wrong_one():
    misses = Counter()
    for prompt, answer, nine in casts(900):
        if len(prompt.facts) == 3:
            for number, tile in enumerate(nine, 1):
                shown = tile.facts.as_dict()
                if number not in answer:
                    kinds = list(prompt.facts.items())
                    misses[next(i for i, (k, v) in enumerate(kinds) if shown[k] != v)] += 1
    expected = misses.total() / 3
    assert all(abs(count - expected) < 5 * expected**0.5 for count in misses.values())


def test_every_value_is_shown():
    every = [tile for *_, nine in casts(200) for tile in nine]
    shown = {fact for tile in every for fact in tile.facts.as_dict().items()}
    assert shown == {(kind, value) for kind, values in VALUES.items() for value in values}


def test_people_and_stages_are_the_same_whatever_the_answer():
    def extras(answer):
        nine = cast(some_prompt(1), frozenset(answer), random.Random(5), 9)
        return [(tile.person, tile.stage) for tile in nine]

    assert extras({1}) == extras({2, 3, 4, 9}) == extras(range(1, 9))


@pytest.mark.parametrize("kind", VALUES)
def test_facts_that_are_not_asked_tell_nothing(kind):
    """The share of every value among right and among wrong tiles of prompts that do not ask it."""
    has, of = Counter(), Counter()
    for prompt, answer, nine in casts(1000):
        if kind not in prompt.facts:
            for number, tile in enumerate(nine, 1):
                has[number in answer, tile.facts.as_dict()[kind]] += 1
                of[number in answer] += 1
    # Some 2,000 tiles of each: a difference of 0.06 is over three standard errors.
    for value in VALUES[kind]:
        if of:
            assert abs(has[True, value] / of[True] - has[False, value] / of[False]) < 0.06


@pytest.mark.parametrize(
    "attribute",
    [
        lambda tile: tile.person.skin > 0.5,
        lambda tile: tile.person.hair > 0.5,
        lambda tile: tile.person.age > OLD,
        lambda tile: tile.person.build > 0.5,
        lambda tile: tile.person.pattern < 0.3,
        lambda tile: tile.stage.mirrored,
        lambda tile: tile.stage.place == 0,
        lambda tile: tile.stage.shift > 0.5,
        lambda tile: tile.stage.lean > 0,
    ],
    ids=["skin", "hair", "age", "build", "pattern", "side", "place", "position", "lean"],
)
def test_looks_and_stage_tell_nothing(attribute):
    has, of = Counter(), Counter()
    for _, answer, nine in casts(400):
        for number, tile in enumerate(nine, 1):
            has[number in answer] += attribute(tile)
            of[number in answer] += 1
    # 3,600 tiles: a difference of 0.06 is over three standard errors.
    assert abs(has[True] / of[True] - has[False] / of[False]) < 0.06
