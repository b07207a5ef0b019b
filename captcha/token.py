"""The public name of a challenge: a signed string that says all a worker needs to draw or judge it.

    version · key id · nonce · issued at · level · scope · browser · client · expires at · signature

69 bytes, 92 characters of URL-safe base64 (RFC 4648, section 5). Nothing is stored when one is
issued. The parts that name a form, a browser or a client are keyed digests of eight bytes, so that
the string tells a stranger nothing; the signature is HMAC-SHA-256 (RFC 2104), cut to 120 bits.

What is asked follows from everything before "expires at", so a renewed token asks the same.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

# Rises whenever the same payload would be drawn or judged differently: a worker that lacks the
# version says "expired" instead of judging one picture by another's answer.
VERSION = 2

LAYOUT = struct.Struct(">B4s16sIB8s8s8sI")
FACTS = ("nonce", "issued_at", "level", "scope", "browser", "client", "expires_at")
EXPIRES_AT = slice(LAYOUT.size - 4, LAYOUT.size)
SIGNATURE_LENGTH = 15
LENGTH = 92  # characters


class Unreadable(ValueError):
    """Not a token of ours: mangled, of another version, or signed with a key we do not have."""


@dataclass(frozen=True)
class Token:
    """What a token says. ``issued_at`` and ``expires_at`` are seconds since 1970, UTC."""

    nonce: bytes
    issued_at: int
    level: int
    scope: bytes
    browser: bytes
    client: bytes
    expires_at: int
    key: bytes

    @property
    def payload(self) -> bytes:
        return LAYOUT.pack(
            VERSION,
            key_id(self.key),
            self.nonce,
            self.issued_at,
            self.level,
            self.scope,
            self.browser,
            self.client,
            self.expires_at,
        )

    def stream(self, purpose: str) -> bytes:
        """Return 32 secret bytes for ``purpose``, independent of every other purpose's, and the
        same for every renewal of the token."""
        return digest(self.key, purpose, self.payload[: EXPIRES_AT.start])

    def __str__(self) -> str:
        signature = digest(self.key, "signature", self.payload)[:SIGNATURE_LENGTH]
        return urlsafe_b64encode(self.payload + signature).decode()


def read(text: str) -> Token:
    """Return the Token that ``text`` names, its signature checked; raises Unreadable."""
    if len(text) != LENGTH:
        raise Unreadable("not the length of a token")
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
        version, signed_with, *unpacked = LAYOUT.unpack(raw[: LAYOUT.size])
    except (ValueError, struct.error) as error:
        raise Unreadable("not the form of a token") from error
    for key in keys():
        if version == VERSION and key_id(key) == signed_with:
            token = Token(**dict(zip(FACTS, unpacked, strict=True)), key=key)
            if hmac.compare_digest(str(token).encode(), text.encode()):
                return token
    raise Unreadable("no key of this site signed it")


def keys() -> Iterator[bytes]:
    """Yield the keys that tokens may be signed with, the one for new tokens first."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield derived_key(secret)


@lru_cache(maxsize=16)
def derived_key(secret: str) -> bytes:
    """Return this app's own key, so that nothing else signed with ``secret`` reads as a token."""
    return digest(secret.encode(), "captcha.key", b"")


@lru_cache(maxsize=16)
def key_id(key: bytes) -> bytes:
    return digest(key, "id", b"")[:4]


def digest(key: bytes, purpose: str, message: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\0" + message, sha256)


def short_digest(key: bytes, purpose: str, text: str) -> bytes:
    """Return the eight bytes that stand for ``text`` in a token; zeros for an empty one."""
    return digest(key, purpose, text.encode())[:8] if text else bytes(8)
