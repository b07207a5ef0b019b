"""A form with pictures."""

import re

import pytest
from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from captcha import asking, owed, work
from captcha import challenge as challenges
from captcha.asking import Asker
from captcha.budget import Exhausted
from captcha.challenge import LIFE, issue
from captcha.forms import SENTENCES, CaptchaMixin
from captcha.lane import CROWD, FLOOD, NOWHERE, UNABLE, UNABLE_BUT_PAID
from captcha.levels import HARDEST
from captcha.models import Spent, Tally, Verdict
from captcha.owed import SITE_UNABLE

BROWSER = "A" * 22
ANNA = Asker(BROWSER, ("today", "yesterday"))


class Letter(CaptchaMixin):
    word = forms.CharField()


def request(browser=BROWSER, clients=("today", "yesterday")):
    made = RequestFactory().post("/")
    made.COOKIES[asking.COOKIE] = asking.cookie_of(browser)
    made.client_keys = clients
    return made


def letter(asked, *, tiles=None, extra="", browser=BROWSER, clients=ANNA.clients, prefix=None):
    """Return a form that was posted with an answer, the right one unless told otherwise."""
    name = f"{prefix}-" if prefix else ""
    tiles = [str(tile) for tile in (sorted(asked.answer) if tiles is None else tiles)]
    data = QueryDict(f"{name}word=hello&{name}captcha-token={asked}{extra}", mutable=True)
    data.setlist(f"{name}captcha-tile", tiles)
    return Letter(data, request=request(browser, clients), scope="letter", prefix=prefix)


@pytest.fixture
def asked():
    return issue("letter", ANNA)


def redeem(form):
    assert form.is_valid(), form.errors
    with transaction.atomic():
        return form.redeem()


@pytest.mark.django_db
def test_the_right_pictures_pass_once(asked):
    assert redeem(letter(asked)) is Verdict.PASSED
    assert redeem(letter(asked)) is Verdict.SPENT


@pytest.mark.django_db
def test_a_form_with_a_prefix_works_the_same(asked):
    assert redeem(letter(asked, prefix="a")) is Verdict.PASSED


def test_validating_redeems_nothing(asked):
    """Without the ``db`` fixture any query fails."""
    assert letter(asked).is_valid()


def test_the_key_of_sameness_is_the_challenges(asked):
    form, again = letter(asked), letter(asked, tiles=[1])
    assert form.is_valid() and again.is_valid()
    assert form.nonce == again.nonce == asked.nonce


def test_a_foreign_token_has_no_key_of_sameness(asked):
    form = letter("A" * 92, tiles=[1])
    assert form.is_valid() and form.nonce == ""


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", SENTENCES)
def test_a_refusal_says_why_and_brings_other_pictures(asked, verdict):
    form = letter(asked)
    form.is_valid()
    form.refuse(verdict)
    form.offer()
    assert form.errors["captcha"] == [str(SENTENCES[verdict])]
    assert str(asked) not in str(form)


@pytest.mark.django_db
@pytest.mark.parametrize("tiles", [["2", "3"], []])
def test_pictures_that_can_still_be_answered_are_offered_again_with_their_ticks(asked, tiles):
    form = letter(asked, tiles=tiles)
    form.offer()
    html = str(form["captcha"])
    assert f'value="{asked}"' in html
    assert re.findall(r'value="(\d)" checked', html) == tiles


@pytest.mark.django_db
def test_other_pictures_are_another_challenge_without_ticks(asked):
    form = letter(asked, extra="&captcha-other=1")
    assert form.wants_other_pictures
    form.offer()
    html = str(form["captcha"])
    assert str(asked) not in html and "checked" not in html


STALE = {
    "expired": lambda: issue("letter", ANNA, level=0),
    "for another form": lambda: issue("another", ANNA),
    "for another browser": lambda: issue("letter", Asker("B" * 22, ANNA.clients)),
    "mangled": lambda: "A" * 92,
    "not ASCII": lambda: "я" * 92,
    "none": lambda: "",
}


@pytest.mark.django_db
@pytest.mark.parametrize("make", STALE.values(), ids=STALE.keys())
def test_pictures_that_could_not_be_answered_are_exchanged_and_ticks_dropped(make, time_machine):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    stale = make()
    time_machine.shift(LIFE if make is STALE["expired"] else 0)
    form = letter(stale, tiles=["1"])
    form.offer()
    html = str(form["captcha"])
    assert 'value="1" checked' not in html
    fresh = challenges.read(re.search(r'token" value="([\w-]{92})"', html)[1])
    assert str(fresh) != str(stale) and fresh.is_fresh() and fresh.is_for("letter", ANNA)


