"""Rules at work: on what comes in, and, tried out, on what came in before."""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from comments import moderation
from comments.models import Comment, Lane

from .models import Effect, Kind, Rule
from .models.rules import ACTIVE_LIMIT
from .patterns import Seen, book_of

TRIED_ON = 500  # comments of the past: enough to see a mistake, few enough to read at once
SHOWN = 50  # of those it would have caught; the rest are counted
STRONGEST_FIRST = [Effect.SPAM, Effect.HOLD, Effect.SUSPECT]
WEIGHTS = {Effect.SUSPECT: 2, Effect.HOLD: 4}  # the captcha's own signals weigh 1 to 3
ACTING = ("name", "kind", "looks_for", "field", "effect", "client")  # what a rule acts by
LABEL = re.compile(r"#([0-9]{1,18}) ")


def apply(comment):
    """Do to ``comment``, which just came in, what the strongest rule that matches it says; tell
    whether one did. One query, whatever the number of rules."""
    in_force = Rule.objects.in_force().only(*ACTING)[:ACTIVE_LIMIT]
    rules = matching(list(in_force), comment)
    if not rules:
        return False
    rule = min(rules, key=lambda rule: (STRONGEST_FIRST.index(rule.effect), rule.pk))
    moderation.by_rule(comment, rule.effect, rule=rule.label, signal=signal_of(rule))
    return True


def matching(rules, comment):
    """Return those of ``rules`` that match ``comment``."""
    specs = tuple((rule.kind, rule.field, rule.looks_for) for rule in rules)
    found = book_of(specs).found_in(Seen(comment.name, comment.latest.html)) if specs else ()
    return [
        rule
        for number, rule in enumerate(rules)
        if number in found or (rule.client and rule.client == comment.client)
    ]


def signal_of(rule):
    """Return what moderators see of ``rule`` on a comment in the queue, None if it leaves that."""
    if rule.effect not in WEIGHTS:
        return None
    with override(settings.LANGUAGE_CODE):
        said = {
            Effect.SUSPECT: _("Suspicious by the rule %(rule)s."),
            Effect.HOLD: _("Held by the rule %(rule)s."),
        }
        sentence = said[rule.effect] % {"rule": rule.label}
    return {"name": rule.label, "weight": WEIGHTS[rule.effect], "sentence": sentence}


def rule_of(name):
    """Return the id of the rule that a signal or a decision is named for, None if it is no rule."""
    label = LABEL.match(name)
    return int(label[1]) if label else None


# Before it acts


@dataclass(frozen=True)
class DryRun:
    """What a rule would have caught of the latest comments, and how many of those are approved."""

    number: int
    caught: list
    approved: int

    @property
    def shown(self):
        return self.caught[:SHOWN]

    @property
    def more(self):
        return max(0, len(self.caught) - SHOWN)


def dry_run(rule, user):
    """Return the DryRun of ``rule`` over the latest TRIED_ON comments that ``user`` may see."""
    found = Comment.objects.within_reach(user).exclude(latest__source="")
    found = found.exclude(lane=Lane.STAFF).select_related("latest", "thread")
    comments = list(found.order_by("-pk")[:TRIED_ON])
    caught = [comment for comment in comments if matching([rule], comment)]
    approved = sum(comment.latest.status == "approved" for comment in caught)
    return DryRun(len(comments), caught, approved)


# Made from a comment


def can_hold_from(comment):
    """Tell whether more could come from where ``comment`` came: its place has that name today."""
    return bool(comment.client) and utc_day(comment.created_at) == utc_day(timezone.now())


def hold_what_comes_from(comment, user):
    """Return the rule that holds until midnight (UTC) what comes from where ``comment`` came, made
    by ``user`` unless there is one. Raises ValidationError, with a sentence, when more can not come
    under its name, or when there are too many rules."""
    if not can_hold_from(comment):
        raise ValidationError(_("From where it came is known on its own day only."))
    there = Rule.objects.in_force().filter(kind=Kind.CLIENT, client=comment.client)
    if rule := there.first():
        return rule
    with override(settings.LANGUAGE_CODE):
        name = _("place of %(id)d") % {"id": comment.pk}
        note = _("What comes from where comment %(id)d came, that day.") % {"id": comment.pk}
    rule = Rule(
        name=name,
        note=note,
        kind=Kind.CLIENT,
        client=comment.client,
        effect=Effect.HOLD,
        author=user,
        ends_at=utc_day(timezone.now()) + timedelta(days=1),
    )
    rule.full_clean()
    rule.save()
    return rule


def utc_day(moment):
    """Return when the day of ``moment`` began: the names of clients change with it."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def forget_places(sender, **kwargs):
    """Forget which place the rules were about whose day is over: a receiver of ``daily``."""
    Rule.objects.forget_places()
