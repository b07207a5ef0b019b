"""What was decided becomes mail: noted with the decision itself, written out by the sender."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..models import Decision, Status, Transition
from ..moderation import OUTCOMES
from .hours import next_morning
from .models import Kind, Mail, News, Pace, Subscription, Topic
from .models.outbox import ANNOUNCING

PAGE = 500  # followers in one transaction: no writer waits long for it


def note(sender, decisions, **kwargs):
    """Note ``decisions`` for the sender, in their transaction and in one statement; and forget who
    wanted mail about a comment that is removed for good. A post of a reader costs nothing."""
    if not settings.IS_MAIL_ON or is_silent(decisions[0]):
        return
    if decisions[0].transition in OUTCOMES:
        News.objects.create(decisions=[decision.pk for decision in decisions])
    elif decisions[0].transition == Transition.REMOVE:
        removed = [decision.comment_id for decision in decisions]
        Subscription.objects.filter(comment__in=removed).end()


def is_silent(decision):
    """Tell whether a rule refused the comment: its author hears of it from a moderator or not at
    all. A rule that answered would teach a machine, by trying, which words to leave out."""
    return bool(decision.rule) and decision.to_status != Status.APPROVED


def write_all():
    """Write the mails about all that was noted, a page of followers at a time."""
    while write_some():
        pass


@transaction.atomic
def write_some():
    """Write the next mails about the oldest news; return whether there were any news.

    News that another sender is at are left to it.
    """
    news = News.objects.select_for_update(skip_locked=True).order_by("pk").first()
    if news is None:
        return False
    if not news.decisions:
        news.delete()
        return True
    decision = Decision.objects.select_related("comment").get(pk=news.decisions[0])
    followers = followers_of(decision, after=news.after)
    tell(decision, followers, is_first_page=not news.after)
    if len(followers) == PAGE:
        news.after = followers[-1].pk
    else:
        news.decisions, news.after = news.decisions[1:], 0
    news.save(update_fields=["decisions", "after"])
    return True


def followers_of(decision, after):
    """Return the next PAGE of those who follow the thread that ``decision`` adds a comment to."""
    if not is_new(decision):
        return []
    thread = decision.comment.thread_id
    rows = Subscription.objects.proven().filter(topic=Topic.THREAD, thread=thread, pk__gt=after)
    return list(rows.order_by("pk")[:PAGE])


def is_new(decision):
    """Tell whether ``decision`` shows readers a comment that they did not see before it."""
    return decision.transition == Transition.APPROVE and decision.replaced_id is None


def tell(decision, followers, *, is_first_page):
    """Write a mail about ``decision`` for the comment's author, for whom it answers and for
    ``followers``: one an address, and none to its author about the own words."""
    comment = decision.comment
    wishes = Subscription.objects.proven()
    own = set(wishes.filter(comment=comment).values_list("address", flat=True))
    answered = []
    if is_new(decision) and comment.parent_id:
        answered = list(wishes.filter(topic=Topic.REPLIES, comment=comment.parent_id))
    if is_first_page:
        authors = wishes.filter(topic=Topic.DECISION, comment=comment)
        write(Kind.DECIDED, decision, authors)
        write(Kind.REPLY, decision, [s for s in answered if s.address_id not in own])
    told = (
        own | {subscription.address_id for subscription in answered} | told_of(comment, followers)
    )
    write(Kind.COMMENT, decision, [s for s in followers if s.address_id not in told])


def told_of(comment, followers):
    """Return the addresses of ``followers`` that were told of ``comment`` before."""
    addresses = [follower.address_id for follower in followers]
    rows = Mail.objects.filter(comment=comment, kind__in=ANNOUNCING)
    rows = rows.filter(subscription__address__in=addresses)
    return set(rows.values_list("subscription__address", flat=True)) if addresses else set()


def write(kind, decision, subscriptions):
    now = timezone.now()
    mails = [
        Mail(
            kind=kind,
            subscription=subscription,
            comment_id=decision.comment_id,
            decision=decision,
            language=subscription.language,
            due_at=next_morning(now) if subscription.pace == Pace.DAILY else now,
        )
        for subscription in subscriptions
    ]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
