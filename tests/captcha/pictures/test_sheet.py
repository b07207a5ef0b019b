import io
import random
import subprocess
import sys

import pytest
from PIL import Image

from captcha.pictures.sheet import LARGE, QUALITIES, SMALL, draw_sheet, encode, usual_quality
from tests.captcha.pictures.samples import some_answer, some_look, some_prompt


def sheet(seed=1, answer=None, grid=SMALL):
    return draw_sheet(
        some_prompt(seed),
        some_answer(seed, grid) if answer is None else frozenset(answer),
        random.Random(f"scene {seed}"),
        random.Random(f"style {seed}"),
        some_look(seed).programs[seed % 4],
        grid,
    )


@pytest.fixture(scope="module")
def sheets():
    return [sheet(seed) for seed in range(60)]


def test_the_same_arguments_give_the_same_bytes():
    assert sheet(3) == sheet(3) != sheet(4)


def test_the_bytes_do_not_depend_on_the_process():
    code = (
        "import hashlib; from tests.captcha.pictures.test_sheet import sheet;"
        "print(hashlib.sha256(sheet(3)).hexdigest())"
    )
    runs = {
        subprocess.check_output([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_every_sheet_of_a_grid_has_the_same_length(sheets):
    assert {len(data) for data in sheets} == {SMALL.length}
    assert SMALL.length <= 40_000
    assert {len(sheet(seed, grid=LARGE)) for seed in range(30)} == {LARGE.length}


def test_a_large_sheet_has_twelve_square_tiles():
    with Image.open(io.BytesIO(sheet(1, {12}, LARGE))) as image:
        assert (LARGE.tiles, image.size) == (12, (640, 480))


def test_a_sheet_is_a_whole_jpeg_of_nine_square_tiles(sheets):
    for data in sheets[:9]:
        assert data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9")
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (480, 480))


def test_a_sheet_says_nothing_beside_its_pixels(sheets):
    for data in sheets[:9]:
        with Image.open(io.BytesIO(data)) as image:
            assert not image.getexif()
            assert [name for name, _ in image.applist] == ["APP0"]
        padding = data.rsplit(b"\xff\xfe", 1)[1]
        assert not padding[2:-2].strip(b"\0")


def test_a_tile_looks_the_same_whatever_the_others_answer():
    """Tile 5 matches in both sheets: the other eight leave no trace in it."""
    middle = (170, 170, 310, 310)
    with (
        Image.open(io.BytesIO(sheet(2, {5}))) as one,
        Image.open(io.BytesIO(sheet(2, {1, 5, 6, 9}))) as other,
    ):
        assert one.quantization == other.quantization
        assert one.crop(middle).tobytes() == other.crop(middle).tobytes()


@pytest.mark.parametrize("answer", [{0}, {10}, {1, -2}])
def test_an_answer_that_names_no_tile_is_refused(answer):
    with pytest.raises(ValueError, match="1 to 9"):
        sheet(1, answer)


def test_the_quality_is_the_programs_whatever_is_on_the_sheet():
    """Else it would tell how crowded the right tiles are."""
    tables = set()
    for answer in ({1}, {2, 3}, set(range(1, 9))):
        with Image.open(io.BytesIO(sheet(5, answer))) as image:
            tables.add(repr(image.quantization))
    assert len(tables) == 1


def test_hardly_a_sheet_is_too_long_for_its_programs_quality(sheets):
    usual = [quality_of(usual_quality(some_look(s).programs[s % 4])) for s in range(len(sheets))]
    kept = sum(quality_in(data) == own for data, own in zip(sheets, usual, strict=True))
    assert kept >= 0.97 * len(sheets)


def quality_in(data):
    with Image.open(io.BytesIO(data)) as image:
        return repr(image.quantization)


def quality_of(quality):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", quality=quality)
    return quality_in(buffer.getvalue())


def test_a_crowded_sheet_gives_up_quality_not_its_length():
    noise = Image.effect_noise((480, 480), 26).convert("RGB")
    best = max(QUALITIES)
    data = encode(noise, SMALL.length, best)
    assert len(data) == SMALL.length
    assert quality_in(data) != quality_of(best)


def test_what_cannot_be_encoded_is_refused():
    noise = Image.effect_noise((1600, 1600), 90).convert("RGB")
    with pytest.raises(ValueError, match="does not fit"):
        encode(noise, SMALL.length, 80)
