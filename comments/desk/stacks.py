"""Comments that are alike, as one card: which are shown for which, and what differs among them."""

import re
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import cards
from ..models import Comment, Decision
from ..triage.models import Cluster, Member
from .changes import TOKEN

# What the checkbox of a stack carries: its cluster, how far its story was seen, how many waited.
CARD = re.compile(r"c([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,9})")
LIMIT = cards.MOST
NAMED = 20  # comments left alone that are named one by one; the rest are counted
STACKS = 100  # stacks in one go: two pages of the desk
SHOWN = 6  # members that unfold on the card; all of them have a page
COUNTED = 100  # members whose authors and articles are counted


@dataclass
class Stack:
    """What a card shows of the others that its comment stands for."""

    cluster: int
    counter: int
    number: int
    authors: int = 0
    articles: int = 0
    members: list = field(default_factory=list)

    @property
    def card(self):
        return f"c{self.cluster}:{self.counter}:{self.number}"

    @property
    def others(self):
        return self.number - 1

    @property
    def counted(self):
        return min(self.number, COUNTED)


def are_shown(choice, user):
    """Tell whether the comments of ``choice`` are stacked for ``user``: where all that waits is
    shown, in whatever order, to one who may decide about all of it."""
    is_all = choice.is_waiting and not replace(choice, order="").is_narrow
    return is_all and user.has_perm("comments.moderate_comment")


def standing_for_themselves(comments):
    """Narrow ``comments`` to those in no cluster and those that lead theirs."""
    led = Cluster.objects.filter(pk=OuterRef("cluster"), leader=OuterRef("pk"))
    return comments.filter(Q(cluster=None) | Exists(led))


def with_stacks(comments):
    """Give ``comments``, a queryset, what ``give_stacks`` needs of the clusters that they lead.

    They are found by the cluster's own key: no index has its leader.
    """
    led = Cluster.objects.filter(pk=OuterRef("cluster"), leader=OuterRef("pk"))
    return comments.annotate(
        stack_counter=Subquery(led.values("counter")),
        stack_number=Subquery(led.values("waiting_count")),
        stack_authors=latest_that_differ("comment__author"),
        stack_articles=latest_that_differ("comment__thread"),
    )


def latest(clusters, number):
    """Return those of the latest ``number`` members of ``clusters`` that wait."""
    found = Member.objects.filter(cluster__in=clusters, comment__waits_at__isnull=False)
    return found.filter(comment__cluster=F("cluster")).latest(number)


def latest_that_differ(name):
    """Return the expression for how many different ``name`` the latest members have."""
    members = Member.objects.filter(cluster=OuterRef("cluster"), comment__waits_at__isnull=False)
    of_one = members.latest(COUNTED).order_by().values("cluster")
    return Subquery(of_one.annotate(n=Count(name, distinct=True)).values("n"))


def give_stacks(comments):
    """Give those of ``comments`` that stand for more than themselves their ``stack``; return
    ``{cluster: its leader}``."""
    led = {}
    for comment in comments:
        if (getattr(comment, "stack_number", 0) or 0) > 1:
            led[comment.cluster] = comment
            comment.stack = Stack(
                comment.cluster,
                comment.stack_counter,
                comment.stack_number,
                comment.stack_authors,
                comment.stack_articles,
            )
    return led


def give_members(led, wordings):
    """Give each stack its members whose ``wordings``, with their comments, are at hand, and mark
    what differs."""
    for revision in wordings:
        leader, member = led.get(revision.comment.cluster), revision.comment
        if leader and member.latest_id == revision.pk and member.pk != leader.pk:
            member.latest = revision
            leader.stack.members.append(member)
    for leader in led.values():
        mark_differences(leader)


def mark_differences(comment):
    """Give ``comment`` and the members of its stack their ``parts``, ``[(does it vary, text)]``:
    a word varies that the others have not, and of the members that the first has not."""
    own = TOKEN.findall(comment.latest.source)
    others = [TOKEN.findall(member.latest.source) for member in comment.stack.members]
    common = set(own).intersection(*others)
    comment.parts = parts_of(own, common)
    for member, tokens in zip(comment.stack.members, others, strict=True):
        member.parts = parts_of(tokens, set(own))


def parts_of(tokens, known):
    """Return ``tokens`` joined to runs of what is ``known`` and of what is not. White space
    belongs to what stands before it."""
    parts = []
    for token in tokens:
        varies = parts[-1][0] if token.isspace() and parts else token not in known
        if parts and parts[-1][0] == varies:
            parts[-1] = (varies, parts[-1][1] + token)
        else:
            parts.append((varies, token))
    return parts


