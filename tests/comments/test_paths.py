"""Where a comment stands in its thread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import paths
from comments.models import Comment

STEPS = st.lists(st.integers(1, 10**8 - 1), min_size=1, max_size=paths.LEVELS)


def path_of(steps):
    path = ""
    for number in steps:
        path = paths.child_path(path, number)
    return path


@given(STEPS)
def test_a_path_has_a_step_a_level(steps):
    path = path_of(steps)

    assert paths.level(path) == len(steps)
    assert [paths.level(above) for above in paths.ancestors(path)] == list(range(1, len(steps)))
    assert paths.top(path) == path_of(steps[:1])


@given(STEPS, STEPS)
def test_paths_sort_as_their_numbers_do(one, other):
    assert (path_of(one) < path_of(other)) == (one < other)


def test_replies_below_level_twenty_share_its_path():
    deepest = path_of(range(1, 21))

    assert paths.child_path(deepest, 21) == deepest
    assert len(deepest) == paths.PATH_LENGTH == Comment._meta.get_field("path").max_length


@given(STEPS, st.integers(1, 2**59))
def test_a_page_key_names_its_comment(steps, pk):
    comment = Comment(pk=pk, path=path_of(steps))

    path, first = paths.parse_key(paths.page_key(comment))

    assert path == comment.path
    assert first == (pk if len(steps) == paths.LEVELS else 0)


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "1",
        "0000000",
        "000000011",
        "00000001\n",
        "00000001-",
        "00000001-x",
        "00000001--1",
        "-1",
        "00000001-" + "1" * 19,
        "0" * 168,
        "٠٠٠٠٠٠٠١",
        "0000000１",
        "00000001 ",
        "' OR 1=1",
        "\x00" * 8,
    ],
    ids=ascii,
)
def test_a_malformed_key_is_none(key):
    assert paths.parse_key(key) is None


@given(st.text())
def test_no_key_breaks_the_parser(key):
    assert paths.parse_key(key) is None or key[:8].isdecimal()
