"""A challenge: what follows from its token, whom it is for, and that it is spent once (law 3)."""

import random
from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from captcha import challenge as challenges
from captcha.challenge import CLOCK_SKEW, LIFE, Asker, Challenge, Verdict, issue, redeem
from captcha.models import Spent
from captcha.pictures.prompts import PROMPTS

from ..racing import at_once

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
SCOPE = "comment/an-article"
ANNA = Asker(browser="A" * 22, clients=("today", "yesterday"))
EVERY_ANSWER = {
    frozenset(tiles) for size in range(1, 9) for tiles in combinations(range(1, 10), size)
}


@pytest.fixture
def asked():
    return issue(SCOPE, ANNA)


@pytest.fixture
def many(monkeypatch, settings):
    """20,400 challenges, the same on every run: forty for every answer there is."""
    settings.SECRET_KEY = OTHER_KEY
    noise = random.Random(510)
    monkeypatch.setattr(challenges.secrets, "token_bytes", noise.randbytes)
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False):
        return [issue(SCOPE, ANNA) for _ in range(40 * 510)]


def wrong(asked):
    return sorted(set(range(1, 10)) - asked.answer)


def judge(asked, tiles=None, *, scope=SCOPE, asker=ANNA):
    tiles = asked.answer if tiles is None else tiles
    with transaction.atomic():
        return redeem(str(asked), tiles, scope=scope, asker=asker)


# What is asked, and how likely


class Stream:
    """A token whose every stream is one number."""

    def __init__(self, number):
        self.number = number

    def stream(self, purpose):
        return self.number.to_bytes(32)


def test_a_blind_guess_wins_once_in_510():
    answers = [Challenge(Stream(number)).answer for number in range(510)]
    assert set(answers) == EVERY_ANSWER
    assert len(answers) == len(EVERY_ANSWER) == 510


def test_the_stream_is_long_enough_to_make_every_answer_equally_likely():
    # 2^256 numbers over 510 answers: the likeliest is ahead of the rarest by less than 2^-240.
    assert len(issue(SCOPE).token.stream("answer")) == 32


def chi_square(counts, kinds):
    expected = sum(counts.values()) / kinds
    seen = sum((count - expected) ** 2 for count in counts.values())
    return (seen + (kinds - len(counts)) * expected**2) / expected


def test_every_answer_is_as_frequent_as_every_other(many):
    counts = Counter(asked.answer for asked in many)
    assert counts.keys() == EVERY_ANSWER
    assert chi_square(counts, 510) < 640  # 509 degrees of freedom: by chance once in 15,000


def test_every_tile_is_right_half_of_the_time(many):
    for tile in range(1, 10):
        share = sum(tile in asked.answer for asked in many) / len(many)
        assert share == pytest.approx(0.5, abs=0.015)


def test_the_prompt_says_nothing_about_the_answer(many):
    pairs = Counter((asked.prompt.key, len(asked.answer)) for asked in many)
    sizes = Counter(len(asked.answer) for asked in many)
    for prompt in PROMPTS:
        for size, total in sizes.items():
            expected = total / len(PROMPTS)
            assert abs(pairs[prompt.key, size] - expected) < 5 * expected**0.5


def test_neither_the_nonce_nor_the_time_tells_the_answer_without_the_secret_key(many, settings):
    """Law 4: whoever has the token but another key computes another answer."""
    settings.SECRET_KEY = "yet-another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
    key = next(challenges.tokens.keys())
    guesses = [
        Challenge(challenges.tokens.Token(**{**vars(asked.token), "key": key})).answer
        == asked.answer
        for asked in many
    ]
    assert sum(guesses) < 80  # 40 by chance


def test_a_sheet_cannot_be_drawn_again_without_the_secret_key(asked):
    own = (asked._random("scene").random(), asked._random("style").random())
    foreign = Challenge(
        challenges.tokens.Token(
            **{**vars(asked.token), "key": challenges.tokens.derived_key(OTHER_KEY)}
        )
    )
    assert foreign._random("scene").random() != own[0]
    assert foreign._random("style").random() != own[1]


def test_any_worker_reads_the_same_question_out_of_a_token(asked):
    other = challenges.read(str(asked))
    assert (other.prompt, other.answer, other.draw()) == (asked.prompt, asked.answer, asked.draw())


