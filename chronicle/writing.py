"""Leaving a comment: the form page, which can be drawn from the post alone, and what a post does.

Whatever goes wrong, what was typed comes back in the form with a sentence and a way on.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from captcha.budget import Exhausted
from captcha.models import Verdict
from comments import moderation, own
from comments.models import Comment

from . import caching, errors
from .forms import CommentForm, Refused
from .models import Article
from .queries import only_query

logger = logging.getLogger(__name__)

FULL_FOR = 3600  # seconds: moderators need time to read

# A wrong answer is unprocessable; any other is stale: the reader's page is old.
STATUSES = {
    Verdict.WRONG: 422,
    Verdict.SPENT: 409,
    Verdict.EXPIRED: 409,
    Verdict.TOO_EASY: 409,
}


@dataclass
class Answer:
    """What to say on the form page; ``article`` is None where storage could not tell."""

    article: Article | None = None
    parent: Comment | None = None
    status: int = 200
    notice: str = ""
    preview: str = ""
    retry_after: int = 0


def blank_form(request, article):
    """Return the form as it stands under ``article``: no token in it, the same for everyone."""
    return CommentForm(request=request, scope=scope_of(article.slug))


def scope_of(slug):
    """Return what the pictures are good for: a comment on this article and nothing else."""
    return f"comment/{slug}"


# It reads no session and grants nothing that a stranger lacks; `is_foreign` turns away what
# another site sends in a reader's name.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request, slug):
    """The form page of an article (GET, for a reply), and what it posts."""
    return receive(request, slug) if request.method == "POST" else show_form(request, slug)


@only_query("reply")
def show_form(request, slug):
    """The form on a page of its own, saying whom it answers; no challenge before a post."""
    article = get_object_or_404(
        Article.objects.published().with_slug(slug).select_related("thread")
    )
    if "reply" not in request.GET or not article.is_open:
        return redirect(f"{article.get_absolute_url()}#leave-a-comment")
    form = CommentForm(
        request=request, scope=scope_of(slug), initial={"parent": request.GET["reply"]}
    )
    parent = find_parent(article, form)
    context = {
        "article": article,
        "slug": slug,
        "parent": parent,
        "form": form,
        "is_open": True,
        "notice": "" if parent else gone_notice(),
    }
    page = render(request, "chronicle/comment.html", context, status=200 if parent else 404)
    return caching.share(page)


def receive(request, slug):
    """Store what was posted, or give it back."""
    form = CommentForm(request.POST, request=request, scope=scope_of(slug))
    answer = Answer()
    try:
        stored = store(request, slug, form, answer)
    except errors.STORAGE_FAILURES as failure:
        logger.error("A comment could not be stored: %s", type(failure).__name__)
        answer = Answer(status=503, retry_after=errors.RETRY_AFTER, notice=storage_notice())
        stored = None
    if stored:
        response = HttpResponseRedirect(reverse("comments:mine", args=[stored.key]), status=303)
        own.remember(request, response, stored.key)
        return response
    return form_page(request, slug, form, answer)


def store(request, slug, form, answer):
    """Return the stored comment, or None with ``answer`` saying why there is none."""
    answer.article = Article.objects.published().with_slug(slug).select_related("thread").first()
    if answer.article is None:
        answer.status = 404
        answer.notice = _("This article is not here any more. Your text is kept below.")
        return None
    stored = try_to_store(request, form, answer)
    if not stored and not answer.article.is_open:
        form.overlook(*form.fields)
        answer.status, answer.notice = 409, closed_notice()
    elif not stored:
        answer.parent = find_parent(answer.article, form)
        if form.parent_id is not None and answer.parent is None:
            answer.status, answer.notice = max(answer.status, 422), gone_notice()
    return stored


def try_to_store(request, form, answer):
    if form.wants_other_pictures:
        form.overlook(*form.fields)
    elif form.wants_preview:
        form.overlook("name", "captcha")
        answer.preview = form.preview()
        answer.status = 200 if answer.preview else 422
    elif is_foreign(request):
        form.overlook(*form.fields)
        answer.status = 403
        answer.notice = _("This was sent from another site. If it is yours, send it from here.")
    elif not form.is_valid() or form.refuse_taken_name(answer.article.thread):
        answer.status = 422
    else:
        return redeem_and_store(form, answer)
    return None


def redeem_and_store(form, answer):
    try:
        return form.store(answer.article.thread)
    except Refused as refused:
        form.refuse(refused.verdict)
        answer.status = STATUSES[refused.verdict]
    except Exhausted as exhausted:
        answer.status, answer.retry_after = 429, exhausted.retry_after
        notice = unable_notice if form.response.is_unable else wrong_notice
        answer.notice = notice(exhausted.retry_after)
    except moderation.ThreadClosed:
        answer.article.is_open = False
    except moderation.QueueFull:
        answer.status, answer.retry_after, answer.notice = 503, FULL_FOR, full_notice()
    except moderation.ParentGone:
        answer.status = 422
    return None


def form_page(request, slug, form, answer):
    """Render the form with what was typed, and a challenge; needs no database."""
    is_open = answer.article.is_open if answer.article else answer.status == 503
    if is_open:
        form.offer(is_storage_down=answer.status == 503)
    context = {
        "article": answer.article,
        "slug": slug,
        "parent": answer.parent,
        "form": form,
        "is_open": is_open,
        "notice": answer.notice,
        "preview": answer.preview,
    }
    response = render(request, "chronicle/comment.html", context, status=answer.status)
    if is_open and answer.status != 403:  # another site may not replace the browser's cookie
        form.remember(response)
    # The reader's own browser may keep it: "back" to a form that was posted would find nothing.
    response["Cache-Control"] = "private, no-cache"
    del response["Vary"]  # nor would it once this page has set the cookie
    if answer.retry_after:
        response["Retry-After"] = str(answer.retry_after)
    return response


def find_parent(article, form):
    """Return the comment that the form answers, if readers can see it in this thread."""
    if form.parent_id is None:
        return None
    visible = Comment.objects.visible().select_related("published")
    return visible.filter(thread=article.thread, pk=form.parent_id).first()


def is_foreign(request):
    """Tell whether a browser says that another site made it send this (Fetch Metadata, W3C)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    own = (settings.SITE_URL, f"{request.scheme}://{request.get_host()}")
    return bool(origin) and origin not in own


def full_notice():
    return _(
        "So many comments wait here that no more are taken just now. Your text is kept below: "
        "send it again in an hour."
    )


def closed_notice():
    return _("The comments were closed meanwhile. Your text is kept below.")


def gone_notice():
    return _(
        "The comment you are answering is not here any more. You can send yours as a new comment."
    )


def storage_notice():
    return _("Our storage does not answer just now. Your text is safe below: send it in a minute.")


def wrong_notice(seconds):
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many answers were wrong. Your text is kept below: "
        "send it again in %(minutes)d minute.",
        "Too many answers were wrong. Your text is kept below: "
        "send it again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def unable_notice(seconds):
    minutes = -(-seconds // 60)
    return ngettext(
        "Only a few comments an hour can be taken without pictures. "
        "Send it again in %(minutes)d minute, or select the pictures.",
        "Only a few comments an hour can be taken without pictures. "
        "Send it again in %(minutes)d minutes, or select the pictures.",
        minutes,
    ) % {"minutes": minutes}
