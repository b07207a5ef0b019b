"""The facts hold by construction: geometry of the joints, in tile pixels, over many tiles."""

import math

import pytest

from captcha.pictures.bodies import ARMS, GROUND, Reach, figure
from captcha.pictures.pen import TILE
from captcha.pictures.prompts import ASKED_POSES, Pose
from tests.captcha.pictures.samples import tiles

RAISED_ABOVE = 20  # degrees over level: the boundary of a raised hand
MARGIN = 20


@pytest.fixture(scope="module")
def figures():
    """Every tile at the smallest and the largest proportions that a style can have."""
    return [
        (tile, figure(tile, head, limb))
        for tile in tiles(1800)
        for head, limb in ((1.03, 0.94), (1.11, 1.06))
    ]


def elevation(frame, low, high):
    """Degrees over level, as seen on the tile."""
    (ax, ay), (bx, by) = frame.place(*low), frame.place(*high)
    return math.degrees(math.atan2(ay - by, abs(bx - ax)))


def arms_of(figures, *poses):
    for tile, shape in figures:
        if tile.pose in poses:
            yield shape, shape.arms[0], shape.arms[1]


def test_a_raised_hand_is_above_the_head_with_the_arm_well_above_level(figures):
    for shape, arm, _ in arms_of(figures, Pose.RAISED):
        assert elevation(shape.trunk, arm.shoulder, arm.elbow) >= RAISED_ABOVE + 15
        assert elevation(shape.trunk, arm.shoulder, arm.fingertip) >= RAISED_ABOVE + MARGIN
        eye, crown = shape.head.place(0, -2), shape.head.place(0, -15)
        assert shape.trunk.place(*arm.wrist)[1] < eye[1]
        assert shape.trunk.place(*arm.fingertip)[1] < crown[1] - 2


def test_a_raised_hand_is_clear_of_the_face(figures):
    for shape, arm, _ in arms_of(figures, Pose.RAISED):
        palm = shape.trunk.place(*arm.wrist)
        assert math.dist(palm, shape.head.place(0, 0)) > shape.body.head_y + 5


def test_every_other_arm_stays_twenty_degrees_below_that_boundary(figures):
    for _, shape in figures:
        for arm in shape.arms:
            if arm.reach is not Reach.RAISE:
                for joint in (arm.elbow, arm.wrist, arm.fingertip):
                    angle = elevation(shape.trunk, arm.shoulder, joint)
                    assert angle <= RAISED_ABOVE - MARGIN + 0.5


def test_stretched_and_pointing_arms_are_level_and_no_other_arm_is(figures):
    for _, shape in figures:
        for arm in shape.arms:
            angle = elevation(shape.trunk, arm.shoulder, arm.wrist)
            if arm.reach in (Reach.OUT, Reach.POINT):
                assert angle >= -12
            elif arm.reach not in (Reach.RAISE, Reach.FOLD):
                assert angle <= -12 - MARGIN


def test_hands_on_hips_touch_the_hips_with_the_elbows_far_out(figures):
    for shape, *arms in arms_of(figures, Pose.HIPS):
        for arm in arms:
            assert abs(abs(arm.wrist[0]) - shape.body.hips) < 3 and -10 < arm.wrist[1] < 0
            assert abs(arm.elbow[0]) - abs(arm.wrist[0]) > 7


def test_only_the_asked_poses_show_what_is_asked():
    for pose in Pose:
        first, second = ARMS[pose]
        assert (first is Reach.RAISE) == (pose is Pose.RAISED)
        assert (first is second is Reach.HIP) == (pose is Pose.HIPS)
        assert (first is second is Reach.OUT) == (pose is Pose.STRETCHED)
        assert (first is Reach.POINT) == (pose is Pose.POINTING)
    assert len(ASKED_POSES) >= 4


def test_the_free_arm_never_takes_part_in_the_pose(figures):
    idle = {Reach.HANG, Reach.CARRY, Reach.BEHIND}
    for _, _, second in arms_of(figures, Pose.RAISED, Pose.POINTING, Pose.HOLDING):
        assert second.reach in idle


def test_bones_keep_their_length_and_joints_meet(figures):
    for _, shape in figures:
        for arm in shape.arms:
            assert math.dist(arm.shoulder, arm.elbow) == pytest.approx(shape.body.upper_arm)
            assert math.dist(arm.elbow, arm.wrist) == pytest.approx(shape.body.forearm, abs=0.2)
            assert math.hypot(*arm.hand) == pytest.approx(1, abs=0.01)


def test_hands_stay_inside_the_tile(figures):
    for _, shape in figures:
        for arm in shape.arms:
            x, y = shape.trunk.place(*arm.fingertip)
            assert 3 < x < TILE - 3
            assert 3 < y < TILE - 3


def test_figures_are_at_least_three_fifths_of_the_tile_high(figures):
    for _, shape in figures:
        crown = shape.head.place(0, -15.2)[1]
        assert crown > 10
        assert GROUND - crown >= 0.7 * TILE
