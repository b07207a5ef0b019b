from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import objecting
        from .moderation import decided
        from .retention import erased
        from .roles import make_roles

        decided.connect(objecting.close_what_was_decided, dispatch_uid="objections")
        erased.connect(objecting.forget_erased, dispatch_uid="objections")
        post_migrate.connect(make_roles, sender=self)
