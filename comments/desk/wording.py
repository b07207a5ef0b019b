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

# Scripts whose letters look like those of another: a word of two of them is a disguise more often
# than not (the idea of UTS #39, section 5). Japanese, Korean, Arabic, Thai and others stand beside
# Latin letters in honest words, look like none, and are not counted.
SCRIPTS = re.compile(
    "LATIN|CYRILLIC|GREEK|ARMENIAN|CHEROKEE|COPTIC|LISU|DESERET|GOTHIC|OLD ITALIC|OSAGE|CANADIAN"
    "|CARIAN|LYCIAN|LYDIAN|ELBASAN|TIFINAGH|RUNIC|VAI|WARANG CITI|MATHEMATICAL|FULLWIDTH"
    "|DOUBLE-STRUCK|BLACK-LETTER|SCRIPT|(?:SMALL )?ROMAN NUMERAL"
)
SHARED = frozenset("\u03bc\u03a9\u0394")  # mu, Omega, Delta: at home in "\u03bcm" and "k\u03a9"

# What shows nothing: Default_Ignorable_Code_Point of Unicode without ranges that nobody assigned,
# the separators of lines and paragraphs, the interlinear marks, and Braille without a dot.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Letters and digits with their accents, which are no letters and part no word; some of what shows
# nothing is a letter to Unicode.
WORD = re.compile(f"(?:(?!{UNSEEN.pattern})[\\w\\u0300-\\u036f])+")
# The three flags that are spelled with tags (Unicode's RGI set): England, Scotland, Wales.
FLAGS = "|".join(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in name) + "\U000e007f"
    for name in ("gbeng", "gbsct", "gbwls")
)
PIECE = re.compile(f"(?P<flag>{FLAGS})|(?P<unseen>{UNSEEN.pattern})|(?P<word>{WORD.pattern})")

# Writings that join their letters: U+200C and U+200D say where they do.
JOINED = re.compile(
    "ARABIC|SYRIAC|MANDAIC|NKO|MONGOLIAN|DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU"
    "|KANNADA|MALAYALAM|SINHALA|KHMER|MYANMAR|TIBETAN|BALINESE|JAVANESE"
)
PICTURES = ("So", "Sm", "Sk")  # the categories of emoji and of their skin tones
PUNCTUATION = "\u203c\u2049\u2139\u3030"  # emoji that are no symbols to Unicode
KEYCAPS = "#*0123456789"
SPELLED = 4  # characters of a run that are named; more would push the text away
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
    parts, hidden, end = [], [], 0
    for match in PIECE.finditer(text):
        if match.start() > end:
            parts += [name(hidden), escape(text[end : match.start()])]
            hidden = []
        end = match.end()
        if match["unseen"] and not belongs(text, match.start()):
            hidden.append(match[0])
            continue
        parts += [name(hidden), mark_word(match[0]) if match["word"] else match[0]]
        hidden = []
    return mark_safe("".join([*parts, name(hidden), escape(text[end:])]))  # noqa: S308 - escaped


def name(hidden):
    """Return the names of ``hidden``, a run of unseen characters; "" for none."""
    if not hidden:
        return ""
    different = list(dict.fromkeys(hidden))
    named = " ".join(f"U+{ord(character):04X}" for character in different[:SPELLED])
    if len(hidden) > len(different[:SPELLED]):
        named = f"{named} \u00d7 {len(hidden)}"
    return format_html('<mark title="{}">{}</mark>', _("an invisible character"), named)


def belongs(text, at):
    """Tell whether the unseen character of ``text`` at ``at`` is part of honest writing."""
    character = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    written = unicodedata.name(before, "") if before else ""
    if character in "\u200c\u200d" and JOINED.match(written):
        return True
    if character == "\u200d":  # in a family, or a flag of many colours
        return is_picture(before or " ") and is_picture(after or " ")
    if character in "\ufe0e\ufe0f":
        if before and before in KEYCAPS:
            return after == "\u20e3"
        return is_picture(before or " ") and before != character
    if "\u180b" <= character <= "\u180f":
        return written.startswith("MONGOLIAN LETTER")
    if character <= "\ufe02" or character >= "\U000e0100":  # variants of an ideograph
        is_variant = "\ufe00" <= character <= "\ufe02" or character <= "\U000e01ef"
        return is_variant and character >= "\ufe00" and written.startswith("CJK")
    return False


def is_picture(character):
    """Tell whether ``character`` is, or ends, an emoji."""
    if character == "\u2800":
        return False
    category = unicodedata.category(character)
    return category in PICTURES or character in PUNCTUATION or character == "\ufe0f"


def mark_word(word):
    if not word.isascii() and len(scripts(word)) > 1:
        return format_html('<mark title="{}">{}</mark>', _("letters of two alphabets"), word)
    return escape(word)


def scripts(word):
    """Return which of the scripts that look alike ``word`` is written in."""
    return {script for character in word if (script := script_of(character))}


def script_of(character):
    """Return the script of a letter, "digit" for a digit that is no ASCII one, "" for what any word
    may hold."""
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if category == "Nd":
        return "" if character.isascii() or name.startswith("FULLWIDTH") else "digit"
    if not (category == "Nl" or category.startswith("L")) or character in SHARED:
        return ""
    found = SCRIPTS.match(name)
    return found[0] if found else ""
