"""Who is at the desk just now."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# Three beats of the script's heart (see desk.js): one may be late, and one lost.
HERE = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet):
    def note(self, user):
        """Note that ``user`` is here now, in one statement."""
        self.bulk_create(
            [Presence(user=user, seen_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["seen_at"],
        )

    def others(self, user):
        """Return the names of those who are here beside ``user``."""
        here = self.filter(seen_at__gt=timezone.now() - HERE).exclude(user=user)
        names = here.order_by(f"user__{user.USERNAME_FIELD}")
        return list(names.values_list(f"user__{user.USERNAME_FIELD}", flat=True))


class Presence(models.Model):
    """When a moderator's desk was last open. One row a person; it tells nothing of the past."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.user)
