"""The discussion under one page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def reach(user, thread):
    """Return the condition on rows that ``user`` may see and decide about: his own threads' alone
    where he moderates chosen ones, else all. ``thread`` leads from a row into its thread."""
    everything = user.has_perm("comments.moderate_comment")
    is_limited = user.has_perm("comments.moderate_chosen_comment") and not everything
    return Q(**{f"{thread}moderators": user}) if is_limited else Q()


class ThreadQuerySet(models.QuerySet):
    def within_reach(self, user):
        """Those whose comments ``user`` may see and decide about."""
        return self.filter(reach(user, ""))


class Thread(models.Model):
    """The discussion under one page, and what ``comments`` may not ask that page for."""

    title = models.CharField(_("title"), max_length=300)
    url_path = models.CharField(_("URL path"), max_length=300)
    language = models.CharField(_("language"), max_length=16)
    is_open = models.BooleanField(_("comments are open"), default=True)
    public_at = models.DateTimeField(_("public at"), null=True, blank=True)
    # Both are kept by moderation with every decision, because no page that is loaded counts rows.
    visible_count = models.PositiveIntegerField(_("approved comments"), default=0, editable=False)
    waiting_count = models.PositiveIntegerField(_("waiting comments"), default=0, editable=False)
    # Those who decide about this thread without deciding about all of them.
    moderators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="moderated_threads",
        verbose_name=_("its own moderators"),
        help_text=_(
            "They decide about the comments of this article, if they are in the group "
            "“Moderators of chosen articles”. Moderators of everything need not be named."
        ),
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        default_permissions = ("view", "change")

    def __str__(self):
        return self.title
