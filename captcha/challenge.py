"""One question: issued, drawn, and redeemed once.

``issue()`` stores nothing. Everything about a challenge follows from its token and the site's
secret key, so that any worker can draw or judge it; what was answered is the one thing stored.
"""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

from django.conf import settings

from . import owed
from . import token as tokens
from .asking import Asker
from .levels import HARDEST, LEVELS, Level
from .models import Spent, Verdict
from .pictures.looks import Look, Program, write_look
from .pictures.material import Material
from .pictures.material import read as read_material
from .pictures.prompts import PROMPTS, Prompt
from .pictures.scenes import Tile, cast
from .pictures.sheet import draw_sheet
from .signals import failed, issued, passed
from .work import PRICES, is_paid

LIFE = 600  # seconds: time to pick pictures, not to pass a challenge on
# Seconds that renewals may lengthen it to: twelve lives, more than the ten that WCAG 2.2.1 asks
# for, and well within the day that a spent key is kept.
LONGEST_LIFE = 12 * LIFE
DAY = 86_400  # seconds
CLOCK_SKEW = 60  # seconds that another machine's clock may be ahead of ours


@dataclass(frozen=True)
class Sheet:
    """One picture of a challenge, its question and its right tiles.

    ``index`` counts the challenge's sheets from 0; tiles are numbered through from 1, so the
    second sheet's go on where the first one's end.
    """

    token: tokens.Token
    index: int
    level: Level

    @property
    def prompt(self) -> Prompt:
        """The question; each prompt is equally likely."""
        return PROMPTS[self._number("prompt") % len(PROMPTS)]

    @property
    def tiles(self) -> range:
        """The numbers of its tiles."""
        first = self.index * self.level.grid.tiles + 1
        return range(first, first + self.level.grid.tiles)

    @property
    def program(self) -> Program:
        """How it is drawn: each program of the site's day is equally likely."""
        programs = look(self.token.key, self.token.issued_at // DAY).programs
        return programs[self._number("program") % len(programs)]

    @property
    def cast(self) -> tuple[Tile, ...]:
        """What its tiles show, in reading order."""
        return cast(self.prompt, self._right, self._random("scene"), self.level.grid.tiles)

    @property
    def _right(self) -> frozenset[int]:
        """The right tiles counted from the sheet's own first."""
        return frozenset(tile - self.tiles.start + 1 for tile in self.answer)

    @property
    def answer(self) -> frozenset[int]:
        """The numbers of the right ones: each non-empty, non-full set is equally likely."""
        picked = self._number("answer") % self.level.subsets + 1
        return frozenset(tile for i, tile in enumerate(self.tiles) if picked >> i & 1)

    def draw(self) -> bytes:
        """Return it as a JPEG: all that a client gets that depends on the answer."""
        return draw_sheet(
            self.prompt,
            self._right,
            self._random("scene"),
            self._random("style"),
            self.program,
            self.level.grid,
        )

    def _number(self, purpose: str) -> int:
        """Return 256 secret bits; the remainder of a small division of them is uniform."""
        return int.from_bytes(self.token.stream(f"{purpose} {self.index}"))

    def _random(self, purpose: str) -> Random:
        """Return a generator for drawing; its seed is secret, so its kind need not be."""
        return Random(self.token.stream(f"{purpose} {self.index}"))  # noqa: S311


@lru_cache(maxsize=4)
def look(key: bytes, day: int) -> Look:
    """Return how the site with this key draws on a day (days since 1970, UTC)."""
    chance = Random(tokens.digest(key, "look", str(day).encode()))  # noqa: S311
    return write_look(chance, own_material())


@lru_cache(maxsize=1)
def own_material() -> Material:
    """Return what the operator has in the folder CAPTCHA_MATERIAL; nothing without that setting.

    Raises Unusable, which `manage.py check` says before a reader meets it (E003).
    """
    folder = getattr(settings, "CAPTCHA_MATERIAL", None)
    return read_material(Path(folder)) if folder else Material()


@dataclass(frozen=True)
class Challenge:
    """One challenge, read from its token: one sheet or more, judged together."""

    token: tokens.Token

    def __str__(self) -> str:
        return str(self.token)

    @property
    def nonce(self) -> str:
        """What is spent, and stays the same when the token is renewed."""
        return self.token.nonce.hex()

    @property
    def level(self) -> int:
        return self.token.level

    @property
    def sheets(self) -> list[Sheet]:
        level = LEVELS[self.level]
        return [Sheet(self.token, index, level) for index in range(level.sheets)]

    @property
    def answer(self) -> frozenset[int]:
        """The numbers of the right tiles of all sheets."""
        return frozenset[int]().union(*(sheet.answer for sheet in self.sheets))

    @property
    def expires_in(self) -> float:
        """Seconds until it expires; negative once it has."""
        return self.token.expires_at - time.time()

    def is_fresh(self) -> bool:
        return 0 < self.expires_in <= LIFE + CLOCK_SKEW

    def renewed(self) -> "Challenge":
        """Return the same challenge with another LIFE before it, up to LONGEST_LIFE in all."""
        last = self.token.issued_at + LONGEST_LIFE
        return Challenge(replace(self.token, expires_at=min(int(time.time()) + LIFE, last)))

    def is_paid_for(self, level: int, work: str) -> bool:
        """Tell whether it is enough for one who owes ``level``: a price above level 0, or a level
        more, so that nobody without script is shut out."""
        if level == 0 or self.level > level or self.level == HARDEST:
            return True
        return is_paid(str(self), work, PRICES[self.level])

    def is_for(self, scope: str, asker: Asker) -> bool:
        """Tell whether it was issued for this form and this browser, or, where no cookie came
        back, for this client."""
        key = self.token.key
        if self.token.scope != tokens.short_digest(key, "scope", scope):
            return False
        if asker.browser:
            return self.token.browser == tokens.short_digest(key, "browser", asker.browser)
        names = asker.clients or [""]
        return self.token.client in {tokens.short_digest(key, "client", name) for name in names}


def issue(scope: str, asker: Asker, level: int = 0) -> Challenge:
    """Return a new challenge for one form (``scope``, such as "comment/17") and one asker.

    ``level`` is an index of ``levels.LEVELS``.
    """
    key = next(tokens.keys())
    now = int(time.time())
    token = tokens.Token(
        nonce=secrets.token_bytes(16),
        issued_at=now,
        level=level,
        scope=tokens.short_digest(key, "scope", scope),
        browser=tokens.short_digest(key, "browser", asker.browser),
        client=tokens.short_digest(key, "client", asker.client),
        expires_at=now + LIFE,
        key=key,
    )
    issued.send(Challenge, challenge=Challenge(token), asker=asker)
    return Challenge(token)


def read(text: str) -> Challenge:
    """Return the challenge that ``text`` names. Raises ``token.Unreadable`` if it is not ours, or
    of a level that this worker does not know."""
    token = tokens.read(text)
    if token.level >= len(LEVELS):
        raise tokens.Unreadable("of a level that is not known here")
    return Challenge(token)


def usable(text: str, scope: str, asker: Asker) -> Challenge | None:
    """Return the challenge if it could still be answered here and now, as far as its token says;
    whether it is spent, only the database knows."""
    try:
        challenge = read(text)
    except tokens.Unreadable:
        return None
    return challenge if challenge.is_fresh() and challenge.is_for(scope, asker) else None


def redeem(text: str, tiles: Iterable[int], *, scope: str, asker: Asker, work: str = "") -> Verdict:
    """Judge one answer, once. Call it in the transaction that stores what the answer is for.

    The spent key is written before anything is compared, and the database decides who wrote it:
    of many simultaneous answers one is judged, the others are SPENT. A PASSED answer is spent
    together with what the caller stores; the caller lets a WRONG one commit on its own. What is
    mangled, foreign or too old is EXPIRED, and what is below the level owed now is TOO_EASY:
    neither spends anything. ``work`` is what the browser computed (see ``captcha.work``); above
    level 0 an answer without it needs one level more. Raises ``budget.Exhausted`` after too many
    wrong answers; roll back then.
    """
    challenge = usable(text, scope, asker)
    if challenge is None:
        return Verdict.EXPIRED
    level = owed.level_owed(asker)
    if challenge.level < level or not challenge.is_paid_for(level, work):
        return Verdict.TOO_EASY
    spent = Spent.objects.spend(challenge.nonce, challenge.level)
    if spent is None:
        return Verdict.SPENT
    # Taken before the answer is looked at, so that simultaneous answers cannot exceed it.
    owed.take_try(asker)
    if challenge.answer != frozenset(tiles):
        owed.count_wrong(asker)
        failed.send(Challenge, challenge=challenge)
        return spent.judge(Verdict.WRONG)
    owed.put_back_try(asker)
    owed.RIGHT.take(asker.name)
    passed.send(Challenge, challenge=challenge)
    return spent.judge(Verdict.PASSED)


def spend_unjudged(text: str, *, scope: str, asker: Asker) -> Verdict:
    """Spend a challenge for one who can't use pictures: UNABLE, SPENT or EXPIRED."""
    challenge = usable(text, scope, asker)
    if challenge is None:
        return Verdict.EXPIRED
    spent = Spent.objects.spend(challenge.nonce, challenge.level)
    if spent is None:
        return Verdict.SPENT
    return spent.judge(Verdict.UNABLE)
