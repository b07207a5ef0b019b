"""The pages that readers see."""

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comments import newest, pages

from . import caching, errors, metadata
from .links import absolute
from .models import Article
from .queries import only_query
from .writing import blank_form

LIST = 20  # articles a page
PRIVATE = ("my", "captcha", "admin", "search", "comments")  # what no robot has a use for
NEWEST = "newest"  # the one order of comments that an address names; oldest first has none


@require_safe
@only_query("before")
def home(request):
    """The list of articles, the newest first, paged by the id of the last one shown."""
    articles = Article.objects.published().select_related("thread").newest_first()
    if "before" in request.GET:
        articles = articles.before(get_listed(request.GET["before"]))
    found = list(articles[: LIST + 1])
    context = {
        "articles": found[:LIST],
        "older": found[LIST - 1].pk if len(found) > LIST else None,
        "is_first_page": "before" not in request.GET,
        "canonical_url": absolute(reverse("home")),
    }
    return caching.share(render(request, "chronicle/home.html", context))


def get_listed(typed):
    """Return the published article whose id was typed; Http404 for anything else."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 18):
        raise Http404
    return get_object_or_404(Article.objects.published(), pk=int(typed))


@require_safe
@only_query("from", "order")
def article(request, slug):
    """One article, a page of its comments, and the form: the same bytes for everyone."""
    found = get_article(slug)
    if found.slug != slug or request.GET.get("order", NEWEST) != NEWEST:
        return redirect(found, permanent=True)
    order = newest if "order" in request.GET else pages
    try:
        page = order.load(found.thread, request.GET.get("from", ""))
    except ValueError:
        raise Http404 from None
    context = {
        "article": found,
        "slug": found.slug,
        "description": metadata.description(found),
        "metadata": metadata.json_ld(found, page.comments),
        "page": page,
        "is_newest_first": order is newest,
        "is_first_page": not request.GET,
        "form": blank_form(request, found),
    }
    return caching.share(render(request, "chronicle/article.html", context))


def get_article(slug):
    """Return the published article that has ``slug`` or once had it; raises Http404."""
    return get_object_or_404(Article.objects.published().with_slug(slug).select_related("thread"))


@require_safe
@only_query()
def comment_count(request, slug):
    """How many comments readers see under an article, for a page that lies open: counted when a
    moderator decided, not now."""
    count = get_article(slug).thread.visible_count
    return caching.share(JsonResponse({"visible_count": count}))


@require_safe
@only_query()
def robots(request):
    prefixes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES)]
    places = [f"{prefix}/{name}/" for prefix in prefixes for name in PRIVATE]
    lines = [
        "User-agent: *",
        *(f"Disallow: {place}" for place in places),
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request):
    """The process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """The database answers and has every migration; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:  # whatever fails here, the answer to "ready?" is no
        return not_ready("the database does not answer")
    return not_ready("migrations wait") if waiting else HttpResponse("ok\n", "text/plain")


def not_ready(why):
    return errors.closed(HttpResponse(f"not ready: {why}\n", content_type="text/plain", status=503))


def not_found(request, exception=None):
    """The 404, shared like a page: the hour of a scheduled article ends it."""
    return caching.share(errors.not_found(request))
