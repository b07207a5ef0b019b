"""What an author does with the own comment, and where a comment stands on its page."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import translate_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import moderation, own, pages
from .forms import ObjectionForm, RevisionForm
from .models import Comment, Decision
from .objecting import can_object
from .text import without_forbidden
from .waiting import usual_wait_in_words

RETRY_AFTER = 10  # seconds: a restart of a database takes about as long
GIVEN_BACK = (409, 422, 429, 503)
REVISE_AFTER = 3600  # seconds: the hour that wordings are counted in


@require_safe
def permalink(request, pk):
    """Redirect to the comment's place, on whichever page of its thread it stands now."""
    comment = get_object_or_404(Comment.objects.visible().select_related("thread"), pk=pk)
    key = pages.key_of_page_with(comment)
    request_language = get_language()
    with override(settings.LANGUAGE_CODE):  # the language that url_path is written in
        url = translate_url(comment.thread.url_path, request_language)
    return HttpResponseRedirect(f"{url}{f'?from={key}' if key else ''}#comment-{pk}")


# The key in the URL is the whole authority: a forged post would have to know it (128 random bits).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request, key):
    """The author's private page of one comment: what became of it, and what can be done."""
    if request.method != "POST":
        return keep_private(show(request, get_own(key)))
    try:
        return keep_private(change(request, get_own(key)))
    except (OperationalError, InterfaceError):
        response = render(request, "comments/kept.html", kept(request), status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return keep_private(response)


def kept(request):
    """What the page shows of a post that nothing could be done with: its words, or the wish."""
    wish = next((name for name in ("withdraw", "undo") if name in request.POST), "")
    return {"text": without_forbidden(request.POST.get("text", "")), "wish": wish}


def get_own(key):
    return get_object_or_404(
        Comment.objects.select_related("thread", "latest__objection", "published"), key=key
    )


def change(request, comment):
    """Do what the author asks for; 409 where the comment has moved on in the meantime."""
    if comment.is_removed:
        return show(request, comment)
    is_about_words = not {"withdraw", "undo"} & set(request.POST)
    form = RevisionForm(request.POST if is_about_words else None, initial=source_of(comment))
    try:
        if str(version_told(comment)) != request.POST.get("version"):
            raise moderation.NotAllowed
        if "withdraw" in request.POST:
            moderation.withdraw(comment)
        elif "undo" in request.POST:
            moderation.undo_withdrawal(comment)
        elif not form.is_valid():
            return show(request, comment, form, status=422)
        else:
            moderation.revise(comment, form.cleaned_data["text"])
    except moderation.NotAllowed:
        return answer_stale(request, get_own(comment.key), form)
    except moderation.TooManyRevisions:
        return answer_too_many(request, comment, form)
    return HttpResponseRedirect(request.path, status=303)


def answer_stale(request, comment, form):
    """A second click is answered like the first; anything else is told how the comment is now,
    and gets back what was typed."""
    if is_as_asked(request, comment, form):
        return HttpResponseRedirect(request.path, status=303)
    notice = _("Your comment has changed since you opened this page. This is how it is now.")
    return show(request, comment, form, status=409, notice=notice)


def answer_too_many(request, comment, form):
    notice = _(
        "You have changed your comment many times. Your text is kept below: send it in an hour."
    )
    response = show(request, comment, form, status=429, notice=notice)
    response["Retry-After"] = str(REVISE_AFTER)
    return response


def is_as_asked(request, comment, form):
    if "withdraw" in request.POST or "undo" in request.POST:
        return comment.is_withdrawn == ("withdraw" in request.POST)
    return form.is_valid() and form.cleaned_data["text"] == comment.latest.source


def show(request, comment, form=None, *, objection=None, status=200, notice=""):
    """Render the private page of ``comment``, with what was decided about it; 410 if it is removed.

    ``form`` and ``objection`` hold what was typed, if anything was.
    """
    if comment.is_removed:
        return render(request, "comments/removed.html", kept(request), status=410)
    context = {
        "comment": comment,
        "status": comment.status_told,
        "can_revise": moderation.can_revise(comment),
        "can_object": can_object(comment),
        "objection": objection or ObjectionForm(),
        "usual_wait": usual_wait_in_words,  # asked only where it is said
        "version": version_told(comment),
        "decision": last_of_moderators(comment),
        "form": form or RevisionForm(initial=source_of(comment)),
        "notice": notice,
    }
    return render(request, "comments/mine.html", context, status=status)


def last_of_moderators(comment):
    """Return the last decision that a moderator made about it, or None: an author who withdraws
    and comes back does not take the reason away."""
    decided = Decision.objects.filter(comment=comment, moderator__isnull=False)
    return decided.order_by("version").last()


# The cookie says all, and who makes a browser post from elsewhere does so without it: see ``own``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def list_own(request):
    """The comments that were sent from this browser; its button makes the browser forget them."""
    if request.method == "POST":
        response = HttpResponseRedirect(request.path, status=303)
        own.forget(request, response)
    else:
        context = {"comments": own.comments_of(request), "days": own.DAYS, "limit": own.LIMIT}
        response = render(request, "comments/own.html", context)
    return keep_private(response)


def version_told(comment):
    """Return the number by which the author's page says how it has seen ``comment``: without what
    rules did, which always comes together with something that the author did."""
    return comment.decisions.filter(rule="").count()


def source_of(comment):
    return {"text": comment.latest.source}


def keep_private(response):
    """Keep a private page out of caches, search engines and other sites' logs. A post that is
    given back may stay in the author's own browser: Back would find no words there else."""
    add_never_cache_headers(response)
    if response.status_code in GIVEN_BACK:
        response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
