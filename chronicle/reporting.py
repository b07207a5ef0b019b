"""Reporting a comment: a plain form, which tells the moderators and changes nothing by itself."""

import logging

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from captcha.budget import Budget, Exhausted
from comments.models import Comment
from comments.reports.forms import ReportForm
from comments.reports.models import Report

from . import caching, errors
from .queries import only_query
from .writing import is_foreign

logger = logging.getLogger(__name__)

# A household reports what it reads in an hour, not what a script lists.
FROM_CLIENT = Budget("report from client", limit=10, seconds=3600)
FROM_NOWHERE = Budget("report without address", limit=100, seconds=3600)


# It reads no session and grants nothing that a stranger lacks; what another site sends in a
# reader's name comes back as a form.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    return receive(request, pk) if request.method == "POST" else ask(request, pk)


@only_query()
def ask(request, pk):
    comment = find(pk)
    if comment is None:
        raise Http404
    return caching.share(show(request, ReportForm(), comment=comment))


def receive(request, pk):
    """File the report, or give what was typed back with a sentence."""
    form = ReportForm(request.POST)
    try:
        return keep(file(request, pk, form))
    except errors.STORAGE_FAILURES as failure:
        logger.error("A report could not be stored: %s", type(failure).__name__)
        notice = _("Our storage does not answer just now. Send it again in a minute.")
        return keep(show(request, form, notice=notice, status=503, wait=errors.RETRY_AFTER))


def file(request, pk, form):
    comment = find(pk)
    if comment is None:
        notice = _("This comment is not here any more.")
        return show(request, form, notice=notice, status=404)
    if is_foreign(request):
        notice = _("This was sent from another site. If it is yours, send it from here.")
        return show(request, form, comment=comment, notice=notice, status=403)
    if not form.is_valid():
        return show(request, form, comment=comment, status=422)
    try:
        take(request.client_keys)
    except Exhausted as exhausted:
        notice = _("Many reports came from here within an hour. Please send this one later.")
        wait = exhausted.retry_after
        return show(request, form, comment=comment, notice=notice, status=429, wait=wait)
    Report.objects.file(comment, **form.cleaned_data)
    return show(request, form, comment=comment, is_sent=True)


def take(names):
    if names:
        FROM_CLIENT.take(*names)
    else:
        FROM_NOWHERE.take("all")


def find(pk):
    visible = Comment.objects.visible().select_related("published", "thread")
    return visible.filter(pk=pk).first() if pk < 2**63 else None


def show(request, form, *, comment=None, notice="", status=200, wait=0, is_sent=False):
    context = {"form": form, "comment": comment, "notice": notice, "is_sent": is_sent}
    response = render(request, "chronicle/report.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    if wait:
        response["Retry-After"] = str(wait)
    return response


def keep(response):
    add_never_cache_headers(response)
    return response
