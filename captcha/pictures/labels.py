"""What each point of a drawing belongs to: the numbers that shapes are drawn with, before any
colour, tone or texture. How a part looks is the printing program's business."""

GROUND = 0
FAR = 1  # what the place is made of
NEAR = 2
SHADE = 3  # under the feet
EDGE = 4  # the line around every part
SKIN = 5
HAIR = 6
TOP = 7
BOTTOM = 8
SHOE = 9
TRIM = 10  # buttons, stripes, a belly
INK = 11  # eyes, mouths, ribs of an umbrella
WHITE = 12
THING = 13
THING2 = 14
WORN = 15
WORN2 = 16
PROP = 17
PROP2 = 18
POLE = 19  # sticks, strings and steam
RIM = 20  # of glasses: seen on skin and on a white face alike
DARK = 21  # eyes and mouths on white
COUNT = 22
# A label with COUNT added is the same by night: where dark and light have changed places.

PLACE = (GROUND, FAR, NEAR, SHADE)
FIGURE = tuple(range(SKIN, COUNT))
