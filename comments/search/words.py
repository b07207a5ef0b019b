"""Words as they are compared: without case, accents and endings, alike on every database."""

import html
import re
import unicodedata
from functools import lru_cache

from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe

QUERY_LIMIT = 200  # characters: a long sentence
TERMS = 8  # words of a query that count: each costs a look into the index
WORD_LIMIT = 64  # letters; longer "words" are not typed by hand
DOCUMENT_LIMIT = 100_000  # characters: a tsvector of PostgreSQL holds at most 1 MB
PREFIX = 3  # letters from which on the beginning of a word is enough

WORD = re.compile(r"[^\W_]+")
# A word with the accents that NFC leaves on it, as it stands in a text.
SHOWN_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u064b-\u0655\u0670\u00ad\u200c\u200d]*)+")

# Arabic writers leave these apart or not, as they like; the tatweel only stretches.
ARABIC = str.maketrans({"\u0671": "\u0627", "\u0629": "\u0647", "\u0649": "\u064a", "\u0640": ""})
ARTICLE = re.compile("(?:[\u0648\u0628\u0643\u0641]?\u0627\u0644)(?=...)")  # "the", "and the", ...

# What a query may leave off its words to find their other forms; й is и here, and ё is е.
ENDINGS = re.compile(
    "(?<=...)(?:"
    "ings?|ies|ied|ers?|es|ed|ly|[sye]|"
    "иями|[яа]ми|[ие]?ях|[ие]?ем|[ая]х|ом|[ое]го|[ое]му|[ыи]ми|[ыи]х|[ую]ю|[ая]я|[ое]е|[оеыи]и|"
    "[ыи]е|[ое]в|[ая]м|ть|л[аои]|[еиуюая]т|[аяоеыиуюь]"
    ")$"
)

EXCERPT = 220  # characters of a text around what was found
LOOKED_THROUGH = 5000  # characters of a text for what is shown of it: a whole comment


def fold(text):
    """Return ``text`` without case and accents."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = (c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(seen).translate(ARABIC)


def words_of(text):
    """Return the different words of ``text``, folded, in their order."""
    found = (ARTICLE.sub("", word) if ARTICLE.match(word) else word for word in split(text))
    return list(dict.fromkeys(found))


def split(text):
    return (word[:WORD_LIMIT] for word in WORD.findall(fold(text)))


def document(*texts):
    """Return what the index keeps of ``texts``: each word once, with a space between."""
    return " ".join(words_of(" ".join(texts)[:DOCUMENT_LIMIT]))[:DOCUMENT_LIMIT]


def terms_of(query):
    """Return what must be found, all of it: beginnings of words, where they are long enough."""
    return list(dict.fromkeys(map(stem, words_of(query))))[:TERMS]


def stem(word):
    return ENDINGS.sub("", word, count=1)


def is_found(word, terms):
    """Tell whether one of ``terms`` finds ``word``, as the index does it."""
    return any(
        folded.startswith(term) if len(term) >= PREFIX else folded == term
        for folded in folded_parts(word)
        for term in terms
    )


@lru_cache(maxsize=8192)  # most words of a page of results stand on it more than once
def folded_parts(word):
    return tuple(words_of(word))


def plain(markup):
    """Return the text of rendered HTML, without its tags."""
    return " ".join(html.unescape(strip_tags(markup.replace("><", "> <"))).split())


def excerpt(text, terms):
    """Return safe HTML: the part of ``text`` around the first of ``terms``, each of them marked."""
    found = SHOWN_WORD.finditer(text, 0, LOOKED_THROUGH)
    first = next((match.start() for match in found if is_found(match[0], terms)), 0)
    begin = max(0, first - EXCERPT // 3)
    if begin:
        begin = text.find(" ", begin, first) + 1 or first
    part = text[begin : begin + EXCERPT]
    cut = begin + EXCERPT < len(text)
    return format_html("{}{}{}", "… " if begin else "", mark(part, terms), " …" if cut else "")


def mark(text, terms):
    """Return ``text`` as safe HTML in which what ``terms`` find is marked."""
    parts, end = [], 0
    for match in SHOWN_WORD.finditer(text):
        if is_found(match[0], terms):
            parts += [escape(text[end : match.start()]), format_html("<mark>{}</mark>", match[0])]
            end = match.end()
    # Every part is escaped already.
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308
