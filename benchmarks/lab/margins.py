"""How far every tile is from being doubtful: what is hidden of what decides, and how many degrees
lie between an arm and the end of what it is said to do."""

import cmath
import math
from collections.abc import Callable, Iterator

from PIL import Image, ImageChops, ImageOps

from captcha.pictures import labels, things
from captcha.pictures.bodies import Arm, body_of
from captcha.pictures.facts import NONE
from captcha.pictures.figures import draw_arm, draw_held
from captcha.pictures.looks import Program
from captcha.pictures.pen import Pen
from captcha.pictures.scenes import Tile
from captcha.pictures.tiles import SIZE, draw_labels, place_beside, standing

MOST_HIDDEN = 0.20  # of the limb or thing that decides
LEAST_DEGREES = 20  # between an arm and the end of any fact

# Degrees up from hanging straight down, from shoulder to wrist: between these an arm is stretched
# out, beyond that one a hand is raised.
OUT, RAISED = (64, 116), 128
# Degrees from hanging straight down that a forearm points away from its own body: one that points
# inward further than this has its hand on the hip.
ON_THE_HIP = -22.5

NOTHING = 255  # a pixel that is not drawn on


def hidden(tile: Tile, program: Program) -> dict[str, float]:
    """Return for each kind of fact that a limb or a thing decides which share of it is hidden by
    something else. Of a chair its legs decide, and the sitting: its back is behind who sits."""
    whole = draw_labels(tile, program.hand, program.places)
    return {kind: _hidden(alone, whole) for kind, alone in _alone(tile, program)}


def _hidden(alone: Image.Image, whole: Image.Image) -> float:
    """The line around a part is not counted: it is drawn under what adjoins."""
    inside = alone.point([255 * (label not in (NOTHING, labels.EDGE)) for label in range(256)])
    seen = ImageChops.difference(alone, whole).histogram(inside)[0]
    return 1 - seen / inside.histogram()[255]


def _alone(tile: Tile, program: Program) -> Iterator[tuple[str, Image.Image]]:
    """Yield each limb and thing that decides, drawn where it is with nothing else around."""
    facts, hand = tile.facts, program.hand
    body = body_of(tile, hand.head)
    size = tile.stage.size * body.measure.scale
    at = standing(tile, size)

    def draw_near(pen: Pen) -> None:
        place_beside(pen, tile, at, body)
        things.draw_beside(pen, facts.near)

    draw: dict[str, Callable[[Pen], None]] = {
        "pose": lambda pen: draw_arm(pen, tile, body.acting, body, hand),
        "holds": lambda pen: draw_held(pen, tile, body, hand),
        "wears": lambda pen: things.draw_worn(pen, facts.wears, body),
        "near": draw_near,
    }
    if facts.near == "chair":
        draw["near"] = lambda pen: things.draw_chair_legs(pen, body)
    for kind in draw:
        if facts.as_dict()[kind] == NONE:
            continue
        canvas = Image.new("L", (SIZE, SIZE), NOTHING)
        pen = Pen(canvas, hand.contour, hand.edge)
        pen.place(at, size, tile.stage.lean)
        draw[kind](pen)
        yield kind, ImageOps.mirror(canvas) if tile.stage.mirrored else canvas


def degrees(tile: Tile) -> float:
    """Return the least angle between any arm on a tile and the end of what it shows."""
    body, lean = body_of(tile), abs(tile.stage.lean)
    return min(_room(body.acting, tile.facts.pose, lean), _room(body.holding, NONE, lean))


def _room(arm: Arm, pose: str, lean: float) -> float:
    up = _up(arm.wrist - arm.shoulder)
    if pose == "raised":
        return up - lean - RAISED
    if pose == "out":
        return min(up - lean - OUT[0], OUT[1] - up - lean)
    inward = ON_THE_HIP - _outward(arm)  # to its own body, however that leans
    return min(OUT[0] - up - lean, inward if pose == "hip" else -inward)


def _up(vector: complex) -> float:
    return math.degrees(cmath.phase(complex(vector.imag, abs(vector.real))))


def _outward(arm: Arm) -> float:
    return math.degrees(cmath.phase(complex(arm.along.imag, arm.along.real * arm.side)))
