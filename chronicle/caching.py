"""How long a shared cache may keep a page that is the same for everyone."""

from django.utils import timezone

from .errors import STORAGE_FAILURES
from .models import Article

# Seconds. A browser always asks again (and is told "not modified"); a cache in front of ten
# machines may answer for this long. It is also how long a removed comment may linger there.
SHARED = 10


def share(response):
    """Let caches share ``response`` for SHARED seconds, or until the next scheduled article."""
    response["Cache-Control"] = f"public, max-age=0, s-maxage={seconds_until_change()}"
    return response


def seconds_until_change():
    """Return for how many whole seconds what is published will stay the same, at most SHARED."""
    try:
        next_at = Article.objects.scheduled().values_list("published_at", flat=True).first()
    except STORAGE_FAILURES:
        return 0
    if next_at is None:
        return SHARED
    return min(SHARED, int((next_at - timezone.now()).total_seconds()))
