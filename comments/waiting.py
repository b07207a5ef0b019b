"""How long a comment usually waits for its decision, from the log."""

from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Decision, Lane, Status

MEASURED = 100  # of the latest decisions: what was usual last year helps nobody
FEWEST = 5  # fewer tell nothing usual


def usual_wait():
    """Return the median wait of the latest decisions by moderators, None of too few."""
    decided = Decision.objects.filter(from_status=Status.PENDING, moderator__isnull=False)
    decided = decided.exclude(comment__lane=Lane.STAFF).exclude(transition__in=["edit", "remove"])
    rows = decided.order_by("-id").values_list("decided_at", "revision__created_at")[:MEASURED]
    waits = [decided_at - written_at for decided_at, written_at in rows]
    return median(waits) if len(waits) >= FEWEST else None


def usual_wait_in_words():
    """Say to who waits how long it usually takes; nothing where that is not known."""
    wait = usual_wait()
    if wait is None:
        return ""
    hours = -(-wait // timedelta(hours=1))
    if hours <= 1:
        return _("Usually that takes less than an hour.")
    if hours <= 48:
        said = ngettext(
            "Usually that takes up to %(n)d hour.", "Usually that takes up to %(n)d hours.", hours
        )
        return said % {"n": hours}
    days = -(-hours // 24)
    said = ngettext(
        "Usually that takes up to %(n)d day.", "Usually that takes up to %(n)d days.", days
    )
    return said % {"n": days}
