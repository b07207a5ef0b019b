from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    """Sorts the queue: clusters, score, rules, trust. It listens to what the core decides."""

    name = "comments.triage"
    verbose_name = _("Triage")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from ..retention import daily, erased
        from . import clusters, learning, scoring

        decided.connect(scoring.note)
        decided.connect(clusters.follow)
        erased.connect(learning.forget_erased)
        daily.connect(clusters.forget)
