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


def test_looking_up_similar_pictures_is_chance_as_far_as_a_thousand_tiles_tell(sites, vocabulary):
    assert quick.leaks(sites, vocabulary.sizes) == []


def test_what_is_shown_can_be_told_from_its_edges(sites, vocabulary):
    assert quick.unseen_figures(sites, vocabulary.sizes) == []


def test_pictures_that_look_alike_where_their_facts_do_are_called_a_leak(sites, vocabulary):
    leaking = [(painted(known), painted(asked)) for known, asked in sites]
    said = quick.leaks(leaking, vocabulary.sizes)
    assert len(said) == 2 and all(sentence.startswith("They leak") for sentence in said)


def test_pictures_that_show_nothing_of_their_facts_are_called_unfair(sites, vocabulary):
    unseen_ones = [(covered(known), covered(asked)) for known, asked in sites]
    (said,) = quick.unseen_figures(unseen_ones, vocabulary.sizes)
    assert said.startswith("They are unfair")
