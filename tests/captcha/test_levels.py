"""Levels: what a blind guess is worth, by counting every answer the real code can ask for."""

import random
from collections import Counter

import pytest
import time_machine

from captcha import challenge as challenges
from captcha.asking import Asker
from captcha.challenge import Challenge, Sheet, issue
from captcha.levels import HARDEST, LEVELS
from captcha.pictures.prompts import PROMPTS


class Stream:
    """A token whose streams are the numbers it is given."""

    def __init__(self, level, **numbers):
        self.level = level
        self.numbers = numbers

    def stream(self, purpose):
        return self.numbers[purpose.replace(" ", "_")].to_bytes(32)


def answers_of_sheet(level, index):
    """Return the answers of one sheet for every number that its stream can be, modulo them all."""
    return [
        Sheet(Stream(level, **{f"answer_{index}": number}), index, LEVELS[level]).answer
        for number in range(LEVELS[level].subsets)
    ]


@pytest.mark.parametrize(("level", "guesses"), [(0, 510), (1, 4094)])
def test_a_blind_guess_passes_once_in_510_and_once_in_4094(level, guesses):
    answers = [
        Challenge(Stream(level, answer_0=number)).answer for number in range(LEVELS[level].subsets)
    ]
    every = frozenset(range(1, LEVELS[level].tiles + 1))
    assert len(answers) == len(set(answers)) == guesses
    assert all(answer and answer < every for answer in answers)


def test_a_blind_guess_at_two_sheets_passes_once_in_260100():
    first, second = answers_of_sheet(2, 0), answers_of_sheet(2, 1)
    answers = {one | other for one in first for other in second}
    assert len(answers) == 260_100
    assert all(one and max(one) <= 9 for one in first)
    assert all(other and min(other) >= 10 for other in second)


@pytest.mark.parametrize(("one", "other"), [(0, 0), (0, 509), (7, 300), (509, 1)])
def test_the_answer_of_two_sheets_is_that_of_both(one, other):
    asked = Challenge(Stream(2, answer_0=one, answer_1=other))
    assert asked.answer == answers_of_sheet(2, 0)[one] | answers_of_sheet(2, 1)[other]


@pytest.fixture
def many(monkeypatch, settings):
    """20,400 challenges of two sheets, the same on every run: forty for every answer of a sheet."""
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    monkeypatch.setattr(challenges.secrets, "token_bytes", random.Random(2).randbytes)
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False):
        return [issue("letter", Asker("A" * 22), HARDEST) for _ in range(40 * 510)]


def test_the_two_sheets_of_a_challenge_tell_nothing_of_each_other(many):
    pairs = [asked.sheets for asked in many]
    same = sum({tile + 9 for tile in a.answer} == b.answer for a, b in pairs)
    assert 15 < same < 75  # 40 by chance
    whom = Counter((a.prompt.facts["who"], b.prompt.facts["who"]) for a, b in pairs)
    kinds = Counter(prompt.facts["who"] for prompt in PROMPTS)
    for (a, b), count in whom.items():
        expected = len(many) * kinds[a] * kinds[b] / len(PROMPTS) ** 2
        assert abs(count - expected) < 5 * expected**0.5
    alike = sum(a.prompt == b.prompt for a, b in pairs)
    assert 5 < alike < 55  # 25 by chance


def test_every_tile_of_both_sheets_is_right_half_of_the_time(many):
    counts = Counter(tile for asked in many for tile in asked.answer)
    assert counts.keys() == set(range(1, 19))
    assert all(count / len(many) == pytest.approx(0.5, abs=0.015) for count in counts.values())


def test_the_levels_are_what_the_documentation_says():
    assert [(level.grid.columns, level.grid.rows, level.sheets) for level in LEVELS] == [
        (3, 3, 1),
        (4, 3, 1),
        (3, 3, 2),
    ]
