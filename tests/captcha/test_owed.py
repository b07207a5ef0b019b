"""What a client owes: every count raises the level at its step, and none shuts a neighbour out."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.cache.backends.base import BaseCache
from django.db import transaction

from captcha import owed
from captcha.asking import Asker
from captcha.budget import Exhausted
from captcha.challenge import issue, redeem
from captcha.levels import HARDEST
from captcha.models import Defence, Spent, Tally, Verdict

from ..racing import at_once

NOON = "2027-01-01T12:00:00Z"
SCOPE = "letter"
ANNA = Asker("A" * 22, ("today", "yesterday"))
NEIGHBOUR = Asker("B" * 22, ANNA.clients)
STRANGER = Asker("C" * 22, ("elsewhere",))


@pytest.fixture
def clock(db):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def take(budget, name, times):
    for _ in range(times):
        budget.take(name)


def answer(asker, *, is_right=False, level=HARDEST):
    """Answer a fresh challenge; a wrong answer is one tile short of or beyond the right one."""
    asked = issue(SCOPE, asker, level)
    tiles = asked.answer if is_right else asked.answer ^ {1}
    with transaction.atomic():
        return redeem(str(asked), tiles, scope=SCOPE, asker=asker)


# Steps


def test_who_did_nothing_wrong_owes_the_easiest(clock):
    assert owed.level_owed(ANNA) == 0


@pytest.mark.parametrize(
    ("wrong", "level"), [(1, 0), (2, 1), (3, 1), (4, 2), (9, 2)], ids=lambda value: str(value)
)
def test_a_browsers_wrong_answers_raise_its_level(clock, wrong, level):
    take(owed.TRIES, ANNA.name, wrong)
    assert owed.level_owed(ANNA) == level
    assert owed.level_owed(NEIGHBOUR) == owed.level_owed(STRANGER) == 0


@pytest.mark.parametrize(("wrong", "level"), [(19, 0), (20, 1), (59, 1), (60, 2), (2000, 2)])
def test_a_prefixs_wrong_answers_raise_the_level_of_all_behind_it_and_of_nobody_else(
    clock, wrong, level
):
    owed.PREFIX.take("today")
    Tally.objects.update(taken=wrong)
    assert owed.level_owed(ANNA) == owed.level_owed(NEIGHBOUR) == level
    assert owed.level_owed(STRANGER) == 0


def test_wrong_answers_of_before_midnight_count_under_yesterdays_name(clock):
    take(owed.PREFIX, "yesterday", 20)
    assert owed.level_owed(ANNA) == 1


@pytest.mark.parametrize(("issues", "level"), [(7, 0), (8, 1), (15, 1), (16, 2)])
def test_many_challenges_in_ten_minutes_raise_the_level(clock, issues, level):
    for _ in range(issues):
        owed.count_issue(ANNA)
    assert owed.level_owed(ANNA) == level
    assert owed.level_owed(NEIGHBOUR) == 0


@pytest.mark.parametrize(("issues", "level"), [(199, 0), (200, 1), (599, 1), (600, 2)])
def test_new_cookies_buy_no_new_budget_of_challenges(clock, issues, level):
    for number in range(issues):
        owed.count_issue(Asker(f"{number:022}", ANNA.clients))
    assert owed.level_owed(ANNA) == owed.level_owed(NEIGHBOUR) == level
    assert owed.level_owed(STRANGER) == 0


def test_challenges_are_forgotten_after_ten_minutes(clock):
    for _ in range(16):
        owed.count_issue(ANNA)
    clock.shift(timedelta(seconds=owed.ASKED_SECONDS + 1))
    assert owed.level_owed(ANNA) == 0


def draw(asker, times):
    for _ in range(times):
        owed.count_drawing(asker)


@pytest.mark.parametrize(("drawings", "level"), [(399, 0), (400, 1), (1199, 1), (1200, 2)])
def test_many_drawings_for_an_address_make_it_harder_whatever_cookies_it_sends(
    clock, drawings, level
):
    for number in range(drawings):
        draw(Asker(f"{number:022}", ANNA.clients), 1)
    assert owed.level_owed(ANNA) == level
    assert owed.level_owed(STRANGER) == 0


def test_after_sixty_drawings_in_ten_minutes_a_browser_waits_and_no_neighbour(clock):
    draw(ANNA, owed.DRAWINGS)
    with pytest.raises(Exhausted) as caught:
        draw(ANNA, 1)
    draw(NEIGHBOUR, 1)
    clock.shift(timedelta(seconds=caught.value.retry_after))
    draw(ANNA, 1)


def test_drawings_that_were_refused_make_it_harder_for_nobody(clock):
    draw(ANNA, owed.DRAWINGS)
    for _ in range(400):
        with pytest.raises(Exhausted):
            draw(ANNA, 1)
    assert owed.level_owed(NEIGHBOUR) == 0


def test_drawings_for_nobody_known_are_not_counted_together(clock):
    draw(Asker(), owed.DRAWINGS + 1)


@pytest.mark.parametrize(("right", "level"), [(29, 0), (30, 1), (89, 1), (90, 2), (500, 2)])
def test_right_answers_by_the_hundred_make_it_harder_for_that_browser_alone(clock, right, level):
    answer(ANNA, is_right=True)
    Tally.objects.filter(budget=owed.RIGHT.name).update(taken=right)
    assert owed.level_owed(ANNA) == level
    assert owed.level_owed(NEIGHBOUR) == 0
    assert answer(ANNA, is_right=True) is Verdict.PASSED  # harder, and never a wait


def test_those_without_a_name_are_not_counted_together(clock):
    for _ in range(20):
        owed.count_issue(Asker())
    assert owed.level_owed(Asker(), is_newcomer=True) == 0


def test_who_has_no_name_at_all_owes_the_hardest_but_not_as_a_newcomer(clock):
    assert owed.level_owed(Asker()) == HARDEST
    assert owed.level_owed(Asker(), is_newcomer=True) == 0


def test_a_hundred_wrong_answers_an_hour_are_judged_of_all_that_have_no_name(clock):
    verdicts = [answer(Asker()) for _ in range(100)]
    with pytest.raises(Exhausted):
        answer(Asker())
    assert Counter(verdicts) == {Verdict.WRONG: 100}
    assert answer(ANNA, is_right=True) is Verdict.PASSED


def test_a_cookie_that_did_not_come_back_costs_a_level_but_not_a_newcomer(clock):
    assert owed.level_owed(Asker("", ("today",))) == 1
    assert owed.level_owed(Asker("", ("today",)), is_newcomer=True) == 0


def test_no_more_than_the_hardest_is_ever_owed(clock):
    take(owed.TRIES, ANNA.name, 9)
    take(owed.PREFIX, "today", 60)
    Defence.objects.update(mode="on")
    assert owed.level_owed(ANNA) == HARDEST


# Windows


@pytest.mark.parametrize(("minutes", "level"), [(0, 1), (59, 1), (60, 1), (119, 1), (120, 0)])
def test_wrong_answers_count_in_their_hour_and_in_the_next(clock, minutes, level):
    take(owed.TRIES, ANNA.name, 2)
    clock.shift(timedelta(minutes=minutes))
    assert owed.level_owed(ANNA) == level


def test_wrong_answers_on_both_sides_of_the_turn_of_an_hour_are_added(clock):
    clock.shift(timedelta(minutes=59, seconds=59))
    owed.TRIES.take(ANNA.name)
    clock.shift(timedelta(seconds=1))
    owed.TRIES.take(ANNA.name)
    assert owed.level_owed(ANNA) == 1


# Ten wrong answers


def test_after_ten_wrong_answers_a_browser_waits_until_the_hour_is_well_over(clock):
    clock.shift(timedelta(minutes=20))
    verdicts = [answer(ANNA) for _ in range(10)]
    spent = Spent.objects.count()
    with pytest.raises(Exhausted) as caught:
        answer(ANNA, is_right=True)
    assert Counter(verdicts) == {Verdict.WRONG: 10}
    assert caught.value.retry_after == 46 * 60
    assert Spent.objects.count() == spent == 10
    clock.shift(timedelta(minutes=46))
    assert answer(ANNA, is_right=True) is Verdict.PASSED


def test_while_one_browser_waits_its_neighbours_pass(clock):
    for _ in range(10):
        answer(ANNA)
    assert answer(NEIGHBOUR, is_right=True) is Verdict.PASSED


def test_a_busy_prefix_and_a_busy_site_make_nobody_wait(clock):
    for budget, name in [(owed.PREFIX, "today"), (owed.SITE_WRONG, owed.SITE)]:
        budget.take(name)
    Tally.objects.update(taken=100_000)
    assert answer(NEIGHBOUR) is Verdict.WRONG
    assert answer(NEIGHBOUR, is_right=True) is Verdict.PASSED


def test_a_client_without_cookies_waits_after_ten_wrong_answers_too(clock):
    nobody = Asker("", ("today", "yesterday"))
    for _ in range(10):
        assert answer(nobody) is Verdict.WRONG
    with pytest.raises(Exhausted):
        answer(nobody)


def test_a_right_answer_costs_no_try(clock):
    for _ in range(12):
        assert answer(ANNA, is_right=True) is Verdict.PASSED
    assert owed.wrong_answers(ANNA) == 0
    assert owed.level_owed(ANNA) == 0


def test_a_wrong_answer_is_counted_for_the_browser_the_prefix_and_the_site(clock):
    answer(ANNA)
    assert set(Tally.objects.values_list("budget", "client", "taken")) == {
        ("tries", ANNA.name, 1),
        ("prefix", "today", 1),
        ("site wrong", "site", 1),
        ("site wrong of prefix", "today", 1),
    }


def pass_at_once(number):
    asked = issue(SCOPE, ANNA, HARDEST)
    with transaction.atomic():
        return redeem(str(asked), asked.answer, scope=SCOPE, asker=ANNA)


@pytest.mark.django_db(transaction=True)
def test_right_answers_at_the_same_instant_are_counted_exactly():
    assert Counter(at_once(8, pass_at_once)) == {Verdict.PASSED: 8}
    assert owed.counted(owed.RIGHT.tallies(ANNA.names)) == {owed.RIGHT.name: 8}
    assert owed.wrong_answers(ANNA) == 0


def judge_at_once(number):
    asked = issue(SCOPE, ANNA, HARDEST)
    try:
        with transaction.atomic():
            return redeem(str(asked), asked.answer ^ {1}, scope=SCOPE, asker=ANNA)
    except Exhausted:
        return Exhausted


@pytest.mark.django_db(transaction=True)
def test_of_twenty_wrong_answers_at_the_same_instant_ten_are_judged():
    assert Counter(at_once(20, judge_at_once)) == {Verdict.WRONG: 10, Exhausted: 10}
    assert Spent.objects.count() == 10


def test_wrong_answers_of_before_a_rotation_of_the_key_count_for_the_ten(clock, settings):
    for _ in range(10):
        answer(ANNA)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    with pytest.raises(Exhausted):
        answer(ANNA)


# Under attack


def answers_from(client, times):
    for number in range(times):
        answer(Asker(f"{number:022}", (client,)))


def test_one_bot_is_no_attack_on_the_site(clock):
    answers_from("bot", 160)
    assert owed.attack().wrong == 20 and not owed.attack().is_on
    assert owed.level_owed(STRANGER) == 0


def test_eight_bots_are_an_attack(clock):
    for number in range(8):
        answers_from(f"bot {number}", 20)
    assert owed.attack().is_on and owed.level_owed(STRANGER) == 1


def test_the_alarm_goes_at_150_wrong_answers_and_ends_when_they_have_passed(clock):
    take(owed.SITE_WRONG, owed.SITE, 149)
    assert not owed.attack().is_on
    owed.SITE_WRONG.take(owed.SITE)
    assert owed.attack().is_on and owed.level_owed(STRANGER) == 1
    clock.shift(timedelta(minutes=19, seconds=59))
    assert owed.attack().is_on and owed.level_owed(STRANGER) == 1
    clock.shift(timedelta(seconds=1))
    assert not owed.attack().is_on and owed.level_owed(STRANGER) == 0


def test_the_alarm_goes_at_40_comments_without_pictures(clock):
    take(owed.SITE_UNABLE, owed.SITE, 39)
    assert not owed.attack().is_on
    owed.SITE_UNABLE.take(owed.SITE)
    assert owed.attack().is_on and owed.level_owed(STRANGER) == 1


@pytest.mark.parametrize(("mode", "is_on"), [("on", True), ("off", False), ("auto", False)])
def test_the_switch_decides_while_all_is_quiet(clock, mode, is_on):
    Defence.objects.update(mode=mode)
    assert owed.attack().is_on is is_on
    assert owed.level_owed(STRANGER) == is_on


@pytest.mark.parametrize(("mode", "is_on"), [("on", True), ("off", False), ("auto", True)])
def test_the_switch_decides_while_the_alarm_goes(clock, mode, is_on):
    Defence.objects.update(mode=mode)
    take(owed.SITE_WRONG, owed.SITE, 150)
    assert owed.attack().is_on is is_on


def test_without_a_row_the_switch_is_automatic(clock):
    Defence.objects.all().delete()
    assert not owed.attack().is_on
    take(owed.SITE_WRONG, owed.SITE, 150)
    assert owed.attack().is_on


# A cache that fails


class BrokenCache(BaseCache):
    def __init__(self, location, params):
        super().__init__(params)

    def clear(self):
        pass

    def get(self, *args, **kwargs):
        raise ConnectionError("redis://192.0.2.7 is gone")

    add = incr = get


def test_without_a_cache_it_works_and_says_so_in_the_log(clock, settings, caplog):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}
    for _ in range(20):
        owed.count_issue(ANNA)
    assert owed.level_owed(ANNA) == 0
    assert "The cache does not count challenges: ConnectionError" in caplog.text
    assert "192.0.2.7" not in caplog.text


def test_without_a_cache_wrong_answers_still_count_exactly(clock, settings):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}
    take(owed.TRIES, ANNA.name, 4)
    assert owed.level_owed(ANNA) == 2


def test_asking_what_is_owed_takes_two_queries(clock, django_assert_num_queries):
    with django_assert_num_queries(2):
        owed.level_owed(ANNA)


def test_nobody_without_script_is_shut_out_at_the_hardest_level(clock):
    Defence.objects.update(mode="on")
    take(owed.TRIES, ANNA.name, 2)
    assert owed.level_owed(ANNA) == HARDEST
    assert answer(ANNA, is_right=True) is Verdict.PASSED
