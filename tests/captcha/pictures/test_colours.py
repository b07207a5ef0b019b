import random

from captcha.pictures import labels
from captcha.pictures.colours import (
    GREY_HAIRS,
    LEAST_HAIR_CONTRAST,
    SKINS,
    contrast,
    hair_of,
    write_palette,
)
from tests.captcha.pictures.samples import tiles


def test_ink_stands_out_on_paper_and_in_every_place():
    """WCAG 2.2, 1.4.11 asks for 3 to 1."""
    for seed in range(500):
        palette = write_palette(random.Random(seed))
        for ground in (palette.paper, *palette.places[:3]):
            assert contrast(palette.ink, ground) >= 4.5


def test_lines_stand_out_in_every_place_by_night():
    tile = next(tiles(1))
    for seed in range(500):
        palette = write_palette(random.Random(seed))
        night = palette.by_night(palette.dress(tile))
        for place in labels.PLACE:
            assert contrast(night[labels.EDGE], night[place]) >= 4.5
            assert contrast(night[labels.POLE], night[place]) >= 4.5


def test_people_of_every_skin_are_shown():
    skins = {SKINS[int(tile.person.skin * len(SKINS))] for tile in tiles(300)}
    assert skins == set(SKINS)


def test_hair_never_sinks_into_the_skin_beside_it():
    for tile in tiles(900):
        skin = SKINS[int(tile.person.skin * len(SKINS))]
        assert contrast(hair_of(tile, skin), skin) >= LEAST_HAIR_CONTRAST


def test_every_skin_leaves_a_choice_of_hair():
    hairs = {skin: set() for skin in SKINS}
    for tile in tiles(3000):
        skin = SKINS[int(tile.person.skin * len(SKINS))]
        hairs[skin].add(hair_of(tile, skin))
    assert min(len(choice) for choice in hairs.values()) >= 3


def test_the_old_are_grey_and_nobody_else_is():
    greys = [
        tile
        for tile in tiles(3000)
        if hair_of(tile, SKINS[int(tile.person.skin * len(SKINS))]) in GREY_HAIRS
    ]
    assert {tile.facts.who for tile in greys} == {"man", "woman"}
    assert all(tile.is_old for tile in greys)
