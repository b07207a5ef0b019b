"""What is stored of a discussion: its thread, the comments, their wordings, every decision.

A status is written by ``comments.moderation`` alone; ``visible()`` alone decides what is public.
"""

import re
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .paths import PATH_LENGTH
from .text import NAME_LIMIT

KEY_FORM = re.compile(r"[A-Za-z0-9_-]{22}")


def private_key():
    """Return 128 random bits (RFC 4122 has as many) as 22 URL-safe characters: see KEY_FORM."""
    return secrets.token_urlsafe(16)


class Thread(models.Model):
    """The discussion under one page, and what ``comments`` may not ask that page for."""

    title = models.CharField(_("title"), max_length=300)
    url_path = models.CharField(_("URL path"), max_length=300)
    language = models.CharField(_("language"), max_length=16)
    is_open = models.BooleanField(_("comments are open"), default=True)
    public_at = models.DateTimeField(_("public at"), null=True, blank=True)
    # Kept by moderation with every decision, because nothing that readers load counts rows.
    visible_count = models.PositiveIntegerField(_("approved comments"), default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self):
        return self.title


class Status(models.TextChoices):
    PENDING = "pending", pgettext_lazy("status", "pending")
    APPROVED = "approved", pgettext_lazy("status", "approved")
    RETURNED = "returned", pgettext_lazy("status", "sent back")
    REJECTED = "rejected", pgettext_lazy("status", "rejected")
    SPAM = "spam", pgettext_lazy("status", "spam")


class Lane(models.TextChoices):
    """The parts of the queue: how the comment came in."""

    MAIN = "main", pgettext_lazy("lane", "pictures")
    OTHER = "other", pgettext_lazy("lane", "without pictures")
    STAFF = "staff", pgettext_lazy("lane", "staff")


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What readers may see. Page, feed, count and link all go through here, nothing else."""
        return self.filter(
            published__isnull=False,
            is_withdrawn=False,
            is_removed=False,
            thread__public_at__lte=timezone.now(),
        )

    def in_reading_order(self):
        """Every comment before its replies, siblings as they came."""
        return self.order_by("path", "id")

    def pending(self):
        """The queue: what waits for a moderator."""
        return self.filter(latest__status=Status.PENDING, is_withdrawn=False, is_removed=False)

    def waiting_for_proof(self):
        """Those that came in without pictures and could still move to the main line."""
        return self.pending().filter(lane=Lane.OTHER)

    def histories(self, comments):
        """Return ``{(browser, name): {"approved": n, "rejected": n}}`` for the authors of
        ``comments`` in one query; spam counts as rejected."""
        authors = Q(pk__in=[])
        for browser, name in {comment.author_key for comment in comments}:
            authors |= Q(browser=browser) if browser else Q(browser="", name=name)
        refused = [Status.REJECTED, Status.SPAM]
        rows = (
            self.filter(authors, is_removed=False)
            .annotate(
                author_name=models.Case(
                    models.When(browser="", then="name"), default=models.Value("")
                )
            )
            .values("browser", "author_name")
            .annotate(
                approved=models.Count("pk", filter=Q(latest__status=Status.APPROVED)),
                rejected=models.Count("pk", filter=Q(latest__status__in=refused)),
            )
            .order_by()
        )
        return {(row["browser"], row["author_name"]): row for row in rows}


class Comment(models.Model):
    """One comment: its place, its author, and which of its wordings readers see."""

    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="comments", verbose_name=_("thread")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    path = models.CharField(max_length=PATH_LENGTH, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    published = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    latest = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    is_removed = models.BooleanField(_("removed"), default=False, editable=False)
    lane = models.CharField(_("lane"), max_length=8, choices=Lane, default=Lane.MAIN)
    signals = models.JSONField(_("signals"), default=list, blank=True)
    # The key of sameness: a second post that carries it is the same post, not a second comment.
    submission = models.CharField(max_length=64, unique=True, editable=False)
    key = models.CharField(max_length=32, unique=True, default=private_key, editable=False)
    # A keyed digest of the browser's cookie; empty when no cookie came back.
    browser = models.CharField(max_length=64, blank=True, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff"),
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions = [
            ("moderate_comment", _("Can decide about comments")),
            ("remove_comment", _("Can remove comments for good")),
        ]
        indexes = [
            models.Index(fields=["thread", "path", "id"], name="comment_reading_order"),
            models.Index(fields=["browser", "name"], name="comment_author"),
            models.Index(fields=["created_at"], name="comment_created"),
        ]

    def __str__(self):
        return _("Comment %(id)s") % {"id": self.pk}

    @property
    def author_key(self):
        """What "the same author" means: the browser, or the bare name where there is none."""
        return (self.browser, "" if self.browser else self.name)

    @property
    def is_visible(self):
        """Whether readers may see it, for a row whose thread is known to be public."""
        return self.published_id is not None and not self.is_withdrawn and not self.is_removed

    @property
    def card(self):
        """What a moderator's checkbox carries: the comment and the version that was seen."""
        return f"{self.pk}:{self.version}"

    def leave_lane(self, signal):
        """Move it to the main line, where ``signal`` says why; once, and only from the other."""
        moved = Comment.objects.filter(pk=self.pk, lane=Lane.OTHER, is_removed=False)
        moved.update(lane=Lane.MAIN, signals=[*self.signals, signal])

    def says(self, *, name, source, parent_id):
        """Tell whether this comment was sent with these very words to this very place."""
        first = self.revisions.order_by("id").first()
        return (self.name, first.source, self.parent_id) == (name, source, parent_id)


class Revision(models.Model):
    """One wording of a comment: the source its author typed and the HTML made of it once."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="revisions")
    source = models.TextField(_("text"))
    html = models.TextField(editable=False)
    renderer_version = models.PositiveSmallIntegerField(editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ("view",)
        indexes = [
            # The queue is a sliver of the table, read all the time.
            models.Index(
                fields=["created_at"], name="revision_pending", condition=Q(status="pending")
            ),
        ]

    def __str__(self):
        return _("Revision %(id)s") % {"id": self.pk}


class AppendOnly(TypeError):
    """Raised by whatever would change or delete an entry of the log."""


class DecisionQuerySet(models.QuerySet):
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
    APPROVE = "approve", pgettext_lazy("transition", "approved")
    SEND_BACK = "send_back", pgettext_lazy("transition", "sent back")
    REJECT = "reject", pgettext_lazy("transition", "rejected")
    MARK_SPAM = "mark_spam", pgettext_lazy("transition", "marked as spam")
    WITHDRAW = "withdraw", pgettext_lazy("transition", "withdrawn")
    REMOVE = "remove", pgettext_lazy("transition", "removed for good")
    UNDO = "undo", pgettext_lazy("transition", "undone")


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
        related_name="+",
        verbose_name=_("moderator"),
    )
    rule = models.CharField(_("rule"), max_length=100, blank=True)
    from_status = models.CharField(_("from"), max_length=8, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=8, choices=Status, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
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
    def actor(self):
        """Who decided, as a name for moderators."""
        if self.moderator:
            return self.moderator.get_username()
        return self.rule or _("the author")
