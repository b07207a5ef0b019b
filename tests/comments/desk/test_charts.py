"""The geometry of the figures."""

import pytest

from comments.desk.charts import HEIGHT, LEFT, LINES, RIGHT, TOP, WIDTH, Panel, nice, short

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday"]


@pytest.mark.parametrize(
    ("number", "round_number"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (11, 20), (60, 60), (521, 600), (8.5, 10), (10**6, 10**6)],
)
def test_the_scale_ends_at_the_next_round_number(number, round_number):
    assert nice(number) == round_number


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (0.5, "0.5"), (1500, "1.5k"), (2e6, "2M")])
def test_a_number_beside_the_scale_is_short(number, text):
    assert short(number) == text


def test_a_bar_is_as_high_as_its_number_and_none_is_drawn_for_nothing():
    low, high = Panel("p", DAYS, [("s", [0, 1, 2, 0])]).bars
    assert float(high["y"]) == TOP
    assert float(high["height"]) == pytest.approx(2 * float(low["height"]), abs=0.2)


def test_nothing_is_drawn_outside_of_the_picture():
    panel = Panel("p", DAYS, [("s", [10**9, 3, 7, 1])])
    for bar in panel.bars:
        assert LEFT <= float(bar["x"]) < float(bar["x"]) + float(bar["width"]) <= WIDTH - RIGHT
        assert TOP <= float(bar["y"]) < HEIGHT


def test_a_line_is_broken_where_there_is_nothing_to_say():
    (line,) = Panel("p", DAYS, [("s", [1, None, 2, 2])], LINES).lines
    assert [len(points.split()) for points in line["stretches"]] == [1, 2]


def test_the_first_and_the_last_day_are_named_below():
    named = [day for day, _x, _anchor in Panel("p", DAYS, [("s", [1, 2, 3, 4])]).dates]
    assert (named[0], named[-1]) == ("Monday", "Thursday")
