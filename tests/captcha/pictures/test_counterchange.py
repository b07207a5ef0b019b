import random

import pytest
from PIL import Image

from captcha.pictures.counterchange import KINDS, Fields, counterchanged, write_fields
from captcha.pictures.labels import COUNT
from captcha.pictures.tiles import SIZE
from tests.captcha.pictures.samples import drawn

STRAIGHT, WINDING = 0, 0.2


def nights(kind, count, wobble=WINDING):
    """Where it is night on tiles with nothing on them, in 4 x 4 places each: shares of 255."""
    empty = Image.new("L", (SIZE, SIZE))
    for detail in range(count):
        parted = counterchanged(empty, Fields(kind, 60, wobble), detail)
        yield parted.point(lambda label: 255 * (label >= COUNT)).reduce(SIZE // 4).tobytes()


def test_every_point_keeps_its_label():
    for number, (_, tile) in enumerate(drawn(20)):
        fields = write_fields(random.Random(number))
        parted = counterchanged(tile, fields, number)
        assert set(parted.tobytes()) <= set(range(2 * COUNT))
        assert parted.point([v % COUNT for v in range(256)]).tobytes() == tile.tobytes()


@pytest.mark.parametrize("wobble", [STRAIGHT, WINDING])
@pytest.mark.parametrize("kind", KINDS)
def test_day_and_night_are_equally_likely_in_every_place(kind, wobble):
    """So the light of a place says nothing of what is there; 0.05 is four standard errors or so."""
    count = 1000
    shares = [sum(place) / 255 / count for place in zip(*nights(kind, count, wobble), strict=True)]
    assert all(abs(share - 0.5) < 0.05 for share in shares)


@pytest.mark.parametrize("kind", KINDS)
def test_hardly_a_tile_is_all_day_or_all_night(kind):
    """It would be as easily looked up as one without fields."""
    shares = [sum(places) / 255 / 16 for places in nights(kind, 300)]
    assert sum(0.05 < share < 0.95 for share in shares) >= 0.97 * 300


def test_the_same_detail_draws_the_same_fields_and_another_others():
    for kind in KINDS:
        first, again = list(nights(kind, 50)), list(nights(kind, 50))
        assert first == again and len(set(first)) >= 49


def test_every_kind_is_written_sooner_or_later():
    assert {write_fields(random.Random(seed)).kind for seed in range(100)} == set(KINDS)
