"""The desk: one page of cards, and what is posted from it.

Every post is a plain form. Sent by the desk's script, which asks for JSON, it is answered in JSON;
whatever goes wrong, what was typed comes back.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import cards, moderation
from ..forms import EditForm, ReplyForm
from ..models import KEY_FORM, Objection, Transition, private_key
from ..reports.models import Report
from ..triage import rules
from . import orders, pages, stacks, whats_new
from .choice import Choice
from .conversation import around
from .guards import be_here, for_staff, get_reachable, posted, wants_json
from .models import Presence


@for_staff
@require_safe
def desk(request):
    """What waits, or was decided, as cards."""
    return pages.show_desk(request, request.GET)


# What is posted from it


@posted
def decide(request):
    """Decide about the cards of the post, or about all like those that it names."""
    answer = orders.carry_out(request.POST, request.user)
    return tell(request, answer, reason=request.POST.get("reason", ""))


@posted
def undo(request):
    """Undo one of the moderator's last decisions, with all that were made in one go with it."""
    return tell(request, orders.undo_one(request.POST, request.user))


@posted
def set_apart(request):
    """Take the comments of the post out of their stacks, so that each is decided by itself."""
    if not pages.can_moderate(request.user):
        raise PermissionDenied
    answer = orders.set_apart(request.POST, request.user)
    return tell(request, answer)


@posted
def keep(request, pk):
    """Close the reports of a comment that stays as it is."""
    if not pages.can_moderate(request.user):
        raise PermissionDenied
    comment = get_reachable(request, pk)
    Report.objects.filter(comment=comment).close()
    messages.success(request, _("It stays as it is; its reports are closed."))
    return HttpResponseRedirect(where_from(request, 0), status=303)


@posted
def let_stand(request, pk):
    """Close the objection to what was decided about a comment, which stays as it is."""
    if not pages.can_moderate(request.user):
        raise PermissionDenied
    comment = get_reachable(request, pk)
    if Objection.objects.about([comment]).close():
        messages.success(request, _("The decision stands; the author sees that you read it."))
    else:
        messages.warning(request, _("Somebody has answered this objection already."))
    return HttpResponseRedirect(where_from(request, 0), status=303)


def tell(request, answer, reason=""):
    """Say what came of an order. Only where all went well does the page come anew and empty."""
    if wants_json(request):
        return as_json(request, answer)
    page = orders.as_id(request.POST.get("page", ""))
    if not answer.trouble:
        for sentence in answer.done:
            messages.success(request, sentence)
        return HttpResponseRedirect(where_from(request, page), status=303)
    notices = [*answer.done, *answer.trouble]
    status = answer.status if answer.status != 200 else 409
    if page:
        comment = get_reachable(request, page)
        return pages.show_comment(request, comment, trouble=notices, reason=reason, status=status)
    kept = request.POST.get("cards", "").partition(":")[0] if not request.POST.get("many") else ""
    return pages.show_desk(
        request, request.back, status=status, trouble=notices, reason=reason, kept=kept
    )


def where_from(request, page):
    """Return where a post came from: a comment's own page, or the desk as it was chosen."""
    if page:
        return reverse("admin:comments_comment_change", args=[page])
    query = pages.with_key(Choice.read(request.back), request.back.get("from", ""))
    return reverse("admin:comments_comment_changelist") + (query and f"?{query}")


def as_json(request, answer):
    return JsonResponse(
        {
            "decided": {
                comment.pk: {"card": card, "standing": str(comment.standing)}
                for comment, card in stacks.with_cards(answer.decided)
            },
            "left": answer.left,
            "done": answer.done,
            "trouble": answer.trouble,
            "strip": [strip_entry(row) for row in pages.strip(request.user)],
        },
        status=answer.status,
    )


def strip_entry(row):
    return {
        "decision": row["decision"],
        "label": row["label"],
        "when": date_format(localtime(row["decided_at"]), "TIME_FORMAT"),
        "can_undo": row["standing"] > 0,
    }


@for_staff
@require_safe
def token(request):
    """The token that forms need now: signing in again in another tab makes another one."""
    return JsonResponse({"token": get_token(request)})


