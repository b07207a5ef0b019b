"""What a moderator's post asks for, carried out, and the sentences that say what came of it."""

from dataclasses import dataclass, field
from datetime import UTC

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from .. import cards, moderation
from ..forms import ReaderTextField
from ..models import Decision, Transition
from ..triage import clusters
from . import stacks
from .choice import Choice, as_id, count

REASON_LIMIT = 500

ACTIONS = {
    Transition.APPROVE: gettext_lazy("Approve"),
    Transition.REJECT: gettext_lazy("Reject"),
    Transition.SEND_BACK: gettext_lazy("Send back"),
    Transition.MARK_SPAM: gettext_lazy("Mark as spam"),
    Transition.UNDO: gettext_lazy("Undo the last decision"),
    Transition.REMOVE: gettext_lazy("Remove for good"),
}
DONE = {
    Transition.APPROVE: ngettext_lazy("%(n)d comment approved.", "%(n)d comments approved.", "n"),
    Transition.REJECT: ngettext_lazy("%(n)d comment rejected.", "%(n)d comments rejected.", "n"),
    Transition.SEND_BACK: ngettext_lazy(
        "%(n)d comment sent back.", "%(n)d comments sent back.", "n"
    ),
    Transition.MARK_SPAM: ngettext_lazy(
        "%(n)d comment marked as spam.", "%(n)d comments marked as spam.", "n"
    ),
    Transition.UNDO: ngettext_lazy(
        "The last decision about %(n)d comment is undone.",
        "The last decisions about %(n)d comments are undone.",
        "n",
    ),
    Transition.REMOVE: ngettext_lazy(
        "%(n)d comment removed for good.", "%(n)d comments removed for good.", "n"
    ),
}


class ReasonField(ReaderTextField):
    def __init__(self, **kwargs):
        super().__init__(
            limit=REASON_LIMIT,
            required=False,
            label=gettext_lazy("Reason"),
            help_text=gettext_lazy("The author can read it."),
            **kwargs,
        )


@dataclass
class Answer:
    """What came of an order: the comments decided, those left with why, and what to say."""

    decided: list = field(default_factory=list)
    left: dict = field(default_factory=dict)  # comment id: the sentence that says why
    done: list = field(default_factory=list)
    trouble: list = field(default_factory=list)
    status: int = 200


def carry_out(post, user):
    """Do what ``post`` asks with the cards it carries, which may be all that a choice held when it
    was counted; return an Answer. Raises PermissionDenied."""
    try:
        action = post.get("action")
        if action not in ACTIONS:
            raise ValidationError(_("Choose what to do with the comments."))
        reason = ReasonField().clean(post.get("reason", ""))
        order = stacks.read(post.getlist("cards"), user)
        like = Choice.read(QueryDict(post["all"])) if post.get("all") else None
        found = Answer(status=409)
        if order.seen:
            found = answer(act(action, order.seen, reason, user), action)
        tell_of_stale(found, order.stale, order.meanwhile)
        found.done += order.waiting_still()
        if like:
            before = as_id(post.get("counted", ""))
            found.done += before_and_after(before, len(order.seen), count(like, user))
        return found
    except ValidationError as error:
        return Answer(trouble=error.messages, status=422)


def act(action, seen, reason, user):
    """Return the Outcome of ``action`` with the cards ``seen``."""
    if action == Transition.UNDO:
        return moderation.undo(seen, moderator=user)
    if action == Transition.REMOVE:
        return moderation.remove(seen, moderator=user, reason=reason)
    return moderation.decide(action, seen, moderator=user, reason=reason)


def moment(text):
    """Return the time that ``text`` names, None where it names none with its zone."""
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found and is_aware(found) else None
    except (ValueError, OverflowError):  # the latter near the first and the last year there is
        return None


def before_and_after(before, seen, after):
    """Yield what to say of a decision about all like one another: ``seen`` of ``before``."""
    if before > seen:
        yield _("These were the oldest %(n)d: no more are decided in one go.") % {"n": seen}
    yield _("%(before)s were counted before, %(after)s wait now.") % {
        "before": capped(before),
        "after": capped(after),
    }


