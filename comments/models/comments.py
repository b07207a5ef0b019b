"""A comment, its place in its thread, and its wordings.

A status is written by ``comments.moderation`` alone; ``visible()`` alone decides what is public.
"""

import re
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..paths import PATH_LENGTH
from ..text import NAME_LIMIT
from .threads import Thread, reach

KEY_FORM = re.compile(r"[A-Za-z0-9_-]{22}")


def private_key():
    """Return 128 random bits (RFC 4122 has as many) as 22 URL-safe characters: see KEY_FORM."""
    return secrets.token_urlsafe(16)


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
        return self.filter(waits_at__isnull=False)

    def within_reach(self, user):
        """Those that ``user`` may see and decide about: see ``reach``."""
        return self.filter(reach(user, "thread__"))

    def address_proven_in(self, browser):
        """Return the digest of an address that was proven in ``browser``, "" for none."""
        if not browser:
            return ""
        return self.filter(browser=browser).aggregate(proven=models.Max("address"))["proven"] or ""


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
    # Since when its latest wording waits; null outside the queue, which is read all the time.
    waits_at = models.DateTimeField(_("waits since"), null=True, editable=False)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    is_removed = models.BooleanField(_("removed"), default=False, editable=False)
    lane = models.CharField(_("lane"), max_length=8, choices=Lane, default=Lane.MAIN)
    signals = models.JSONField(_("signals"), default=list, blank=True)
    # The name of the signal that weighs most, so that the queue can be read by cause.
    cause = models.CharField(_("cause"), max_length=40, blank=True, editable=False)
    # The number of those alike, where triage found it; the queue may show one for all of them.
    cluster = models.BigIntegerField(null=True, editable=False)
    # The key of sameness: a second post that carries it is the same post, not a second comment.
    submission = models.CharField(max_length=64, unique=True, editable=False)
    key = models.CharField(max_length=32, unique=True, default=private_key, editable=False)
    # A keyed digest of the browser's cookie; empty when no cookie came back.
    browser = models.CharField(max_length=64, blank=True, editable=False)
    # A keyed digest of the e-mail address that was proven in that browser; empty for none.
    address = models.CharField(max_length=64, blank=True, editable=False)
    # The name that the site gave the client's address for that day, a keyed digest; erased after
    # the day (see ``retention``), empty where there was none.
    client = models.CharField(max_length=64, blank=True, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff"),
    )
    # What "the same author" means: the proven address, else the browser, else the bare name. The
    # prefixes keep a name apart from a digest, and staff apart from a reader who calls himself like
    # them. Where even the name is erased, nobody knows who it was: an author of its own.
    author = models.GeneratedField(
        expression=models.Case(
            models.When(staff__isnull=False, then=Value("staff")),
            models.When(~Q(address=""), then=Concat(Value("address "), F("address"))),
            models.When(~Q(browser=""), then=Concat(Value("browser "), F("browser"))),
            models.When(~Q(name=""), then=Concat(Value("name "), F("name"))),
            default=Concat(Value("erased "), F("submission")),
        ),
        output_field=models.CharField(max_length=80),
        db_persist=True,
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions = [
            ("moderate_comment", _("Can decide about comments")),
            ("moderate_chosen_comment", _("Can decide about comments of chosen articles")),
            ("reverse_comment", _("Can reverse the decisions of other moderators")),
            ("remove_comment", _("Can remove comments for good")),
        ]
        indexes = [
            models.Index(fields=["thread", "path", "id"], name="comment_reading_order"),
            models.Index(fields=["author", "id"], name="comment_author"),
            # Whether an address was proven in a browser is asked with every comment from it.
            models.Index(fields=["browser", "address"], name="comment_browser"),
            # What an author's record counts: the decided ones, the latest first.
            models.Index(fields=["author", "waits_at", "id"], name="comment_record"),
            # The queue is a sliver of the table: by itself, by article, lane and cause.
            *(
                models.Index(
                    fields=[*fields, "waits_at", "id"],
                    name="_".join(["comment_queue", *fields]),
                    condition=Q(waits_at__isnull=False),
                )
                for fields in ([], ["thread"], ["lane"], ["cause"], ["cluster"])
            ),
        ]

    def __str__(self):
        return _("Comment %(id)s") % {"id": self.pk}

    @property
    def is_visible(self):
        """Whether readers may see it, for a row whose thread is known to be public."""
        return self.published_id is not None and not self.is_withdrawn and not self.is_removed

    @property
    def card(self):
        """What a moderator's checkbox carries: the comment and the version that was seen."""
        return f"{self.pk}:{self.version}"

    @property
    def is_bare_name(self):
        """Whether nothing but a name, which anybody can type, says who wrote it."""
        return bool(self.name) and not (self.staff_id or self.address or self.browser)

    @property
    def standing(self):
        """What became of it, in a word."""
        if self.is_removed:
            return pgettext_lazy("status", "removed for good")
        if self.is_withdrawn:
            return pgettext_lazy("status", "withdrawn")
        return self.latest.get_status_display()

    @property
    def status_told(self):
        """The status that its author is told. A rule that answered at once would teach a machine,
        by trying, which words to leave out; when they are erased, nothing is left to try."""
        if self.latest.status != Status.SPAM or not self.latest.source:
            return self.latest.status
        return Status.PENDING if self.rule_against_spam else Status.SPAM

    @property
    def can_prove(self):
        """Whether a proven address would move it to the main line, as its author is told."""
        is_told = self.lane == Lane.OTHER and self.status_told == Status.PENDING
        return is_told and not self.is_withdrawn and not self.is_removed

    @cached_property
    def rule_against_spam(self):
        """The rule that marked it as spam last of all, "" for a moderator. A queryset may bring it
        along."""
        marks = self.decisions.filter(transition="mark_spam")
        return marks.latest("version").rule

    @property
    def first_approved_at(self):
        """When readers could first see it; fails where it never was approved."""
        approved = self.decisions.filter(to_status=Status.APPROVED)
        return approved.earliest("version").decided_at

    @property
    def should_wait(self):
        """Whether it belongs in the queue, as its status and its author's wish have it."""
        pending = self.latest.status == Status.PENDING
        return pending and not self.is_withdrawn and not self.is_removed

    def leave_lane(self, signal):
        """Move it to the main line, where ``signal`` says why; once, and only from the other."""
        moved = Comment.objects.filter(pk=self.pk, lane=Lane.OTHER, is_removed=False)
        moved.update(lane=Lane.MAIN, signals=[*self.signals, signal])

    @transaction.atomic
    def take_address(self, digest):
        """Note that its author has the address of ``digest``: so has whoever else wrote from that
        browser without proving one, because a browser is one author."""
        theirs = Q(browser=self.browser, address="") if self.browser else Q()
        same = Comment.objects.filter(Q(pk=self.pk) | theirs, is_removed=False).exclude(name="")
        # Locked in the order of their ids, as decisions lock them.
        locked = same.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        Comment.objects.filter(pk__in=list(locked)).update(address=digest)

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

    def __str__(self):
        return _("Revision %(id)s") % {"id": self.pk}
