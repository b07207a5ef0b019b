"""Trust, which a site must switch on: whom moderators approved often enough skips the queue."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from comments import moderation
from comments.models import Decision, Status

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
    nobody refused any of it. Two queries, and none where trust is off.

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
    return not refused.exists() and approved[:needed].count() >= needed


def standing_of(author):
    """Return the decisions of the last days by which what ``author`` wrote stands as it does."""
    lately = timezone.now() - LOOKS_BACK
    found = Decision.objects.latest_of_each()
    return found.filter(comment__author=author, decided_at__gte=lately)
