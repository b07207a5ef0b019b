"""What is counted of a comment: words, pairs, runs of letters, signs, name, hour and signals.

A feature is known by its bucket alone, a number that many features share: what is learned is
bounded whatever is written, and names no word. All is taken in plain letters: no disguise hides it.
"""

import re
from datetime import UTC
from zlib import crc32

from . import hints
from .hints import FAR, LINK
from .letters import plain

VERSION = 2  # rises with every change of what is counted: then all is learned anew
BUCKETS = 1 << 17  # counts of both kinds for so many are 1 MB; twice as many gained nothing
# Characters, in their plain form as well: the time is bounded, and reading more of a long comment
# changed the fourth digit.
READ = 400

# How much a feature of each kind weighs, tried on public collections: halving or doubling any one
# of them changes the third digit.
LEXICAL, FIRST, SIGN, NAME = 1.0, 2.0, 3.0, 0.5
RUNS = (4, 6)  # letters: sixes know a campaign by its phrases, fours a word in all its forms
HOURS = 3  # of the day taken together
SIGNAL = 0.3  # what each unit of a signal's weight adds before anything is learned

TOKEN = re.compile(r"\w+|[^\w\s]")
REPEATED = re.compile(r"(.)\1{2,}")
DIGIT = re.compile(r"\d")


class Features:
    """The features of one comment by what they belong to: a word of its text, a sign, its name.

    ``owners`` are those, each a kind and its text; ``given`` is what each adds before anything is
    learned. ``weight`` is that of all features together: the longer a comment, the less each says.
    """

    def __init__(self, text, name="", signals=(), sent_at=None):
        self.owners, self.given = [], []
        self.buckets = {}  # bucket: (weight, place of its owner)
        text = _shorten(text)
        self._read_words(text)
        self._read_signs(text)
        self._read_name(name)
        self._read_signals(signals)
        self._read_time(sent_at)
        self.weight = sum(weight for weight, _owner in self.buckets.values())

    def without(self, owner):
        """Take away what belongs to the owner in this place."""
        self.weight -= self.weights()[owner]
        self.given[owner] = 0
        self.buckets = {b: what for b, what in self.buckets.items() if what[1] != owner}

    def weights(self):
        """Return how much the features of each owner weigh."""
        found = [0.0] * len(self.owners)
        for weight, owner in self.buckets.values():
            found[owner] += weight
        return found

    def _add_owner(self, kind, text, given=0.0):
        self.owners.append((kind, text))
        self.given.append(given)
        return len(self.owners) - 1

    def _add(self, feature, weight, owner):
        self.buckets.setdefault(crc32(feature.encode()) % BUCKETS, (weight, owner))

    def _read_words(self, text):
        before, letters, owner_of = "", [" "], [0]
        for word in text.replace("](", " ").split():  # a link of Markdown: its words, its address
            owner = self._add_owner("word", word)
            plainly = plain(word)[: READ - len(owner_of)] + " "
            letters.append(plainly)
            owner_of += [owner] * len(plainly)
            for token in TOKEN.findall(plainly):
                self._add("w" + token, LEXICAL, owner)
            for token in TOKEN.findall(_stem(plainly)):
                self._add("s" + token, LEXICAL, owner)
                self._add(f"p{before} {token}", LEXICAL, owner)
                before = token
            if len(owner_of) >= READ:  # there are signs that unfold into eighteen letters
                break
        if self.owners:
            self._read_edges(letters)
        self._read_letters("".join(letters), owner_of)

    def _read_edges(self, letters):
        """Add how it begins and ends: the same words inside say less."""
        if first := TOKEN.match(letters[1]):
            self._add("first" + first[0], FIRST, 0)
        self._add("last" + letters[-1][-2:-1], SIGN, len(self.owners) - 1)

    def _read_letters(self, letters, owner_of):
        """Add every run of letters, as bytes: each letter has four of them."""
        buckets = self.buckets
        whole = letters.encode("utf-32-le", "surrogatepass")
        for run in RUNS:
            for place, owner in enumerate(owner_of[: max(0, len(letters) - run + 1)]):
                bucket = crc32(whole[4 * place : 4 * (place + run)]) % BUCKETS
                if bucket not in buckets:
                    buckets[bucket] = LEXICAL, owner

    def _read_signs(self, text):
        for hint in hints.find(text):
            owner = self._add_owner("hint", (hint.name, hint.number), hint.amount)
            self._add(f"hint {hint.name} {hint.number}", SIGN, owner)
        length = min(READ, len(plain(text)))
        self._add(f"length {length.bit_length()}", SIGN, self._add_owner("length", length))

    def _read_name(self, name):
        owner = self._add_owner("name", name)
        for token in TOKEN.findall(plain(name)):
            self._add("n" + token, NAME, owner)

    def _read_signals(self, signals):
        for signal in signals:
            given = SIGNAL * signal["weight"]
            owner = self._add_owner("signal", signal["sentence"], given)
            self._add(f"signal {signal['name']} {signal['weight']}", SIGN, owner)

    def _read_time(self, sent_at):
        if sent_at is None:
            return
        sent_at = sent_at.astimezone(UTC)
        owner = self._add_owner("time", sent_at)
        self._add(f"hour {sent_at.hour // HOURS}", SIGN, owner)
        self._add(f"weekday {sent_at.weekday()}", SIGN, owner)


def _stem(word):
    """Return ``word`` without what changes from copy to copy: addresses, numbers, emphasis."""
    if "." in word:
        word = LINK.sub(" a-link ", word)
    return REPEATED.sub(r"\1\1", DIGIT.sub("0", word))


def _shorten(text):
    """Return the beginning and the end of ``text``, where spam says what it wants, and some of the
    links between them, where it would hide them: last, where the rest is cut off first."""
    if len(text) <= READ:
        return text
    begin, middle, end = text[: READ // 2], text[READ // 2 : -READ // 2], text[-READ // 2 :]
    links = [word[:100] for word in middle.split() if "://" in word or "www." in word]
    return " ".join([begin, end, *links[:FAR]])
