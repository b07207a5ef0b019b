"""The nouns of the tests: an article, its thread, comments in every state, people."""

import itertools

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, reverse
from django.utils import timezone

from captcha import challenge as challenges
from captcha import drawing
from chronicle.models import Article
from comments import moderation
from comments.models import Comment, Transition

NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _nothing_is_kept_from_another_test():
    drawing._sheets.clear()
    cache.clear()


@pytest.fixture
def article(db):
    return make_article()


@pytest.fixture
def thread(article):
    return article.thread


@pytest.fixture
def moderator(db):
    return make_user("mary", "Moderators")


@pytest.fixture
def senior(db):
    return make_user("sam", "Senior moderators")


@pytest.fixture
def editor(db):
    return make_user("edith", "Editors")


@pytest.fixture
def newsroom(moderator):
    """A client signed in as a moderator."""
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def reader():
    """A browser that keeps its cookies."""
    return Reader()


@pytest.fixture
def arabic_site(settings):
    """A site whose own language is Arabic; a process keeps addresses, so they are forgotten."""
    settings.LANGUAGE_CODE = "ar"
    clear_url_caches()
    yield
    clear_url_caches()


def make_article(**fields):
    number = next(NUMBERS)
    fields = {
        "title": f"Title {number}",
        "slug": f"slug-{number}",
        "body": "The body of the article.",
        "published_at": timezone.now() - timezone.timedelta(hours=1),
        **fields,
    }
    return Article.objects.create(**fields)


def make_user(name, group):
    user = get_user_model().objects.create_user(name, password="correct horse", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def submit(thread, text="Words of a reader.", *, name="Anna", parent=None, **facts):
    """Store a pending comment the way the form does."""
    return moderation.submit(
        thread,
        name=name,
        source=text,
        submission=f"submission-{next(NUMBERS)}",
        parent_id=parent.pk if parent else None,
        **facts,
    )


def decide(transition, *comments, by, reason=""):
    """Decide about comments as they stand now; return the Outcome."""
    cards = dict(
        Comment.objects.filter(pk__in=[c.pk for c in comments]).values_list("pk", "version")
    )
    return moderation.decide(transition, cards, moderator=by, reason=reason)


def publish(thread, text="Words of a reader.", *, by, **facts):
    """Store a comment and approve it; return it as it stands then."""
    comment = submit(thread, text, **facts)
    decide(Transition.APPROVE, comment, by=by)
    return Comment.objects.get(pk=comment.pk)


class Reader:
    """A reader's browser, who can pick the right pictures: the tests have the site's key."""

    def __init__(self, client=None):
        self.client = client or Client()

    def fetch_token(self, article, slug=None):
        scope = f"comment/{slug or article.slug}"
        return self.client.post(reverse("captcha:challenge"), {"scope": scope}).json()["token"]

    def form(self, article, **fields):
        """Return the fields of a form with the pictures solved."""
        token = fields.pop("token", None) or self.fetch_token(article)
        return {
            "name": "Anna",
            "text": "Words of a reader.",
            "captcha-token": token,
            "captcha-tile": sorted(challenges.read(token).answer),
            **fields,
        }

    def post(self, article, form, **extra):
        return self.client.post(reverse("comment", args=[article.slug]), form, **extra)

    def comment(self, article, **fields):
        """Leave a comment and return the response."""
        return self.post(article, self.form(article, **fields))


def wrong_tiles(token):
    """Return tiles that are neither none nor the right ones."""
    right = challenges.read(token).answer
    return sorted(set(range(1, 10)) - right)
