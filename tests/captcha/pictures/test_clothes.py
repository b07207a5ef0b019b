from random import Random

from captcha.pictures.clothes import CUTS, choose_outfit
from captcha.pictures.style import WARDROBES, choose_style

from captcha.pictures.prompts import Who
from captcha.pictures.scenes import SKINS
from tests.captcha.pictures.samples import tiles


def apart(first, second):
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


def test_no_shirt_or_trousers_look_like_bare_skin():
    for seed, tile in enumerate(tiles(900)):
        outfit = choose_outfit(tile.who, tile.person, choose_style(Random(seed)))
        assert apart(outfit.top, tile.person.skin) >= 90
        assert apart(outfit.bottom, tile.person.skin) >= 90


def test_every_wardrobe_has_enough_for_every_skin():
    """Of any four colours at least two are unlike the skin."""
    for wardrobe in WARDROBES:
        for skin in SKINS:
            assert sum(apart(colour, skin) < 90 for colour in wardrobe) <= 2


def test_men_and_women_wear_every_cut_of_theirs():
    seen = {who: set() for who in Who}
    for tile in tiles(900):
        seen[tile.who].add(choose_outfit(tile.who, tile.person, choose_style(Random(1))).cut)
    assert seen == {who: set(cuts) for who, cuts in CUTS.items()}