@for_staff
@require_POST
def news(request):
    """What the open desk has not seen: colleagues, arrivals, and cards that changed under it."""
    be_here(request.user)
    return JsonResponse(
        {
            "others": Presence.objects.others(request.user),
            "arrived": whats_new.arrived(
                request.user, orders.moment(request.POST.get("since", ""))
            ),
            "changed": whats_new.changed(request.user, request.POST.getlist("cards")),
        }
    )


@posted
def hold(request, pk):
    """Make the rule that holds, until the day ends, what comes from where this comment came."""
    if not request.user.has_perm("triage.add_rule"):
        raise PermissionDenied
    comment = get_reachable(request, pk)
    try:
        rule = rules.hold_what_comes_from(comment, request.user)
    except ValidationError as error:
        return tell(request, orders.Answer(trouble=error.messages, status=409))
    sentence = _("What comes from there is held until midnight (UTC) by the rule %(rule)s.")
    messages.success(request, sentence % {"rule": rule})
    page = orders.as_id(request.POST.get("page", ""))
    return HttpResponseRedirect(where_from(request, page), status=303)


# One comment


@for_staff
@require_safe
def conversation(request, pk):
    """The conversation around a comment: a page, or JSON for the script, which unfolds it."""
    comment = get_reachable(request, pk)
    turns = around(comment)
    if wants_json(request):
        return JsonResponse({"turns": [turn_entry(turn) for turn in turns]})
    context = {**admin.site.each_context(request), "title": _("Conversation")}
    context |= {"comment": comment, "turns": turns}
    return TemplateResponse(request, "desk/conversation.html", context)


def turn_entry(turn):
    comment = turn.comment
    return {
        "name": comment.name,
        "text": comment.latest.source,
        "standing": str(comment.standing),
        "is_it": turn.is_it,
        "indent": turn.indent,
    }


@posted
def edit(request, pk):
    """Replace the wording of a waiting comment and approve it."""
    comment = get_reachable(request, pk)
    form = EditForm(request.POST)
    if not form.is_valid():
        return pages.show_comment(request, comment, edit_form=form, status=422)
    try:
        seen = cards.parse(request.POST.getlist("cards"))
    except ValidationError as error:
        return pages.show_comment(
            request, comment, edit_form=form, trouble=error.messages, status=422
        )
    outcome = moderation.edit(
        {pk: seen.get(pk, 0)}, form.cleaned_data["text"], moderator=request.user
    )
    answer = orders.answer(outcome, Transition.APPROVE)
    if answer.trouble:
        comment = get_reachable(request, pk)
        return pages.show_comment(
            request, comment, edit_form=form, trouble=answer.trouble, status=answer.status
        )
    return tell(request, answer)


@posted
def reply(request, pk):
    """A reply by staff: published at once, with their mark; what it answers is approved first."""
    parent = get_reachable(request, pk)
    form = ReplyForm(request.POST)
    done = publish_reply(request, parent, form) if form.is_valid() else None
    if done is None:
        return pages.show_comment(request, get_reachable(request, pk), reply_form=form, status=422)
    messages.success(request, _("Your reply is published."))
    if request.POST.get("page"):
        url = reverse("admin:comments_comment_change", args=[done.pk])
        return HttpResponseRedirect(url, status=303)
    return HttpResponseRedirect(where_from(request, 0), status=303)


def publish_reply(request, parent, form):
    """Return the reply, or None with the form saying why there is none."""
    submission = request.POST.get("submission", "")
    try:
        with transaction.atomic():
            approve_first(request, parent)
            return moderation.reply(
                parent,
                form.cleaned_data["text"],
                staff=request.user,
                submission=submission if KEY_FORM.fullmatch(submission) else private_key(),
            )
    except moderation.ThreadClosed:
        form.add_error("text", _("The comments of this article are closed."))
    except moderation.QueueFull:
        form.add_error("text", _("Too many comments wait under this article: decide some first."))
    except moderation.ParentGone:
        form.add_error("text", _("Readers do not see this comment: approve it first."))
    except moderation.AlreadySent:
        form.add_error("text", _("You sent another reply from this page. Send this one too?"))
    return None


def approve_first(request, parent):
    """Approve what is answered from its card, where it still waits as it was seen."""
    if request.POST.get("cards") == parent.card and parent.waits_at is not None:
        seen = {parent.pk: parent.version}
        moderation.decide(Transition.APPROVE, seen, moderator=request.user)