def test_issuing_and_drawing_ask_nothing_of_the_database(asked):
    """Without the ``db`` fixture any query fails."""
    challenges.read(str(issue(SCOPE, ANNA))).draw()
    assert challenges.usable(str(asked), SCOPE, ANNA) == asked


# How long it lives, and for whom


@pytest.mark.parametrize(
    ("seconds", "is_fresh"),
    [(0, True), (LIFE - 1, True), (LIFE, False), (86400, False), (-60, True), (-61, False)],
)
def test_a_challenge_lives_ten_minutes_and_a_minute_of_clock_skew_is_forgiven(seconds, is_fresh):
    assert (LIFE, CLOCK_SKEW) == (600, 60)
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        asked = issue(SCOPE, ANNA)
        clock.shift(timedelta(seconds=seconds))
        assert asked.is_fresh() is is_fresh


FOR_WHOM = {
    "the browser's cookie came back": (SCOPE, ANNA, True),
    "from another network, the cookie says who": (SCOPE, Asker(ANNA.browser, ("away",)), True),
    "the address is unknown, the cookie says who": (SCOPE, Asker(ANNA.browser), True),
    "another browser in the same network": (SCOPE, Asker("B" * 22, ANNA.clients), False),
    "no cookie, the same network": (SCOPE, Asker("", ("today", "yesterday")), True),
    "no cookie, the same network after midnight": (SCOPE, Asker("", ("tomorrow", "today")), True),
    "no cookie, the same network two days later": (SCOPE, Asker("", ("later", "tomorrow")), False),
    "no cookie, another network": (SCOPE, Asker("", ("away",)), False),
    "no cookie, no address": (SCOPE, Asker(), False),
    "another article": ("comment/another", ANNA, False),
    "no form": ("", ANNA, False),
    "a form whose name begins the same": (SCOPE + "s", ANNA, False),
}


@pytest.mark.parametrize(("scope", "asker", "is_for"), FOR_WHOM.values(), ids=FOR_WHOM.keys())
def test_a_challenge_is_for_one_form_and_one_asker(asked, scope, asker, is_for):
    assert asked.is_for(scope, asker) is is_for


def test_a_challenge_for_yesterdays_name_of_a_client_only_is_not_for_todays():
    """The token holds the name of the day it was issued, never the older one."""
    asked = issue(SCOPE, ANNA)
    assert not asked.is_for(SCOPE, Asker("", ("yesterday",)))


def test_where_no_address_is_known_a_challenge_is_for_whoever_has_none():
    asked = issue(SCOPE, Asker("A" * 22))
    assert asked.is_for(SCOPE, Asker())
    assert not asked.is_for(SCOPE, Asker("", ("somewhere",)))


# Spent once (law 3)


@pytest.mark.django_db
def test_the_right_tiles_pass(asked):
    assert judge(asked) is Verdict.PASSED


@pytest.mark.django_db
def test_the_order_and_repetition_of_tiles_do_not_matter(asked):
    tiles = sorted(asked.answer, reverse=True)
    assert judge(asked, tiles + tiles) is Verdict.PASSED


@pytest.mark.django_db
def test_every_answer_but_the_right_one_is_wrong(monkeypatch, asked):
    monkeypatch.setattr(Spent.objects, "spend", lambda nonce: True)
    passed = {
        tiles
        for tiles in EVERY_ANSWER | {frozenset(), frozenset(range(1, 10))}
        if redeem(str(asked), tiles, scope=SCOPE, asker=ANNA) is Verdict.PASSED
    }
    assert passed == {asked.answer}


@pytest.mark.django_db
def test_the_spent_key_is_written_before_anything_is_compared(asked, monkeypatch):
    order = []
    spend = Spent.objects.spend
    answer = asked.answer
    monkeypatch.setattr(Spent.objects, "spend", lambda n: order.append("written") or spend(n))
    monkeypatch.setattr(
        Challenge, "answer", property(lambda self: order.append("compared") or answer)
    )
    assert judge(asked, answer) is Verdict.PASSED
    assert order == ["written", "compared"]


@pytest.mark.django_db
def test_the_answer_of_a_spent_challenge_is_not_even_looked_at(asked, monkeypatch):
    judge(asked, wrong(asked))
    monkeypatch.setattr(Challenge, "answer", property(lambda self: pytest.fail("looked at")))
    assert judge(asked, [1]) is Verdict.SPENT


