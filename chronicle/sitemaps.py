"""What search engines are told of: the front page and every published article."""

from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Article


class OwnAddress(Sitemap):
    """A sitemap whose addresses come from SITE_URL, not from the request."""

    def get_urls(self, page=1, site=None, protocol=None):
        parts = urlsplit(settings.SITE_URL)
        own = SimpleNamespace(domain=parts.netloc, name=settings.SITE_NAME)
        return super().get_urls(page, own, parts.scheme)


class Articles(OwnAddress):
    limit = 5000

    def items(self):
        return Article.objects.published().newest_first()

    def location(self, item):
        return item.get_absolute_url(item.language)

    def lastmod(self, item):
        return max(item.updated_at, item.published_at)


class FrontPage(OwnAddress):
    def items(self):
        return ["home"]

    def location(self, item):
        return reverse(item)


SITEMAPS = {"front": FrontPage, "articles": Articles}
