"""What a rule looks for, and how it is found: in a number of steps that the text alone bounds.

No rule is a regular expression, whose time can grow without bound with the text. Words, names and
domains are looked up. The patterns of many rules become a few rows of bits, and each character of
a text moves all of a row on at once (Baeza-Yates and Gonnet 1992, "A new approach to text
searching", with loops for the gaps).
"""

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .letters import plain

LETTERS_NEEDED = 2  # fewer are found in almost every comment
PHRASE = 8  # words: each text is looked through once for every length that there is
PATTERNS_LIMIT = 500  # characters of one rule's patterns, which every character of a text meets
ROW = 4096  # bits: more are cut into rows, or the letters of many rules would fill the memory
# Characters of a folded text that are looked at. There are signs that fold to eighteen letters;
# nobody needs four times the longest comment to say something.
SEEN_LIMIT = 20_000
HOST_LIMIT = 253  # characters (RFC 1035, section 2.3.4, without the two bytes at its ends)
COMPILED = 4  # sets of rules that are kept compiled: those in force, and what is being tried out

WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r"(?:[^\W_]|[*?])+")
STARS = re.compile(r"\*+")
HOST = re.compile(r"[^\W_]+(?:[-_.]+[^\W_]+)*")
NO_HOST = re.compile(r"[^\w.-]+")
# What means something in a regular expression and nothing here.
EXPRESSION = re.compile(r"[\\()\[\]{}+^$|]")
# Tags inside a word ("v**i**agra") leave it whole, all others part two words.
INLINE = re.compile(r"</?(?:a|code|em|strong)(?: [^>]*)?>")
TAG = re.compile(r"<[^>]*>")
HREF = re.compile(r'href="([^"]*)"')


def words_of(text):
    """Return the words of ``text``, folded, each between spaces."""
    return f" {' '.join(WORD.findall(plain(text)[:SEEN_LIMIT]))} "


def pattern_of(line):
    """Return ``line`` as ``words_of`` would, * and ? kept, a run of * as one."""
    return f" {' '.join(STARS.sub('*', piece) for piece in PIECE.findall(plain(line)))} "


def host_of(line):
    """Return the domain that ``line`` names, folded, "" for none."""
    host = readable(line).strip().removeprefix("*.").strip(".")
    return host if "." in host or WORD.fullmatch(host) else ""


def hosts_in(text):
    """Return what in ``text`` could be a domain, folded."""
    pieces = {piece.strip(".-") for piece in NO_HOST.split(readable(unquote(text)))}
    return {piece for piece in pieces if "." in piece and len(piece) <= HOST_LIMIT}


def readable(text):
    """Return ``text`` folded, the domains in it as they are read, not as they are sent."""
    text = plain(text).replace("。", ".")  # what browsers take for a dot (UTS #46)
    if "xn--" not in text:
        return text
    return re.sub(r"xn--([a-z0-9-]{1,59})", _unpuny, text)


def _unpuny(match):
    try:
        return plain(match[1].encode().decode("punycode"))
    except ValueError:
        return match[0]


def lines_of(looks_for):
    return [line.strip() for line in looks_for.splitlines() if line.strip()]


def check(kind, looks_for):
    """Raise ValidationError, with a sentence, for what would match nothing or nearly everything."""
    if kind == "client":
        return
    lines = lines_of(looks_for)
    if not lines:
        raise ValidationError(_("Say what to look for, one a line."))
    if kind == "pattern" and len(looks_for) > PATTERNS_LIMIT:
        raise ValidationError(
            _("Patterns may have %(limit)d characters in all; make a second rule of the rest."),
            params={"limit": PATTERNS_LIMIT},
        )
    problems = [sentence for line in lines if (sentence := problem_with(kind, line))]
    if problems:
        raise ValidationError(problems[:5])


def problem_with(kind, line):
    """Return the sentence that says why ``line`` cannot be looked for, "" if it can."""
    if kind == "links":
        return "" if is_domain(line) else _("“%s” is not a domain: type example.com.") % line
    if kind == "pattern" and EXPRESSION.search(line):
        return _("“%s” is not a pattern: only * and ? stand for something here.") % line
    words = WORD.findall(plain(line))
    if kind == "words" and "*" in line:
        return _("“%s” has a *, which stands for something in patterns only: choose those.") % line
    if kind == "words" and len(words) > PHRASE:
        return _("“%s” has more than eight words: a part of it is enough.") % line
    if sum(map(len, words)) < LETTERS_NEEDED:
        return _("“%s” has fewer than two letters, and would be found almost everywhere.") % line
    return ""


def is_domain(line):
    host = host_of(line)
    return bool(host) and HOST.fullmatch(host) is not None and len(host) >= LETTERS_NEEDED


