"""What a browser fetches: a challenge as JSON, for script, and the sheet it shows."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import binding, drawing
from . import challenge as challenges
from .token import Unreadable

SCOPE_LIMIT = 300  # characters


# It grants nothing: whoever forges it makes a browser fetch a question.
@csrf_exempt
@require_POST
def challenge(request: HttpRequest) -> HttpResponseBase:
    """Issue a challenge for the form that the post names as ``scope``; nothing is stored."""
    scope = request.POST.get("scope", "")
    if not 0 < len(scope) <= SCOPE_LIMIT:
        return JsonResponse({"error": _("Name the form that the pictures are for.")}, status=422)
    asker = binding.newcomer(binding.asker_of(request))
    issued = challenges.issue(scope, asker)
    response = JsonResponse(as_json(issued))
    binding.remember(response, asker.browser)
    add_never_cache_headers(response)
    return response


def as_json(issued: challenges.Challenge) -> dict[str, str | int]:
    return {
        "token": str(issued),
        "prompt": issued.prompt.sentence(get_language() or ""),
        "sheet": reverse("captcha:sheet", args=[str(issued)]),
        "expires_in": int(issued.expires_in),
    }


@require_GET
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """Draw the sheet of a token: 404 if it is not ours, 410 once expired, 503 when too many ask."""
    try:
        asked = challenges.read(token)
    except Unreadable:
        return refused(404, _("There is no such sheet of pictures."))
    if not asked.is_fresh():
        return refused(410, _("These pictures have expired. Ask for other pictures."))
    try:
        content = drawing.sheet_of(asked)
    except drawing.Busy:
        return refused(503, _("Many readers ask for pictures just now. Try again in a moment."))
    response = HttpResponse(content, content_type="image/jpeg")
    # The reader's own browser may keep it while the challenge lives, nobody else.
    response["Cache-Control"] = f"private, max-age={challenges.LIFE}"
    return response


def refused(status: int, sentence: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    add_never_cache_headers(response)
    if status == 503:
        response["Retry-After"] = "1"
    return response
