"""Which names a reader cannot take: those that look like the names that the site protects.

The skeleton of Unicode's security mechanisms (UTS #39, section 4) makes alike what is drawn alike;
beyond it, case, accents, spaces and punctuation do not count, nor does what nobody sees.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from .text import BLANKS

TABLE = Path(__file__).with_name("confusables") / "table.txt"

# Letters to Unicode, nothing to the eye.
UNSEEN = dict.fromkeys(map(ord, BLANKS))

# Callables that the site hands over: each is called with a thread and returns the names that
# nobody but their owners may take there.
HANDED_OVER = []


def is_taken(name, thread):
    """Tell whether ``name`` looks like one that is protected in ``thread``."""
    looks = looks_of(name)
    protected = (kept for names in HANDED_OVER for kept in names(thread))
    return any(looks & looks_of(kept) for kept in protected)


@lru_cache(maxsize=1024)
def looks_of(name):
    """Return how ``name`` looks, as it is typed and in small letters: two names with a look in
    common are taken for each other. Empty for a name without a letter or a digit."""
    return frozenset({_look(name), _look(name.casefold())} - {""})


def _look(name):
    # Twice, because the table joins letters of either case, and the small ones only now: m, rn.
    look = skeleton(skeleton(name).casefold())
    seen = unicodedata.normalize("NFKD", look).translate(UNSEEN)
    # The table makes one of I, l and 1; a small i, which is I in another case, goes with them.
    return "".join(filter(str.isalnum, seen)).replace("i", "l")


def skeleton(text):
    """Return the skeleton of UTS #39 for ``text``, but for the direction of writing."""
    decomposed = unicodedata.normalize("NFD", text).translate(_table())
    return unicodedata.normalize("NFD", decomposed)


@cache
def _table():
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            prototype, alike = line.split(";")
            shown = "".join(chr(int(point, 16)) for point in prototype.split())
            found.update(dict.fromkeys((int(point, 16) for point in alike.split()), shown))
    return found
