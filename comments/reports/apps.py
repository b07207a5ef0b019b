from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """What readers tell moderators about a comment that stands. It never changes a status."""

    name = "comments.reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from .models import close_what_was_decided

        decided.connect(close_what_was_decided, dispatch_uid="reports")
