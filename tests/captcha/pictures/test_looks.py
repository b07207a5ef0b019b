import random

import pytest
from PIL import ImageChops, ImageStat

from captcha.challenge import DAY, look
from captcha.pictures import labels
from captcha.pictures.looks import PROGRAMS, write_look
from captcha.pictures.pen import OVERSAMPLING, TILE
from captcha.pictures.printing import PROCESSES, Press
from captcha.pictures.tiles import draw_labels
from tests.captcha.pictures.samples import programs, some_look, tiles


def said(look):
    """A look without its contours, which are functions."""
    return [(p.plan, p.places, p.hand.bones, p.hand.torso, p.hand.limb) for p in look.programs]


def test_the_same_state_writes_the_same_look():
    assert said(write_look(random.Random(1))) == said(write_look(random.Random(1)))


def test_no_two_programs_of_a_look_let_the_same_thing_carry_the_figures():
    for seed in range(50):
        processes = [program.plan.process for program in some_look(seed).programs]
        assert len(set(processes)) == PROGRAMS


def test_every_process_and_every_build_is_written_sooner_or_later():
    programs = [program for seed in range(100) for program in some_look(seed).programs]
    assert {program.plan.process for program in programs} == set(PROCESSES)
    assert len({(p.hand.bones, p.hand.torso, p.hand.palms) for p in programs}) == 4 * 5 * 3


def test_another_key_and_another_day_write_another_look():
    one = said(look(b"key one", 20_000))
    assert one == said(look(b"key one", 20_000))
    assert one != said(look(b"key two", 20_000))
    assert one != said(look(b"key one", 20_001))


def test_a_day_is_that_of_the_world():
    assert DAY == 24 * 60 * 60


@pytest.mark.parametrize("process", ["weft", "shift"])
def test_where_threads_tell_a_figure_the_ground_around_it_is_calm(process):
    """Light changes less from pixel to pixel there than on the figure."""
    found = [program for program in programs(120) if program.plan.process == process]
    for tile, program in zip(tiles(90), found, strict=False):
        drawn = draw_labels(tile, program.hand, program.places)
        press = Press((TILE, TILE), program.plan)
        press.lay(drawn, (0, 0), tile)
        grey = press.pull(random.Random(1)).convert("L")
        steps = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
        ground = drawn.point([255 * (label in labels.PLACE) for label in range(256)]).reduce(
            OVERSAMPLING
        )
        figure = ImageChops.invert(ground)
        assert mean(steps, ground) < 0.8 * mean(steps, figure)


def mean(image, mask):
    return ImageStat.Stat(image, mask).mean[0]
