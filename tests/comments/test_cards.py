"""What a moderator's page sends back."""

import pytest
from django.core.exceptions import ValidationError

from comments import cards


def test_cards_say_which_version_of_which_comment_was_seen():
    assert cards.parse(["1:2", "999999999999999999:999999999"]) == {
        1: 2,
        999999999999999999: 999999999,
    }


@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        ["1"],
        ["1:"],
        [":1"],
        ["1:1", "x"],
        ["1:1\n"],
        [" 1:1"],
        ["-1:1"],
        ["1:-1"],
        ["1.0:1"],
        ["１:1"],
        ["1:1:1"],
        [f"{10**18}:1"],
        [f"1:{10**9}"],
        ["1" * 10_000 + ":1"],
    ],
    ids=lambda values: ascii(values)[:20],
)
def test_anything_else_is_refused_with_a_sentence(values):
    with pytest.raises(ValidationError, match="Select the comments"):
        cards.parse(values)
