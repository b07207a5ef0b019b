"""What decides is seen: no thing, limb or ornament is hidden by another."""

from dataclasses import replace

import pytest

from captcha.pictures import labels
from captcha.pictures.facts import NONE, VALUES, Facts
from captcha.pictures.tiles import draw_labels
from tests.captcha.pictures.samples import drawn, programs, tiles

MOST_HIDDEN = 0.20
DECIDING = {
    "holds": (labels.THING, labels.THING2),
    "wears": (labels.WORN, labels.WORN2),
    "near": (labels.PROP, labels.PROP2),
}


def area(image, wanted):
    counts = image.histogram()
    return sum(counts[label] for label in wanted)


def alone(facts, kind):
    """The same body with nothing that could hide the fact of this kind."""
    bare = {k: v if k in ("who", kind) else NONE for k, v in facts.as_dict().items()}
    if kind != "near" and facts.near == "chair":
        bare["near"] = "chair"  # whoever sits goes on sitting
    return Facts(**bare)


@pytest.mark.parametrize(("kind", "shown"), DECIDING.items(), ids=DECIDING)
def test_what_is_held_worn_or_beside_is_hidden_by_a_fifth_at_most(kind, shown):
    for tile, program in zip(tiles(1600), programs(1600), strict=False):
        value = tile.facts.as_dict()[kind]
        if value in (NONE, "glasses", "chair"):
            continue
        lone = replace(tile, facts=alone(tile.facts, kind))
        whole = area(draw_labels(lone, program.hand, program.places), shown)
        left = area(draw_labels(tile, program.hand, program.places), shown)
        assert left >= (1 - MOST_HIDDEN) * whole, (tile.facts, left, whole)


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
