"""One tile as labels: the place, who is in it, and what stands beside them."""

from PIL import Image, ImageOps

from captcha.pictures import labels
from captcha.pictures.bodies import Body, body_of
from captcha.pictures.facts import NONE
from captcha.pictures.figures import draw_figure
from captcha.pictures.hands import Hand
from captcha.pictures.material import Piece
from captcha.pictures.pen import OVERSAMPLING, TILE, Pen, ring
from captcha.pictures.places import draw_place, strew
from captcha.pictures.scenes import Tile
from captcha.pictures.things import draw_beside, draw_chair

SIZE = TILE * OVERSAMPLING
FLOOR = 151.0  # tile pixels; where soles stand
MARGIN = 3.0  # tile pixels between anything and the tile's edge
BODY_REACH = 42.0  # how far elbows, ears beside a hat, and chairs go
OUT_REACH = 70.8  # how far an arm that is stretched out goes, with its hand
HELD_REACH = 67.0  # how far the widest thing goes that a hand holds
BESIDE = 50.0  # tile pixels between somebody and what stands beside them
LOW = 0.8  # how much lower it is beside a child


def draw_labels(
    tile: Tile, hand: Hand, places: tuple[int, ...], drawings: tuple[Piece, ...] = ()
) -> Image.Image:
    """Return the tile as an image whose every pixel is a label, enlarged by OVERSAMPLING."""
    canvas = Image.new("L", (SIZE, SIZE), labels.GROUND)
    pen = Pen(canvas, hand.contour, hand.edge)
    draw_place(pen, places[tile.stage.place], tile.stage.detail)
    if drawings:
        strew(canvas, drawings, tile.stage.detail)
    body = body_of(tile, hand.head)
    stage, near = tile.stage, tile.facts.near
    is_beside = near not in (NONE, "chair")
    size = stage.size * body.measure.scale
    at = standing(tile, size)
    pen.place(at, stage.size)
    pen.plain(ring(0j, 30, 4), labels.SHADE)
    pen.place(at, size, stage.lean)
    if near == "chair":
        draw_chair(pen, body)
    draw_figure(pen, tile, body, hand)
    if is_beside:
        place_beside(pen, tile, at, body)
        draw_beside(pen, near)
    return ImageOps.mirror(canvas) if stage.mirrored else canvas


def standing(tile: Tile, size: float) -> complex:
    """Where the feet of somebody `size` large stand, in tile pixels."""
    return complex(_across(tile, size), FLOOR - tile.stage.rise)


def place_beside(pen: Pen, tile: Tile, at: complex, body: Body) -> None:
    """Puts the pen where something stands beside whoever stands at `at`: on the side of the arm
    that holds nothing, and as low as that arm is, so that neither hides the other."""
    low = LOW if tile.facts.who == "child" else 1
    scale = min(1, body.measure.scale * low) * tile.stage.size
    pen.place(at + complex(-BESIDE, 2) * tile.stage.size, scale)


def _across(tile: Tile, size: float) -> float:
    """Where somebody stands so that nothing is cut off, in tile pixels."""
    facts, stage = tile.facts, tile.stage
    left = max(BODY_REACH, OUT_REACH if facts.pose == "out" else 0) * size
    if facts.near not in (NONE, "chair"):
        left = max(left, (BESIDE + 20) * stage.size)
    right = max(BODY_REACH, HELD_REACH if facts.holds != NONE else 0) * size
    return MARGIN + left + (TILE - 2 * MARGIN - left - right) * stage.shift
