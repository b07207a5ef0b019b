"""A reader's report of a comment, open until a moderator decides about the comment or keeps it."""

from collections import Counter, defaultdict

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Comment, Transition

WORDS_LIMIT = 500
# Of one comment: more tell a moderator nothing new, and a flood would fill the disk.
OPEN_LIMIT = 50


class Reason(models.TextChoices):
    INSULT = "insult", pgettext_lazy("report", "It insults or threatens somebody")
    PRIVATE = "private", pgettext_lazy("report", "It tells something private about somebody")
    ILLEGAL = "illegal", pgettext_lazy("report", "It is against the law")
    SPAM = "spam", pgettext_lazy("report", "It is advertising")
    OTHER = "other", pgettext_lazy("report", "Something else")


class ReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def close(self):
        """Close those that are open; nothing is decided by that."""
        return self.open().update(closed_at=timezone.now())

    def file(self, comment, *, reason, words):
        """Store a report of ``comment``, unless as many are open as anybody will read."""
        if self.open().filter(comment=comment)[:OPEN_LIMIT].count() < OPEN_LIMIT:
            self.create(comment=comment, reason=reason, words=words)


class Report(models.Model):
    """What one reader said; of the reader nothing is stored."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    words = models.TextField(_("words"), blank=True)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["comment"],
                name="report_open",
                condition=models.Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.get_reason_display()


def close_what_was_decided(sender, decisions, **kwargs):
    """Close the reports of what a moderator decided about, and erase their words where all words
    go: they may quote them. A receiver of ``decided``. What readers did not see before the
    decision, nobody could report."""
    ids = [entry.comment_id for entry in decisions if entry.moderator_id and entry.replaced_id]
    if not ids:
        return
    Report.objects.filter(comment__in=ids).close()
    gone = [e.comment_id for e in decisions if e.transition == Transition.REMOVE]
    if gone:
        Report.objects.filter(comment__in=gone).update(words="")


def give_reports(comments):
    """Give every one of ``comments`` its ``open_reports``, and how many give which reason. One
    query, and none where ``is_reported``, which a queryset may bring along, says so of all."""
    found = defaultdict(list)
    ids = [comment.pk for comment in comments if getattr(comment, "is_reported", True)]
    for report in Report.objects.open().filter(comment__in=ids).order_by("pk"):
        found[report.comment_id].append(report)
    for comment in comments:
        comment.open_reports = found[comment.pk]
        reasons = Counter(report.get_reason_display() for report in comment.open_reports)
        comment.reported_for = reasons.most_common()
