"""How long refused words are kept: enough to look back at a quarrel, then they are erased; and
what is known of a client's address, which is worth something on its day only."""

from datetime import UTC, timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from .models import Comment, Decision, Revision, Status
from .moderation.record import lock

DAYS = 180  # half a year: time for a complaint and for its answer
REFUSED = (Status.REJECTED, Status.SPAM)
BATCH = 500

# Sent with ``ids``, of comments, inside the transaction that erased their words.
erased = Signal()
# Sent by the daily clean-up when the words are erased: others forget then what they keep.
daily = Signal()


def erase(days=DAYS):
    """Erase words, name, address and signals of comments that were rejected or marked as spam more
    than ``days`` ago and that no reader sees; return how many there were. Their decisions stay."""
    before = timezone.now() - timedelta(days=days)
    old = (
        Decision.objects.latest_of_each()
        .filter(to_status__in=REFUSED, decided_at__lt=before, comment__published=None)
        .exclude(comment__latest__source="")
        .order_by("pk")
    )
    number, last = 0, 0
    while rows := list(old.filter(pk__gt=last).values_list("pk", "comment")[:BATCH]):
        number += erase_batch([comment for _pk, comment in rows])
        last = rows[-1][0]
    return number


def forget_clients():
    """Forget from where comments came whose day (UTC) is over: no later one comes under the same
    name. Return how many there were."""
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    known = Comment.objects.filter(created_at__lt=today).exclude(client="").order_by("pk")
    forgotten = 0
    while ids := list(known.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            list(lock(ids).values_list("pk"))
            forgotten += Comment.objects.filter(pk__in=ids).update(client="")
    return forgotten


@transaction.atomic
def erase_batch(ids):
    """Erase the comments of ``ids`` that are still refused; return how many there were."""
    # Locked as decisions lock them, so that none is approved while its words go.
    locked = Comment.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    refused = [c.pk for c in locked.filter(pk__in=ids, latest__status__in=REFUSED, published=None)]
    Revision.objects.filter(comment__in=refused).update(source="", html="")
    Comment.objects.filter(pk__in=refused).update(
        name="", address="", client="", signals=[], cause=""
    )
    erased.send(Comment, ids=refused)
    return len(refused)
