"""One person, drawn from the ground up and from back to front."""

from captcha.pictures.bodies import Figure, Reach, figure
from captcha.pictures.clothes import (
    Outfit,
    choose_outfit,
    draw_legs,
    draw_scarf,
    draw_skirt,
    draw_top,
)
from captcha.pictures.faces import draw_face, draw_glasses
from captcha.pictures.hair import draw_back_hair, draw_front_hair, draw_hat
from captcha.pictures.hands import draw_arm, draw_thing
from captcha.pictures.pen import Pen
from captcha.pictures.prompts import Who
from captcha.pictures.scenes import Tile
from captcha.pictures.style import Style, mix


def draw_figure(pen: Pen, tile: Tile, style: Style) -> None:
    """Draws the tile's person in `style`."""
    person = tile.person
    shape = figure(tile, style.head, style.limb)
    outfit = choose_outfit(tile.who, person, style)
    hat = style.clothes[person.colours[2]]
    pen.frame = shape.head
    draw_back_hair(pen, tile.who, person, hat)
    _below_the_neck(pen, tile, shape, outfit)
    _arms_in_front(pen, tile, shape, outfit, is_raised=False)
    if person.has_scarf:
        draw_scarf(pen, shape.body, outfit.shoes)
    pen.frame = shape.head
    draw_face(pen, tile.who, person, tile.stage)
    draw_front_hair(pen, tile.who, person)
    if person.has_glasses:
        draw_glasses(pen, tile.stage.facing)
    draw_hat(pen, tile.who, person, hat, style.clothes[person.colours[1]])
    _arms_in_front(pen, tile, shape, outfit, is_raised=True)


def _below_the_neck(pen: Pen, tile: Tile, shape: Figure, outfit: Outfit) -> None:
    skin, body = tile.person.skin, shape.body
    pen.frame = shape.trunk
    for arm in shape.arms:
        if arm.reach is Reach.BEHIND:
            draw_arm(pen, arm, body, outfit, skin)
    pen.frame = shape.legs
    draw_legs(pen, tile.who, body, outfit, skin, tile.stage.stance)
    pen.frame = shape.trunk
    if tile.who is Who.WOMAN:
        draw_skirt(pen, body, outfit)
    draw_top(pen, tile.who, body, outfit)
    shade = mix(skin, pen.ink, 0.12)
    pen.limbs([((0, -body.torso - 6, 4.3), (0, -body.torso + 0.5, 4.3))], shade)


def _arms_in_front(pen: Pen, tile: Tile, shape: Figure, outfit: Outfit, *, is_raised: bool) -> None:
    """A raised arm comes after the head: no hat may hide it. Of folded arms the first is on top."""
    pen.frame = shape.trunk
    for arm in reversed(shape.arms):
        if arm.reach is Reach.BEHIND or (arm.reach is Reach.RAISE) is not is_raised:
            continue
        if arm.reach is Reach.CARRY:
            draw_thing(pen, arm, tile.stage.thing, outfit.accent)
        draw_arm(pen, arm, shape.body, outfit, tile.person.skin)
        if arm.reach is Reach.HOLD:
            draw_thing(pen, arm, tile.stage.thing, outfit.accent)
