"""The pages about what was decided: the figures."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import figures


def require_log(user):
    """Let on only who may read the log. Raises PermissionDenied."""
    if not user.has_perm("comments.view_decision"):
        raise PermissionDenied


@require_safe
def show_figures(request):
    """The figures of the days asked for, of what this moderator may see."""
    require_log(request.user)
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
