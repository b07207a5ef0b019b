"""Which signal stands for all."""

import pytest

from comments.causes import heaviest


@pytest.mark.parametrize(
    ("weights", "cause"),
    [
        ({}, ""),
        ({"way": 0, "address": -1}, ""),
        ({"way": 0, "work": 1}, "work"),
        ({"work": 1, "bait": 3, "time": 2}, "bait"),
    ],
)
def test_the_heaviest_that_speaks_against_it_is_the_cause(weights, cause):
    signals = [{"name": n, "weight": w, "sentence": "Said."} for n, w in weights.items()]

    assert heaviest(signals) == cause
