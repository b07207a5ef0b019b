from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finds words in what readers see; it listens to what the core decides."""

    name = "comments.search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from .index import follow

        decided.connect(follow, dispatch_uid="search")
