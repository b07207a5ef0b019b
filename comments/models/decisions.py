"""The log: every change of a status, append-only."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..cards import MOST
from .comments import Comment, Revision, Status
from .threads import reach

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class AppendOnly(TypeError):
    """Raised by whatever would change or delete an entry of the log."""


class DecisionQuerySet(models.QuerySet):
    def latest_of_each(self):
        """Those that say how their comment stands now."""
        return self.filter(version=models.F("comment__version"))

    def that_settle(self):
        """Those that can leave a comment outside the queue: all but those that bring words in."""
        # One condition each, as the index has them: a database finds it by its very terms.
        found = self.exclude(transition=Transition.SUBMIT).exclude(transition=Transition.REVISE)
        return found.exclude(transition=Transition.EDIT)

    def in_strips(self, number):
        """The last ``number`` things that were decided in one go, each as one row, the newest
        first: how many decisions it were, and how many of them still stand."""
        instants = self.order_by("-decided_at").values("decided_at")
        first = instants[:1]
        for _step in range(number - 1):
            first = instants.filter(decided_at__lt=models.Subquery(first))[:1]
        since = Coalesce(models.Subquery(first), models.Value(BEFORE_ALL))
        # At most so many rows however long the log: what is decided in one go has a limit.
        last = self.filter(decided_at__gte=since).order_by("-decided_at")[: number * MOST]
        rows = Decision.objects.filter(pk__in=last.values("pk")).values("decided_at", "transition")
        stands = models.Q(version=models.F("comment__version"))
        return rows.annotate(
            decision=models.Max("pk"),
            number=models.Count("pk"),
            standing=models.Count("pk", filter=stands),
        ).order_by("-decided_at")

    def together(self, decision):
        """Those that were made in one go with ``decision``, itself included."""
        return self.filter(
            moderator=decision.moderator_id, rule=decision.rule, decided_at=decision.decided_at
        )

    def within_reach(self, user):
        """Those about comments that ``user`` may decide about."""
        return self.filter(reach(user, "comment__thread__"))

    def update(self, **values):
        raise AppendOnly("A decision is never changed: record a new one.")

    def delete(self):
        raise AppendOnly("A decision is never deleted: it is the record of what was done.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise AppendOnly("A decision is never changed: record a new one.")

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise AppendOnly("A decision is never changed: record a new one.")
        return super().bulk_create(objs, *args, **options)


class Transition(models.TextChoices):
    """What can be done with a comment, and by whom: see ``comments.moderation``."""

    SUBMIT = "submit", pgettext_lazy("transition", "sent")
    REVISE = "revise", pgettext_lazy("transition", "sent again")
    EDIT = "edit", pgettext_lazy("transition", "edited")
    APPROVE = "approve", pgettext_lazy("transition", "approved")
    SEND_BACK = "send_back", pgettext_lazy("transition", "sent back")
    REJECT = "reject", pgettext_lazy("transition", "rejected")
    MARK_SPAM = "mark_spam", pgettext_lazy("transition", "marked as spam")
    HOLD = "hold", pgettext_lazy("transition", "held")
    SUSPECT = "suspect", pgettext_lazy("transition", "marked suspicious")
    WITHDRAW = "withdraw", pgettext_lazy("transition", "withdrawn")
    REMOVE = "remove", pgettext_lazy("transition", "removed for good")
    UNDO = "undo", pgettext_lazy("transition", "undone")


CHANGES_NO_STATUS = (
    Transition.WITHDRAW,
    Transition.REMOVE,
    Transition.HOLD,
    Transition.SUSPECT,
)


class Decision(models.Model):
    """One entry of the log: who changed what, from where to where, when and why.

    Append-only. It holds no word and no address of a reader, so removing a comment empties the
    comment and its revisions and leaves the log whole.
    """

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("comment")
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    transition = models.CharField(_("decision"), max_length=12, choices=Transition)
    # Who: a moderator, or the rule that is named, or, where both are empty, the author.
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,  # the index below begins with it
        related_name="+",
        verbose_name=_("moderator"),
    )
    rule = models.CharField(_("rule"), max_length=100, blank=True)
    from_status = models.CharField(_("from"), max_length=8, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=8, choices=Status, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # What was decided in one go by one moderator has the same instant: see ``together``.
    decided_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    # The comment's version after it: the decision is the latest while the two are equal.
    version = models.PositiveIntegerField()
    # What readers saw before it, so that undoing can bring it back.
    replaced = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ("view",)
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["moderator", "decided_at"], name="decision_by_moderator"),
            # What the desk reads backwards: what was decided by a moderator, to which status, how,
            # and at all, past whatever else the log holds.
            models.Index(fields=["moderator", "id"], name="decision_of_moderator"),
            models.Index(fields=["to_status", "id"], name="decision_by_status"),
            models.Index(fields=["transition", "id"], name="decision_by_transition"),
            models.Index(
                fields=["id"],
                name="decision_that_settles",
                condition=~models.Q(transition=Transition.SUBMIT)
                & ~models.Q(transition=Transition.REVISE)
                & ~models.Q(transition=Transition.EDIT),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="one_decision_a_version"),
        ]

    def __str__(self):
        return self.get_transition_display()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly("A decision is never changed: record a new one.")
        # A new object with the id of an entry would be written over it otherwise.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnly("A decision is never deleted: it is the record of what was done.")

    @property
    def is_authors(self):
        return self.moderator_id is None and not self.rule

    @property
    def actor(self):
        """Who decided, as a name for moderators."""
        if self.moderator:
            return self.moderator.get_username()
        return _("the rule %(rule)s") % {"rule": self.rule} if self.rule else _("the author")

    @property
    def change(self):
        """What it changed, in words: some take away or mark, and change no status."""
        before, after = self.get_from_status_display() or "·", self.get_to_status_display()
        if self.transition in CHANGES_NO_STATUS:
            after = self.get_transition_display()
        elif self.undoes_id and self.moderator_id is None:
            before = Transition.WITHDRAW.label
        # Translators: the arrow points to where one reads on.
        return _("%(before)s → %(after)s") % {"before": before, "after": after}
