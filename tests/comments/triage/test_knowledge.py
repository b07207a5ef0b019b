import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.triage.features import Features
from comments.triage.knowledge import Knowledge, likelihood
from comments.triage.measure import area

COLLECTION = Path(__file__).parent / "data" / "youtube.jsonl"


@pytest.fixture(scope="module")
def collection():
    """Comments that people have judged, as pairs of Features and whether it is spam."""
    lines = COLLECTION.read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    return [(Features(item["text"]), item["label"] == "spam") for item in items]


@pytest.fixture
def learned(collection):
    return learn(collection[:200])


def learn(pairs):
    known = Knowledge()
    for features, is_spam in pairs:
        known.add(features.buckets, is_spam)
    return known


def area_of(known, pairs):
    return area([(known.score(features), is_spam) for features, is_spam in pairs])


def state(known):
    counts = known.spam.tobytes(), known.ham.tobytes()
    return *counts, known.spam_total, known.ham_total, known.known


def test_the_score_is_useful_before_anything_is_learned(collection):
    assert area_of(Knowledge(), collection) >= 0.90


@pytest.mark.parametrize("seed", range(5))
def test_two_hundred_decisions_tell_spam_from_what_is_wanted(collection, seed):
    shuffled = random.Random(seed).sample(collection, len(collection))

    assert area_of(learn(shuffled[:200]), shuffled[200:]) >= 0.98


def test_twenty_decisions_do_no_harm(collection):
    before = area_of(Knowledge(), collection[20:])

    assert area_of(learn(collection[:20]), collection[20:]) > before


@given(data=st.data())
def test_a_lesson_taken_back_leaves_what_was_there_whatever_came_between(data):
    lessons = st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=6)
    kept, between = data.draw(lessons), data.draw(lessons)
    text, is_spam = data.draw(st.tuples(st.text(max_size=30), st.booleans()))
    read = [(Features(words), spam) for words, spam in (*kept, *between)]
    known = learn(read[: len(kept)])

    known.add(Features(text).buckets, is_spam)
    for features, spam in read[len(kept) :]:
        known.add(features.buckets, spam)
    known.add(Features(text).buckets, is_spam, -1)

    assert state(known) == state(learn(read))


def test_what_is_shown_as_a_reason_is_what_moved_the_score(learned):
    text = "Hey, check out MY channel and subscribe: https://example.org/x !!!"
    signal = {"name": "time", "weight": 2, "sentence": "Written in a second."}
    for reason in learned.reasons(Features(text, "Anna", [signal])):
        features = Features(text, "Anna", [signal])
        before = learned.score(features)

        features.without(reason.owner)

        assert before - learned.score(features) == pytest.approx(reason.amount)


def test_the_words_of_spam_are_the_reasons(learned):
    reasons = learned.reasons(Features("I listen to it daily, please subscribe"))

    assert ("word", "subscribe") in [(reason.kind, reason.text) for reason in reasons[:2]]
    assert [abs(r.amount) for r in reasons] == sorted(
        (abs(r.amount) for r in reasons), reverse=True
    )


def test_a_word_that_was_called_spam_makes_its_like_likelier():
    known, text = Knowledge(), "gribbles for everybody"
    before = known.score(Features("more gribbles"))

    known.add(Features(text).buckets, True)
    known.add(Features("a quiet remark").buckets, False)

    assert known.score(Features("more gribbles")) > before
    assert known.score(Features("another quiet remark")) < before


def test_one_kind_of_decision_alone_turns_nothing_into_spam(collection):
    known = learn([pair for pair in collection if not pair[1]])

    assert known.score(Features("What a lovely morning")) < 0


def test_a_likelihood_lies_between_none_and_all():
    assert 0 <= likelihood(-1e9) < likelihood(0) == 0.5 < likelihood(1e9) <= 1


def test_a_score_costs_a_millisecond_and_a_lesson_two(collection):
    items = [json.loads(line)["text"] for line in COLLECTION.read_text("utf-8").splitlines()]
    known = Knowledge()

    def cost(work):
        # Of three tries the best: another process must not make this one slow.
        return min(timed(work, items) for _ in range(3))

    assert cost(lambda text: known.score(Features(text))) < 1e-3
    assert cost(lambda text: known.add(Features(text).buckets, True)) < 2e-3


def timed(work, items):
    begin = time.process_time()
    for item in items:
        work(item)
    return (time.process_time() - begin) / len(items)


def test_what_is_known_takes_two_megabytes_however_much_is_learned(learned):
    assert len(learned.spam.tobytes()) + len(learned.ham.tobytes()) <= 2e6
