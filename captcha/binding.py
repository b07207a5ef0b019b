"""Who asks: a browser by its cookie, or a client by its address, both known as digests only."""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from .challenge import Asker

COOKIE = "browser"
COOKIE_LIFE = 365 * 24 * 3600  # seconds; a year, so that an author's record outlives a season
COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{22}")


def asker_of(request: HttpRequest) -> Asker:
    """Return who sends ``request``: the browser its cookie names, if one came back, and the
    client's keyed names, which the site's middleware set as ``request.client_keys``."""
    browser = request.COOKIES.get(COOKIE, "")
    return Asker(
        browser=browser if COOKIE_FORM.fullmatch(browser) else "",
        clients=getattr(request, "client_keys", ()),
    )


def newcomer(asker: Asker) -> Asker:
    """Return ``asker`` with a browser id: its own, or a new one of 128 random bits."""
    return Asker(asker.browser or secrets.token_urlsafe(16), asker.clients)


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
