"""For the tests of projects that use the captcha: the way past it, which needs the site's key.

    fields = solved(client, "guestbook")
    client.post("/sign/", {"text": "Hello", **fields})

Import it in tests only. There is no other way past, no setting and no magic word.
"""

from typing import Any

from django.test import Client
from django.urls import reverse

from . import challenge as challenges


def solved(client: Client, scope: str, name: str = "captcha") -> dict[str, Any]:
    """Fetch a challenge for ``scope`` as the script does, with ``client``'s cookie, and return the
    posted fields of the form field ``name`` with the right tiles chosen."""
    answer = client.post(reverse("captcha:challenge"), {"scope": scope}).json()
    return answered(answer["token"], name)


def answered(token: str, name: str = "captcha") -> dict[str, Any]:
    """Return the posted fields that answer ``token`` rightly."""
    right = sorted(challenges.read(token).answer)
    return {f"{name}-token": token, f"{name}-tile": right}
