"""One question: issued, drawn, and redeemed once.

``issue()`` stores nothing. Everything about a challenge follows from its token and the site's
secret key, so that any worker can draw or judge it; what was answered is the one thing stored.
"""

import secrets
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from random import Random

from . import token as tokens
from .models import Spent
from .pictures.prompts import PROMPTS, Prompt
from .pictures.sheet import TILES, draw_sheet

LIFE = 600  # seconds: time to write a comment, not to pass a challenge on (WCAG 2.2.1: renewed)
CLOCK_SKEW = 60  # seconds that another machine's clock may be ahead of ours
ANSWERS = 2**TILES - 2  # every subset of the tiles but the empty and the full one


class Verdict(Enum):
    """What an answer came to."""

    PASSED = "passed"
    WRONG = "wrong"
    SPENT = "spent"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Asker:
    """Whom a challenge is for: the digest-able names of a browser and of a client.

    ``browser`` is the random id that came back in a cookie, "" if none did. ``clients`` are the
    names that the client's address goes by, today's first; empty if there is no address.
    """

    browser: str = ""
    clients: Collection[str] = ()


@dataclass(frozen=True)
class Challenge:
    """One challenge, read from its token."""

    token: tokens.Token

    def __str__(self) -> str:
        return str(self.token)

    @property
    def nonce(self) -> str:
        return self.token.nonce.hex()

    @property
    def prompt(self) -> Prompt:
        """The question; each prompt is equally likely."""
        return PROMPTS[int.from_bytes(self.token.stream("prompt")) % len(PROMPTS)]

    @property
    def answer(self) -> frozenset[int]:
        """The numbers of the right tiles, 1 to 9: each non-empty, non-full set equally likely."""
        picked = int.from_bytes(self.token.stream("answer")) % ANSWERS + 1
        return frozenset(tile for tile in range(1, TILES + 1) if picked >> (tile - 1) & 1)

    def draw(self) -> bytes:
        """Return the sheet, a JPEG: the only thing sent to a client that depends on the answer."""
        return draw_sheet(self.prompt, self.answer, self._random("scene"), self._random("style"))

    def _random(self, purpose: str) -> Random:
        """Return a generator for drawing; its seed is secret, so its kind need not be."""
        return Random(self.token.stream(purpose))  # noqa: S311

    @property
    def expires_in(self) -> float:
        """Seconds until it expires; negative once it has."""
        return self.token.issued_at + LIFE - time.time()

    def is_fresh(self) -> bool:
        return 0 < self.expires_in <= LIFE + CLOCK_SKEW

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


def issue(scope: str, asker: Asker = Asker(), level: int = 0) -> Challenge:
    """Return a new challenge for one form (``scope``, such as "comment/17") and one asker."""
    key = next(tokens.keys())
    client = next(iter(asker.clients), "")
    return Challenge(
        tokens.Token(
            nonce=secrets.token_bytes(16),
            issued_at=int(time.time()),
            level=level,
            scope=tokens.short_digest(key, "scope", scope),
            browser=tokens.short_digest(key, "browser", asker.browser),
            client=tokens.short_digest(key, "client", client),
            key=key,
        )
    )


def read(text: str) -> Challenge:
    """Return the challenge that ``text`` names. Raises ``token.Unreadable`` if it is not ours."""
    return Challenge(tokens.read(text))


def redeem(text: str, tiles: Iterable[int], *, scope: str, asker: Asker) -> Verdict:
    """Judge one answer, once. Call it in the transaction that stores what the answer is for.

    The spent key is written before anything is compared, and the database decides who wrote it:
    of many simultaneous answers one is judged, the others are SPENT. A PASSED answer is spent
    together with what the caller stores; the caller lets a WRONG one commit on its own. What is
    mangled, foreign or too old is EXPIRED and spends nothing.
    """
    challenge = usable(text, scope, asker)
    if challenge is None:
        return Verdict.EXPIRED
    if not Spent.objects.spend(challenge.nonce):
        return Verdict.SPENT
    return Verdict.PASSED if challenge.answer == frozenset(tiles) else Verdict.WRONG


def spend_unjudged(text: str, *, scope: str, asker: Asker) -> Verdict:
    """Spend a challenge for one who can't use pictures: PASSED, SPENT or EXPIRED."""
    challenge = usable(text, scope, asker)
    if challenge is None:
        return Verdict.EXPIRED
    return Verdict.PASSED if Spent.objects.spend(challenge.nonce) else Verdict.SPENT


def usable(text: str, scope: str, asker: Asker) -> Challenge | None:
    """Return the challenge if it could still be answered here and now, as far as its token says;
    whether it is spent, only the database knows."""
    try:
        challenge = read(text)
    except tokens.Unreadable:
        return None
    return challenge if challenge.is_fresh() and challenge.is_for(scope, asker) else None
