"""What became of the other comments of an author, counted no further than it says anything."""

from django.db.models import F, IntegerField, OuterRef, Subquery

from ..models import Comment, Status

COUNTED = 100  # the latest decided ones of an author; a flood under one name costs no more


class Tally(Subquery):
    """How many rows of a subquery that was cut off have a status."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS tally WHERE tally.status = '%(status)s')"
    output_field = IntegerField()


def give_records(comments, user):
    """Give every one of ``comments`` the ``record`` of its author, as far as ``user`` may see: how
    many are approved, rejected and spam among the latest decided, and when the first came. One
    query."""
    authors = {comment.author: comment.pk for comment in comments}
    theirs = Comment.objects.within_reach(user).filter(author=OuterRef("author"))
    decided = theirs.filter(waits_at=None, is_removed=False, is_withdrawn=False)
    latest = decided.order_by("-pk").values(status=F("latest__status"))[:COUNTED]
    rows = Comment.objects.filter(pk__in=authors.values()).annotate(
        first_seen=Subquery(theirs.order_by("pk").values("created_at")[:1]),
        approved=Tally(latest, status=Status.APPROVED),
        rejected=Tally(latest, status=Status.REJECTED),
        spam=Tally(latest, status=Status.SPAM),
    )
    fields = ("author", "first_seen", "approved", "rejected", "spam")
    records = {row["author"]: row for row in rows.values(*fields)}
    for comment in comments:
        comment.record = records.get(comment.author, {})
