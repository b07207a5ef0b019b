from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    """Sorts the queue: clusters, score, rules, trust. It listens to what the core decides."""

    name = "comments.triage"
    verbose_name = _("Triage")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from ..retention import daily, erased
        from . import arrivals, clusters, learning, rules, scoring, trust
        from .roles import give_rules

        decided.connect(scoring.note)
        decided.connect(clusters.follow)
        # After them: what a rule does is a decision of its own, which they hear of in its turn.
        decided.connect(arrivals.judge)
        decided.connect(trust.distrust)
        erased.connect(learning.forget_erased)
        daily.connect(clusters.forget)
        daily.connect(rules.forget_places)
        daily.connect(trust.forget)
        post_migrate.connect(give_rules, sender=self)
