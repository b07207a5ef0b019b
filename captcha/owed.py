"""What a client owes now: how hard its challenge must be, and whether the site is under attack.

Answers are counted exactly, in the database. What is asked for (challenges, and so reloads, and
drawings) is counted in the cache: exactly where the cache is shared, per worker otherwise. Only a
browser, or a client without one, is ever made to wait; a busy address or a busy site only makes the
pictures harder, so one bot does not lock its neighbours out.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Q

from .asking import Asker
from .budget import Budget, Exhausted
from .counts import Count
from .levels import HARDEST
from .models import Defence, Mode, Tally

HOUR = 3600  # seconds

# Wrong answers of one browser. A person needs one or two; after ten in an hour it waits.
TRIES = Budget("tries", limit=10, seconds=HOUR)
# Right answers of one browser, which only make the pictures harder: a person in a long debate has
# ten an hour, and whoever is paid to answer under one cookie has hundreds.
RIGHT = Budget("right", seconds=HOUR)
# Wrong answers from one address prefix. Thirty people that all fail once stay below the second
# step.
PREFIX = Budget("prefix", seconds=HOUR)
# What the whole site sees in ten to twenty minutes. A busy article brings a few wrong answers a
# minute; a bot that guesses brings hundreds.
SITE_WRONG = Budget("site wrong", seconds=600)
SITE_UNABLE = Budget("site unable", seconds=600)
SITE = "site"
# Of the wrong answers of one prefix, those that the site counts: one bot alone is no attack.
SITE_SHARE = Budget("site wrong of prefix", limit=20, seconds=600)
# Wrong answers an hour of all that send no cookie and have no address: nothing tells them apart,
# and whoever reads honestly need only let the cookie in.
NAMELESS = Budget("tries without a name", limit=100, seconds=HOUR)

ASKED_SECONDS = 600
ISSUED = Count("issued", ASKED_SECONDS)
DRAWN = Count("drawn", ASKED_SECONDS)
# Sheets drawn for one browser in that time: one every ten seconds, which no person looks at.
DRAWINGS = 60

# At how many of these the level rises, and rises again.
TRIES_STEPS = (2, 4)
RIGHT_STEPS = (30, 90)
PREFIX_STEPS = (20, 60)
ISSUED_STEPS = (8, 16)
# Challenges for one address prefix, whatever cookies it sends, so that new cookies buy nothing: a
# whole school may begin to write at once.
NEWCOMER_STEPS = (200, 600)
# Drawings for one address prefix, whatever cookies it sends: two for each of those newcomers.
DRAWN_STEPS = (400, 1200)

# At how many the alarm goes by itself.
ALARMS = {SITE_WRONG.name: 150, SITE_UNABLE.name: 40}


@dataclass(frozen=True)
class Attack:
    """Whether the defence is up, by whose word, and the counts at which it would rise."""

    is_on: bool
    mode: Mode
    wrong: int
    unable: int


def level_owed(asker: Asker, *, is_newcomer: bool = False) -> int:
    """Return the least level that is taken of ``asker`` now.

    ``is_newcomer`` says that no cookie could have come back yet. Two queries; raises DatabaseError
    if storage cannot tell.
    """
    if not (asker.name or is_newcomer):  # nothing ties its answers together
        return HARDEST
    counts = counted(
        TRIES.tallies(asker.names)
        | RIGHT.tallies(asker.names)
        | PREFIX.tallies(asker.clients)
        | SITE_WRONG.tallies([SITE])
        | SITE_UNABLE.tallies([SITE])
    )
    level = step(counts[TRIES.name], TRIES_STEPS)
    level += step(counts[RIGHT.name], RIGHT_STEPS)
    level += step(counts[PREFIX.name], PREFIX_STEPS)
    if asker.browser:
        level += step(ISSUED.of(asker.name), ISSUED_STEPS)
    level += step(ISSUED.of(prefix_name(asker)), NEWCOMER_STEPS)
    level += step(DRAWN.of(asker.client), DRAWN_STEPS)
    # Without a cookie nothing ties its answers together but the address.
    level += not (asker.browser or is_newcomer)
    level += is_attack(Defence.objects.mode(), counts)
    return min(level, HARDEST)


def wrong_answers(asker: Asker) -> int:
    """Return how often ``asker`` was wrong of late, in one query."""
    return counted(TRIES.tallies(asker.names))[TRIES.name]


def attack() -> Attack:
    """Return how things stand for the whole site, in two queries."""
    counts = counted(SITE_WRONG.tallies([SITE]) | SITE_UNABLE.tallies([SITE]))
    mode = Defence.objects.mode()
    wrong, unable = counts[SITE_WRONG.name], counts[SITE_UNABLE.name]
    return Attack(is_attack(mode, counts), mode, wrong, unable)


def is_attack(mode: Mode, counts: Counter[str]) -> bool:
    alarmed = any(counts[name] >= limit for name, limit in ALARMS.items())
    return mode == Mode.ON or (mode == Mode.AUTO and alarmed)


def counted(rows: Q) -> Counter[str]:
    """Return what was taken of each budget, over this window and the one before, in one query."""
    counts = Counter[str]()
    for budget, taken in Tally.objects.filter(rows).values_list("budget", "taken"):
        counts[budget] += taken
    return counts


def step(count: int, steps: tuple[int, int]) -> int:
    """Return how many of ``steps`` the count has reached."""
    return sum(count >= threshold for threshold in steps)


def count_wrong(asker: Asker) -> None:
    """Count a wrong answer for the address and the site; the browser's own is in TRIES."""
    PREFIX.take(asker.client)
    with suppress(Exhausted):
        SITE_SHARE.take(*asker.clients)
        SITE_WRONG.take(SITE)


def take_try(asker: Asker) -> None:
    """Take one of the wrong answers that ``asker`` may give, or raise Exhausted."""
    if asker.name:
        TRIES.take(*asker.names)
    else:
        NAMELESS.take(SITE)


def put_back_try(asker: Asker) -> None:
    """Put back what a right answer took."""
    if asker.name:
        TRIES.put_back(asker.name)
    else:
        NAMELESS.put_back(SITE)


def count_issue(asker: Asker) -> None:
    """Count one challenge that is handed to ``asker``, reloads included."""
    for name in {asker.name, prefix_name(asker)}:
        ISSUED.add(name)


def prefix_name(asker: Asker) -> str:
    """Return the name that all behind the address of ``asker`` are counted under together."""
    return f"client {asker.client}" if asker.client else ""


def count_drawing(asker: Asker) -> None:
    """Count a sheet that must be drawn for ``asker``, or raise Exhausted after too many.

    The address is counted on its own, against cookies that change all the time; it only raises the
    level. What is refused costs nobody a level.
    """
    if DRAWN.add(asker.name) > DRAWINGS:
        raise Exhausted(ASKED_SECONDS)
    DRAWN.add(asker.client)