@pytest.mark.django_db
def test_offering_needs_no_database(asked):
    """Without the ``db`` fixture any query fails."""
    letter(asked).offer()
    letter("", tiles=[]).offer()


@pytest.mark.django_db
def test_a_newcomer_gets_the_cookie_that_the_offered_challenge_is_bound_to():
    form = letter("", tiles=[], browser="")
    form.offer()
    response = HttpResponse()
    form.remember(response)
    browser = asking.browser_in(response.cookies[asking.COOKIE].value)
    assert form.fields["captcha"].widget.challenge.is_for("letter", Asker(browser))


@pytest.mark.django_db
def test_a_browser_without_cookies_keeps_its_pictures_and_gets_no_cookie():
    form = letter(issue("letter", ANNA, HARDEST), browser="", tiles=["1"])
    form.offer()
    response = HttpResponse()
    form.remember(response)
    assert 'value="1" checked' in str(form["captcha"])
    assert not response.cookies


UNABLE_BOX = "&captcha-unable=1"


@pytest.mark.django_db
def test_one_who_cannot_use_pictures_passes_unjudged_and_the_challenge_is_spent(asked):
    assert redeem(letter(asked, tiles=[], extra=UNABLE_BOX)) is Verdict.UNABLE
    assert Spent.objects.filter(nonce=asked.nonce).exists()
    assert redeem(letter(asked, tiles=[], extra=UNABLE_BOX)) is Verdict.SPENT


@pytest.mark.django_db
def test_one_who_cannot_use_pictures_has_three_an_hour(time_machine):
    time_machine.move_to("2027-01-01T12:20:00Z", tick=False)
    for _ in range(UNABLE.limit):
        assert redeem(letter(issue("letter", ANNA), extra=UNABLE_BOX)) is Verdict.UNABLE
    fourth = issue("letter", ANNA)
    with pytest.raises(Exhausted) as caught:
        redeem(letter(fourth, extra=UNABLE_BOX))
    assert UNABLE.limit == 3
    assert caught.value.retry_after == 60 * 60
    assert not Spent.objects.filter(nonce=fourth.nonce).exists()
    assert redeem(letter(fourth)) is Verdict.PASSED


@pytest.mark.django_db
def test_what_is_not_taken_costs_nothing_of_the_budget(asked):
    redeem(letter(asked, extra=UNABLE_BOX))
    redeem(letter(asked, extra=UNABLE_BOX))  # spent
    redeem(letter("A" * 92, tiles=["1"], extra=UNABLE_BOX))  # no challenge
    taken = Tally.objects.values_list("budget", "taken")
    counted = (UNABLE, CROWD, FLOOD, SITE_UNABLE)
    assert dict(taken) == {budget.name: 1 for budget in counted}


@pytest.mark.django_db
def test_where_no_address_is_known_the_browser_has_the_budget():
    for _ in range(UNABLE.limit):
        asked = issue("letter", Asker(BROWSER))
        assert redeem(letter(asked, extra=UNABLE_BOX, clients=())) is Verdict.UNABLE
    with pytest.raises(Exhausted):
        redeem(letter(issue("letter", Asker(BROWSER)), extra=UNABLE_BOX, clients=()))


def send_unable(browser, clients, *, is_paid=False):
    asked = issue("letter", Asker(browser, clients))
    counter = next(n for n in range(1000) if work.is_paid(str(asked), str(n), 1) is is_paid)
    extra = f"{UNABLE_BOX}&captcha-work={counter}"
    form = letter(asked, extra=extra, browser=browser, clients=clients)
    return redeem(form), form.is_crowded


