import pytest
from django.utils import translation

from comments.triage import hints
from comments.triage.knowledge import Reason
from comments.triage.verdicts import HINTS, Verdict, describe, signed


def reason(kind, text):
    return Reason(kind, text, 1.0, 0)


@pytest.mark.parametrize(
    ("percent", "summary"),
    [
        (99.97, "looks like spam: 99 %"),
        (90, "looks like spam: 90 %"),
        (89.9, "may be spam: 89 %"),
        (50, "may be spam: 50 %"),
        (49.9, "does not look like spam: 49 %"),
    ],
)
def test_how_likely_spam_it_is_is_said_in_words_and_never_certain(percent, summary):
    assert Verdict(percent, []).summary == summary


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("word", "subscribe", "“subscribe”"),
        ("word", "“subscribe!”,", "“subscribe”"),
        ("word", "?!", "“?!”"),
        ("word", "x" * 50, f"“{'x' * 39}…”"),
        ("name", "Anna", "the name “Anna”"),
        ("hint", ("links", 1), "links"),
        ("hint", ("links", 2), "links ×2"),
        ("hint", ("links", 4), "links ×4+"),
        ("length", 5, "its length"),
        ("time", None, "the day and hour it was sent"),
        ("signal", "It holds a link.", "It holds a link."),
    ],
)
def test_a_reason_is_said_as_a_moderator_would(kind, text, said):
    assert describe(reason(kind, text)) == said


@pytest.mark.parametrize(("amount", "said"), [(1.23, "+1.2"), (-0.5, "−0.5")])
def test_an_amount_has_its_sign(amount, said):
    assert signed(amount) == said


def test_an_amount_is_written_as_the_language_does():
    with translation.override("ru"):
        assert signed(1.23) == "+1,2"


def test_every_hint_has_a_name_for_moderators():
    text = (
        "FREE MONEY RIGHT HERE AND NOW!!! CALL +49 30 901820, $ 5, me@example.org, example.com, "
        "example [dot] org 0123456789 0123456789 SOOOOO GOOD"
    )

    found = {hint.name for hint in hints.find(text)}

    assert found == set(HINTS)
