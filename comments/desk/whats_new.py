"""What came, and what changed under an open desk."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import cards
from ..models import Comment, Decision
from . import orders, stacks
from .choice import COUNTED, Choice


def arrived(user, since):
    """Return the sentence that says how many came in since then, "" for none."""
    if since is None:
        return ""
    number = Choice().waiting(user).filter(waits_at__gt=since)[: COUNTED + 1].count()
    if not number:
        return ""
    return _("New at the end of the queue: %(number)s") % {"number": orders.capped(number)}


def changed(user, values):
    """Return ``{comment id or card of a stack: sentence}`` for the cards of ``values`` that are
    stale by now; nothing for what are no cards."""
    try:
        plain, shown = stacks.split(values)
        seen = cards.parse(plain) if plain else {}
    except ValidationError:  # an empty desk has no cards
        return {}
    return changed_comments(user, seen) | decided_stacks(user, shown)


def changed_comments(user, seen):
    """Return ``{comment id: sentence}`` for those of ``seen`` that have another version now."""
    found = Comment.objects.within_reach(user).filter(pk__in=seen)
    stale = [comment for comment in found if comment.version != seen[comment.pk]]
    last = Decision.objects.latest_of_each().filter(comment__in=stale).select_related("moderator")
    decisions = {decision.comment_id: decision for decision in last}
    for comment in stale:
        comment.last_decision, comment.needs_senior = decisions[comment.pk], False
    return {comment.pk: orders.left_alone(comment) for comment in stale}


def decided_stacks(user, shown):
    """Return ``{card: sentence}`` for those of ``shown`` of which nothing waits as it was shown."""
    if not shown:
        return {}
    found = stacks.count_seen(shown, user)
    stale = [(stack, stack.number) for stack in shown if stack.cluster not in found]
    answer = orders.Answer()
    if stale:
        orders.tell_of_stale(answer, stale, stacks.last_decisions(stale, user))
    return {stack.card: answer.left[stack.card] for stack, _number in stale}
