import random

import pytest
from captcha.pictures.backgrounds import DRAW, draw_place
from captcha.pictures.style import INKS, MOODS, PLACES, choose_style, contrast, mix
from PIL import Image

from captcha.pictures.pen import OVERSAMPLING, TILE, Pen

LEAST_CONTRAST = 6  # of the ink round every figure against whatever lies behind it


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mood", MOODS)
def test_the_ink_stands_out_from_every_place(place, mood):
    side = TILE * OVERSAMPLING
    for detail in range(12):
        canvas = Image.new("RGB", (side, side))
        draw_place(Pen(canvas, INKS[0], 1), place, detail, mood)
        colours = [colour for _, colour in canvas.getcolors(maxcolors=256)]
        assert min(contrast(ink, colour) for ink in INKS for colour in colours) >= LEAST_CONTRAST


def test_every_place_can_be_drawn():
    assert set(DRAW) == set(PLACES)


def test_a_style_is_the_streams_alone():
    assert choose_style(random.Random(1)) == choose_style(random.Random(1))
    assert len({choose_style(random.Random(seed)) for seed in range(50)}) == 50


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_mixing_goes_from_the_first_colour_to_the_second():
    assert mix((0, 10, 20), (100, 110, 120), 0) == (0, 10, 20)
    assert mix((0, 10, 20), (100, 110, 120), 0.5) == (50, 60, 70)
    assert mix((0, 10, 20), (100, 110, 120), 1) == (100, 110, 120)
