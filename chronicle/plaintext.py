"""A plain-text article: its title, standfirst and paragraphs, without the furniture of its page."""

import re
from typing import NamedTuple

# What a page prints under an article; from the first such line on, nothing is the article's text.
FURNITURE = re.compile(r"Leave a comment|Confirm that you are not a bot\b.*", re.IGNORECASE)
# A standfirst is a line that is no sentence: paragraphs end with one of these.
SENTENCE_END = (".", "!", "?", "…", ":", ";")


class PlainArticle(NamedTuple):
    title: str
    standfirst: str
    paragraphs: list[str]


def parse(text):
    """Return the PlainArticle in ``text``, whose blocks are parted by empty lines.

    The first block is the title, which may be repeated; a single line after it that does not end
    like a sentence is the standfirst. Raises ValueError if there is no title or no paragraph.
    """
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    blocks = without_furniture([block for block in blocks if block])
    if not blocks:
        raise ValueError("the file holds no text")
    title, *rest = blocks
    if rest and rest[0] == title:
        rest = rest[1:]
    standfirst = ""
    if len(rest) > 1 and "\n" not in rest[0] and not rest[0].endswith(SENTENCE_END):
        standfirst, *rest = rest
    if not rest:
        raise ValueError("there is a title but no paragraph after it")
    return PlainArticle(title, standfirst, rest)


def without_furniture(blocks):
    """Return ``blocks`` without the page furniture that they end with."""
    end = len(blocks)
    while end and FURNITURE.fullmatch(blocks[end - 1]):
        end -= 1
    return blocks[:end]