@pytest.mark.django_db(transaction=True)
def test_a_wrong_answer_is_spent_all_the_same(asked):
    assert judge(asked, wrong(asked)) is Verdict.WRONG
    assert Spent.objects.filter(nonce=asked.nonce).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("first", [True, False], ids=["right first", "wrong first"])
@pytest.mark.parametrize("then", [True, False], ids=["then right", "then wrong"])
def test_a_replayed_challenge_is_spent_whatever_it_says(asked, first, then):
    judge(asked, asked.answer if first else wrong(asked))
    assert judge(asked, asked.answer if then else wrong(asked)) is Verdict.SPENT


@pytest.mark.django_db(transaction=True)
def test_a_right_answer_is_unspent_when_what_it_was_for_is_not_stored(asked):
    with pytest.raises(RuntimeError), transaction.atomic():
        redeem(str(asked), asked.answer, scope=SCOPE, asker=ANNA)
        raise RuntimeError
    assert judge(asked) is Verdict.PASSED


@pytest.mark.django_db(transaction=True)
def test_a_spent_key_leaves_the_transaction_usable(asked):
    judge(asked)
    with transaction.atomic():
        assert redeem(str(asked), [1], scope=SCOPE, asker=ANNA) is Verdict.SPENT
        assert Spent.objects.count() == 1


REFUSED = {
    "nothing": lambda asked: "",
    "mangled": lambda asked: str(asked)[:-1] + "!",
    "not ASCII": lambda asked: "я" * 88,
    "too long": lambda asked: str(asked) + "A",
}


@pytest.mark.django_db
@pytest.mark.parametrize("mangle", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_token_of_ours_spends_nothing(asked, mangle):
    verdict = redeem(mangle(asked), asked.answer, scope=SCOPE, asker=ANNA)
    assert verdict is Verdict.EXPIRED
    assert not Spent.objects.exists()


@pytest.mark.django_db
def test_an_expired_challenge_spends_nothing():
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        asked = issue(SCOPE, ANNA)
        clock.shift(timedelta(seconds=LIFE))
        assert judge(asked) is Verdict.EXPIRED
    assert not Spent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "asker"), [("comment/another", ANNA), (SCOPE, Asker("B" * 22, ANNA.clients))]
)
def test_a_challenge_of_another_form_or_browser_spends_nothing(asked, scope, asker):
    assert judge(asked, scope=scope, asker=asker) is Verdict.EXPIRED
    assert not Spent.objects.exists()
    assert judge(asked) is Verdict.PASSED


@pytest.mark.django_db
def test_a_challenge_signed_before_a_rotation_of_the_key_is_judged_by_the_old_key(asked, settings):
    right = asked.answer
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    assert judge(asked, right) is Verdict.PASSED


@pytest.mark.django_db
def test_one_who_cannot_use_pictures_spends_the_challenge_too(asked):
    unjudged = {"scope": SCOPE, "asker": ANNA}
    assert challenges.spend_unjudged(str(asked), **unjudged) is Verdict.PASSED
    assert challenges.spend_unjudged(str(asked), **unjudged) is Verdict.SPENT
    assert challenges.spend_unjudged("nonsense", **unjudged) is Verdict.EXPIRED
    assert judge(asked) is Verdict.SPENT


@pytest.mark.django_db
def test_judging_costs_the_same_queries_right_or_wrong():
    counts = set()
    for is_right in (True, False):
        asked = issue(SCOPE, ANNA)
        with CaptureQueriesContext(connection) as queries:
            judge(asked, asked.answer if is_right else wrong(asked))
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.django_db(transaction=True)
def test_of_answers_at_the_same_instant_one_is_judged():
    for _ in range(5):
        asked = issue(SCOPE, ANNA)
        verdicts = at_once(8, lambda number, asked=asked: judge(asked))
        assert Counter(verdicts) == {Verdict.PASSED: 1, Verdict.SPENT: 7}


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_the_same_instant_one_is_judged():
    """Whoever sends all answers at once has one guess, not many."""
    for _ in range(5):
        asked = issue(SCOPE, ANNA)
        guesses = [asked.answer, *(tiles for tiles in EVERY_ANSWER if tiles != asked.answer)][:8]
        verdicts = at_once(8, lambda number, asked=asked, g=guesses: judge(asked, g[number]))
        assert Counter(verdicts)[Verdict.SPENT] == 7
