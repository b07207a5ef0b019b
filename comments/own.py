"""The comments that were sent from one browser: their private keys, in a signed cookie there.

It lists them itself, and nothing on the site's side can be asked for the list: whoever copies the
cookie learns of what was sent until then, and of nothing that is sent later.
"""

from django.conf import settings
from django.core import signing
from django.db.models import OuterRef, Subquery

from . import retention
from .models import KEY_FORM, Comment, Decision, Transition

COOKIE = "own"
DAYS = retention.DAYS  # after them refused words are erased, and a list of them tells nothing
LIFE = DAYS * 24 * 3600  # seconds
# Some 1,200 bytes as a cookie, which has to stay below 4,096 (RFC 6265, section 6.1).
LIMIT = 50


def remember(request, response, key):
    """Put the comment of ``key`` first on the list; the oldest beyond LIMIT fall out.

    Call it only where a comment was stored: a page view sets nothing.
    """
    keys = [key, *(known for known in keys_in(request) if known != key)]
    response.set_cookie(
        COOKIE,
        written(keys[:LIMIT]),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request, response):
    """Delete the list, if the browser sent it along: it does not when another site makes it post
    (SameSite), so that no stranger can."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def keys_in(request):
    """Return the keys on the list, the latest first; none of one that is forged or too old."""
    try:
        listed = signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=LIFE)
    except signing.BadSignature:
        return []
    return [key for key in listed.split(".") if KEY_FORM.fullmatch(key)][:LIMIT]


def written(keys):
    """Return the cookie that lists ``keys``."""
    return signer().sign(".".join(keys))


def signer():
    return signing.TimestampSigner(salt="comments.own")


def comments_of(request):
    """Return the comments on the list, the latest first, with all that is told of them. One query,
    and none for an empty list."""
    marks = Decision.objects.filter(comment=OuterRef("pk"), transition=Transition.MARK_SPAM)
    last_rule = Subquery(marks.order_by("-version").values("rule")[:1])
    listed = Comment.objects.filter(key__in=keys_in(request)).annotate(rule_against_spam=last_rule)
    return listed.select_related("thread", "latest__objection").order_by("-pk")
