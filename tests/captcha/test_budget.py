"""Budgets: exact, also at the same instant."""

import random
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from captcha.budget import Budget, Exhausted
from captcha.lane import UNABLE
from captcha.models import Tally
from chronicle.login import TRIES

from ..racing import at_once

THREE = Budget("three", limit=3, seconds=600)
NOON = "2027-01-01T12:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def can_take(client="somebody", budget=THREE):
    try:
        budget.take(client)
    except Exhausted:
        return False
    return True


@pytest.mark.django_db
def test_a_client_gets_the_limit_and_not_one_more(clock):
    assert [can_take() for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
def test_one_clients_taking_leaves_anothers_budget_whole(clock):
    assert [can_take("a") for _ in range(4)][-1] is False
    assert can_take("b")


@pytest.mark.django_db
def test_one_budgets_taking_leaves_another_whole(clock):
    assert [can_take() for _ in range(4)][-1] is False
    assert can_take(budget=Budget("other", limit=1, seconds=600))


@pytest.mark.django_db
@pytest.mark.parametrize(("waited", "retry_after"), [(0, 800), (1, 799), (599, 201)])
def test_exhaustion_says_in_how_many_seconds_there_is_more(clock, waited, retry_after):
    clock.shift(timedelta(seconds=waited))
    for _ in range(3):
        THREE.take("somebody")
    with pytest.raises(Exhausted) as caught:
        THREE.take("somebody")
    assert caught.value.retry_after == retry_after
    clock.shift(timedelta(seconds=retry_after - 1))
    assert not can_take()
    clock.shift(timedelta(seconds=1))
    assert can_take()


@pytest.mark.django_db
def test_the_turn_of_a_window_does_not_double_the_limit(clock):
    clock.shift(timedelta(seconds=599))
    taken = [can_take() for _ in range(3)]
    for seconds in (1, 199, 1, 199, 1):
        clock.shift(timedelta(seconds=seconds))
        taken.append(can_take())
    assert taken == [True] * 3 + [False, False, True, False, True]


@pytest.mark.django_db
def test_the_wait_that_is_told_is_never_too_short_nor_a_second_too_long(clock):
    """Whatever was taken when: tried out over the windows of an afternoon."""
    noise = random.Random(17)
    for _ in range(60):
        clock.shift(timedelta(seconds=noise.randrange(300)))
        try:
            THREE.take("somebody")
        except Exhausted as exhausted:
            clock.shift(timedelta(seconds=exhausted.retry_after - 1))
            assert not can_take()
            clock.shift(timedelta(seconds=1))
            assert can_take()


@pytest.mark.django_db
def test_what_was_taken_under_a_former_name_counts(clock):
    THREE.take("yesterday")
    THREE.take("yesterday")
    THREE.take("today", "yesterday")
    with pytest.raises(Exhausted):
        THREE.take("today", "yesterday")


@pytest.mark.django_db
def test_without_a_limit_it_is_only_counted(clock):
    for _ in range(20):
        Budget("free", seconds=600).take("somebody")
    assert Tally.objects.get().taken == 20


@pytest.mark.django_db
def test_what_was_refused_is_not_taken(clock):
    for _ in range(50):
        can_take()
    assert Tally.objects.get().taken == 3


@pytest.mark.django_db
def test_no_client_has_no_budget_to_exhaust():
    assert all(can_take("") for _ in range(10))
    assert not Tally.objects.exists()


@pytest.mark.django_db
def test_what_was_given_back_can_be_taken_again(clock):
    for _ in range(4):
        can_take()
    can_take("another")
    THREE.reset("somebody")
    assert can_take()
    assert Tally.objects.get(client="another").taken == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_in_a_transaction_that_failed_is_not_taken(clock):
    with pytest.raises(RuntimeError), transaction.atomic():
        THREE.take("somebody")
        raise RuntimeError
    assert [can_take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db(transaction=True)
def test_a_budget_is_exact_when_all_take_at_the_same_instant():
    week = Budget("week", limit=3, seconds=7 * 24 * 3600)
    for client in "abcd":
        taken = at_once(8, lambda number, client=client: can_take(client, week))
        assert Counter(taken) == {True: 3, False: 5}


@pytest.mark.parametrize("budget", [UNABLE, TRIES], ids=["unable", "login"])
def test_no_window_lasts_past_midnight_when_a_client_gets_another_name(budget):
    assert 24 * 3600 % budget.seconds == 0