@pytest.fixture
def cheap_lane(monkeypatch, time_machine):
    time_machine.move_to("2027-01-01T12:20:00Z", tick=False)
    monkeypatch.setattr(work, "LANE_PRICE", 1)
    monkeypatch.setattr(work, "ITERATIONS", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("has_cookie", [True, False], ids=["ever new cookies", "no cookie"])
def test_all_without_an_address_have_sixty_an_hour_together(cheap_lane, has_cookie):
    browsers = [f"{number:022}" if has_cookie else "" for number in range(NOWHERE.limit + 1)]
    for browser in browsers[:-1]:
        assert send_unable(browser, ()) == (Verdict.UNABLE, False)
    with pytest.raises(Exhausted):
        send_unable(browsers[-1], (), is_paid=True)
    assert send_unable(browsers[-1], ("known",))[0] is Verdict.UNABLE


@pytest.mark.django_db
def test_a_crowded_address_makes_nobody_wait_who_computes(cheap_lane):
    sent = [send_unable(f"{number:022}", ("today",)) for number in range(FLOOD.limit)]
    assert sent == [(Verdict.UNABLE, False)] * 6 + [(Verdict.UNABLE, True)] * 54
    with pytest.raises(Exhausted):
        send_unable("N" * 22, ("today",))
    assert send_unable("N" * 22, ("today",), is_paid=True) == (Verdict.UNABLE, True)
    assert send_unable("S" * 22, ("elsewhere",)) == (Verdict.UNABLE, False)


@pytest.mark.django_db
def test_one_address_without_pictures_is_no_attack_on_the_site(cheap_lane):
    for number in range(50):
        send_unable(f"{number:022}", ("today",))
    assert owed.attack().unable == CROWD.limit and not owed.attack().is_on


# Levels


def owe(level, *names):
    for name in names or [ANNA.name]:
        for _ in range([0, 2, 4][level]):
            owed.TRIES.take(name)


def offered(form):
    form.offer()
    return form.fields["captcha"].widget.challenge


@pytest.mark.django_db
@pytest.mark.parametrize("level", [0, 1, 2])
def test_other_pictures_are_never_easier(level):
    held = issue("letter", ANNA, level)
    assert offered(letter(held, extra="&captcha-other=1")).level == level


@pytest.mark.django_db
def test_pictures_that_became_too_easy_are_exchanged_for_harder_ones(asked):
    owe(1)
    harder = offered(letter(asked, extra="&captcha-work=1"))
    assert (harder.nonce != asked.nonce, harder.level) == (True, 1)


@pytest.mark.django_db
def test_a_browser_that_computed_nothing_is_asked_one_level_more(asked):
    owe(1)
    assert offered(letter(asked)).level == HARDEST


@pytest.mark.django_db
def test_at_the_easiest_level_nothing_is_asked_of_a_browser_that_computed_nothing(asked):
    assert offered(letter(asked)) == asked


@pytest.mark.django_db
def test_what_is_offered_is_always_taken():
    """A reader without script or cookies, whatever is owed, passes with the pictures of the page
    that refused."""
    for level in (0, 1, 2):
        for browser in (f"{level}" * 22, ""):
            asker = Asker(browser, (f"client {level}",))
            owe(level, asker.name)
            form = letter(issue("letter", asker), browser=browser, clients=asker.clients)
            if redeem(form) is not Verdict.PASSED:
                form.refuse(Verdict.TOO_EASY)
                harder = offered(form)
                again = letter(harder, browser=browser, clients=asker.clients)
                assert redeem(again) is Verdict.PASSED


@pytest.mark.django_db
def test_a_reader_who_asks_for_other_pictures_all_the_time_can_answer_the_last():
    held = ""
    for _ in range(20):
        held = offered(letter(held, tiles=[], extra="&captcha-other=1"))
        copy = letter(held)
        assert copy.is_valid()
        with transaction.atomic():
            assert copy.redeem() is Verdict.PASSED
            transaction.set_rollback(True)


def test_where_storage_is_down_pictures_come_without_asking_it():
    """Without the ``db`` fixture any query fails."""
    form = letter("", tiles=[])
    form.offer(is_storage_down=True)
    assert form.fields["captcha"].widget.challenge.is_for("letter", ANNA)


# The longer work


@pytest.mark.django_db
def test_who_cannot_use_pictures_but_computed_has_six_an_hour_in_all(cheap_lane):
    assert (UNABLE.limit, UNABLE_BUT_PAID.limit) == (3, 6)
    for is_paid in (False, True):
        for _ in range(3):
            assert send_unable(BROWSER, ANNA.clients, is_paid=is_paid)[0] is Verdict.UNABLE
        with pytest.raises(Exhausted):
            send_unable(BROWSER, ANNA.clients, is_paid=is_paid)


# The bait


@pytest.mark.django_db
def test_the_bait_is_a_signal_and_no_gate(asked):
    form = letter(asked, extra="&captcha-website=http://spam.example")
    assert redeem(form) is Verdict.PASSED
    assert form.response.bait == "http://spam.example"
    assert "bait" in {signal["name"] for signal in form.signals()}
