"""The Atom feed of the articles."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from . import caching
from .links import absolute
from .models import Article

ENTRIES = 20


class ArticleFeed(Feed):
    """The newest articles. Every address in it is absolute already, so no Host header gets in."""

    feed_type = Atom1Feed

    def __call__(self, request, *args, **kwargs):
        return caching.share(super().__call__(request, *args, **kwargs))

    def title(self):
        return settings.SITE_NAME

    def subtitle(self):
        return _("The newest articles")

    def link(self):
        return absolute(reverse("home"))

    def feed_url(self):
        return absolute(reverse("feed"))

    def feed_guid(self):
        return absolute(reverse("feed"))

    def items(self):
        return Article.objects.published().newest_first()[:ENTRIES]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.html

    def item_link(self, item):
        return item.canonical_url

    def item_guid(self, item):
        return absolute(f"/articles/#{item.pk}")  # outlives a change of the slug

    def item_author_name(self, item):
        return item.author or settings.SITE_NAME

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return max(item.updated_at, item.published_at)
