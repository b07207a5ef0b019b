"""Contact sheets: several challenges on one picture, to be solved by eye."""

import io
import textwrap
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

COLUMNS = 3
ROWS = 2
MARGIN = 24  # pixels
TITLE = 84  # pixels above each sheet for its number and question, three lines
LETTERS = 20  # pixels
WIDTH_OF_LETTER = 0.47  # of its height, on average: says where a question is broken

PAPER = "white"
INK = "black"


def page(questions: Sequence[str], sheets: Sequence[bytes]) -> Image.Image:
    """Return one page with up to COLUMNS x ROWS sheets of one size, each under its question."""
    pictures = [Image.open(io.BytesIO(sheet)) for sheet in sheets]
    width, height = pictures[0].width + MARGIN, pictures[0].height + TITLE + MARGIN
    columns = min(COLUMNS, len(pictures))
    rows = -(-len(pictures) // COLUMNS)
    paper = Image.new("RGB", (columns * width + MARGIN, rows * height + MARGIN), PAPER)
    pen = ImageDraw.Draw(paper)
    for place, (question, picture) in enumerate(zip(questions, pictures, strict=True)):
        row, column = divmod(place, COLUMNS)
        x, y = MARGIN + column * width, MARGIN + row * height
        words = textwrap.fill(question, int(picture.width / (LETTERS * WIDTH_OF_LETTER)))
        pen.multiline_text((x, y), words, INK, ImageFont.load_default(LETTERS))
        paper.paste(picture, (x, y + TITLE))
    return paper
