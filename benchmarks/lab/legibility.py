"""How clearly a figure stands out from its ground, by light, by line or by texture."""

import io

from PIL import Image, ImageChops, ImageFilter, ImageStat

from captcha.challenge import Sheet
from captcha.pictures import labels
from captcha.pictures.counterchange import counterchanged
from captcha.pictures.pen import OVERSAMPLING, TILE
from captcha.pictures.tiles import draw_labels

# A share of the way from black to white. A tenth between figure and ground is ten times what people
# need to see something this large (Pelli and Bex, Vision Research 2013).
LEAST = 0.1
MEASURE = "separation of figure and ground"

LEAST_PART = 500  # pixels of a figure in the fields of one side that are worth measuring: a hand

_FIGURE = [255 * (v % labels.COUNT in (labels.EDGE, *labels.FIGURE)) for v in range(256)]
_EDGE = [255 * (v % labels.COUNT == labels.EDGE) for v in range(256)]
_NIGHT = [255 * (v >= labels.COUNT) for v in range(256)]


def measured(sheet: Sheet) -> list[dict[str, float]]:
    """Return figures of each tile of a sheet."""
    with Image.open(io.BytesIO(sheet.draw())) as drawn:
        grey = drawn.convert("L")
    found = []
    for i, tile in enumerate(sheet.cast):
        row, column = divmod(i, sheet.level.grid.columns)
        box = (column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)
        drawing = draw_labels(tile, sheet.program.hand, sheet.program.places)
        parted = counterchanged(drawing, sheet.program.fields, tile.stage.field_detail)
        found.append({MEASURE: separation(grey.crop(box), parted)})
    return found


def separation(grey: Image.Image, drawing: Image.Image) -> float:
    """Return the largest of four differences between a figure and the seven pixels around it:
    in mean light, of its outline from that ground, of the outline's lights and shadows from it,
    and in the contrast of neighbouring pixels. By day and by night apart, where enough of the
    figure is in either; the worse of the two."""
    figure, edge, night = (_whole(drawing.point(table)) for table in (_FIGURE, _EDGE, _NIGHT))
    around = ImageChops.subtract(
        figure.filter(ImageFilter.MaxFilter(15)), figure.filter(ImageFilter.MaxFilter(3))
    )
    steps = (
        ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)),
        ImageChops.difference(grey, ImageChops.offset(grey, 0, 1)),
    )
    sides = (
        [ImageChops.multiply(mask, side) for mask in (figure, edge, around)]
        for side in (night, ImageChops.invert(night))
    )
    return min(
        _separated(grey, steps, *masks) for masks in sides if _pixels(masks[0]) >= LEAST_PART
    )


def _separated(
    grey: Image.Image,
    steps: tuple[Image.Image, ...],
    figure: Image.Image,
    edge: Image.Image,
    around: Image.Image,
) -> float:
    ground = _mean(grey, around)
    light = abs(_mean(grey, figure) - ground)
    line = abs(_mean(grey, edge) - ground)
    # A stamped outline is lit on one side and in shadow on the other, which its mean hides.
    away = grey.point(lambda value: abs(value - ground))
    stamp = _mean(away, edge.filter(ImageFilter.MaxFilter(3))) - _mean(away, around)
    texture = max(abs(_mean(step, figure) - _mean(step, around)) for step in steps)
    return max(light, line, stamp, texture) / 255


def _whole(mask: Image.Image) -> Image.Image:
    """Return a mask of a tile's pixels, each wholly in or out."""
    return mask.reduce(OVERSAMPLING).point(lambda value: 255 * (value > 127))


def _pixels(mask: Image.Image) -> int:
    return mask.histogram()[255]


def _mean(image: Image.Image, mask: Image.Image) -> float:
    return float(ImageStat.Stat(image, mask).mean[0])
