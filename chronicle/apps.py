from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ChronicleConfig(AppConfig):
    name = "chronicle"
    verbose_name = _("Articles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from captcha import signals
        from comments import names
        from comments.desk import figures as desk
        from comments.mail import asking

        from . import figures, people, proving
        from .roles import give_the_switch, make_editors

        post_migrate.connect(make_editors, sender=self)
        post_migrate.connect(give_the_switch, sender=apps.get_app_config("captcha"))
        signals.issued.connect(figures.count_shown)
        desk.HANDED_OVER.append(figures.captcha_charts)
        asking.GUARDS.append(proving.guard)
        names.HANDED_OVER.append(people.protected_names)


class ChronicleAdminConfig(AdminConfig):
    default_site = "chronicle.login.Admin"
