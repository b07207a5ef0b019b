import string

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


def test_what_is_read_of_a_long_comment_is_bounded():
    pieces = [a + b + c for a in string.ascii_letters for b in "aeiou" for c in string.digits]

    assert len(Features(" ".join(pieces)).buckets) < 5 * READ


@given(text=st.text(max_size=300), name=st.text(max_size=60))
def test_any_text_can_be_read(text, name):
    assert all(0 <= bucket < BUCKETS for bucket in Features(text, name).buckets)
