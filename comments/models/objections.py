"""What an author says against the refusal of a comment: one objection to a wording, no status."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comments import Revision
from .decisions import Decision


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        """Those that no moderator has answered."""
        return self.filter(closed_at__isnull=True)

    def about(self, comments):
        """Those about any wording of ``comments``, or of the comments of those ids."""
        return self.filter(revision__comment__in=comments)

    def close(self):
        """Close those that are open; nothing is decided by that."""
        return self.open().update(closed_at=timezone.now())


class Objection(models.Model):
    """Why an author would have a refused wording looked at again. Said once of each."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="objection")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("words"), blank=True)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["revision"],
                name="objection_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self):
        return _("Objection %(id)s") % {"id": self.pk}
