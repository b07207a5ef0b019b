"""Trust, which a site must switch on: whom moderators approved often enough skips the queue."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from comments import moderation
from comments.models import Decision, Status, Transition

from .models import Distrust

RULE = "trust"  # the name in the log; those of rules begin with their number
LOOKS_BACK = timedelta(days=90)


def let_through(comment):
    """Approve ``comment``, which just came in, if its author deserves it; tell whether he did."""
    if not is_deserved(comment):
        return False
    moderation.trust(comment, rule=RULE)
    return True


def is_deserved(comment):
    """Tell whether moderators approved enough of what the author of ``comment`` wrote lately, and
    nobody refused any of it. Three queries, and none where trust is off.

    An author is an address that was proven in the very browser that sent ``comment``. A bare name
    can be anybody's, and so can an address that is only typed.
    """
    needed = settings.COMMENTS_TRUST_AFTER
    if not needed or comment.staff_id or not (comment.browser and comment.address):
        return False
    # What trust itself let through was read by nobody, and earns none.
    approved = standing_of(comment.author).filter(
        to_status=Status.APPROVED, moderator__isnull=False
    )
    refused = standing_of(comment.author).filter(to_status__in=(Status.REJECTED, Status.SPAM))
    if refused.exists() or is_distrusted(comment.author):
        return False
    return approved[:needed].count() >= needed


def standing_of(author):
    """Return the decisions of the last days by which what ``author`` wrote stands as it does."""
    lately = timezone.now() - LOOKS_BACK
    found = Decision.objects.latest_of_each()
    return found.filter(comment__author=author, decided_at__gte=lately)


def is_distrusted(author):
    since = timezone.now() - LOOKS_BACK
    return Distrust.objects.filter(author=author, since__gte=since).exists()


def distrust(sender, decisions, **kwargs):
    """Trust nobody any more of whom something was removed for good: a receiver of
    ``comments.moderation.decided``. The comment itself will not tell whose it was; what it said
    when it was loaded still does."""
    if not settings.COMMENTS_TRUST_AFTER or decisions[0].transition != Transition.REMOVE:
        return
    authors = {decision.comment.author for decision in decisions}
    proven = sorted(author for author in authors if author.startswith("address "))
    Distrust.objects.bulk_create(
        [Distrust(author=author, since=timezone.now()) for author in proven],
        update_conflicts=True,
        unique_fields=["author"],
        update_fields=["since"],
    )


def forget(sender, **kwargs):
    """Forget whom trust does not have to remember any more: a receiver of ``daily``."""
    Distrust.objects.filter(since__lt=timezone.now() - LOOKS_BACK).delete()
