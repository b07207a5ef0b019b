import cmath
import math
from dataclasses import replace

import pytest

from benchmarks.lab.margins import LEAST_DEGREES
from benchmarks.lab.margins import degrees as room
from captcha.pictures.bodies import body_of
from captcha.pictures.facts import NONE, VALUES
from tests.captcha.pictures.samples import tiles

MARGIN = 20  # degrees between any arm and the end of any fact
# From hanging straight down (0) to straight up (180), from shoulder to wrist.
OUT, RAISED = (64, 116), 128


@pytest.fixture(scope="module")
def people():
    return [(tile, body_of(tile, head=1.12)) for tile in tiles(3000)]


def degrees(arm, lean):
    """How far up an arm points, the body's lean taken for the worse and the better."""
    vector = arm.wrist - arm.shoulder
    up = math.degrees(cmath.phase(complex(vector.imag, abs(vector.real))))
    return up - abs(lean), up + abs(lean)


def test_a_raised_hand_is_twenty_degrees_beyond_what_counts_as_raised(people):
    raised = [(t, b) for t, b in people if t.facts.pose == "raised"]
    assert raised
    assert all(degrees(b.acting, t.stage.lean)[0] >= RAISED + MARGIN for t, b in raised)


def test_a_stretched_arm_is_twenty_degrees_within_what_counts_as_stretched(people):
    for tile, body in people:
        if tile.facts.pose == "out":
            low, high = degrees(body.acting, tile.stage.lean)
            assert low >= OUT[0] + MARGIN and high <= OUT[1] - MARGIN


def test_every_other_arm_is_twenty_degrees_short_of_stretched(people):
    for tile, body in people:
        others = [body.holding] + [body.acting] * (tile.facts.pose in ("hip", NONE))
        assert all(degrees(arm, tile.stage.lean)[1] <= OUT[0] - MARGIN for arm in others)


def test_every_arm_is_twenty_degrees_from_the_end_of_any_fact(people):
    """A hand on the hip among them: its forearm points inward, every other one outward."""
    assert {tile.facts.pose for tile, _ in people} == {"raised", "out", "hip", NONE}
    assert all(room(tile) >= LEAST_DEGREES for tile, _ in people)


def test_an_arm_that_leans_too_far_has_no_room_left(people):
    for tile, _ in people[:400]:
        assert room(replace(tile, stage=replace(tile.stage, lean=60))) < LEAST_DEGREES


def test_a_hand_on_the_hip_is_at_the_hip_with_the_elbow_out(people):
    for tile, body in people:
        if tile.facts.pose == "hip":
            arm = body.acting
            assert abs(arm.elbow.real) - abs(arm.wrist.real) > 10
            assert abs(abs(arm.wrist.real) - body.measure.waist) < 10  # on a stout belly
            assert body.neck.imag + 18 < arm.wrist.imag < body.hips.imag


def test_a_hand_that_holds_is_below_the_shoulder_and_away_from_the_body(people):
    for tile, body in people:
        if tile.facts.holds != NONE:
            arm = body.holding
            assert arm.wrist.imag > arm.shoulder.imag + 8
            assert arm.wrist.real > body.measure.waist


def test_whoever_sits_is_lower_than_whoever_stands(people):
    for tile, body in people:
        if tile.facts.near == "chair":
            assert body.is_seated and -body.hips.imag * body.measure.scale < 29


def of(tile, who, **person):
    """The body of somebody like whoever is on the tile."""
    facts = replace(tile.facts, who=who, near=NONE)
    return body_of(replace(tile, facts=facts, person=replace(tile.person, **person)))


@pytest.mark.parametrize("who", VALUES["who"])
def test_the_stoutest_are_half_as_broad_again_as_the_slenderest(people, who):
    tile, _ = people[0]
    slender, stout = (of(tile, who, build=build).measure for build in (0, 1))
    assert stout.waist > 1.5 * slender.waist
    assert stout.hips > 1.3 * slender.hips
    assert stout.shoulder > slender.shoulder


def test_children_are_of_several_sizes_and_smaller_than_anybody_grown(people):
    tile, _ = people[0]
    young, older = (of(tile, "child", age=age).measure.scale for age in (0, 1))
    assert young < 0.92 * older < older < of(tile, "woman", age=0).measure.scale


@pytest.mark.parametrize("who", ["man", "woman"])
def test_the_old_are_smaller_and_bent(people, who):
    tile, _ = people[0]
    young, old = (of(tile, who, age=age) for age in (0.3, 0.9))
    assert old.neck.imag > young.neck.imag
    assert (old.head - old.neck).imag > (young.head - young.neck).imag
