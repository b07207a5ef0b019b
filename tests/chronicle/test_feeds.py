"""The Atom feed and the sitemap: well-formed, absolute, and never a Host header in them."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, assume, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from chronicle.feeds import ENTRIES
from comments import moderation, recent
from comments import text as comments_text
from comments.models import Comment

from ..conftest import decide, make_article, publish, submit

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OTHER_HOST = {"HTTP_HOST": "localhost:8000"}


@pytest.fixture
def articles(db):
    now = timezone.now()
    return [
        make_article(
            title='A <b> & "B" – ы',
            body="Words *and* <script>alert(1)</script>",
            author="Jane & Joe",
            language="ru",
            published_at=now - timedelta(hours=1),
        ),
        make_article(published_at=now - timedelta(hours=2)),
    ]


def feed(client, **extra):
    answer = client.get("/feed/", **extra)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def comments_feed(client, article=None, **extra):
    answer = client.get(
        f"/feed/comments/{article.slug}/" if article else "/feed/comments/", **extra
    )
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def entries(root, name="title"):
    return [entry.findtext(f"{ATOM}{name}") for entry in root.iter(f"{ATOM}entry")]


def locations(client, **extra):
    root = ElementTree.fromstring(client.get("/sitemap.xml", **extra).content)
    return [url.findtext(f"{SITEMAP}loc") for url in root]


def test_a_feed_has_what_atom_asks_for(client, articles, settings):
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == settings.SITE_NAME
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 2


def test_an_entry_is_an_article_with_its_whole_text(client, articles):
    entry = next(feed(client).iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == 'A <b> & "B" – ы'
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Jane & Joe"
    html = entry.findtext(f"{ATOM}summary")
    assert "<em>and</em>" in html and "<script>" not in html


@pytest.mark.parametrize("extra", [{}, OTHER_HOST], ids=["own host", "another host"])
def test_every_address_comes_from_the_setting_and_none_from_the_request(
    client, articles, settings, extra
):
    root = feed(client, **extra)
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    addresses = links + ids + locations(client, **extra)
    assert len(addresses) > 8
    assert all(address.startswith(f"{settings.SITE_URL}/") for address in addresses)
    assert "localhost:8000" not in client.get("/feed/", **extra).content.decode()


def test_an_entry_links_to_the_article_in_its_own_language(client, articles, settings):
    entry = next(feed(client).iter(f"{ATOM}entry"))
    href = entry.find(f"{ATOM}link").get("href")
    assert href == f"{settings.SITE_URL}/ru/articles/{articles[0].slug}/"


def test_an_entry_is_the_same_entry_under_a_new_slug(client, articles):
    def ids():
        return [entry.findtext(f"{ATOM}id") for entry in feed(client).iter(f"{ATOM}entry")]

    before = ids()
    articles[0].slug = "new-slug"
    articles[0].save()
    assert ids() == before


def test_a_feed_holds_the_newest_only(client, db):
    now = timezone.now()
    made = [
        make_article(published_at=now - timedelta(hours=hours)) for hours in range(1, ENTRIES + 3)
    ]
    titles = [entry.findtext(f"{ATOM}title") for entry in feed(client).iter(f"{ATOM}entry")]
    assert titles == [article.title for article in made[:ENTRIES]]


def test_an_empty_site_has_a_feed(client, db):
    assert list(feed(client).iter(f"{ATOM}entry")) == []


@effort(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
@example(text="a\ufffeb")
@example(text="a\uffffb")
@example(text="]]> <![CDATA[ &nbsp;")
def test_whatever_the_cleaner_lets_in_makes_a_well_formed_feed(client, article, text):
    try:
        article.title = article.author = article.body = comments_text.clean(text)
    except ValidationError:
        assume(False)
    article.save()
    entry = next(feed(client).iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == article.title


def test_the_sitemap_holds_the_front_page_and_every_published_article(client, articles, settings):
    make_article(published_at=None)
    first, second = articles
    assert locations(client) == [
        f"{settings.SITE_URL}/",
        f"{settings.SITE_URL}/ru/articles/{first.slug}/",
        f"{settings.SITE_URL}/articles/{second.slug}/",
    ]


@pytest.mark.parametrize("number", ["x", "0", "-1", "99", "9" * 30])
def test_a_page_of_the_sitemap_that_is_not_there_is_not_there(client, articles, number):
    assert client.get("/sitemap.xml", {"p": number}).status_code == 404


# Comments


def test_the_feed_of_comments_has_what_atom_asks_for_with_names_escaped(
    client, moderator, settings
):
    article = make_article(title="A & B")
    comment = publish(article.thread, "Some *words*.", name="<b>Anna</b> & co", by=moderator)

    for root in (comments_feed(client), comments_feed(client, article)):
        entry = next(root.iter(f"{ATOM}entry"))
        for element in (root, entry):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "<b>Anna</b> & co"
        assert entry.findtext(f"{ATOM}title") == "\u2068<b>Anna</b> & co\u2069 on “A & B”"
        assert "<em>words</em>" in entry.findtext(f"{ATOM}summary")
        assert entry.findtext(f"{ATOM}id") == f"{settings.SITE_URL}/comments/{comment.pk}/"


def test_a_feed_of_comments_has_one_address_and_none_of_the_request(
    client, article, thread, moderator
):
    publish(thread, by=moderator)
    for root in (comments_feed(client, **OTHER_HOST), comments_feed(client, article, **OTHER_HOST)):
        assert "localhost:8000" not in ElementTree.tostring(root, "unicode")


def test_what_was_approved_last_comes_first_however_old_it_is(client, thread, moderator):
    old = submit(thread, name="Old")
    publish(thread, name="New", by=moderator)
    decide("approve", old, by=moderator)

    names = [title.split()[0].strip("\u2068\u2069") for title in entries(comments_feed(client))]
    assert names == ["Old", "New"]


def test_a_comment_is_in_the_feed_of_its_article_only(client, article, thread, moderator):
    other = make_article()
    publish(thread, name="Anna", by=moderator)
    publish(other.thread, name="Bert", by=moderator)

    assert entries(comments_feed(client, article)) == [f"\u2068Anna\u2069 on “{article.title}”"]
    assert len(entries(comments_feed(client))) == 2


@pytest.mark.parametrize("many", [1, 60])
def test_a_feed_of_comments_holds_the_newest_and_costs_the_same(
    client, thread, moderator, many, django_assert_max_num_queries
):
    decide("approve", *[submit(thread) for _ in range(many)], by=moderator)
    with django_assert_max_num_queries(3):
        found = entries(comments_feed(client))
    assert len(found) == min(many, recent.NEWEST)


def test_a_comment_that_came_back_is_in_the_feed_once_and_one_that_left_is_not(
    client, thread, moderator
):
    comment = publish(thread, by=moderator)
    moderation.withdraw(comment)
    assert entries(comments_feed(client)) == []

    moderation.undo_withdrawal(Comment.objects.get(pk=comment.pk))
    decide("reject", comment, by=moderator)
    decide("approve", comment, by=moderator)
    assert len(entries(comments_feed(client))) == 1


def test_an_empty_feed_of_comments_is_the_same_bytes_at_any_time(client, article, time_machine):
    for path in ("/feed/comments/", f"/feed/comments/{article.slug}/"):
        time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
        before = client.get(path)
        time_machine.shift(5000)
        after = client.get(path, HTTP_IF_NONE_MATCH=before["ETag"])
        assert before["Last-Modified"] and after.status_code == 304


def test_the_feed_of_an_article_keeps_its_id_and_its_old_address_under_a_new_slug(client, article):
    old = comments_feed(client, article)
    path = f"/feed/comments/{article.slug}/"
    article.slug = "new-slug"
    article.save()

    assert comments_feed(client, article).findtext(f"{ATOM}id") == old.findtext(f"{ATOM}id")
    assert client.get(path).status_code == 200


def test_an_article_that_is_not_published_has_no_feed(client, db):
    article = make_article(published_at=None)
    assert client.get(f"/feed/comments/{article.slug}/").status_code == 404
