"""Nothing but the content of a tile, read against the question, tells whether it is right.

Attackers who see no content: they look at colours and places, at the length of the file, or at the
facts without the question. Who looks up similar pictures is in tests/benchmarks/test_quick.py, and
`./run captcha-lab` has those with networks. What each reaches is the area under its curve: how
often it prefers a right tile to a wrong one; 0.5 is chance.
"""

import io
import math
import random
from datetime import date
from itertools import chain

import pytest
from PIL import Image

from captcha import export

SHEETS = 600  # of one site's one day; 5,400 tiles, so that chance moves an area by 0.008
# Four times that.
CHANCE = 0.032
PLACES = 4  # a tile's colours are looked at in 4 x 4 places


def challenges(count):
    asked = export.challenges("a site that is attacked", date(2026, 11, 22), 0, count, "leaks")
    return [challenge.sheets[0] for challenge in asked]


@pytest.fixture(scope="module")
def sheets():
    """Sheets with their pictures, each a list of tiles, and the files' lengths without padding."""
    return [(sheet, *opened(sheet.draw())) for sheet in challenges(SHEETS)]


def opened(jpeg):
    side = export.TILE
    with Image.open(io.BytesIO(jpeg)) as image:
        corners = [
            (x, y) for y in range(0, image.height, side) for x in range(0, image.width, side)
        ]
        tiles = [image.crop((x + 3, y + 3, x + side - 3, y + side - 3)) for x, y in corners]
    return tiles, len(jpeg.rstrip(b"\xff\xd9").rstrip(b"\0"))


def is_right(sheet):
    return [number in sheet.answer for number in sheet.tiles]


def area(scores, labels):
    """Return how often the score of a true label is above that of a false one."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    trues = sum(labels)
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(labels[i] for i in order[start:end])
        start = end
    return (ranks - trues * (trues + 1) / 2) / (trues * (len(labels) - trues))


def learned(rows, labels, rounds=6):
    """Return the weights of a logistic regression, found by stochastic descent."""
    chance, weights = random.Random(1), [0.0] * len(rows[0])
    order = list(range(len(rows)))
    for number in range(rounds):
        chance.shuffle(order)
        for i in order:
            guess = 1 / (1 + math.exp(-max(-30, min(30, dot(weights, rows[i])))))
            pull = 0.02 / (1 + number) * (labels[i] - guess)
            weights = [w + pull * x for w, x in zip(weights, rows[i], strict=True)]
    return weights


def dot(first, second):
    return sum(map(float.__mul__, first, second))


def guessed(rows, labels):
    """Return a score for every row, by regressions that each learned from the other half."""
    half = len(rows) // 2
    forward = learned(rows[:half], labels[:half])
    backward = learned(rows[half:], labels[half:])
    return [dot(backward, row) for row in rows[:half]] + [dot(forward, row) for row in rows[half:]]


def colours(tiles):
    """Return the blurred colours of each tile, as they differ from the mean of its sheet, and
    where on the sheet it is."""
    small = [tile.resize((PLACES, PLACES), Image.Resampling.BOX).tobytes() for tile in tiles]
    means = [sum(column) / len(small) for column in zip(*small, strict=True)]
    return [
        [(value - mean) / 32 for value, mean in zip(values, means, strict=True)]
        + [float(number == place) for place in range(len(tiles))]
        for number, values in enumerate(small)
    ]


def test_colours_and_places_do_not_tell_which_tiles_are_right(sheets):
    rows = list(chain.from_iterable(colours(tiles) for _, tiles, _ in sheets))
    labels = list(chain.from_iterable(is_right(sheet) for sheet, _, _ in sheets))
    assert abs(area(guessed(rows, labels), labels) - 0.5) < CHANCE


def test_the_length_below_the_padding_does_not_tell_how_many_are_right(sheets):
    labels = [len(sheet.answer) > 4 for sheet, _, _ in sheets]
    # One label a sheet: three times as uncertain as one a tile.
    assert abs(area([length for _, _, length in sheets], labels) - 0.5) < 3 * CHANCE


def test_no_tile_is_drawn_twice(sheets):
    every = [tile.tobytes() for _, tiles, _ in sheets for tile in tiles]
    assert len(set(every)) == len(every)


def test_the_facts_without_the_question_do_not_tell_which_tiles_are_right():
    shown = [
        (facts, right)
        for sheet in challenges(3_000)
        for facts, right in zip(
            [tile.facts.as_dict() for tile in sheet.cast], is_right(sheet), strict=True
        )
    ]
    half = len(shown) // 2
    counts = {}
    for facts, right in shown[:half]:
        for fact in facts.items():
            counts.setdefault(fact, [1, 1])[right] += 1
    scores = [
        sum(math.log(counts[fact][True] / counts[fact][False]) for fact in facts.items())
        for facts, _ in shown[half:]
    ]
    assert area(scores, [right for _, right in shown[half:]]) < 0.5 + CHANCE
