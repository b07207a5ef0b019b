"""Addresses as a mail needs them: absolute, in the language of its reader."""

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override


def absolute(name, *args):
    """Return the absolute address of the page ``name``."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def page_of(thread):
    """Return the absolute address of the page that ``thread`` is under."""
    language = get_language()
    with override(settings.LANGUAGE_CODE):  # the language that url_path is written in
        return f"{settings.SITE_URL}{translate_url(thread.url_path, language)}"
