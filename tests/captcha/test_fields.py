"""The shape of an answer."""

import pytest
from django.core.exceptions import ValidationError

from captcha.asking import Asker
from captcha.challenge import issue
from captcha.fields import CaptchaField, Response

TOKEN = "A" * 92


@pytest.mark.parametrize(
    ("tiles", "read"),
    [
        (["1"], {1}),
        (["9", "1", "5"], {1, 5, 9}),
        (["2", "2"], {2}),
        ([*map(str, range(1, 19))], {*range(1, 19)}),
    ],
)
def test_an_answer_is_the_set_of_tiles_that_were_ticked(tiles, read):
    assert CaptchaField().clean((TOKEN, tiles, False, "", "")) == Response(TOKEN, frozenset(read))


@pytest.mark.parametrize("tiles", [[], ["1"], ["absurd"]])
def test_one_who_cannot_use_pictures_need_not_choose_any(tiles):
    response = CaptchaField().clean((TOKEN, tiles, True, "", ""))
    assert response == Response(TOKEN, frozenset(), is_unable=True)


ABSURD = ["0", "19", "-1", "1.0", " 1", "01", "", "one", "١", "²", "1\0", "9" * 5000, "'"]


@pytest.mark.parametrize("tile", ABSURD)
def test_a_tile_that_is_not_on_the_sheet_is_refused_with_a_sentence(tile):
    with pytest.raises(ValidationError, match="That is no picture of the sheet") as caught:
        CaptchaField().clean((TOKEN, ["1", tile], False, "", ""))
    assert caught.value.code == "absurd"


@pytest.mark.parametrize(("level", "tile"), [(0, "10"), (1, "13"), (2, "19")])
def test_a_tile_of_a_larger_sheet_is_refused_without_costing_the_challenge(level, tile):
    asked = issue("letter", Asker(), level)
    with pytest.raises(ValidationError) as caught:
        CaptchaField().clean((str(asked), ["1", "12", tile], False, "", ""))
    assert caught.value.code == "absurd"


@pytest.mark.parametrize("token", ["", "A" * 91, "A" * 93, "я", "\0"])
@pytest.mark.parametrize("is_unable", [True, False])
def test_an_answer_without_a_challenge_is_asked_to_pick_pictures(token, is_unable):
    with pytest.raises(ValidationError) as caught:
        CaptchaField().clean((token, ["1"], is_unable, "", ""))
    assert caught.value.code == "missing"


@pytest.mark.parametrize(
    ("level", "tiles"), [(0, []), (1, []), (2, []), (2, ["1", "9"]), (2, ["10", "18"])]
)
def test_an_answer_that_leaves_a_sheet_untouched_is_asked_to_select_some(level, tiles):
    asked = issue("letter", Asker(), level)
    with pytest.raises(ValidationError) as caught:
        CaptchaField().clean((str(asked), tiles, False, "", ""))
    assert caught.value.code == "nothing"


def test_a_field_alone_judges_nothing():
    """Whatever has the shape of an answer is valid here, so an error elsewhere confirms nothing."""
    assert CaptchaField().clean(("nonsense".ljust(92), ["3"], False, "", "")).tiles == {3}


def test_pictures_alone_are_no_change_of_a_form():
    assert not CaptchaField().has_changed(None, ("A" * 92, ["1"], True, "1", "x"))
