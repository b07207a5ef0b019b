"""What readers type: cleaned when it enters, rendered to safe HTML once when it is stored."""

import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

# Rises whenever the same source would give other HTML; `manage.py rerender` then redoes the old.
RENDERER_VERSION = 1

NAME_LIMIT = 60
TEXT_LIMIT = 5000
OBJECTION_LIMIT = 1000

# C0 and C1 controls but tab and line feed; the surrogates, which no UTF-8 can hold; U+FFFE and
# U+FFFF, which no XML can (XML 1.0, section 2.2), so that one would break a feed; and the two
# overrides of the bidirectional algorithm (UAX #9), which show other words than were written.
# The isolates, embeddings and marks of UAX #9 stay: Arabic and Hebrew need them.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff]")

# Letters and a symbol that show nothing: the fillers of Hangul, and Braille without a dot.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"

# Twice the longest run that a living script stacks on one letter (Hebrew with points and accents
# takes four or five); far below the 30 of the Stream-Safe Text Format (UAX #15, section 13).
MARKS_LIMIT = 10
MARKS = ("Mn", "Me")  # Unicode's categories of what stands on a letter

# A quote in a quote in a list ... nobody reads past this, and each level costs a stack frame.
NESTING_LIMIT = 12
# 5,000 characters make 40,000 bytes of HTML only on purpose.
HTML_LIMIT = 100_000

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre"}
# "*" is empty on purpose: a title would be text that the moderator does not see.
ATTRIBUTES = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener"


def clean(text):
    """Return ``text`` in the one form that is stored: LF line ends, NFC, no blank edges.

    Raises ValidationError, with a sentence for the reader, when it holds characters that no
    keyboard types and that hide or break the words around them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if FORBIDDEN.search(text):
        raise ValidationError(
            _(
                "The text holds invisible control characters. They are taken out below: "
                "please look it over and send it again."
            ),
            code="forbidden",
        )
    # Before NFC, which sorts a run of marks in a time that grows with the square of its length: a
    # megabyte would take minutes. After it, because some marks come apart into several.
    refuse_stacked_marks(text)
    text = unicodedata.normalize("NFC", text)
    refuse_stacked_marks(text)
    return text.strip()


def refuse_stacked_marks(text):
    if has_stacked_marks(text):
        raise ValidationError(
            _(
                "Some letters carry more than %(limit)d accents, which would cover the lines "
                "around them. Please remove those."
            ),
            code="stacked",
            params={"limit": MARKS_LIMIT},
        )


def without_forbidden(text):
    """Return ``text`` as it can be shown back in a form: without what ``clean`` refuses to keep."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text):
    """Tell whether ``text`` shows nothing: white space, marks and invisible characters only."""
    return all(
        character in BLANKS or unicodedata.category(character)[0] in "CMZ" for character in text
    )


def has_stacked_marks(text):
    """Tell whether more than MARKS_LIMIT combining marks follow each other. Linear in ``text``.

    A mark stands on the character before it, or is sorted with those that do by NFC.
    """
    category, combining = unicodedata.category, unicodedata.combining
    run = 0
    # No function of ours is called in here: where the stack has just filled a block of CPython's
    # 3.11 and later, each call gets memory from the system, and a megabyte took 7 s for 0.1 s.
    for character in text:
        run = run + 1 if category(character) in MARKS or combining(character) else 0
        if run > MARKS_LIMIT:
            return True
    return False


def make_parser():
    """Return the Markdown of a comment: a subset named rule by rule, over CommonMark."""
    # The parser drops what lies deeper than maxNesting; `render` falls back well before that.
    parser = MarkdownIt(
        "zero", {"html": False, "linkify": True, "breaks": True, "maxNesting": 2 * NESTING_LIMIT}
    )
    rules = "blockquote list fence emphasis link autolink linkify backticks escape entity newline"
    return parser.enable([*rules.split(), "balance_pairs", "fragments_join"], ignoreInvalid=True)


PARSER = make_parser()


def render(source):
    """Return the safe HTML of cleaned ``source``; never raises on any text.

    Bounded in nesting and output: what exceeds the bounds, what would show characters that
    ``clean`` refuses, and any failure of the parser, falls back to the escaped text in
    paragraphs. Two walls: the parser makes no raw HTML, images or headings, and the sanitizer
    lets only TAGS through (OWASP XSS Prevention, rule 6).
    """
    try:
        tokens = PARSER.parse(source)
        html = PARSER.renderer.render(tokens, PARSER.options, {})
    except Exception:  # a comment must never be lost to a bug of the parser
        return as_escaped(source)
    if len(html) > HTML_LIMIT or depth(tokens) > NESTING_LIMIT:
        return as_escaped(source)
    html = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=LINK_REL
    ).strip()
    # What was cleaned can come back by another name: &#x202e; in words, %E2%80%AE in an address.
    return as_escaped(source) if FORBIDDEN.search(html) or has_stacked_marks(html) else html


def depth(tokens):
    """Return how deep the deepest of ``tokens`` is nested."""
    inline = (child for token in tokens for child in token.children or ())
    return max((token.level for token in (*tokens, *inline)), default=0)


def as_escaped(source):
    """Return ``source`` as escaped text in paragraphs: the fallback that cannot fail."""
    return linebreaks(escape(source))
