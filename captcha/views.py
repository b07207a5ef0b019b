"""What a browser fetches: a challenge as JSON, for script, and the sheet it shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import asking, drawing, owed
from . import challenge as challenges
from .budget import Exhausted
from .token import Unreadable
from .work import PRICES

SCOPE_LIMIT = 300  # characters


# It grants nothing: whoever forges it makes a browser fetch a question.
@csrf_exempt
@require_POST
def challenge(request: HttpRequest) -> HttpResponseBase:
    """Issue a challenge for the form that the post names as ``scope``, no easier than the one held
    as ``token``; nothing is stored."""
    scope = request.POST.get("scope", "")
    if not 0 < len(scope) <= SCOPE_LIMIT:
        return JsonResponse({"error": _("Name the form that the pictures are for.")}, status=422)
    if asking.is_foreign(request):  # it would replace the cookie that names the browser
        return JsonResponse({"error": _("Ask from the page of the form.")}, status=403)
    asker = asking.asker_of(request)
    held = challenges.usable(request.POST.get("token", ""), scope, asker)
    # Counted first, so that it is as hard as `redeem` will ask for.
    owed.count_issue(asker)
    level = max(owed.level_owed(asker, is_newcomer=True), held.level if held else 0)
    asker = asking.newcomer_of(request)
    response = JsonResponse(as_json(challenges.issue(scope, asker, level)))
    asking.remember(response, asker.browser)
    add_never_cache_headers(response)
    return response


@csrf_exempt
@require_POST
def renew(request: HttpRequest) -> HttpResponseBase:
    """Give a challenge more time: the same pictures under a new token. 410 for one that has
    expired, has had all its time, or is not this browser's."""
    held = challenges.usable(
        request.POST.get("token", ""), request.POST.get("scope", ""), asking.asker_of(request)
    )
    if held is None or held.renewed().expires_in < challenges.LIFE / 2:
        return JsonResponse({"error": _("Ask for other pictures.")}, status=410)
    renewed = held.renewed()
    response = JsonResponse({"token": str(renewed), "expires_in": int(renewed.expires_in)})
    add_never_cache_headers(response)
    return response


def as_json(issued: challenges.Challenge) -> dict[str, Any]:
    return {
        "token": str(issued),
        "expires_in": int(issued.expires_in),
        "price": PRICES[issued.level],
        "sheets": [
            {
                "prompt": sheet.prompt.sentence(get_language() or ""),
                "url": reverse("captcha:sheet", args=[str(issued), sheet.index + 1]),
                "columns": sheet.level.grid.columns,
                "rows": sheet.level.grid.rows,
                "first_tile": sheet.tiles.start,
            }
            for sheet in issued.sheets
        ],
    }


@require_GET
def sheet(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Draw a sheet of a challenge, the first being number 1: 404 if there is none such, 410 once
    it has expired, 429 for a browser that had too many drawn, 503 when too many ask at once."""
    try:
        asked = challenges.read(token)
        sheet = {sheet.index + 1: sheet for sheet in asked.sheets}[number]
    except (Unreadable, KeyError):
        return refused(404, _("There is no such sheet of pictures."))
    if not asked.is_fresh():
        return refused(410, _("These pictures have expired. Ask for other pictures."))
    try:
        if not drawing.is_kept(asked.nonce, sheet):
            owed.count_drawing(asking.asker_of(request))
        content = drawing.drawn(asked.nonce, sheet)
    except Exhausted as exhausted:
        sentence = _("Too many pictures were drawn for you. Come back in ten minutes.")
        return refused(429, sentence, exhausted.retry_after)
    except drawing.Busy:
        sentence = _("Many readers ask for pictures just now. Try again in a moment.")
        return refused(503, sentence, retry_after=1)
    response = HttpResponse(content, content_type="image/jpeg")
    # The reader's own browser may keep it while the challenge lives, nobody else.
    response["Cache-Control"] = f"private, max-age={challenges.LIFE}"
    return response


def refused(status: int, sentence: str, retry_after: int = 0) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    add_never_cache_headers(response)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
