import random
from collections import Counter

import pytest
from captcha.pictures.style import contrast

from captcha.pictures.prompts import PROMPTS, Pose, Who
from captcha.pictures.scenes import LEAST_HAIR_CONTRAST, SKINS, cast
from tests.captcha.pictures.samples import casts, tiles


def test_the_answers_tiles_match_the_prompt_and_no_others():
    for prompt, answer, nine in casts(400):
        matching = {number for number, tile in enumerate(nine, 1) if tile.matches(prompt)}
        assert matching == answer


def test_most_wrong_tiles_differ_in_exactly_one_fact():
    wrong = [
        (tile.who is prompt.who) + (tile.pose is prompt.pose)
        for prompt, _, nine in casts(400)
        for tile in nine
        if not tile.matches(prompt)
    ]
    assert wrong.count(1) / len(wrong) > 0.85


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.key)
def test_every_prompt_has_both_kinds_of_near_miss(prompt):
    nine_times = [cast(prompt, frozenset({1}), random.Random(seed), 9) for seed in range(30)]
    seen = {(tile.who, tile.pose) for nine in nine_times for tile in nine}
    assert (Who.MAN if prompt.who is Who.WOMAN else Who.WOMAN, prompt.pose) in seen
    assert len({pose for who, pose in seen if who is prompt.who}) >= 7


def test_nobody_offers_an_open_hand_beside_somebody_who_points():
    for prompt, _, nine in casts(400):
        if prompt.pose is Pose.POINTING:
            assert all(tile.pose is not Pose.OFFERING for tile in nine)


def test_people_and_stages_are_the_same_whatever_the_answer():
    def extras(answer):
        nine = cast(PROMPTS[0], frozenset(answer), random.Random(5), 9)
        return [(tile.person, tile.stage) for tile in nine]

    assert extras({1}) == extras({2, 3, 4, 9}) == extras(range(1, 9))


@pytest.mark.parametrize(
    "attribute",
    [
        lambda tile: tile.person.hat > 0,
        lambda tile: tile.person.has_glasses,
        lambda tile: tile.person.has_scarf,
        lambda tile: tile.person.skin in SKINS[:4],
        lambda tile: tile.person.has_long_sleeves,
        lambda tile: tile.stage.mirrored,
        lambda tile: tile.stage.place == 0,
        lambda tile: tile.stage.shift > 0,
        lambda tile: tile.stage.stance > 0.5,
    ],
    ids=["hat", "glasses", "scarf", "skin", "sleeves", "side", "place", "position", "legs"],
)
def test_nothing_but_who_and_pose_tells_matches_from_others(attribute):
    has, of = Counter(), Counter()
    for _, answer, nine in casts(400):
        for number, tile in enumerate(nine, 1):
            has[number in answer] += attribute(tile)
            of[number in answer] += 1
    # 3,600 tiles: a difference of 0.06 is over three standard errors.
    assert abs(has[True] / of[True] - has[False] / of[False]) < 0.06


def test_hair_never_sinks_into_the_skin_beside_it():
    assert all(
        contrast(tile.person.hair, tile.person.skin) >= LEAST_HAIR_CONTRAST for tile in tiles(900)
    )


def test_every_skin_leaves_a_choice_of_hair():
    hairs = {skin: set() for skin in SKINS}
    for tile in tiles(3000):
        hairs[tile.person.skin].add(tile.person.hair)
    assert min(len(choice) for choice in hairs.values()) >= 3
