"""What is known about a sender: signals with a weight, for whoever reads."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from captcha import owed, work
from captcha.asking import Asker
from captcha.challenge import issue
from captcha.evidence import signals
from captcha.fields import Response

ANNA = Asker("A" * 22, ("today",))


@pytest.fixture
def clock(db):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def asked(clock):
    return issue("letter", ANNA, 1)


def about(name, asked, asker=ANNA, **facts):
    """Return weight and sentence of one signal, None if there is none."""
    found = {signal["name"]: signal for signal in signals(asked, Response(**facts), asker)}
    return (found[name]["weight"], found[name]["sentence"]) if name in found else None


def test_the_way_in_and_its_level_are_told(asked):
    assert about("way", asked) == (0, "Passed the pictures at level 1.")
    assert about("way", asked, is_unable=True) == (0, "Could not use pictures.")


@pytest.mark.parametrize(("seconds", "weight"), [(0, 2), (4, 2), (5, 0), (300, 0)])
def test_who_answers_at_once_is_suspect(asked, clock, seconds, weight):
    clock.shift(timedelta(seconds=seconds))
    assert about("time", asked) == (weight, f"Sent {seconds} s after the question.")


def test_a_clock_that_runs_behind_makes_no_negative_time(asked, clock):
    clock.shift(timedelta(seconds=-30))
    assert about("time", asked) == (2, "Sent 0 s after the question.")


@pytest.mark.parametrize(("wrong", "weight"), [(1, 0), (2, 0), (3, 1)])
def test_wrong_answers_before_are_told(asked, wrong, weight):
    for _ in range(wrong):
        owed.TRIES.take(ANNA.name)
    assert about("tries", asked) == (weight, f"Wrong answers in the last hour: {wrong}.")


def test_of_no_wrong_answers_nothing_is_said(asked):
    assert about("tries", asked) is None


def test_work_is_told_in_bits(asked, monkeypatch):
    monkeypatch.setattr(work, "ITERATIONS", 1)
    counter = next(str(n) for n in range(10**5) if work.bits(str(asked), str(n)) == 6)
    assert about("work", asked, work=counter) == (0, "Its browser computed for it (6 bits).")
    assert about("work", asked) == (1, "Its browser computed nothing: no script, or a program.")


def test_a_bait_that_was_taken_weighs_most(asked):
    assert about("bait", asked, bait="x") == (3, "Filled in a field that people do not see.")
    assert about("bait", asked) is None


def test_what_the_sender_typed_is_in_no_signal(asked):
    found = signals(asked, Response(bait="<b>words</b>", work="words"), ANNA)
    assert "words" not in str(found)


def test_signals_speak_the_language_of_the_staff_not_of_the_sender(asked):
    with override("ru"):
        assert about("way", asked) == (0, "Passed the pictures at level 1.")
