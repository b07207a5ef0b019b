"""Absolute addresses, made from SITE_URL alone: a Host header is what the client says."""

from django.conf import settings


def absolute(path):
    """Return the absolute URL of ``path``, which begins with a slash."""
    return f"{settings.SITE_URL}{path}"
