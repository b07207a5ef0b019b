"""The work: what a counter is worth, and that nothing absurd is worth anything."""

import itertools
from dataclasses import replace
from hashlib import pbkdf2_hmac

import pytest

from captcha import work
from captcha.asking import Asker
from captcha.challenge import Challenge, issue
from captcha.levels import HARDEST, LEVELS


@pytest.fixture
def asked():
    return issue("letter", Asker("A" * 22))


def zeros(data):
    """Return how many zero bits ``data`` begins with, one bit after the other."""
    digits = "".join(f"{byte:08b}" for byte in data)
    return len(digits) - len(digits.lstrip("0"))


def mine(asked, price):
    """Return the first counter that is worth ``price``, by trying one after the other."""
    seed = str(asked)[: work.SEED_LENGTH].encode()
    for counter in itertools.count():
        key = pbkdf2_hmac("sha256", seed, str(counter).encode(), work.ITERATIONS, dklen=8)
        if zeros(key) >= price:
            return str(counter)


def test_a_counter_is_worth_the_zero_bits_that_brute_force_finds(asked):
    counter = mine(asked, 6)
    seed = str(asked)[: work.SEED_LENGTH].encode()
    key = pbkdf2_hmac("sha256", seed, counter.encode(), work.ITERATIONS, dklen=8)
    assert work.bits(str(asked), counter) == zeros(key)
    assert work.is_paid(str(asked), counter, 6)
    assert not any(work.is_paid(str(asked), str(less), 6) for less in range(int(counter)))


def test_a_counter_is_paid_up_to_its_bits_and_not_one_more(asked):
    counter = mine(asked, 5)
    bits = work.bits(str(asked), counter)
    assert work.is_paid(str(asked), counter, bits)
    assert not work.is_paid(str(asked), counter, bits + 1)


def test_a_renewal_keeps_the_work(asked, monkeypatch):
    monkeypatch.setattr(work, "ITERATIONS", 1)
    renewed = Challenge(replace(asked.token, expires_at=asked.token.expires_at + 500))
    assert str(renewed) != str(asked)
    counter = mine(asked, 10)
    assert work.bits(str(renewed), counter) == work.bits(str(asked), counter) >= 10


def test_the_work_for_one_challenge_is_worth_nothing_for_another(asked, monkeypatch):
    monkeypatch.setattr(work, "ITERATIONS", 1)
    counter = mine(asked, 12)
    others = [issue("letter", Asker("A" * 22)) for _ in range(20)]
    # By luck, once in 4,096: three of twenty would be once in ten million runs.
    assert sum(work.is_paid(str(other), counter, 12) for other in others) < 3


ABSURD = ["", "-1", "+1", "1.5", " 1", "1 ", "1e9", "0x1", "١", "²", "\0", "one", "9" * 16]


@pytest.mark.parametrize("counter", ABSURD)
def test_what_is_no_counter_is_worth_nothing_and_pays_nothing(asked, counter):
    assert work.bits(str(asked), counter) == 0
    assert not work.is_paid(str(asked), counter, 1)


@pytest.mark.parametrize("counter", ["9" * 16, "9" * 1_000_000, "x" * 1_000_000])
def test_a_huge_counter_costs_us_no_computing(asked, counter, monkeypatch):
    monkeypatch.setattr(work, "pbkdf2_hmac", lambda *a, **k: pytest.fail("computed"))
    assert work.bits(str(asked), counter) == 0


def test_there_is_a_price_for_every_level_and_it_rises():
    assert len(work.PRICES) == len(LEVELS)
    assert work.PRICES[0] < work.PRICES[1] < work.LANE_PRICE


def test_at_the_hardest_level_nobody_pays_for_what_nobody_asks_for():
    assert work.PRICES[HARDEST] == work.PRICES[0]


def test_the_seed_of_the_work_is_what_a_renewal_leaves_alone(asked):
    renewed = Challenge(replace(asked.token, expires_at=1))
    assert str(renewed)[: work.SEED_LENGTH] == str(asked)[: work.SEED_LENGTH]
