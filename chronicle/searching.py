"""Searching the site: articles and approved comments that hold every word."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from comments.search import words
from comments.search.finding import find

from . import caching
from .models import Article
from .queries import only_query


@require_safe
@only_query("q", "after")
def search(request):
    """What was found, or a sentence; whatever is asked for. The same bytes for everyone."""
    query = " ".join(request.GET.get("q", "").split())
    notice = complain(query)
    try:
        found = find("" if notice else query, request.GET.get("after", ""))
    except ValueError:
        raise Http404 from None
    context = {
        "query": query[: words.QUERY_LIMIT],
        "notice": notice,
        "articles": articles_of(found),
        "comments": [hit(comment, found.terms) for comment in found.comments],
        "next_key": found.next_key,
        "is_asked": bool(query),
    }
    response = caching.share(render(request, "chronicle/search.html", context))
    response["X-Robots-Tag"] = "noindex"
    return response


def complain(query):
    """Return why nothing is looked for, or ""."""
    if len(query) > words.QUERY_LIMIT:
        return ngettext(
            "That is too long to look for: type at most %(limit)d character.",
            "That is too long to look for: type at most %(limit)d characters.",
            words.QUERY_LIMIT,
        ) % {"limit": words.QUERY_LIMIT}
    if query and not words.terms_of(query):
        return _("There is no word in that: type one with a letter or a digit.")
    return ""


def articles_of(found):
    published = Article.objects.published().filter(thread__in=found.threads)
    articles = {article.thread_id: article for article in published} if found.threads else {}
    return [
        {
            "article": articles[pk],
            "title": words.mark(articles[pk].title, found.terms),
            "excerpt": words.excerpt(articles[pk].searched_text, found.terms),
        }
        for pk in found.threads
        if pk in articles
    ]


def hit(comment, terms):
    text = words.plain(comment.published.html)
    return {
        "comment": comment,
        "name": words.mark(comment.name, terms),
        "excerpt": words.excerpt(text, terms),
    }
