"""A moderator's wish to be told about the queue."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...models.comments import private_key
from ..hours import next_morning


class Rhythm(models.TextChoices):
    HOURLY = "hourly", _("every hour, when comments wait")
    DAILY = "daily", _("every morning, when comments wait")


class QueueDigest(models.Model):
    """That a moderator wants a mail about what waits, and when the next is due."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm)
    language = models.CharField(max_length=16)
    key = models.CharField(max_length=32, unique=True, default=private_key)  # ends it
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("mail about the queue")
        verbose_name_plural = _("mail about the queue")
        default_permissions = ()

    def __str__(self):
        return f"Queue digest {self.pk}"

    def next_after(self, moment):
        """Return when the mail after ``moment`` is due."""
        if self.rhythm == Rhythm.DAILY:
            return next_morning(moment)
        return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    def claim_turn(self):
        """Take the turn that is due, whoever else looks at the same instant; tell whether it was
        this one who took it."""
        now = timezone.now()
        due = QueueDigest.objects.filter(pk=self.pk, next_at=self.next_at, next_at__lte=now)
        return bool(due.update(next_at=self.next_after(now)))
