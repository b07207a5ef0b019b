"""Who may ask what of the desk, and in which language he is refused."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import Comment
from ..triage import scoring
from . import orders
from .loading import CARD_NEEDS
from .models import Presence


def for_staff(view):
    """Let those in who may see comments."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm("comments.view_comment"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return speaks_json(guarded)


def speaks_json(view):
    """Refuse the desk's script in its own language: JSON that holds a sentence to show."""

    @wraps(view)
    def spoken(request, *args, **kwargs):
        if not wants_json(request):
            return view(request, *args, **kwargs)
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            said = _("Your account may not do this. Ask an administrator of this site.")
            return JsonResponse({"trouble": [said]}, status=403)
        except Http404:
            said = _("This is not here any more, or belongs to an article of other moderators.")
            return JsonResponse({"trouble": [said]}, status=404)

    return spoken


def posted(view):
    """Let staff post from a page of the desk. Where from is read before anything is done: an
    address that cannot be read, or a page that is not this moderator's, is refused with nothing
    decided."""

    @for_staff
    @require_POST
    @wraps(view)
    def guarded(request, *args, **kwargs):
        request.back = QueryDict(request.POST.get("back", ""))
        if page := orders.as_id(request.POST.get("page", "")):
            get_reachable(request, page)
        answer = view(request, *args, **kwargs)
        if not wants_json(request):  # the script will ask for news
            be_here(request.user)
        return answer

    return guarded


def be_here(user):
    """Note that ``user`` is at the desk, and learn some of what was decided there."""
    Presence.objects.note(user)
    scoring.keep_up()


def wants_json(request):
    return request.headers.get("Accept") == "application/json"


def get_reachable(request, pk):
    comments = Comment.objects.within_reach(request.user)
    return get_object_or_404(comments.select_related(*CARD_NEEDS), pk=pk)
