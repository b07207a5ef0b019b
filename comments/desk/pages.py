"""The two pages of the desk, drawn: the cards, and one comment with all that is known of it."""

from urllib.parse import urlencode

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import cards, moderation, retention
from ..forms import EditForm, ReplyForm
from ..models import Comment, Decision, Lane, Thread
from . import orders
from .choice import COUNTED, SEARCHED, STATUSES, Choice, causes_and_lanes, oldest, overview
from .dressing import dress
from .loading import load
from .models import Presence
from .reasons import REASONS

STRIP = 5  # decisions that can be undone without looking for them
ARTICLES = 20  # those with the most that waits


def can_moderate(user):
    chosen, everything = "comments.moderate_chosen_comment", "comments.moderate_comment"
    return user.has_perm(everything) or user.has_perm(chosen)


def show_desk(request, query, *, status=200, trouble=(), reason="", kept=""):
    """Render the cards that ``query`` asks for; ``reason`` was typed for the card ``kept``, or for
    many, and comes back."""
    choice, user = Choice.read(query), request.user
    opened_at = timezone.now()
    page = load(choice, user, query.get("from", ""))
    context = {
        **admin.site.each_context(request),
        "title": _("Desk"),
        "choice": choice,
        "comments": dress(page.comments, user),
        "next_query": page.next_key and with_key(choice, page.next_key),
        "back": with_key(choice, query.get("from", "")),
        "query_by_score": choice.query(order="score"),
        "query_by_time": choice.query(order=""),
        "lane_label": choice.lane and Lane(choice.lane).label,
        "is_later_page": bool(query.get("from")),
        "opened_at": opened_at,
        "tabs": [(name, label, choice.query(status=name)) for name, label in STATUSES.items()],
        "can_moderate": can_moderate(user),
        "can_remove": user.has_perm("comments.remove_comment"),
        "others": Presence.objects.others(user),
        "strip": strip(user),
        "reasons": REASONS,
        "trouble": trouble,
        "reason": reason,
        "kept": kept,
        "days": retention.DAYS,
        "waiting_limit": moderation.WAITING_LIMIT,
        "bulk_limit": cards.LIMIT,
        "searched": SEARCHED,
        "now": opened_at,
        **(counts(choice, user) if choice.is_waiting else {}),
    }
    return TemplateResponse(request, "desk/desk.html", context, status=status)


def with_key(choice, key):
    """Return the query string of a page of ``choice``."""
    return "&".join(part for part in (choice.query(), key and urlencode({"from": key})) if part)


def counts(choice, user):
    """What is counted on the page, and the cards of all that a bulk would reach; never more than
    COUNTED rows, nor more than two queries."""
    if choice.is_narrow:
        rows = oldest(choice, user)
        return {
            "number": len(rows),
            "is_many": len(rows) > COUNTED,
            "like_these": cards.written(rows[:COUNTED]),
        }
    busy = Thread.objects.within_reach(user).filter(waiting_count__gt=0)
    busy = busy.order_by("-waiting_count", "pk")
    articles = list(busy.values("pk", "title", "waiting_count"))
    rows, names = overview(user)
    causes, lanes = causes_and_lanes(rows, names)
    return {
        "number": sum(article["waiting_count"] for article in articles),
        "like_these": cards.written(rows),
        "counted": len(rows),
        "articles": articles[:ARTICLES],
        "causes": causes,
        "lane_counts": [(lane, Lane(lane).label, number) for lane, number in lanes.items()],
    }


def strip(user):
    """Return the last things that ``user`` decided, each with how many comments it was about."""
    mine = Decision.objects.filter(moderator=user, transition__in=moderation.OUTCOMES)
    return [
        {**row, "label": orders.DONE[row["transition"]] % {"n": row["number"]}}
        for row in mine.in_strips(STRIP)
    ]


def show_comment(
    request, comment, *, reply_form=None, edit_form=None, trouble=(), reason="", status=200
):
    """Render the page of one comment: what a decision needs, the log, forms to edit and reply."""
    user = request.user
    dress([comment], user)
    context = {
        **admin.site.each_context(request),
        "opts": Comment._meta,
        # Isolated (Unicode Standard Annex #9): a name may hold what turns text around.
        "title": _("Comment by %(name)s") % {"name": f"\u2068{comment.name}\u2069"},
        "comment": comment,
        "can_moderate": can_moderate(user),
        "can_remove": user.has_perm("comments.remove_comment"),
        "decisions": Decision.objects.filter(comment=comment)
        .select_related("moderator")
        .order_by("version"),
        "revisions": comment.revisions.order_by("pk"),
        "reply_form": reply_form or ReplyForm(),
        "edit_form": edit_form or EditForm(initial={"text": comment.latest.source}),
        "trouble": trouble,
        "reason": reason,
        "reasons": REASONS,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "desk/comment.html", context, status=status)
