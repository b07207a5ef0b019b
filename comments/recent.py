"""What was approved lately, for feeds."""

from .models import Comment, Decision, Status

NEWEST = 50  # comments: what a feed reader that looks once a day should not miss
# Decisions that are looked at for them: some were undone, or are about the same comment.
LOOKED_AT = 4 * NEWEST


def newly_approved(thread=None):
    """Return up to NEWEST comments that readers see, of ``thread`` or of all, the latest approved
    first, each with ``approved_at``. Two queries."""
    approvals = Decision.objects.filter(to_status=Status.APPROVED)
    if thread is not None:
        approvals = approvals.filter(comment__thread=thread)
    latest = {}
    for pk, moment in approvals.order_by("-pk").values_list("comment", "decided_at")[:LOOKED_AT]:
        latest.setdefault(pk, moment)
    comments = Comment.objects.visible().select_related("published", "thread").in_bulk(latest)
    found = [comments[pk] for pk in latest if pk in comments][:NEWEST]
    for comment in found:
        comment.approved_at = latest[comment.pk]
    return found
