import random

import pytest
from PIL import Image, ImageDraw

from captcha import challenge
from captcha.pictures.looks import write_look
from captcha.pictures.material import LARGEST, MOST, Material, Unusable, read
from captcha.pictures.sheet import SMALL, draw_sheet
from tests.captcha.pictures.samples import some_answer, some_prompt


@pytest.fixture
def folder(tmp_path):
    """Two textures and a drawing of an operator's own."""
    for kind in ("textures", "drawings"):
        (tmp_path / kind).mkdir()
    noise = random.Random(1).randbytes(900 * 700)
    Image.frombytes("L", (900, 700), noise).save(tmp_path / "textures" / "linen.png")
    Image.linear_gradient("L").convert("RGB").save(tmp_path / "textures" / "sky.jpg")
    leaf = Image.new("RGBA", (200, 300), (0, 0, 0, 0))
    ImageDraw.Draw(leaf).ellipse((20, 20, 180, 280), (10, 90, 20, 255))
    leaf.save(tmp_path / "drawings" / "leaf.png")
    return tmp_path


@pytest.fixture
def no_memory():
    yield
    challenge.own_material.cache_clear()
    challenge.look.cache_clear()


def sheets(material):
    for seed in range(12):
        look = write_look(random.Random(seed), material)
        for program in look.programs:
            style = random.Random(seed)
            yield draw_sheet(
                some_prompt(seed), some_answer(seed), random.Random(seed), style, program
            )


def test_a_folder_is_read_in_the_order_of_names(folder):
    material = read(folder)
    assert (len(material.textures), len(material.drawings)) == (2, 1)
    assert max(material.textures[0].image.size) == LARGEST["textures"]
    assert max(material.drawings[0].image.size) == LARGEST["drawings"]


def test_textures_and_drawings_change_how_sheets_look(folder):
    plain, own = list(sheets(Material())), list(sheets(read(folder)))
    assert all(a != b for a, b in zip(plain, own, strict=True))
    assert {len(data) for data in own} == {SMALL.length}


def test_the_same_material_draws_the_same_sheets(folder):
    assert list(sheets(read(folder))) == list(sheets(read(folder)))


def test_what_an_opaque_drawing_shows_dark_is_its_silhouette(tmp_path):
    (tmp_path / "drawings").mkdir()
    image = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 49, 99), "black")
    image.save(tmp_path / "drawings" / "half.png")
    (drawing,) = read(tmp_path).drawings
    assert drawing.image.getpixel((10, 50)) == 255 and drawing.image.getpixel((90, 50)) == 0


def test_a_site_draws_with_the_material_of_its_setting(folder, settings, no_memory):
    settings.CAPTCHA_MATERIAL = str(folder)
    challenge.own_material.cache_clear()
    assert len(challenge.own_material().drawings) == 1
    assert challenge.look(b"a key", 20_000).programs[0].drawings


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unusable, match="is not a folder"):
        read(tmp_path / "nowhere")


def test_a_file_that_is_no_image_is_named(folder):
    (folder / "drawings" / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(Unusable, match=r"broken\.png cannot be read"):
        read(folder)


def test_more_images_than_memory_is_meant_for_are_refused(folder):
    for number in range(MOST):
        Image.new("L", (4, 4), number).save(folder / "textures" / f"{number}.png")
    with pytest.raises(Unusable, match=f"{MOST} are the most"):
        read(folder)
