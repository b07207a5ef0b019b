"""What the generator itself can say of how clear its drawings are: the one place to ask it."""

from captcha.challenge import Sheet
from captcha.pictures.style import choose_style, contrast

TARGETS = {"contrast of the ink with its place": 3.0}  # WCAG 2.2, 1.4.11


def measured(sheet: Sheet) -> dict[str, float]:
    """Return figures of one sheet, the worst of its tiles."""
    style = choose_style(sheet._random("style"))
    mood = style.mood
    places = (mood.sky, mood.far, mood.ground, mood.leaf, mood.light, mood.warm)
    return {
        "contrast of the ink with its place": min(contrast(style.ink, place) for place in places)
    }