# What is posted


class Posted(NamedTuple):
    """The card of a stack, as it was shown and came back."""

    card: str
    cluster: int
    counter: int
    number: int


@dataclass
class Order:
    """What the cards of a post mean: the comments, and the stacks with how many of them wait as
    they were shown."""

    seen: dict
    stacks: list = field(default_factory=list)
    found: dict = field(default_factory=dict)
    meanwhile: list = field(default_factory=list)  # the last decisions about those gone

    @property
    def stale(self):
        """``[(stack, how many of those shown wait no more, or have changed)]``."""
        left = [(stack, stack.number - self.found.get(stack.cluster, 0)) for stack in self.stacks]
        return [(stack, number) for stack, number in left if number > 0]

    def waiting_still(self):
        """Yield what to say of comments of the stacks that were not shown, and wait."""
        clusters = [stack.cluster for stack in self.stacks]
        rows = Cluster.objects.filter(pk__in=clusters).values_list("waiting_count", flat=True)
        if number := sum(rows):
            yield ngettext(
                "%(n)d more that is alike waits still: it came in since, or is beyond the "
                "%(limit)d that are decided in one go.",
                "%(n)d more that are alike wait still: they came in since, or are beyond the "
                "%(limit)d that are decided in one go.",
                number,
            ) % {"n": number, "limit": LIMIT}


def split(values):
    """Return the cards of comments and the Posted stacks of ``values``, each one or many with
    commas between. Raises ValidationError for too many stacks."""
    cards_posted = [card for value in values for card in value.split(",")]
    found = [(card, CARD.fullmatch(card)) for card in cards_posted]
    stacks = [Posted(card, *map(int, match.groups())) for card, match in found if match]
    if len(stacks) > STACKS:
        raise ValidationError(
            _("At most %(limit)d cards are decided in one go. Select fewer."),
            params={"limit": STACKS},
        )
    return [card for card, match in found if not match], stacks


def read(values, user):
    """Return the Order of ``values``, cards of comments and of stacks. Raises ValidationError."""
    plain, stacks = split(values)
    order = Order(cards.parse(plain) if plain or not stacks else {}, stacks)
    if stacks:
        order.found = count_seen(stacks, user)
        room = LIMIT - len(order.seen)
        found = members_seen(stacks, user).values_list("comment", "comment__version")
        order.seen |= dict(found[:room])
    if order.stale:
        order.meanwhile = list(last_decisions(order.stale, user))
    elif not order.seen:
        raise ValidationError(_("None of these comments waits any more."))
    return order


def count_seen(stacks, user):
    """Return ``{cluster: how many wait as they were shown}``."""
    found = members_seen(stacks, user).order_by().values_list("cluster")
    return dict(found.annotate(n=Count("pk")))


def members_seen(stacks, user):
    """Return the members of ``stacks`` that wait as they were shown, in the order they came."""
    waiting = reached(stacks, user).filter(comment__waits_at__isnull=False)
    return waiting.order_by("cluster", "number")


def reached(stacks, user):
    """Return the members of ``stacks`` that ``user`` may decide about, none that came later."""
    which = (Q(cluster=stack.cluster, turn__lte=stack.counter) for stack in stacks)
    within = Comment.objects.within_reach(user)
    return Member.objects.filter(reduce(or_, which), comment__in=within)


def last_decisions(stale, user):
    """Return the last decisions about members of the ``stale`` stacks that wait no more, as many
    as are gone, and NAMED at the most."""
    number = min(sum(gone for _stack, gone in stale), NAMED)
    gone = reached([stack for stack, _gone in stale], user).filter(comment__waits_at__isnull=True)
    last = Decision.objects.latest_of_each().filter(comment__in=gone.values("comment"))
    return last.select_related("comment", "moderator").order_by("-decided_at", "-pk")[:number]


def with_cards(comments):
    """Return each of ``comments`` with what its checkbox carries now: of those that stand for a
    stack again, because its decision was undone, the card of the stack."""
    waiting = [comment.pk for comment in comments if comment.waits_at is not None]
    led = Cluster.objects.filter(leader__in=waiting, waiting_count__gt=1) if waiting else ()
    stacks = {c.leader_id: Stack(c.pk, c.counter, c.waiting_count).card for c in led}
    return [(comment, stacks.get(comment.pk, comment.card)) for comment in comments]
