import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.triage.features import BUCKETS, READ, Features

SIGNAL = {"name": "time", "weight": 2, "sentence": "Written in a second."}


def test_a_disguise_changes_nothing_but_what_is_shown():
    plain, disguised = Features("subscribe to me"), Features("Subs\u200bсribe to me")

    assert plain.buckets == disguised.buckets
    assert disguised.owners[0] == ("word", "Subs\u200bсribe")


def test_the_name_and_the_signals_count_beside_the_words():
    alone, with_them = Features("words"), Features("words", "Anna", [SIGNAL])

    assert set(alone.buckets) < set(with_them.buckets)
    assert ("signal", "Written in a second.") in with_them.owners
    assert ("name", "Anna") in with_them.owners


def test_a_signal_weighs_in_as_it_says_before_anything_is_learned():
    features = Features("words", signals=[SIGNAL, {**SIGNAL, "name": "address", "weight": -1}])

    heavy, light = features.given[-2:]
    assert heavy == -2 * light > 0


def test_what_is_taken_away_is_gone_with_all_that_belongs_to_it():
    features = Features("please subscribe now")
    owner = features.owners.index(("word", "subscribe"))

    features.without(owner)

    assert owner not in {place for _weight, place in features.buckets.values()}


def test_the_words_of_a_link_are_apart_from_its_address():
    owners = Features("at [my shop](https://shop.example/x).").owners

    assert ("word", "shop") in owners
    assert ("word", "https://shop.example/x).") in owners


def test_a_link_hidden_in_the_middle_of_a_long_comment_is_read():
    text = f"{'word ' * 400} https://example.org {'word ' * 400}"

    assert ("hint", ("links", 1)) in Features(text).owners


@pytest.mark.parametrize(
    "text",
    [
        " ".join(a + b + c for a in string.ascii_letters for b in "aeiou" for c in string.digits),
        "\ufdfa" * 5000,  # each unfolds into eighteen letters
        "\ufdfa " * 2500,
        "".join(map(chr, range(0x4E00, 0x4E00 + 5000))),
    ],
)
def test_what_is_read_of_a_long_comment_is_bounded_whatever_it_is_written_in(text):
    features = Features(text)

    assert len(features.buckets) < 5 * READ
    assert len(features.owners) < READ


def test_the_beginning_and_the_end_of_a_comment_count_apart_from_what_is_inside():
    whole, inside = Features("subscribe now!"), Features("please subscribe now! thanks")

    own = {bucket for bucket, (_weight, owner) in whole.buckets.items() if owner in (0, 1)}
    assert len(own - set(inside.buckets)) >= 2


def test_the_hour_and_the_day_of_the_week_count():
    sent_at = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    at = Features("words", sent_at=sent_at)

    assert ("time", sent_at) in at.owners
    assert len(set(at.buckets) - set(Features("words").buckets)) == 2
    same = Features("words", sent_at=sent_at + timedelta(days=7, hours=1))
    assert same.buckets == at.buckets
    assert set(Features("words", sent_at=sent_at + timedelta(hours=12)).buckets) != set(at.buckets)


@given(text=st.text(max_size=300), name=st.text(max_size=60))
def test_any_text_can_be_read(text, name):
    assert all(0 <= bucket < BUCKETS for bucket in Features(text, name).buckets)
