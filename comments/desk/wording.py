"""A comment's text as readers would see it, with what a reader might overlook made plain.

The HTML was made safe when it was stored; here it is taken apart and every piece is escaped again,
so what is added cannot open a hole.
"""

import re
import unicodedata
from html.parser import HTMLParser

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..text import LINK_REL, TAGS

# Letters of these scripts look alike: a word of two of them is a disguise more often than not.
SCRIPTS = re.compile("LATIN|CYRILLIC|GREEK")
WORD = re.compile(r"\w+")
# What shows nothing, and joins or parts words unseen; U+200C and U+200D are needed in Persian,
# Hindi and emoji, and are left out.
UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202c\u2060-\u2069\ufeff]")
VOID = {"br"}


class Marker(HTMLParser):
    """Copies safe HTML, spelling out links and marking what is suspicious."""

    def __init__(self):
        super().__init__()
        self.parts = []
        self.links = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            return
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.links.append((href, len(self.parts) + 1))
            self.parts.append(format_html('<a href="{}" rel="{}">', href, LINK_REL))
        else:
            self.parts.append(format_html("<{}>", tag))

    def handle_endtag(self, tag):
        if tag not in TAGS or tag in VOID:
            return
        self.parts.append(format_html("</{}>", tag))
        if tag == "a" and self.links:
            href, start = self.links.pop()
            shown = "".join(self.parts[start:-1])
            if shown != escape(href):
                self.parts.append(format_html(' <span class="address">{}</span>', href))

    def handle_data(self, data):
        self.parts.append(mark_text(data))


def marked(html):
    """Return ``html``, the stored HTML of a comment, for a moderator's eyes."""
    marker = Marker()
    marker.feed(html)
    marker.close()
    return mark_safe("".join(marker.parts))  # noqa: S308 - every piece is escaped above


def mark_text(text):
    """Return ``text`` escaped, with unseen characters named and words of two scripts marked."""
    parts, end = [], 0
    for match in re.finditer(rf"{UNSEEN.pattern}|{WORD.pattern}", text):
        parts.append(escape(text[end : match.start()]))
        parts.append(mark_piece(match[0]))
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def mark_piece(piece):
    if UNSEEN.fullmatch(piece):
        title = _("an invisible character")
        return format_html('<mark title="{}">{}</mark>', title, f"U+{ord(piece):04X}")
    if not piece.isascii() and len(scripts(piece)) > 1:
        return format_html('<mark title="{}">{}</mark>', _("letters of two alphabets"), piece)
    return escape(piece)


def scripts(word):
    """Return which of the scripts that look alike ``word`` is written in."""
    names = (unicodedata.name(character, "") for character in word)
    return {found[0] for name in names if (found := SCRIPTS.match(name))}
