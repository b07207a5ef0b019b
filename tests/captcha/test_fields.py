"""The shape of an answer."""

import pytest
from django.core.exceptions import ValidationError

from captcha.fields import CaptchaField, Response

TOKEN = "A" * 88


@pytest.mark.parametrize(
    ("tiles", "read"),
    [
        (["1"], {1}),
        (["9", "1", "5"], {1, 5, 9}),
        (["2", "2"], {2}),
        ([*"123456789"], {*range(1, 10)}),
    ],
)
def test_an_answer_is_the_set_of_tiles_that_were_ticked(tiles, read):
    assert CaptchaField().clean((TOKEN, tiles, False)) == Response(TOKEN, frozenset(read))


@pytest.mark.parametrize("tiles", [[], ["1"], ["absurd"]])
def test_one_who_cannot_use_pictures_need_not_choose_any(tiles):
    response = CaptchaField().clean((TOKEN, tiles, True))
    assert response == Response(TOKEN, frozenset(), is_unable=True)


ABSURD = ["0", "10", "-1", "1.0", " 1", "01", "", "one", "١", "²", "1\0", "9" * 5000, "'"]


@pytest.mark.parametrize("tile", ABSURD)
def test_a_tile_that_is_not_on_the_sheet_is_refused_with_a_sentence(tile):
    with pytest.raises(ValidationError, match="That is no picture of the sheet") as caught:
        CaptchaField().clean((TOKEN, ["1", tile], False))
    assert caught.value.code == "absurd"


@pytest.mark.parametrize("token", ["", "A" * 87, "A" * 89, "я", "\0"])
@pytest.mark.parametrize("is_unable", [True, False])
def test_an_answer_without_a_challenge_is_asked_to_pick_pictures(token, is_unable):
    with pytest.raises(ValidationError) as caught:
        CaptchaField().clean((token, ["1"], is_unable))
    assert caught.value.code == "missing"


def test_an_answer_without_tiles_is_asked_to_select_some():
    with pytest.raises(ValidationError) as caught:
        CaptchaField().clean((TOKEN, [], False))
    assert caught.value.code == "nothing"


def test_a_field_alone_judges_nothing():
    """Whatever has the shape of an answer is valid here, so an error elsewhere confirms nothing."""
    assert CaptchaField().clean(("nonsense".ljust(88), ["3"], False)).tiles == {3}
