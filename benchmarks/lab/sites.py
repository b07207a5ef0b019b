"""Sites that show the pictures: a secret key and a day each, made up for the lab."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2026, 1, 1)
DAYS = 3650


@dataclass(frozen=True)
class Site:
    """One site on one of its days."""

    secret_key: str
    day: date


def unseen(number: int) -> Site:
    """Return one that nothing is trained on: always the same for a number, so that a rerun
    attacks the same sites."""
    day = FIRST_DAY + timedelta(random.Random(number).randrange(DAYS))
    return Site(f"a site that no attacker has seen, number {number}", day)


def public() -> Iterator[Site]:
    """Yield what whoever has the code can make for himself: random keys and days, without end."""
    while True:
        yield Site(secrets.token_hex(16), FIRST_DAY + timedelta(secrets.randbelow(DAYS)))
