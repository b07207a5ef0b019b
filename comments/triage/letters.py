"""Letters as the eye takes them: no case, no accents, nothing unseen, look-alikes made one."""

import unicodedata
from functools import lru_cache

# Letters of other alphabets that are drawn like a small Latin one; the common part of Unicode's
# table of confusables. Words of those alphabets change with them, always in the same way.
LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіјѕԁԛԝһӏαβεικνορτυχωϲłıøđ",
        "abekmhopctyxijsdqwhlabeikvoptuxwcliod",
        strict=True,
    )
)
# Marks upon letters; what is not drawn: soft hyphens, joiners, directions, what Unicode left free.
UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc", "Co", "Cn", "Cs"))


class Table(dict):
    """What each character becomes, found when it is first met."""

    KEPT_BELOW = 0x3000  # the alphabets: a stranger's text cannot fill the memory with the rest

    def __missing__(self, point):
        becomes = _plain(chr(point))
        if point < self.KEPT_BELOW:
            self[point] = becomes
        return becomes


@lru_cache(maxsize=8192)  # the letters of a script of thousands that are in use
def _plain(character):
    if character.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    seen = (part for part in parts if unicodedata.category(part) not in UNSEEN)
    return "".join(LOOK_ALIKES.get(part, part) for part in seen)


TABLE = Table()


def plain(text):
    """Return ``text`` as plain letters; texts that look alike become alike."""
    return text.translate(TABLE)
