import random

import pytest
from PIL import Image

from captcha.pictures.material import Piece
from captcha.pictures.screens import KINDS, LEAST, MOST, Screen, write_screen


def drawn(kind, seed=1):
    chance = random.Random(seed)
    return write_screen(chance, (kind,), chance.uniform(0, 180), 6.5).draw(480, 480, chance)


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_holds_every_threshold_about_equally_often(kind):
    """So the share of a tone that takes ink is the tone."""
    for seed in range(5):
        counts = drawn(kind, seed).histogram()
        below, share = 0, []
        for value in range(256):
            below += counts[value]
            share.append(below / (480 * 480))
        for quarter in (0.25, 0.5, 0.75):
            at = round(LEAST + (MOST - LEAST) * quarter)
            assert abs(share[at] - quarter) < 0.1
        assert share[LEAST - 1] == 0 and share[MOST] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_state_draws_the_same_screen_and_another_another(kind):
    assert drawn(kind).tobytes() == drawn(kind).tobytes() != drawn(kind, 2).tobytes()


@pytest.mark.parametrize("size", [(512, 300), (40, 512)])
def test_a_cut_out_of_a_texture_never_reaches_beyond_it(size):
    even = Piece(Image.new("L", size, 200))
    screen = Screen("lines", 6, 0, 0, 60, 0, texture=even)
    for seed in range(40):
        cut = screen.draw(640, 480, random.Random(seed))
        assert cut.size == (640, 480)
        assert len(cut.getcolors()) == 1
