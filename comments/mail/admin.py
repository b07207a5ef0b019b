"""Where a moderator asks to be told about the queue, and seniors see how the mail fares."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .letters import MODERATE
from .models import Mail, QueueDigest
from .models.digests import Rhythm


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Tell me by mail how much waits"),
        choices=[("", gettext_lazy("never")), *Rhythm.choices],
        required=False,
        widget=forms.RadioSelect,
    )


@admin.register(QueueDigest)
class QueueDigestAdmin(admin.ModelAdmin):
    """A moderator's own wish; nobody sees or changes another's."""

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return settings.IS_MAIL_ON and any(request.user.has_perm(name) for name in MODERATE)

    has_change_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).filter(user=request.user)

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        own = QueueDigest.objects.filter(user=request.user).first()
        form = RhythmForm(request.POST or None, initial={"rhythm": own.rhythm if own else ""})
        if request.method == "POST" and request.user.email and form.is_valid():
            wish(request.user, form.cleaned_data["rhythm"])
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(request.path)
        context = {
            **admin.site.each_context(request),
            "title": _("Mail about the queue"),
            "opts": self.model._meta,
            "form": form,
            "address": request.user.email,
            "outbox": outbox() if request.user.has_perm("comments.reverse_comment") else None,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "mail/digest.html", context, status=status)


def wish(user, rhythm):
    """Note that ``user`` wants a mail in ``rhythm``, or none where that is empty."""
    if not rhythm:
        QueueDigest.objects.filter(user=user).delete()
        return
    digest = QueueDigest(user=user, rhythm=rhythm)
    next_at = digest.next_after(timezone.now())
    fields = {"rhythm": rhythm, "language": get_language(), "next_at": next_at}
    QueueDigest.objects.update_or_create(user=user, defaults=fields)


def outbox():
    """Return how the mail fares: what waits and since when, what failed, what nobody knows of."""
    mails = Mail.objects
    return {
        "waiting": mails.due().count(),
        "oldest": mails.due().aggregate(oldest=Min("due_at"))["oldest"],
        "failed": mails.filter(failed_at__isnull=False).count(),
        "lost": mails.lost().count(),
        "sent": mails.filter(sent_at__isnull=False).count(),
    }
