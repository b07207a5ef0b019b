"""What machines are told about an article: a description, and JSON-LD (schema.org Article, with
the first of its comments on the page)."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from comments.search.words import plain

from .links import absolute

DESCRIPTION = 200  # characters, about what search engines show
COMMENTS = 8  # that are told: they stand on the page anyway, and each is carried twice

# In a script element only these could end it or open a comment (HTML, section 4.12.1.3).
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def description(article):
    """Return the standfirst, or how the text begins."""
    text = article.standfirst or strip_tags(article.html)
    return Truncator(" ".join(text.split())).chars(DESCRIPTION)


def json_ld(article, comments=()):
    """Return a JSON-LD object, safe inside a script element; ``comments`` are visible ones."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": description(article),
        "datePublished": article.published_at.isoformat(),
        "dateModified": max(article.updated_at, article.published_at).isoformat(),
        "inLanguage": article.language,
        "mainEntityOfPage": article.canonical_url,
        "commentCount": article.thread.visible_count,
        "author": {"@type": "Person", "name": article.author or settings.SITE_NAME},
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
    }
    if told := [about_comment(comment) for comment in comments[:COMMENTS]]:
        facts["comment"] = told
    # Every character that could end the element is escaped above, hence safe.
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def about_comment(comment):
    return {
        "@type": "Comment",
        "url": absolute(reverse("comments:permalink", args=[comment.pk])),
        "author": {"@type": "Person", "name": comment.name},
        "dateCreated": comment.created_at.isoformat(timespec="seconds"),
        "text": Truncator(plain(comment.published.html)).chars(DESCRIPTION),
    }
