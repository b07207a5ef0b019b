"""How long a page may be shared: never past the hour of a scheduled article."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chronicle.caching import SHARED

from ..conftest import make_article


@pytest.fixture
def noon(db, time_machine):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    return timezone.now()


@pytest.fixture
def shared_for(noon, client):
    """Return for how many seconds the list, the feed, a 404 and an article may be shared."""
    article = make_article()

    def shared_for():
        pages = ["/", "/ru/", "/feed/", "/articles/not-yet/", article.get_absolute_url()]
        (policy,) = {client.get(page)["Cache-Control"] for page in pages}
        prefix = "public, max-age=0, s-maxage="
        assert policy.startswith(prefix)
        return int(policy.removeprefix(prefix))

    return shared_for


def test_nothing_scheduled_lets_pages_be_shared_for_ten_seconds(shared_for):
    assert shared_for() == SHARED == 10


@pytest.mark.parametrize(
    ("until", "seconds"), [(0.5, 0), (1, 1), (3, 3), (3.9, 3), (10, 10), (11, 10), (9999, 10)]
)
def test_pages_are_shared_no_longer_than_until_the_next_article(noon, shared_for, until, seconds):
    make_article(published_at=noon + timedelta(days=9))
    make_article(published_at=noon + timedelta(seconds=until))
    assert shared_for() == seconds


def test_what_was_published_just_now_trims_nothing(noon, shared_for):
    make_article(published_at=noon)
    make_article(published_at=None)
    assert shared_for() == 10


def test_what_is_for_one_reader_alone_is_shared_with_nobody(article, reader):
    private = reader.comment(article)["Location"]
    sheet = reverse("captcha:sheet", args=[reader.fetch_token(article), 1])
    for path in (private, sheet, "/admin/login/"):
        policy = reader.client.get(path)["Cache-Control"]
        assert "private" in policy and "s-maxage" not in policy, path
