"""The switch for a site under attack, with what it sees, what it does and the way back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import owed
from .models import Defence


@admin.register(Defence)
class DefenceAdmin(admin.ModelAdmin):
    fields = ("mode", "note", "now", "effect")
    readonly_fields = ("now", "effect")
    list_display = ("mode", "now", "note", "changed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("now"))
    def now(self, defence: Defence) -> str:
        """Whether it is up and why, with the counts that decide it."""
        attack = owed.attack()
        state = _("The defence is up.") if attack.is_on else _("The defence is down.")
        counts = _(
            "In the last ten to twenty minutes: %(wrong)d wrong answers (alarm at %(alarm)d), "
            "%(unable)d comments without pictures (alarm at %(unable_alarm)d)."
        ) % {
            "wrong": attack.wrong,
            "alarm": owed.ALARMS[owed.SITE_WRONG.name],
            "unable": attack.unable,
            "unable_alarm": owed.ALARMS[owed.SITE_UNABLE.name],
        }
        return f"{state} {counts}"

    @admin.display(description=gettext_lazy("effect"))
    def effect(self, defence: Defence) -> str:
        return _(
            "While it is up every reader gets pictures one level harder: twelve instead of nine, "
            "or two sheets instead of one. Reading, the queue and what was sent before are "
            "untouched. An automatic alarm ends by itself when the counts have fallen."
        )
