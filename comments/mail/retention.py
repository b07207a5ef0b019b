"""How long anything of a mail is kept: no longer than somebody needs it."""

from datetime import timedelta

from django.utils import timezone

from .models import Address, Mail, News, Subscription

# As long as a reader may ask why a mail came, or a moderator why none did.
KEPT = timedelta(days=30)
# Nobody wants to hear on Thursday what was new on Monday: that is on the page.
TOO_LATE = timedelta(days=3)


def prune():
    """Delete what is over: mails, news, subscriptions that nobody proved, addresses that nothing
    needs. Return how many addresses there were among it."""
    now = timezone.now()
    Mail.objects.filter(made_at__lt=now - KEPT).delete()
    Mail.objects.waiting().filter(due_at__lt=now - TOO_LATE).delete()
    News.objects.filter(noted_at__lt=now - TOO_LATE).delete()
    Subscription.objects.stale().end()
    return Address.objects.forget_unneeded()