class Row:
    """Some patterns, side by side in one row of bits: bit n says that all up to the pattern's
    letter n was just read."""

    def __init__(self, patterns):
        """``patterns`` is a list of ``(owner, pattern)``, a pattern as ``pattern_of`` makes it."""
        letters, loops, one, first, self.owners = {}, [], [], [], {}
        size = 0
        for owner, pattern in patterns:
            first.append(size)
            for letter in pattern:
                if letter == "*":
                    loops.append(size - 1)
                    continue
                (one if letter == "?" else letters.setdefault(letter, [])).append(size)
                size += 1
            self.owners[size - 1] = owner
        self.size = size
        self.first, self.loops = self._bits(first), self._bits(loops)
        self.one, self.ends = self._bits(one), self._bits(self.owners)
        self.space = self._bits(letters.pop(" ", []))
        self.letters = {letter: self._bits(at) | self.one for letter, at in letters.items()}

    def _bits(self, positions):
        row = bytearray(self.size // 8 + 1)
        for position in positions:
            row[position // 8] |= 1 << position % 8
        return int.from_bytes(row, "little")

    def owners_of(self, words):
        """Return the owners of the patterns found in ``words``, reading each character once."""
        state = found = 0
        for letter in words:
            if letter == " ":
                state = ((state << 1) | self.first) & self.space
            elif state:
                state = (state << 1) & self.letters.get(letter, self.one) | state & self.loops
            found |= state & self.ends
        owners = set()
        while found:
            lowest = found & -found
            owners.add(self.owners[lowest.bit_length() - 1])
            found ^= lowest
        return owners


def rows_of(patterns):
    """Return Rows of all ``patterns``, none much longer than ROW."""
    rows, row, size = [], [], 0
    for owner, pattern in patterns:
        row.append((owner, pattern))
        size += len(pattern)
        if size >= ROW:
            rows.append(Row(row))
            row, size = [], 0
    return [*rows, Row(row)] if row else rows


class Seen:
    """A comment as rules see it: what its readers would read, and where its links lead."""

    def __init__(self, name, html):
        addresses = " ".join(unescape(address) for address in HREF.findall(html))
        text = unescape(TAG.sub(" ", INLINE.sub("", html)))
        self.words = {
            "text": words_of(text),
            "name": words_of(name),
            "links": words_of(unquote(addresses)),
        }
        self.hosts = hosts_in(f"{text} {addresses}")

    @property
    def domains(self):
        """Its hosts and all that they are part of: a.example.com, example.com, com."""
        for host in self.hosts:
            labels = host.split(".")
            yield from (".".join(labels[start:]) for start in range(len(labels)))


def wanted(rules, kind, make):
    """Return ``{what is looked for: the numbers of the rules that do}`` for the rules of ``kind``,
    each line as ``make`` makes it. Whatever is stored, what has no letters is not looked for."""
    found = {}
    for number, (its_kind, _field, looks_for) in enumerate(rules):
        for line in lines_of(looks_for) if its_kind == kind else ():
            found.setdefault(make(line), set()).add(number)
    return {made: numbers for made, numbers in found.items() if made.strip(" *?")}


class Book:
    """Some rules, ready to be looked for all at once; ``rules`` are (kind, field, looks_for)."""

    def __init__(self, rules):
        self.fields = [field for _kind, field, _looks_for in rules]
        self.hosts = wanted(rules, "links", host_of)
        self.names = wanted(rules, "names", words_of)
        self.phrases = wanted(rules, "words", words_of)
        self.lengths = {phrase.count(" ") - 1 for phrase in self.phrases}
        patterns = wanted(rules, "pattern", pattern_of)
        self.rows = rows_of([(n, pattern) for pattern, found in patterns.items() for n in found])

    def found_in(self, seen):
        """Return the numbers of the rules whose words, patterns, domains or names ``seen`` has."""
        found = set(self.names.get(seen.words["name"], ()))
        for field, words in seen.words.items():
            numbers = self.with_phrases_in(words).union(*(r.owners_of(words) for r in self.rows))
            found |= {number for number in numbers if self.fields[number] in ("all", field)}
        for domain in seen.domains if self.hosts else ():
            found |= self.hosts.get(domain, set())
        return found

    def with_phrases_in(self, words):
        """Return the numbers of the rules one of whose phrases is in ``words``."""
        found, each = set(), words.split()
        for length in self.lengths:
            for start in range(len(each) - length + 1):
                phrase = f" {' '.join(each[start : start + length])} "
                found |= self.phrases.get(phrase, set())
        return found


@lru_cache(maxsize=COMPILED)
def book_of(rules):
    """Return the Book of ``rules``, a tuple, the same one for the same rules."""
    return Book(rules)
