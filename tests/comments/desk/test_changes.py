"""What changed between two wordings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.desk import changes


def test_only_the_words_that_changed_are_shown_as_changed():
    assert changes.compare("The map is bad.", "The map is good.") == [
        ("same", "The map is "),
        ("del", "bad"),
        ("ins", "good"),
        ("same", "."),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_wordings_can_be_read_from_the_comparison(old, new):
    parts = changes.compare(old, new)

    assert "".join(text for kind, text in parts if kind != "ins") == old
    assert "".join(text for kind, text in parts if kind != "del") == new


@pytest.mark.parametrize("piece", ["a ", "ab cd ", "!"])
def test_what_is_too_long_to_compare_is_shown_whole(piece):
    old, new = piece * 2500, piece * 2499

    assert changes.compare(old, new) == [("del", old), ("ins", new)]
