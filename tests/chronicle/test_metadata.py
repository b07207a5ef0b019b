"""What machines are told about an article."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation

from ..comments.trees import grow
from ..conftest import make_article, publish, submit

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


def comments_in(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    return json.loads(block(page)).get("comment", [])


def test_json_ld_tells_the_comments_that_stand_on_the_page(client, article, moderator, settings):
    comment = publish(article.thread, f"Some *words* {EVIL}", name=EVIL[:50], by=moderator)
    publish(article.thread, "x" * 4000, by=moderator)
    submit(article.thread, "Hidden.")

    first, second = comments_in(client, article)

    assert first["@type"] == "Comment"
    assert first["url"] == f"{settings.SITE_URL}/comments/{comment.pk}/"
    assert first["author"] == {"@type": "Person", "name": comment.name}
    assert first["text"].startswith("Some words </script>")
    assert len(second["text"]) == 200


def test_json_ld_of_comments_cannot_end_its_element(client, article, moderator):
    publish(article.thread, EVIL, name="</script>", by=moderator)

    page = client.get(article.get_absolute_url()).content.decode()

    assert not re.search("[<>&\u2028\u2029]", block(page))


def test_json_ld_tells_eight_comments_at_the_most(client, article):
    grow(article.thread, [0] * 30)

    assert len(comments_in(client, article)) == 8


def test_json_ld_says_nothing_of_a_comment_that_is_gone(client, article, moderator):
    gone = publish(article.thread, "Gone words.", name="Gone", by=moderator)
    publish(article.thread, "Here.", name="Here", parent=gone, by=moderator)
    moderation.withdraw(gone)

    assert [told["author"]["name"] for told in comments_in(client, article)] == ["Here"]
