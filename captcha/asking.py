"""Who asks for a challenge: a browser by its cookie, or a client by its address."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from .token import digest, keys

COOKIE = "browser"
COOKIE_LIFE = 365 * 24 * 3600  # seconds; a year, so that an author's record outlives a season
COOKIE_FORM = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True)
class Asker:
    """Whom a challenge is for.

    ``browser`` is the random id that came back in a cookie, "" if none did. ``clients`` are the
    names that the client's address goes by, today's first, then former ones; empty if there is no
    address.
    """

    browser: str = ""
    clients: Sequence[str] = ()

    @property
    def client(self) -> str:
        """The client's name of today, "" if there is no address."""
        return next(iter(self.clients), "")

    @property
    def names(self) -> list[str]:
        """The names that its answers are counted under, the present one first: the browser's or,
        where no cookie came back, the client's."""
        if self.browser:
            return [f"browser {digest}" for digest in browser_digests(self.browser)]
        return [f"client {name}" for name in self.clients]

    @property
    def name(self) -> str:
        return next(iter(self.names), "")


def asker_of(request: HttpRequest) -> Asker:
    """Return who sends ``request``: the browser its cookie names, if one came back, and the
    client's keyed names, which the site's middleware set as ``request.client_keys``."""
    return Asker(
        browser=browser_in(request.COOKIES.get(COOKIE, "")),
        clients=getattr(request, "client_keys", ()),
    )


def newcomer_of(request: HttpRequest) -> Asker:
    """Return who sends ``request``, with a browser id: its own, or a new one of 128 random bits,
    the same for all forms of one page."""
    asker = asker_of(request)
    if not asker.browser:
        new = getattr(request, "captcha_newcomer", "") or secrets.token_urlsafe(16)
        setattr(request, "captcha_newcomer", new)  # noqa: B010  HttpRequest declares no such name
        asker = replace(asker, browser=new)
    return asker


def cookie_of(browser: str) -> str:
    """Return the cookie that names ``browser``: signed, so that a name must have been fetched,
    and the fetching be counted."""
    return f"{browser}.{_signature(next(keys()), browser)}"


def browser_in(cookie: str) -> str:
    """Return the browser that ``cookie`` names, "" if none of this site's keys signed it."""
    parts = COOKIE_FORM.fullmatch(cookie)
    if not parts:
        return ""
    browser, signature = parts.groups()
    is_ours = any(hmac.compare_digest(_signature(key, browser), signature) for key in keys())
    return browser if is_ours else ""


def _signature(key: bytes, browser: str) -> str:
    signed = digest(key, "cookie", browser.encode())[:16]
    return urlsafe_b64encode(signed).decode().rstrip("=")


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site made it send this (Fetch Metadata, W3C)."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def remember(response: HttpResponseBase, browser: str) -> None:
    """Set the cookie that names the browser. Call it only where a challenge is handed out."""
    response.set_cookie(
        COOKIE,
        cookie_of(browser),
        max_age=COOKIE_LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_digest(browser: str) -> str:
    """Return what is stored of a browser: a keyed digest, "" for no browser."""
    return browser_digests(browser)[0] if browser else ""


def browser_digests(browser: str) -> list[str]:
    """Return the digests of a browser under every key of the site, the present one's first."""
    return [
        salted_hmac("captcha.browser", browser, secret, algorithm="sha256").hexdigest()[:32]
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
