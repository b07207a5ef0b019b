"""The Markdown of articles: CommonMark without raw HTML, because editors are trusted with
headings and pictures, not with script."""

import re

import nh3
from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark", {"html": False})

# ASCII punctuation is what a backslash may escape (CommonMark 0.31, section 2.4); these of it can
# begin something inside a line.
INLINE = re.compile(r"([\\`*_\[\]<>&!])")
# Four spaces after an empty line would open a code block; in text nobody sees them.
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
# A line that would open a block: heading, quote, list, rule, fence, setext underline.
BLOCK = re.compile(r"^(\s*)([#>+\-=~]|\d{1,9}(?=[.)]))", re.MULTILINE)


def render(source):
    """Return the HTML of an article's ``source``, passed through an allowlist of tags."""
    return nh3.clean(PARSER.render(source), link_rel="noopener")


def escape(text):
    """Return Markdown that renders as the words of ``text``, whatever characters they hold."""
    escaped = INLINE.sub(r"\\\1", INDENT.sub("", text))
    return BLOCK.sub(_escape_opener, escaped)


def _escape_opener(match):
    space, opener = match.groups()
    if opener.isdigit():
        return f"{space}{opener}\\"  # "15." becomes "15\."
    return f"{space}\\{opener}"
