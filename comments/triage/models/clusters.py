"""Comments that are alike: the cluster, its members, and the bands under which they are found."""

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ...models import Comment


class ClusterQuerySet(models.QuerySet):
    def waiting(self):
        """Those of which a member waits, the one that waits longest first."""
        return self.filter(since__isnull=False).order_by("since", "leader")

    def lock(self, ids):
        """Return the ids of those of ``ids`` that exist, locked in their order until the end."""
        locked = self.select_for_update().filter(pk__in=ids).order_by("pk")
        return list(locked.values_list("pk", flat=True))

    def refresh(self):
        """Count anew which members wait, and since when. One statement, for locked ones."""
        members = Comment.objects.filter(cluster=OuterRef("pk"), waits_at__isnull=False)
        first = members.order_by("waits_at", "pk")
        number = members.order_by().values("cluster").annotate(n=Count("pk")).values("n")
        self.update(
            counter=F("counter") + 1,
            since=Subquery(first.values("waits_at")[:1]),
            leader=Subquery(first.values("pk")[:1]),
            waiting_count=Coalesce(Subquery(number), 0),
        )


class Cluster(models.Model):
    """Comments that are the same but for details. Every comment long enough begins one.

    ``Comment.cluster`` holds its id; the queue shows its leader, the member that waits longest,
    for all of them.
    """

    # Since when its leader waits; null where no member does.
    since = models.DateTimeField(null=True)
    leader = models.ForeignKey(
        Comment, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    waiting_count = models.PositiveIntegerField(default=0)
    number = models.BigIntegerField(default=0)  # of the member that came last
    # Rises with every arrival and with every change of what waits: see Member.
    counter = models.BigIntegerField(default=0)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["since", "leader"],
                name="cluster_queue",
                condition=Q(since__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class MemberQuerySet(models.QuerySet):
    def latest(self, number):
        """The ``number`` that arrived last in each cluster, or a few less."""
        return self.filter(number__gt=F("cluster__number") - number)

    def renumber(self):
        """Give each, having come back to the queue, its turn anew. For members of locked ones."""
        own = Cluster.objects.filter(pk=OuterRef("cluster"))
        self.update(turn=Subquery(own.values("counter")[:1]))


class Member(models.Model):
    """A comment in its cluster, with the fingerprint of its latest wording.

    Members are numbered as they come. ``turn`` is what the counter of the cluster said when the
    comment last came to the queue, in the lock of the cluster: a moderator who saw the counter at
    7 saw every member whose turn is 7 or less as it is now, and no other.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="membership"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    number = models.BigIntegerField()
    turn = models.BigIntegerField()
    runs = models.BinaryField()
    scale = models.PositiveSmallIntegerField()
    arrived_at = models.DateTimeField(db_index=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["cluster", "number"], name="member_arrival"),
            models.Index(fields=["cluster", "turn"], name="member_turn"),
        ]

    def __str__(self):
        return str(self.pk)


class Band(models.Model):
    """A number under which fingerprints are found, and the last to have it: one row a number,
    however many share it."""

    value = models.BigIntegerField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bands")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.value)
