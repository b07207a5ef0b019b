"""One tile as labels: the place, who is in it, and what stands beside them."""

from PIL import Image, ImageOps

from captcha.pictures import labels
from captcha.pictures.bodies import body_of
from captcha.pictures.figures import draw_figure
from captcha.pictures.hands import Hand
from captcha.pictures.pen import OVERSAMPLING, TILE, Pen, ring
from captcha.pictures.places import draw_place
from captcha.pictures.scenes import Tile
from captcha.pictures.things import draw_beside, draw_chair_back

SIZE = TILE * OVERSAMPLING
FLOOR = 151.0  # tile pixels; where soles stand
BESIDE = 50.0  # tile pixels between somebody and what stands beside them


def draw_labels(tile: Tile, hand: Hand, places: tuple[int, ...]) -> Image.Image:
    """Return the tile as an image whose every pixel is a label, enlarged by OVERSAMPLING."""
    canvas = Image.new("L", (SIZE, SIZE), labels.GROUND)
    pen = Pen(canvas, hand.contour, hand.edge)
    draw_place(pen, places[tile.stage.place], tile.stage.detail)
    body = body_of(tile, hand.head)
    near = tile.facts.near
    is_beside = near not in ("none", "chair")
    middle = TILE / 2 + tile.stage.shift + (9 if is_beside else 0)
    pen.place(complex(middle, FLOOR))
    pen.plain(ring(0j, 30, 4), labels.SHADE)
    pen.place(complex(middle, FLOOR), body.measure.scale, tile.stage.lean)
    if near == "chair":
        draw_chair_back(pen, body)
    draw_figure(pen, tile, body, hand)
    if is_beside:
        # On the side of the arm that holds nothing, and below it, so that neither hides the other.
        pen.place(complex(middle - BESIDE, FLOOR + 2), min(1, body.measure.scale))
        draw_beside(pen, near, 0j)
    return ImageOps.mirror(canvas) if tile.stage.mirrored else canvas
