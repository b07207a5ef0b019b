"""Proof of work: a little of the sender's computing time, found in the background while he writes.

A counter is worth the number of zero bits that PBKDF2-HMAC-SHA-256 (RFC 8018) of it begins with;
each bit doubles the work. PBKDF2, because browsers have it natively (WebCrypto), so that a script
of ours is not many times slower than a program of an attacker's.

It tells nobody apart: it is a price, and one that a bot can pay.
"""

from hashlib import pbkdf2_hmac

# A try takes about 0.2 ms in a laptop's browser, and 0.4 ms here for the one that is checked.
ITERATIONS = 1000
# Of the token: everything before the time it expires at, so that a renewal keeps the work.
SEED_LENGTH = 64  # characters, 48 of the bytes

# Zero bits asked for at each level: a fifth of a second on a laptop, one second at level 1; for
# those who skip the pictures about six. A phone takes some three times as long. At the hardest
# level nothing is gained by it, so it is a signal there and costs no more than at the easiest.
PRICES = (10, 12, 10)
LANE_PRICE = 15

COUNTER_DIGITS = 15


def bits(token: str, counter: str) -> int:
    """Return how many zero bits ``counter`` is worth for ``token``; 0 for no counter at all."""
    if not (counter.isascii() and counter.isdecimal() and len(counter) <= COUNTER_DIGITS):
        return 0
    seed = token[:SEED_LENGTH].encode()
    key = pbkdf2_hmac("sha256", seed, counter.encode(), ITERATIONS, dklen=8)
    return 64 - int.from_bytes(key).bit_length()


def is_paid(token: str, counter: str, price: int) -> bool:
    return bool(counter) and bits(token, counter) >= price