def capped(number):
    """Return ``number`` as words: nothing is counted beyond the limit."""
    return _("more than %(n)d") % {"n": cards.LIMIT} if number > cards.LIMIT else str(number)


def set_apart(post, user):
    """Take the comments of ``post`` out of their stacks; return an Answer."""
    try:
        # The boxes on a stack have a name of their own, and no part in its decision.
        ticked = post.getlist("apart") or post.getlist("cards")
        number = clusters.set_apart(cards.parse(ticked), user)
    except ValidationError as error:
        return Answer(trouble=error.messages, status=422)
    if not number:
        return Answer(trouble=[_("They are in no stack any more.")], status=409)
    said = ngettext(
        "%(n)d comment was taken out and has a card of its own.",
        "%(n)d comments were taken out and have cards of their own.",
        number,
    )
    return Answer(done=[said % {"n": number}])


def undo_one(post, user):
    """Undo the decision that ``post`` names, with all that were made in one go with it."""
    reachable = Decision.objects.within_reach(user)
    decision = get_object_or_404(reachable, pk=as_id(post.get("decision", "")))
    return answer(moderation.undo_together(decision, moderator=user), Transition.UNDO)


def answer(outcome, action):
    """Return the Answer that tells of ``outcome``; 409 where nothing could be decided."""
    found = Answer(decided=outcome.decided)
    if outcome.decided:
        number = len(outcome.decided)
        found.done.append(DONE[action] % {"n": number})
    else:
        found.status = 409
    found.left = {comment.pk: left_alone(comment) for comment in outcome.left[: stacks.NAMED]}
    found.trouble += found.left.values()
    found.trouble += unnamed(len(outcome.left) - stacks.NAMED, outcome.out_of_reach)
    return found


def tell_of_stale(found, stale, decisions):
    """Add to the Answer ``found`` who decided what about the members of ``stale`` stacks,
    ``[(stack, how many are gone)]``, and what each of their cards then shows."""
    told = {}
    for decision in decisions:
        comment = decision.comment
        comment.last_decision, comment.needs_senior = decision, False
        found.left[comment.pk] = sentence = left_alone(comment)
        found.trouble.append(sentence)
        told.setdefault(comment.cluster, sentence)
    found.trouble += unnamed(sum(gone for _stack, gone in stale) - len(decisions), 0)
    for stack, gone in stale:
        found.left[stack.card] = told.get(stack.cluster) or changed_meanwhile(gone)


def changed_meanwhile(number):
    return ngettext(
        "%(n)d of those shown had been decided or changed meanwhile: left alone.",
        "%(n)d of those shown had been decided or changed meanwhile: left alone.",
        number,
    ) % {"n": number}


def unnamed(more, out_of_reach):
    if more > 0:
        yield ngettext("%(n)d more was left alone.", "%(n)d more were left alone.", more) % {
            "n": more
        }
    if out_of_reach:
        yield ngettext(
            "%(n)d comment is not here any more, or belongs to an article of other moderators.",
            "%(n)d comments are not here any more, or belong to articles of other moderators.",
            out_of_reach,
        ) % {"n": out_of_reach}


def left_alone(comment):
    """Return the sentence that says why a card was left: who decided what, and when."""
    last = comment.last_decision
    when = date_format(localtime(last.decided_at), "DATETIME_FORMAT")
    said = _("Left alone: the comment by %(name)s was %(decision)s by %(who)s at %(when)s.") % {
        # Isolated (Unicode Standard Annex #9): a name may hold what turns text around.
        "name": f"\u2068{comment.name or '·'}\u2069",
        "decision": last.get_transition_display(),
        "who": last.actor,
        "when": when.removesuffix("."),  # of "p.m.": the sentence has its own
    }
    if comment.needs_senior:
        return f"{said} {_('Only a senior moderator can reverse that.')}"
    return said
