"""Who asks for a challenge: a browser by its cookie, or a client by its address."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "browser"
COOKIE_LIFE = 365 * 24 * 3600  # seconds; a year, so that an author's record outlives a season
COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Asker:
    """Whom a challenge is for.

    ``browser`` is the random id that came back in a cookie, "" if none did. ``clients`` are the
    names that the client's address goes by, today's first, then yesterday's; empty if there is no
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
            return [f"browser {browser_digest(self.browser)}"]
        return [f"client {name}" for name in self.clients]

    @property
    def name(self) -> str:
        return next(iter(self.names), "")

    def as_newcomer(self) -> "Asker":
        """Return it with a browser id: its own, or a new one of 128 random bits."""
        return replace(self, browser=self.browser or secrets.token_urlsafe(16))


def asker_of(request: HttpRequest) -> Asker:
    """Return who sends ``request``: the browser its cookie names, if one came back, and the
    client's keyed names, which the site's middleware set as ``request.client_keys``."""
    browser = request.COOKIES.get(COOKIE, "")
    return Asker(
        browser=browser if COOKIE_FORM.fullmatch(browser) else "",
        clients=getattr(request, "client_keys", ()),
    )


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser says that another site made it send this (Fetch Metadata, W3C)."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def remember(response: HttpResponseBase, browser: str) -> None:
    """Set the cookie that names the browser. Call it only where a challenge is handed out."""
    response.set_cookie(
        COOKIE,
        browser,
        max_age=COOKIE_LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_digest(browser: str) -> str:
    """Return what is stored of a browser: a keyed digest, "" for no browser."""
    if not browser:
        return ""
    return salted_hmac("captcha.browser", browser, algorithm="sha256").hexdigest()[:32]
