from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Mail to readers who asked for it and proved their address, and to moderators who chose it."""

    name = "comments.mail"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from ..moderation import decided
        from . import news

        decided.connect(news.note)
