"""The quick half of the lab, on the real generator: it neither leaks nor hides its figures."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.lab import facts, quick
from benchmarks.lab.drawing import Job, drawn
from benchmarks.lab.sites import unseen


@pytest.fixture(scope="module")
def vocabulary():
    return facts.of_public_code()


@pytest.fixture(scope="module")
def sites(vocabulary):
    return [
        (
            drawn(Job(unseen(number), quick.KNOWN, "labelled"), vocabulary),
            drawn(Job(unseen(number), quick.ASKED, "asked"), vocabulary),
        )
        for number in quick.SITES
    ]


def painted(sheets):
    """The same sheets, every tile a band for each of its facts, as light as its value says."""
    tiles = np.zeros_like(sheets.pixels)
    for kind in range(sheets.facts.shape[2]):
        patterns = np.random.default_rng(kind).integers(0, 256, (16, 10))  # a row for each value
        band = patterns[sheets.facts[:, :, kind]].repeat(8, 2)[:, :, None, :, None]
        tiles[:, :, kind * 16 : (kind + 1) * 16] = band
    return replace(sheets, pixels=tiles)


def covered(sheets):
    """The same sheets with all their tiles in another order: none shows what it is said to."""
    chance = np.random.default_rng(1)
    shuffled = sheets.tiles[chance.permutation(len(sheets.tiles))]
    return replace(sheets, pixels=shuffled.reshape(sheets.pixels.shape))


def undrawn(sheets, kind):
    """The same sheets, said to show of a kind of fact what other tiles show."""
    facts = sheets.facts.copy()
    np.random.default_rng(1).shuffle(facts.reshape(-1, facts.shape[2])[:, kind])
    return replace(sheets, facts=facts)


def test_looking_up_similar_pictures_is_chance_as_far_as_a_thousand_tiles_tell(sites, vocabulary):
    assert quick.leaks(sites, vocabulary.sizes) == []


def test_each_kind_of_fact_can_be_told_from_edges(sites, vocabulary):
    assert quick.unseen_facts(sites, vocabulary) == []


def test_pictures_that_look_alike_where_their_facts_do_are_called_a_leak(sites, vocabulary):
    leaking = [(painted(known), painted(asked)) for known, asked in sites]
    said = quick.leaks(leaking, vocabulary.sizes)
    assert len(said) == 2 and all(sentence.startswith("They leak") for sentence in said)


def test_pictures_that_show_nothing_of_their_facts_are_called_unfair(sites, vocabulary):
    unseen_ones = [(covered(known), covered(asked)) for known, asked in sites]
    said = quick.unseen_facts(unseen_ones, vocabulary)
    assert len(said) == len(vocabulary.kinds)
    assert all(sentence.startswith("They are unfair") for sentence in said)


def test_pictures_that_do_not_show_one_kind_of_fact_are_called_unfair(sites, vocabulary):
    kind = vocabulary.kinds.index("wears")
    naked = [(undrawn(known, kind), undrawn(asked, kind)) for known, asked in sites]
    (said,) = quick.unseen_facts(naked, vocabulary)
    assert "'wears'" in said
