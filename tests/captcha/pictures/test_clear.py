"""Every figure stands out from its ground, however it is printed."""

from datetime import date

import pytest
from PIL import Image, ImageDraw

from benchmarks.lab.legibility import LEAST, measured, separation
from captcha import export
from captcha.pictures import labels
from captcha.pictures.printing import PROCESSES
from captcha.pictures.tiles import SIZE


@pytest.fixture(scope="module")
def sheets():
    """Sheets of many sites' days, every process among them."""
    asked = [
        sheet
        for number in range(50)
        for one in export.challenges(f"a site {number}", date(2026, 11, 22), 0, 1, "clear")
        for sheet in one.sheets
    ]
    assert {sheet.program.plan.process for sheet in asked} == set(PROCESSES)
    return asked


def test_figures_stand_out_from_their_ground(sheets):
    """Of 450 tiles none is below the threshold that all but one in a thousand must reach."""
    tiles = [tile for sheet in sheets for tile in measured(sheet)]
    assert len(tiles) == 450
    assert min(min(tile.values()) for tile in tiles) >= LEAST


def test_a_figure_that_cannot_be_seen_is_measured_as_such():
    drawing = Image.new("L", (SIZE, SIZE), labels.GROUND)
    ImageDraw.Draw(drawing).ellipse((100, 60, 220, 280), labels.SKIN, labels.EDGE, 8)
    assert separation(Image.new("L", (160, 160), 120), drawing) == 0


def test_a_figure_that_can_be_seen_by_day_only_is_measured_by_night():
    drawing = Image.new("L", (SIZE, SIZE), labels.GROUND)
    ImageDraw.Draw(drawing).ellipse((60, 60, 260, 280), labels.SKIN, labels.EDGE, 8)
    seen = drawing.point(lambda label: 255 * label // labels.SKIN).resize((160, 160))
    assert separation(seen, drawing) > 0.8
    low = (0, SIZE // 2, SIZE, SIZE)
    drawing.paste(drawing.crop(low).point(lambda label: label + labels.COUNT), low)
    seen.paste(120, (0, 80, 160, 160))
    assert separation(seen, drawing) < 0.05
