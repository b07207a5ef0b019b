"""Finds, as a comment arrives, the cluster of those that are alike, and follows who of them waits.

All of it runs inside the transaction that the core's ``decided`` comes from, which by then holds
its comments and its threads: what is locked here is locked last, so nothing waits in a circle.
"""

import logging
from collections import Counter
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from ..models import Comment, Lane, Transition
from ..moderation.record import lock
from . import index
from .fingerprints import Fingerprint
from .models import Cluster, Member

ARRIVALS = (Transition.SUBMIT, Transition.REVISE)
COMPARED = 4  # clusters that a new text is compared with: those that share most bands with it
CHANCE = 8  # times fewer bands shared than with the nearest
DAYS = 30  # a flood that pauses for longer begins a new cluster
BATCH = 500
# The key of PostgreSQL's lock: "cluster" in ASCII, so that it is nobody else's by chance.
ARRIVAL_LOCK = int.from_bytes(b"cluster", "big")

log = logging.getLogger(__name__)


def follow(decisions, **_signal):
    """Receive ``decided``: place what arrives, and count anew where it left or came back."""
    arrived = [d.comment for d in decisions if d.transition in ARRIVALS]
    for comment in arrived:
        place(comment)
    # An edit is approved in the same transaction, and counted then.
    moved = [d.comment for d in decisions if d.transition not in (*ARRIVALS, Transition.EDIT)]
    recount([comment for comment in moved if comment.cluster is not None])


def place(comment):
    """Put ``comment`` into the cluster of those that are alike, or into a new one.

    Whatever goes wrong, the comment is stored and waits, by itself.
    """
    try:
        with transaction.atomic():
            _place(comment)
    except Exception:
        log.exception("Comment %s was put into no cluster.", comment.pk)


def _place(comment):
    found = None if comment.lane == Lane.STAFF else Fingerprint.of(comment.latest.source)
    if found is None:
        take_out(comment)
        return
    one_at_a_time()
    bands = found.bands()
    known = index.clusters_of(bands)
    cluster, number, turn = join(alike(found, Counter(known.values())), comment)
    index.keep(comment, found, cluster, number, turn)
    Comment.objects.filter(pk=comment.pk).update(cluster=cluster)
    comment.cluster = cluster
    index.put([band for band in bands if known.get(band) != cluster], comment.pk)


def take_out(comment):
    """Have ``comment``, a locked one, stand for itself."""
    if comment.cluster is None:
        return
    Member.objects.filter(comment=comment).delete()
    Comment.objects.filter(pk=comment.pk).update(cluster=None)
    comment.cluster = None


def one_at_a_time():
    """Have arrivals wait for each other until the end of the transaction: two copies that came at
    the same instant would not see each other. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ARRIVAL_LOCK])


def alike(fingerprint, hits):
    """Return the id of the cluster whose members are alike, None where there is none; ``hits``
    counts the bands that each shares with it. One query."""
    if not hits:
        return None
    nearest = hits.most_common(COMPARED)
    # Beside one that shares most bands, those that share hardly any do so by chance.
    nearest = [cluster for cluster, number in nearest if number * CHANCE >= nearest[0][1]]
    stored = {cluster: [] for cluster in nearest}
    for cluster, *fields in index.latest_of(nearest):
        stored[cluster].append(fields)
    for cluster in nearest:
        if fingerprint.belongs_to([Fingerprint.load(*fields) for fields in stored[cluster]]):
            return cluster
    return None


def join(pk, comment):
    """Count ``comment`` into the cluster ``pk``; into a new one where ``pk`` is None, or names one
    that was forgotten meanwhile. Return its id, and the number and the turn of the new member."""
    if pk and (counted := index.count_in(pk, comment)):
        return pk, *counted
    new = Cluster(since=comment.waits_at, leader=comment, number=1, counter=1, waiting_count=1)
    new.save()
    return new.pk, new.number, new.counter


def recount(comments):
    """Count anew the clusters of ``comments``, which have left the queue or come back to it. Five
    statements at most, however many there are."""
    if not comments:
        return
    found = {comment.cluster for comment in comments}
    back = [comment for comment in comments if comment.waits_at is not None]
    # Where one transaction writes at a time, only what comes back asks which there are still.
    if back or connection.features.has_select_for_update:
        found = Cluster.objects.lock(found)
    Cluster.objects.filter(pk__in=found).refresh()
    if not back:
        return
    lost = [comment.pk for comment in back if comment.cluster not in found]
    if lost:  # their cluster was forgotten while they were decided
        Comment.objects.filter(pk__in=lost).update(cluster=None)
    Member.objects.filter(comment__in=back).renumber()


def set_apart(cards, moderator):
    """Take the comments of ``cards``, ``{comment id: version seen}``, out of their clusters, where
    ``moderator`` reaches them and they are as he saw them; return how many there were."""
    with transaction.atomic():
        reached = lock(cards).within_reach(moderator).filter(cluster__isnull=False)
        comments = [comment for comment in reached if comment.version == cards[comment.pk]]
        left = {comment.cluster for comment in comments}
        Cluster.objects.lock(left)
        Member.objects.filter(comment__in=comments).delete()
        Comment.objects.filter(pk__in=[c.pk for c in comments]).update(cluster=None)
        Cluster.objects.filter(pk__in=left).refresh()
    return len(comments)


def forget(days=DAYS, **_signal):
    """Forget the fingerprints of comments that came more than ``days`` ago and do not wait, and
    clusters that nobody is left of; return how many fingerprints there were."""
    before = timezone.now() - timedelta(days=days)
    old = Member.objects.filter(arrived_at__lt=before, comment__waits_at=None)
    forgotten = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            forgotten += Member.objects.filter(pk__in=ids).delete()[1].get("triage.Member", 0)
    Cluster.objects.filter(since=None, members=None).delete()
    return forgotten
