"""The Atom feeds: of the articles, of all comments, and of the comments on one article."""

import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from comments.recent import newly_approved

from . import caching
from .links import absolute
from .models import Article

ENTRIES = 20


class SharedFeed(Feed):
    """A feed that caches keep. Every address is absolute already, so no Host header gets in."""

    feed_type = Atom1Feed

    def __call__(self, request, *args, **kwargs):
        return caching.share(super().__call__(request, *args, **kwargs))


class ArticleFeed(SharedFeed):
    """The newest articles."""

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


class CommentAtom(Atom1Feed):
    """A feed that may be empty, and is the same bytes then whenever it is asked for."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["began_at"]


class CommentFeed(SharedFeed):
    """What was approved last, on every article."""

    feed_type = CommentAtom

    def title(self, article):
        return _("Comments · %(site)s") % {"site": settings.SITE_NAME}

    def link(self, article):
        return absolute(reverse("home"))

    def feed_url(self, article):
        return absolute(reverse("comment-feed"))

    feed_guid = feed_url

    def feed_extra_kwargs(self, article):
        return {"began_at": datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)}

    def items(self, article):
        return newly_approved()

    def item_title(self, item):
        # Isolated (UAX #9): what a name leaves open must not turn the words behind it around.
        name = f"\u2068{item.name}\u2069"
        return _("%(name)s on “%(title)s”") % {"name": name, "title": item.thread.title}

    def item_description(self, item):
        return item.published.html

    def item_link(self, item):
        return absolute(reverse("comments:permalink", args=[item.pk]))

    item_guid = item_link

    def item_author_name(self, item):
        return item.name

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.approved_at


class ArticleCommentFeed(CommentFeed):
    """What was approved last on one article, which has or had the slug in the address."""

    def get_object(self, request, slug):
        found = Article.objects.published().with_slug(slug).select_related("thread")
        return get_object_or_404(found)

    def title(self, article):
        return _("Comments on “%(title)s”") % {"title": article.title}

    def link(self, article):
        return article.canonical_url

    def feed_url(self, article):
        return absolute(reverse("article-comment-feed", args=[article.slug]))

    def feed_guid(self, article):
        return absolute(f"/articles/#comments-{article.pk}")  # outlives a change of the slug

    def feed_extra_kwargs(self, article):
        return {"began_at": article.published_at}

    def items(self, article):
        return newly_approved(article.thread)
