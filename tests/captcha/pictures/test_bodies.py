import cmath
import math

import pytest

from captcha.pictures.bodies import body_of
from captcha.pictures.facts import NONE
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


def test_a_hand_on_the_hip_is_at_the_hip_with_the_elbow_out(people):
    for tile, body in people:
        if tile.facts.pose == "hip":
            arm = body.acting
            assert abs(arm.elbow.real) - abs(arm.wrist.real) > 10
            assert abs(abs(arm.wrist.real) - body.measure.waist) < 8
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
