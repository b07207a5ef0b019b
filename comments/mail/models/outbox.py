"""What has to be mailed: first as news, then as one row a mail."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ...models import Comment, Decision
from .digests import QueueDigest
from .subscriptions import Address, Subscription

# A sender that has not reported for so long is gone: a mail takes seconds (chronicle.mail.TIMEOUT).
REPORTED_WITHIN = timedelta(minutes=10)
TOGETHER = 50  # comments in one mail: more is no mail, it is an archive


class News(models.Model):
    """What was decided in one go, until the mails about it are written.

    One row however many comments were decided and however many people follow them: writing the
    mails is the sender's work, not the moderator's.
    """

    decisions = models.JSONField()  # their ids, the next to be looked at first
    after = models.BigIntegerField(default=0)  # the last follower who has a mail about that one
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"News {self.pk}"


class Kind(models.TextChoices):
    """What a mail is: the answer to a form, or about one of the topics, or a moderator's."""

    ASKED = "asked"
    DECIDED = "decided"
    REPLY = "reply"
    COMMENT = "comment"
    QUEUE = "queue"


ANNOUNCING = (Kind.REPLY, Kind.COMMENT)


class MailQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has tried to send, or that were put off."""
        return self.filter(claimed_at=None, failed_at=None)

    def under_way(self):
        """Those that still have to go, or are being handed over by a sender just now."""
        recent = timezone.now() - REPORTED_WITHIN
        unsent = self.filter(sent_at=None, failed_at=None)
        return unsent.filter(Q(claimed_at=None) | Q(claimed_at__gte=recent))

    def due(self):
        """Those whose time has come, the oldest first."""
        return self.waiting().filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def lost(self):
        """Those whose sender died over them, or never learned what the mail server made of them:
        they may have arrived, so they are not sent again."""
        before = timezone.now() - REPORTED_WITHIN
        return self.filter(claimed_at__lt=before, sent_at=None, failed_at=None)


class Mail(models.Model):
    """One mail to be sent, and what came of it. It holds no address and no word of anybody."""

    kind = models.CharField(max_length=8, choices=Kind)
    # To whom: of a form's answer the address, taken away once sent; else the subscription's.
    address = models.ForeignKey(Address, on_delete=models.SET_NULL, null=True, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, null=True)
    digest = models.ForeignKey(QueueDigest, on_delete=models.CASCADE, null=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    confirms = models.JSONField(default=list)  # ids of the subscriptions that its link proves
    language = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # What the mail server answered last, as a number: its words may hold the address.
    failure = models.CharField(max_length=40, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(claimed_at=None, failed_at=None),
                name="mail_to_send",
            ),
        ]
        constraints = [
            # A comment that is approved, taken back and approved again is told about once.
            models.UniqueConstraint(
                fields=["subscription", "comment"],
                condition=Q(kind__in=ANNOUNCING),
                name="one_mail_a_comment",
            ),
            models.UniqueConstraint(
                fields=["subscription", "decision"],
                condition=Q(kind=Kind.DECIDED),
                name="one_mail_a_decision",
            ),
        ]

    def __str__(self):
        return f"Mail {self.pk}"

    @property
    def recipient(self):
        """The address it goes to, or "" where there is none any more."""
        if self.digest_id:
            return self.digest.user.email
        address = self.subscription.address if self.subscription_id else self.address
        return address.address if address else ""

    def companions(self):
        """Return those that go into the same mail: what else its reader has to be told of."""
        if self.kind not in ANNOUNCING:
            return Mail.objects.none()
        others = Mail.objects.waiting().filter(
            subscription=self.subscription_id, kind__in=ANNOUNCING
        )
        return others.exclude(pk=self.pk).order_by("comment")[: TOGETHER - 1]
