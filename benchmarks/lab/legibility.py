"""How clearly a figure stands out from its ground, by light, by line or by texture."""

import io

from PIL import Image, ImageChops, ImageFilter, ImageStat

from captcha.challenge import Sheet
from captcha.pictures import labels
from captcha.pictures.pen import OVERSAMPLING, TILE
from captcha.pictures.tiles import draw_labels

# A share of the way from black to white. Twelve hundredths between figure and ground are twelve
# times what people need to see something this large (Pelli and Bex, Vision Research 2013).
TARGETS = {"separation of figure and ground": 0.1}

_FIGURE = [255 if label in (labels.EDGE, *labels.FIGURE) else 0 for label in range(256)]
_EDGE = [255 if label == labels.EDGE else 0 for label in range(256)]


def measured(sheet: Sheet) -> dict[str, float]:
    """Return figures of one sheet, the worst of its tiles."""
    with Image.open(io.BytesIO(sheet.draw())) as drawn:
        grey = drawn.convert("L")
    worst = 1.0
    for i, tile in enumerate(sheet.cast):
        row, column = divmod(i, sheet.level.grid.columns)
        box = (column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)
        drawing = draw_labels(tile, sheet.program.hand, sheet.program.places)
        worst = min(worst, separation(grey.crop(box), drawing))
    return {"separation of figure and ground": worst}


def separation(grey: Image.Image, drawing: Image.Image) -> float:
    """Return the largest of three differences between a figure and the seven pixels around it:
    in mean light, of its outline from that ground, and in the contrast of neighbouring pixels."""
    figure = drawing.point(_FIGURE).reduce(OVERSAMPLING).point(lambda value: 255 * (value > 127))
    edge = drawing.point(_EDGE).reduce(OVERSAMPLING).point(lambda value: 255 * (value > 127))
    around = ImageChops.subtract(
        figure.filter(ImageFilter.MaxFilter(15)), figure.filter(ImageFilter.MaxFilter(3))
    )
    light = abs(_mean(grey, figure) - _mean(grey, around))
    line = abs(_mean(grey, edge) - _mean(grey, around))
    steps = (
        ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)),
        ImageChops.difference(grey, ImageChops.offset(grey, 0, 1)),
    )
    texture = max(abs(_mean(step, figure) - _mean(step, around)) for step in steps)
    return max(light, line, texture) / 255


def _mean(image: Image.Image, mask: Image.Image) -> float:
    return float(ImageStat.Stat(image, mask).mean[0])
