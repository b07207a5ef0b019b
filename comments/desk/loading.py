"""The desk's comments page by page, in the order that is asked for, as fast deep inside as at the
beginning."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from ..models import Comment, Decision
from ..reports.models import Report
from ..triage.models import Cluster
from . import stacks
from .choice import ID_DIGITS, as_id

PAGE = 50  # cards: about as many as are decided before the coffee is cold
CARD_NEEDS = (
    *("thread", "latest", "published", "parent__latest", "staff"),
    "latest__objection__decision__moderator",
)


@dataclass(frozen=True)
class Page:
    """Some comments, and the key of the next page, "" where there is none."""

    comments: list
    next_key: str = ""


def load(choice, user, key=""):
    """Return the Page of ``choice`` after ``key``, the last comment of the page before; the first
    page for a key that makes no sense. Two queries at the most, as fast deep inside as at the
    beginning."""
    if choice.is_waiting and choice.order:
        return cut(load_by_score(choice, user, key), key_of_score)
    if stacks.are_shown(choice, user):
        return cut(load_stacked(choice, user, key), key_of_waiting)
    if choice.is_waiting:
        found = as_cards(choice.waiting(user))
        comments = list(after(found, key)[: PAGE + 1])
        return cut(comments, key_of_waiting)
    if choice.is_everything:
        found = as_cards(choice.everything(user))
        found = found.filter(pk__lt=as_id(key)) if as_id(key) else found
        return cut(with_last_decisions(found[: PAGE + 1]), lambda comment: str(comment.pk))
    needs = [f"comment__{name}" for name in CARD_NEEDS]
    found = choice.decided(user).select_related("moderator", *needs)
    if as_id(key):
        found = found.filter(pk__lt=as_id(key))
    comments = []
    for decision in found[: PAGE + 1]:
        decision.comment.last_decision = decision
        comments.append(decision.comment)
    return cut(comments, lambda comment: str(comment.last_decision.pk))


def as_cards(comments):
    """Have ``comments``, a queryset, bring along what their cards need, and whether there are
    reports to be looked for."""
    reports = Report.objects.open().filter(comment=OuterRef("pk"))
    return comments.select_related(*CARD_NEEDS).annotate(is_reported=Exists(reports))


def with_last_decisions(comments):
    """Return ``comments`` as a list, each with its ``last_decision``."""
    found = {comment.pk: comment for comment in comments}
    last = Decision.objects.latest_of_each().filter(comment__in=found).select_related("moderator")
    for decision in last:
        found[decision.comment_id].last_decision = decision
    return list(found.values())


def load_stacked(choice, user, key):
    """Return the first comments after ``key`` that stand for themselves or for their cluster. Each
    kind has an index of its own, from which no more is read than a page."""
    alone = after(choice.waiting(user).filter(cluster=None), key)
    leaders = after(Cluster.objects.waiting(), key, since="since", pk="leader")
    either = (
        Comment.objects.filter(pk__in=alone.values("pk")[: PAGE + 1])
        .values("pk")
        .union(
            Comment.objects.filter(pk__in=leaders.values("leader")[: PAGE + 1]).values("pk"),
            all=True,
        )
    )
    found = as_cards(Comment.objects.filter(pk__in=either))
    return list(stacks.with_stacks(found).order_by("waits_at", "pk")[: PAGE + 1])


def load_by_score(choice, user, key):
    """Return the first comments after ``key``, the least likely spam first."""
    found = after_score(least_likely(choice.waiting(user)), key)
    if not stacks.are_shown(choice, user):
        return list(as_cards(found).select_related("score")[: PAGE + 1])
    page = stacks.standing_for_themselves(found).values("pk")[: PAGE + 1]
    cards = as_cards(Comment.objects.filter(pk__in=page)).select_related("score")
    return list(least_likely(stacks.with_stacks(cards)))


def key_of_score(comment):
    return f"{comment.score.permille}-{comment.pk}"


def key_of_waiting(comment):
    return f"{micros(comment.waits_at)}-{comment.pk}"


def after(waiting, key, since="waits_at", pk="pk"):
    """Narrow ``waiting``, in the order of ``since`` and ``pk``, to what comes after ``key``."""
    number, _dash, last = key.partition("-")
    if not as_id(last) or not number.isascii() or not number.isdecimal() or len(number) > ID_DIGITS:
        return waiting
    try:
        moment = EPOCH + timedelta(microseconds=int(number))
    except OverflowError:
        return waiting
    later = Q(**{f"{since}__gt": moment}) | Q(**{since: moment, f"{pk}__gt": as_id(last)})
    # The latter says where the index begins.
    return waiting.filter(later, **{f"{since}__gte": moment})


def least_likely(waiting):
    """Return ``waiting`` with the least likely spam first, by the index of the scores."""
    return waiting.filter(score__is_waiting=True).order_by("score__permille", "score__comment")


def after_score(waiting, key):
    """Narrow ``waiting``, in the order of the scores, to what comes after ``key``."""
    permille, _dash, pk = key.partition("-")
    if not as_id(pk) or not permille.isascii() or not permille.isdecimal() or len(permille) > 4:
        return waiting
    later = Q(score__permille__gt=permille) | Q(score__permille=permille, pk__gt=as_id(pk))
    return waiting.filter(later, score__permille__gte=permille)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment):
    return (moment - EPOCH) // timedelta(microseconds=1)


def cut(comments, key_of):
    if len(comments) <= PAGE:
        return Page(comments)
    return Page(comments[:PAGE], key_of(comments[PAGE - 1]))
