"""The pages about what was decided: the log, its exports, the figures."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import Decision, Transition
from . import figures, log


def for_readers_of_the_log(view):
    """Let those in who may read the log."""

    @wraps(view)
    def guarded(request):
        if not request.user.has_perm("comments.view_decision"):
            raise PermissionDenied
        return view(request)

    return guarded


@for_readers_of_the_log
@require_safe
def show_log(request):
    """The decisions that are looked for, the newest first."""
    search = log.Search.read(request.GET)
    decisions, next_key = log.page_of(search, request.user, request.GET.get("from", ""))
    context = {
        **admin.site.each_context(request),
        "title": _("Log"),
        "opts": Decision._meta,
        "search": search,
        "decisions": decisions,
        "next_key": next_key,
        "is_later_page": bool(request.GET.get("from")),
        "query": search.query(),
        "moderators": log.moderators(request.user),
        "threads": log.threads(request.user),
        "transitions": Transition.choices,
        "can_open": request.user.has_perm("comments.view_comment"),
    }
    return TemplateResponse(request, "desk/log.html", context)


def export(request, lines, suffix, content_type):
    """Send the decisions that are looked for as a file, while it is read."""
    search = log.Search.read(request.GET)
    response = StreamingHttpResponse(lines(search, request.user), content_type=content_type)
    name = f"log-{timezone.localdate().isoformat()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_readers_of_the_log
@require_safe
def export_csv(request):
    return export(request, log.csv_lines, "csv", "text/csv; charset=utf-8")


@for_readers_of_the_log
@require_safe
def export_json(request):
    return export(request, log.json_lines, "jsonl", "application/jsonl; charset=utf-8")


@for_readers_of_the_log
@require_safe
def show_figures(request):
    """The figures of the days asked for, of what this moderator may see."""
    length = figures.read_length(request.GET.get("days", ""))
    context = {
        **admin.site.each_context(request),
        "title": _("Figures"),
        "charts": figures.all_charts(request.user, length),
        "length": length,
        "periods": figures.PERIODS,
        "drawn_at": timezone.now(),
    }
    return TemplateResponse(request, "desk/figures.html", context)
