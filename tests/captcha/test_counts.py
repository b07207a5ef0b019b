"""Counts in the cache: what they remember, and for how long."""

from datetime import timedelta

import pytest
import time_machine

from captcha.counts import Count

ASKED = Count("asked", 600)


@pytest.fixture
def clock():
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        yield clock


def test_each_client_has_a_count_of_its_own(clock):
    assert [ASKED.add("a"), ASKED.add("a"), ASKED.add("b")] == [1, 2, 1]
    assert (ASKED.of("a"), ASKED.of("b"), ASKED.of("c")) == (2, 1, 0)


def test_each_count_is_of_its_own(clock):
    ASKED.add("a")
    assert Count("other", 600).of("a") == 0


def test_a_count_is_forgotten_ten_minutes_after_its_first_however_many_follow(clock):
    ASKED.add("a")
    clock.shift(timedelta(seconds=599))
    assert ASKED.add("a") == 2
    clock.shift(timedelta(seconds=2))
    assert ASKED.of("a") == 0


def test_clients_without_a_name_are_not_counted_together():
    assert [ASKED.add(""), ASKED.add(""), ASKED.of("")] == [0, 0, 0]


def test_a_name_of_several_words_is_a_key_that_every_cache_takes(recwarn):
    ASKED.add("browser and more")
    assert ASKED.of("browser and more") == 1
    assert not recwarn.list


@pytest.mark.parametrize("ask", [ASKED.add, ASKED.of], ids=["add", "of"])
def test_a_cache_that_fails_counts_nothing_and_is_named_by_its_kind_alone(settings, caplog, ask):
    settings.CACHES = {"default": {"BACKEND": "tests.captcha.test_owed.BrokenCache"}}
    assert ask("a") == 0
    assert "The cache does not count challenges: ConnectionError" in caplog.text
    assert "192.0.2.7" not in caplog.text
