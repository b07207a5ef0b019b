"""The operator's commands."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.utils import timezone

from captcha import owed
from captcha.asking import Asker
from captcha.challenge import CLOCK_SKEW, LONGEST_LIFE, issue, redeem
from captcha.management.commands.captcha_prune import KEPT
from captcha.models import Defence, Spent, Tally

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_captcha_answer_prints_the_right_tiles_in_reading_order():
    """Without the ``db`` fixture any query fails: looking spends nothing."""
    asked = issue("letter", Asker())
    printed = run("captcha_answer", str(asked))
    assert printed == " ".join(str(tile) for tile in sorted(asked.answer)) + "\n"


@pytest.mark.django_db
def test_what_captcha_answer_prints_passes():
    asker = Asker("A" * 22)
    asked = issue("letter", asker)
    tiles = [int(tile) for tile in run("captcha_answer", str(asked)).split()]
    assert redeem(str(asked), tiles, scope="letter", asker=asker).value == "passed"


def test_captcha_answer_tells_nothing_with_another_secret_key(settings):
    token = str(issue("letter", Asker()))
    settings.SECRET_KEY = OTHER_KEY
    with pytest.raises(CommandError, match="use the secret key the site runs with"):
        run("captcha_answer", token)


@pytest.mark.parametrize("token", ["", "x", "A" * 92, "я" * 92])
def test_captcha_answer_says_what_is_wrong_with_a_token(token):
    with pytest.raises(CommandError, match="This is not a token of this site"):
        run("captcha_answer", token)


@pytest.fixture
def old_and_new(db):
    now = timezone.now()
    for nonce, age in [("old", 25), ("young", 23), ("new", 0)]:
        Spent.objects.create(nonce=nonce)
        Spent.objects.filter(nonce=nonce).update(spent_at=now - timedelta(hours=age))
    for client, ends in [("over", -25), ("counts still", -0.5), ("on", 1)]:
        ends = now + timedelta(hours=ends)
        Tally.objects.create(budget="b", client=client, window=int(ends.timestamp()))


def test_captcha_prune_deletes_what_is_over_and_nothing_else(old_and_new):
    assert run("captcha_prune") == "Deleted 1 spent challenges and 1 tallies.\n"
    assert set(Spent.objects.values_list("nonce", flat=True)) == {"young", "new"}
    assert set(Tally.objects.values_list("client", flat=True)) == {"counts still", "on"}


def test_captcha_prune_can_run_at_any_time(old_and_new):
    run("captcha_prune")
    assert run("captcha_prune") == "Deleted 0 spent challenges and 0 tallies.\n"


def test_a_spent_key_is_kept_longer_than_any_token_lives():
    assert timedelta(seconds=LONGEST_LIFE + CLOCK_SKEW) < KEPT == timedelta(hours=24)


def test_a_tally_is_kept_while_its_window_counts_as_the_one_before():
    budgets = [owed.TRIES, owed.PREFIX, owed.SITE_WRONG, owed.SITE_UNABLE]
    assert max(budget.seconds for budget in budgets) < KEPT.total_seconds()


@pytest.mark.django_db
def test_captcha_stats_counts_how_the_last_days_answers_came_out():
    for number, (level, verdict, hours) in enumerate(
        [(0, "passed", 1), (0, "passed", 23), (0, "wrong", 2), (2, "unable", 3), (1, "wrong", 25)]
    ):
        Spent.objects.create(nonce=str(number), level=level, verdict=verdict)
        at = timezone.now() - timedelta(hours=hours)
        Spent.objects.filter(nonce=str(number)).update(spent_at=at)
    header, *levels, defence = run("captcha_stats").splitlines()
    assert header.split() == ["level", "passed", "wrong", "unable"]
    assert [line.split() for line in levels] == [
        ["0", "2", "1", "0"],
        ["1", "0", "0", "0"],
        ["2", "0", "0", "1"],
    ]
    assert defence.startswith("Defence: down (auto)")


@pytest.mark.django_db
def test_captcha_stats_says_that_the_defence_is_up():
    Defence.objects.update(mode="on")
    assert "Defence: up (on)" in run("captcha_stats")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("captcha_answer", ["reading order", "secret key", "spends nothing"]),
        ("captcha_prune", ["over for a day", "run it daily"]),
        ("captcha_stats", ["the last day", "exact"]),
    ],
)
def test_the_help_says_what_the_command_does(name, says):
    text = " ".join(
        load_command_class("captcha", name).create_parser("manage.py", name).format_help().split()
    )
    assert all(phrase in text for phrase in says)
