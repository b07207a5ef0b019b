"""What machines are told about an article."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from ..conftest import make_article

EVIL = '</script><script>alert("x")</script><!-- & \u2028 ы'


@pytest.fixture
def article(db):
    return make_article(
        title=EVIL,
        standfirst="A standfirst.",
        author=EVIL,
        language="ru",
        published_at=timezone.now() - timedelta(days=1),
    )


@pytest.fixture
def shown(client, article):
    return client.get(article.get_absolute_url()).content.decode()


def block(page):
    """Return the text of the JSON-LD element, as a browser finds its end."""
    return re.search(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL)[1]


def test_json_ld_says_what_the_article_is(shown, article, settings):
    facts = json.loads(block(shown))
    assert facts["@type"] == "NewsArticle"
    assert facts["headline"] == facts["author"]["name"] == EVIL
    assert facts["description"] == "A standfirst."
    assert facts["mainEntityOfPage"] == f"{settings.SITE_URL}/ru/articles/{article.slug}/"
    assert facts["inLanguage"] == "ru"
    assert facts["datePublished"] == article.published_at.isoformat()
    assert facts["commentCount"] == 0


def test_json_ld_cannot_end_its_element(shown):
    assert not re.search("[<>&\u2028\u2029]", block(shown))
    assert "alert(&quot;x" in shown and '<script>alert("' not in shown


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_an_article_has_one_canonical_address_in_every_language(client, article, prefix, settings):
    page = client.get(prefix + article.get_absolute_url(), HTTP_HOST="localhost").content.decode()
    canonical = f"{settings.SITE_URL}/ru/articles/{article.slug}/"
    assert f'<link rel="canonical" href="{canonical}">' in page
    assert f'<meta property="og:url" content="{canonical}">' in page


def test_open_graph_says_what_a_preview_needs(shown):
    for name in ("type", "title", "description", "url", "site_name"):
        assert f'<meta property="og:{name}" content="' in shown
    assert '<meta property="og:type" content="article">' in shown


def test_a_description_is_how_the_text_begins_where_there_is_no_standfirst(client, db):
    article = make_article(body="# Head\n\nSome *words* & <more>. " + "Long. " * 100)
    page = client.get(article.get_absolute_url()).content.decode()
    description = re.search(r'<meta name="description" content="(.*?)">', page)[1]
    assert description.startswith("Head Some words")
    assert len(json.loads(block(page))["description"]) <= 200


def test_later_pages_of_comments_are_not_for_search_engines(client, article):
    url = article.get_absolute_url()
    assert "noindex" not in client.get(url).content.decode()
    assert "noindex" in client.get(url, {"from": "00000001"}).content.decode()
