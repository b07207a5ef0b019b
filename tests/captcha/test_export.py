"""Labelled challenges are those that a site with that key would issue."""

from datetime import UTC, date, datetime

import pytest

from captcha import challenge, export
from captcha.levels import LEVELS

KEY = "somebody-else-0123456789-abcdefghijklmnopqrstuvwxyz-ABCD"
DAY = date(2026, 11, 22)


@pytest.fixture
def exported():
    return list(export.challenges(KEY, DAY, level=0, count=60, seed="tests"))


def test_a_site_with_that_key_reads_them_as_its_own(exported, settings):
    settings.SECRET_KEY = KEY
    assert all(challenge.read(str(one)) == one for one in exported)


def test_they_are_issued_on_the_day_and_all_differ(exported):
    days = {datetime.fromtimestamp(one.token.issued_at, UTC).date() for one in exported}
    assert (days, len({one.nonce for one in exported})) == ({DAY}, 60)


def test_a_seed_gives_the_same_ones_and_no_seed_always_others(exported):
    def nonces(seed):
        return [one.nonce for one in export.challenges(KEY, DAY, 0, 60, seed)]

    assert nonces("tests") == [one.nonce for one in exported]
    assert not set(nonces("")) & set(nonces(""))


def test_a_tile_is_right_just_when_it_has_all_the_facts_asked_for(exported):
    for one in exported:
        said = export.described(one.sheets[0])
        asked = said["prompt"]["facts"].items()
        right = [tile["number"] for tile in said["tiles"] if asked <= tile["facts"].items()]
        assert right == said["answer"] == sorted(one.answer)


def test_a_second_sheets_tiles_are_numbered_on():
    (one,) = export.challenges(KEY, DAY, level=2, count=1)
    numbers = [tile["number"] for sheet in one.sheets for tile in export.described(sheet)["tiles"]]
    assert numbers == list(range(1, LEVELS[2].tiles + 1))
