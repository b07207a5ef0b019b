from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    """Sorts the queue: clusters, score, rules, trust. It listens to what the core decides."""

    name = "comments.triage"
    verbose_name = _("Triage")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from ..retention import erased
        from . import learning, scoring

        decided.connect(scoring.note)
        erased.connect(learning.forget_erased)
