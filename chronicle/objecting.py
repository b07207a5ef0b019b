"""Objecting to a refusal, on the author's page: it tells the moderators and changes nothing."""

import logging

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from captcha.budget import Budget, Exhausted
from comments import objecting
from comments.forms import ObjectionForm
from comments.moderation import NotAllowed
from comments.views import get_own, keep_private, kept, show, version_told

from . import errors

logger = logging.getLogger(__name__)

# A household is refused a few comments a day; what has dozens refused in an hour is a flood, whose
# objections would keep moderators as busy as itself.
FROM_CLIENT = Budget("objection from client", limit=10, seconds=3600)
FROM_NOWHERE = Budget("objection without address", limit=100, seconds=3600)


# The key in the URL is the whole authority, as on the page that the form is on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, key):
    """File the objection, or give what was typed back with a sentence; looked at, the address of
    the form leads to the page that has it."""
    if request.method != "POST":
        return keep_private(to_page(key))
    try:
        return keep_private(receive(request, get_own(key)))
    except errors.STORAGE_FAILURES as failure:
        logger.error("An objection could not be stored: %s", type(failure).__name__)
        page = render(request, "comments/kept.html", kept(request), status=503)
        return keep_private(errors.closed(page))


def receive(request, comment):
    form = ObjectionForm(request.POST)
    if comment.is_removed or str(version_told(comment)) != request.POST.get("version"):
        return answer_stale(request, comment, form)
    if not objecting.can_object(comment):
        return answer_stale(request, comment, form)
    if not form.is_valid():
        return show(request, comment, objection=form, status=422)
    try:
        take(request.client_keys)
        objecting.file(comment, form.cleaned_data["text"])
    except Exhausted as exhausted:
        return answer_exhausted(request, comment, form, exhausted.retry_after)
    except NotAllowed:
        return answer_stale(request, get_own(comment.key), form)
    return to_page(comment.key)


def take(names):
    if names:
        FROM_CLIENT.take(*names)
    else:
        FROM_NOWHERE.take("all")


def to_page(key):
    return HttpResponseRedirect(reverse("comments:mine", args=[key]), status=303)


def answer_stale(request, comment, form):
    """A second click is answered like the first; anything else is told how the comment is now,
    and gets back what was typed."""
    said = getattr(comment.latest, "objection", None)
    if said and form.is_valid() and form.cleaned_data["text"] == said.words:
        return to_page(comment.key)
    if said:
        notice = _("You have objected already, with other words. Nothing was added to them.")
    else:
        notice = _("Your comment has changed since you opened this page. This is how it is now.")
    return show(request, comment, objection=form, status=409, notice=notice)


def answer_exhausted(request, comment, form, retry_after):
    notice = _("Many objections came from here within an hour. Please send this one later.")
    response = show(request, comment, objection=form, status=429, notice=notice)
    response["Retry-After"] = str(retry_after)
    return response
