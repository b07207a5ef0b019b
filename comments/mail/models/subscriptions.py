"""Who gets mail about what: addresses in a table of their own, and what each has asked for."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...models import Comment, Thread
from ...models.comments import private_key

# A link that proves works for a day (see asking.LIFE); its mail may have waited for another one.
UNPROVEN = timedelta(hours=48)


def site_language():
    return settings.LANGUAGE_CODE


class AddressQuerySet(models.QuerySet):
    def unneeded(self):
        """Those that no subscription and no mail that still has to go needs."""
        from .outbox import Mail

        return self.filter(
            ~Exists(Subscription.objects.filter(address=OuterRef("pk"))),
            ~Exists(Mail.objects.under_way().filter(address=OuterRef("pk"))),
        )

    @transaction.atomic
    def forget_unneeded(self):
        """Delete those of the set that nothing needs; return how many there were.

        Each is locked, then looked at again: whoever asks for a mail locks the row as well, so
        none goes while a subscription is being made for it.
        """
        locked = list(self.unneeded().select_for_update().values_list("pk", flat=True))
        gone, _rows = Address.objects.unneeded().filter(pk__in=locked).delete()
        return gone


class Address(models.Model):
    """A mailbox that somebody gave. Nothing else in the database holds its address."""

    address = models.CharField(max_length=254, unique=True)
    # Of the page with all its subscriptions: whoever has it may end them.
    key = models.CharField(max_length=32, unique=True, default=private_key)

    objects = AddressQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"Address {self.pk}"  # never the address itself: this may end in a log


class Topic(models.TextChoices):
    """What a subscription is about."""

    DECISION = "decision", _("what becomes of your comment")
    REPLIES = "replies", _("answers to your comment")
    THREAD = "thread", _("new comments")


class Pace(models.TextChoices):
    EACH = "each", _("at once")
    DAILY = "daily", _("once a day, all together")


class SubscriptionQuerySet(models.QuerySet):
    def proven(self):
        """Those whose address was proven for them: no other gets any mail."""
        return self.filter(proven_at__isnull=False)

    def stale(self):
        """Those that nobody proved in time, and those about words that were erased since."""
        erased = Q(comment__latest__source="")
        return self.filter(erased | Q(proven_at=None, asked_at__lt=timezone.now() - UNPROVEN))

    def end(self):
        """Delete them with the mails they still have to get, and addresses nothing else needs."""
        addresses = list(self.values_list("address", flat=True).distinct())
        with transaction.atomic():
            self.delete()
            Address.objects.filter(pk__in=addresses).forget_unneeded()


class Subscription(models.Model):
    """One thing that one address is told about, once the address was proven for it."""

    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="subscriptions")
    topic = models.CharField(max_length=8, choices=Topic)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    pace = models.CharField(max_length=5, choices=Pace, default=Pace.EACH)
    language = models.CharField(max_length=16, default=site_language)
    # Ends this subscription and nothing else, without a login (RFC 8058).
    key = models.CharField(max_length=32, unique=True, default=private_key)
    asked_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["address", "topic", "comment"],
                condition=Q(comment__isnull=False),
                name="one_subscription_a_comment",
            ),
            models.UniqueConstraint(
                fields=["address", "thread"],
                condition=Q(comment=None),
                name="one_subscription_a_thread",
            ),
        ]

    def __str__(self):
        return f"Subscription {self.pk}"
