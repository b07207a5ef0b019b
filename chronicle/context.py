"""What every template may say about the site itself. Needs no database and no session."""

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "is_mail_on": settings.IS_MAIL_ON,
        "is_all_read_first": not settings.COMMENTS_TRUST_AFTER,
        "languages": languages(request),
    }


def languages(request):
    """Return the other languages of a page that can be fetched again: code, own name, link."""
    if request.method not in ("GET", "HEAD") or not request.resolver_match:
        return []
    return [
        {**get_language_info(code), "url": translate_url(request.path, code)}
        for code, _ in settings.LANGUAGES
        if code != get_language()
    ]
