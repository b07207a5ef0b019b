"""What decides is seen: no thing, limb or ornament is hidden by another."""

import random
from dataclasses import replace

import pytest
from PIL import Image

from benchmarks.lab import margins
from benchmarks.lab.margins import MOST_HIDDEN, hidden
from captcha.pictures import labels
from captcha.pictures.facts import NONE, VALUES, Facts
from captcha.pictures.tiles import SIZE, draw_labels
from tests.captcha.pictures.samples import drawn, programs, tiles

DECIDING = {
    "holds": (labels.THING, labels.THING2),
    "wears": (labels.WORN, labels.WORN2),
    "near": (labels.PROP, labels.PROP2),
}


def area(image, wanted):
    counts = image.histogram()
    return sum(counts[label] for label in wanted)


def test_what_decides_is_hidden_by_a_fifth_at_most():
    """Of a posed arm, of what is held, worn or stood beside, and of the legs of a chair."""
    measured = set()
    for tile, program in zip(tiles(1600), programs(1600), strict=False):
        for kind, share in hidden(tile, program).items():
            assert share <= MOST_HIDDEN, (kind, tile.facts, share)
            measured.add((kind, tile.facts.as_dict()[kind]))
    deciding = {(kind, v) for kind in VALUES for v in VALUES[kind] if kind != "who" and v != NONE}
    assert measured == deciding


def test_the_thickest_thumbs_hide_no_more():
    """A bear's, in mittens, at the ends of what its arm does: they came nearest to a fifth."""
    chance = random.Random("thumbs")
    for tile, program in zip(tiles(400), programs(400), strict=False):
        facts = replace(tile.facts, who="bear", holds=chance.choice(("book", "fish", "cup")))
        swing = tuple(chance.choice((0, 1)) for _ in tile.stage.swing)
        bear = replace(tile, facts=facts, stage=replace(tile.stage, swing=swing))
        hand = replace(
            program.hand,
            palms="mitten",
            limb=chance.uniform(1, 1.15),
            bones=chance.choice(("straight", "planks")),
        )
        assert hidden(bear, replace(program, hand=hand))["holds"] <= MOST_HIDDEN


def test_a_scarf_hides_nothing_of_a_stretched_arm():
    for tile, program in zip(tiles(200), programs(200), strict=False):
        facts = Facts("rabbit", pose="out", wears="scarf")
        hand = replace(program.hand, limb=1.15, palms="mitten", bones="noodle")
        small = replace(tile, facts=facts, person=replace(tile.person, build=0))
        assert hidden(small, replace(program, hand=hand))["pose"] < 0.01


@pytest.mark.parametrize("who", ["man", "woman"])
def test_the_old_have_lines_in_their_faces(who):
    tile, program = next(tiles(1)), next(programs(1))
    young, old = (
        replace(tile, facts=Facts(who), person=replace(tile.person, age=age)) for age in (0.3, 0.9)
    )
    inked = [
        area(draw_labels(one, program.hand, program.places), {labels.INK}) for one in (young, old)
    ]
    assert inked[1] > inked[0] + 20


def test_what_is_behind_something_is_measured_as_hidden(monkeypatch):
    wall = Image.new("L", (SIZE, SIZE), labels.FAR)
    monkeypatch.setattr(margins, "draw_labels", lambda *_: wall)
    tile, program = next(tiles(1)), next(programs(1))
    facts = Facts("man", "raised", "cup", "scarf", "chair")
    assert set(hidden(replace(tile, facts=facts), program).values()) == {1}


def test_nothing_that_decides_is_cut_off_by_the_edge():
    deciding = {label for shown in DECIDING.values() for label in shown} | {labels.SKIN}
    for tile, image in drawn(1200):
        inside = image.crop((2, 2, image.width - 2, image.height - 2))
        assert area(inside, deciding) == area(image, deciding), tile.facts


def test_what_is_not_there_leaves_no_trace():
    for tile, image in drawn(600):
        for kind, shown in DECIDING.items():
            value = tile.facts.as_dict()[kind]
            if value == NONE and not (kind == "near" and tile.facts.near == "chair"):
                assert area(image, shown) == 0, (tile.facts, kind)


@pytest.mark.parametrize("kind", ["who", "pose", "holds", "wears", "near"])
def test_every_value_of_a_fact_draws_something_else(kind):
    tile, program = next(tiles(1)), next(programs(1))
    drawings = {
        draw_labels(
            replace(tile, facts=replace(tile.facts, **{kind: value})), program.hand, program.places
        ).tobytes()
        for value in VALUES[kind]
    }
    assert len(drawings) == len(VALUES[kind])


def test_a_figure_fills_a_good_part_of_its_tile():
    for tile, image in drawn(400):
        share = area(image, labels.FIGURE) / (image.width * image.height)
        assert share > (0.05 if tile.facts.who == "child" else 0.09), tile.facts


def test_facts_are_drawn_before_any_colour_is_chosen():
    """A drawing is labels: whoever cannot tell colours apart misses none of the facts."""
    for _, image in drawn(40):
        assert image.mode == "L" and max(image.getextrema()) < labels.COUNT
