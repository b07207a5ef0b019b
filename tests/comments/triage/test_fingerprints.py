"""Which texts are alike, by their fingerprints."""

import random

import pytest

from comments.triage import fingerprints
from comments.triage.fingerprints import Fingerprint
from tests.comments.triage import floods

PITCH = floods.PITCHES[0]


def prints(kind, number, seed=1):
    dice = random.Random(seed)
    change = {**floods.KINDS, **floods.HOLD_OUT}[kind]
    return [Fingerprint.of(change(PITCH, dice)) for _ in range(number)]


@pytest.mark.parametrize("text", [*floods.COMMON, "", "🙏" * 50, "1" * 99])
def test_what_many_people_write_has_no_fingerprint(text):
    assert Fingerprint.of(text) is None


@pytest.mark.parametrize("kind", [*floods.KINDS, *floods.HOLD_OUT])
def test_a_copy_belongs_to_those_before_it_however_it_is_changed(kind):
    *before, new = prints(kind, 13)

    assert new.belongs_to(before)


@pytest.mark.parametrize("text", floods.SAID[:40])
def test_a_person_belongs_to_no_flood(text):
    found = Fingerprint.of(text)

    assert not (found and found.belongs_to(prints("padded on both sides", 12)))


def test_a_persons_words_that_a_bot_copied_do_not_make_him_one_of_the_bots():
    said = floods.SAID[1]
    copies = [Fingerprint.of(f"{said} {text} {PITCH}") for text in floods.SAID[20:32]]

    assert not Fingerprint.of(said).belongs_to([copies[0]])
    assert not Fingerprint.of(floods.SAID[25]).belongs_to(copies)


def test_one_long_word_is_not_enough():
    one = Fingerprint.of("Congratulations, what a wonderful song")
    other = Fingerprint.of("My congratulations to all the winners")

    assert not one.belongs_to([other])


def test_a_long_text_is_sampled_so_that_copies_keep_the_same_runs():
    dice = random.Random(1)
    text = " ".join("".join(dice.sample("abcdefghijkmnop", 9)) for _ in range(450))

    found, copy = Fingerprint.of(text), Fingerprint.of(text[:4200])

    assert len(found.runs) <= fingerprints.SAMPLE
    assert copy.belongs_to([found])


def test_a_fingerprint_survives_being_stored():
    found = Fingerprint.of(PITCH)

    assert Fingerprint.load(found.stored(), found.scale) == found


def test_a_fingerprint_is_found_under_thirty_two_numbers_at_most():
    assert len(Fingerprint.of(PITCH).bands()) <= 32


def test_another_key_makes_another_fingerprint(settings):
    fingerprints.key.cache_clear()
    before = Fingerprint.of(PITCH)
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz"
    fingerprints.key.cache_clear()

    after = Fingerprint.of(PITCH)
    fingerprints.key.cache_clear()

    assert not before.runs & after.runs
