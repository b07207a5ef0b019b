"""The pages that readers see: a page view writes nothing and is the same for everyone (law 6)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chronicle.models import Article
from chronicle.views import LIST
from comments.models import Comment, Transition

from ..conftest import decide, make_article, publish, submit


@pytest.fixture
def pages(article, moderator):
    """The addresses of everything that readers see, in each language."""
    comment = publish(article.thread, by=moderator)
    submit(article.thread, "Secret words.", name="Nobody")
    path = article.get_absolute_url()
    reply = f"{path}comment/?reply={comment.pk}"
    orders = [f"{path}?from=0", f"{path}?order=newest"]
    paths = ["/", path, reply, f"/comments/{comment.pk}/", "/nothing/", "/privacy/", *orders]
    shared = ["/feed/", "/feed/comments/", f"/feed/comments/{article.slug}/", "/search/?q=words"]
    shared += [f"/counts/{article.slug}/", "/sitemap.xml", "/robots.txt", "/healthz"]
    return [prefix + path for prefix in ("", "/ru", "/ar") for path in paths] + shared


def get_all(client, pages):
    return {page: client.get(page) for page in pages}


# Law 6


def test_pages_are_the_same_bytes_for_everyone(pages, newsroom):
    first, second, staff = (get_all(client, pages) for client in (Client(), Client(), newsroom))
    for page in pages:
        assert first[page].content == second[page].content == staff[page].content, page
        headers = [dict(answer[page].headers) for answer in (first, second, staff)]
        assert headers[0] == headers[1] == headers[2], page


def test_a_page_view_sets_no_cookie_and_begins_no_session(pages, newsroom):
    before = Session.objects.count()
    for client in (Client(), newsroom):
        for page, answer in get_all(client, pages).items():
            assert not answer.cookies, page
            assert "Cookie" not in answer.get("Vary", ""), page
    assert Session.objects.count() == before


def test_a_page_view_writes_nothing_and_opens_no_transaction(pages):
    with CaptureQueriesContext(connection) as queries:
        get_all(Client(), pages)
    assert len(queries) > 10
    assert [q["sql"] for q in queries if not q["sql"].lstrip("( ").startswith("SELECT")] == []


def test_a_page_view_reads_neither_session_nor_user(pages, newsroom):
    with CaptureQueriesContext(connection) as queries:
        get_all(newsroom, pages)
    assert [q for q in queries if re.search("django_session|auth_user", q["sql"])] == []


def test_a_page_with_its_entity_tag_is_not_sent_twice(pages, client):
    for page in pages:
        answer = client.get(page)
        if answer.status_code == 200:
            again = client.get(page, HTTP_IF_NONE_MATCH=answer["ETag"])
            assert (again.status_code, again.content) == (304, b""), page


def test_a_page_that_changed_is_sent_again(article, client, moderator):
    url = article.get_absolute_url()
    tag = client.get(url)["ETag"]
    publish(article.thread, by=moderator)
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200


@pytest.mark.parametrize("path", ["/", "/ru/", "{article}", "/ru{article}", "{article}comment/"])
def test_unknown_names_in_a_query_redirect_away(article, client, path):
    path = path.format(article=article.get_absolute_url())
    answer = client.get(path, {"utm_source": "x", "fbclid": "y"})
    assert answer.status_code == 302
    assert answer["Location"].partition("#")[0] in (path, article.get_absolute_url())


def test_known_names_stay_when_the_others_redirect_away(article, client):
    answer = client.get(article.get_absolute_url(), {"utm": "x", "from": "00000001", "b": ""})
    assert answer["Location"] == f"{article.get_absolute_url()}?from=00000001"


@pytest.mark.parametrize("order", ["oldest", "Newest", "newest ", "1", "я", "-id"])
def test_an_order_that_there_is_not_redirects_away(article, client, order):
    answer = client.get(article.get_absolute_url(), {"order": order})
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize("name", ["a&b", "%0d%0aSet-Cookie: x", "//evil.example", "я", "#"])
def test_no_name_in_a_query_gets_into_the_redirect(client, db, name):
    answer = client.get("/", {name: "//evil.example"})
    assert answer["Location"] == "/"
    assert not answer.cookies


# Law 1, as far as these pages go


def test_text_that_was_not_approved_is_on_no_page(pages, client):
    for page, answer in get_all(client, pages).items():
        assert b"Secret words" not in answer.content and b"Nobody" not in answer.content, page


# The article


def test_the_article_page_shows_the_text_and_its_approved_comments(client, moderator):
    article = make_article(
        title="A & B", standfirst="Stand <first>", body="First *one*.", author="Jane"
    )
    comment = publish(article.thread, "Nice **words**.", by=moderator, name="<i>Anna</i>")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<h1>A &amp; B</h1>" in page
    assert "Stand &lt;first&gt;" in page and "Jane" in page
    assert "<p>First <em>one</em>.</p>" in page
    assert f'data-comment="{comment.pk}"' in page and "data-comment-body" in page
    assert "Nice <strong>words</strong>." in page
    assert "&lt;i&gt;Anna&lt;/i&gt;" in page and "<i>Anna" not in page


def test_the_form_under_an_article_carries_no_token(article, client):
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'action="/articles/{article.slug}/comment/"' in page
    assert 'name="captcha-token" value=""' in page
    assert "Up to 5000 characters." in page and "maxlength" not in page


def test_a_closed_article_has_no_form(client, db):
    article = make_article(is_open=False)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<textarea" not in page
    assert "The comments on this article are closed." in page


@pytest.mark.parametrize(
    "key", ["x", "1", "0" * 9, "0" * 168, "00000001-", "-1", "00000001-" + "9" * 19]
)
def test_a_malformed_page_of_comments_is_not_there(article, client, key):
    assert client.get(article.get_absolute_url(), {"from": key}).status_code == 404


@pytest.mark.parametrize("key", ["00000000", "99999999", "9" * 160, "00000001-" + "9" * 18])
def test_a_page_of_comments_past_the_end_is_empty(article, client, key):
    assert client.get(article.get_absolute_url(), {"from": key}).status_code == 200


def test_an_article_with_many_comments_costs_the_queries_of_one_with_few(article, moderator):
    url = article.get_absolute_url()
    counts = []
    for number in (1, 60):
        comments = [submit(article.thread) for _ in range(number)]
        decide(Transition.APPROVE, *comments, by=moderator)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(url).status_code == 200
        counts.append(len(queries))
        assert not [query for query in queries if "COUNT(" in query["sql"].upper()]
    assert counts[0] == counts[1] <= 6
    assert Comment.objects.count() == 61


def test_an_article_page_with_fifty_comments_weighs_sixty_kilobytes_at_the_most(client, moderator):
    article = make_article(body="A sentence of an article, of a usual length. \n\n" * 60)
    words = "Words of a reader, as long as they usually are: a sentence or two, *some* of it loud. "
    comments = [submit(article.thread, words * 2, browser=f"{n:064}") for n in range(50)]
    decide(Transition.APPROVE, *comments, by=moderator)

    assert len(client.get(article.get_absolute_url()).content) <= 60_000


# Old and hidden articles


def test_an_old_slug_redirects_for_good(article, client):
    old = article.get_absolute_url()
    article.slug = "new-slug"
    article.save()
    for prefix in ("", "/ru"):
        answer = client.get(prefix + old)
        assert (answer.status_code, answer["Location"]) == (301, prefix + "/articles/new-slug/")


HIDDEN = {"a draft": None, "scheduled": timedelta(hours=1)}


@pytest.mark.parametrize("delay", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_not_published_is_nowhere(client, moderator, delay):
    article = make_article(title="Hidden title")
    comment = publish(article.thread, "Hidden words.", by=moderator)
    article.published_at = None if delay is None else timezone.now() + delay
    article.save()
    url = article.get_absolute_url()
    for path in (url, f"{url}comment/?reply={comment.pk}", f"/comments/{comment.pk}/"):
        assert client.get(path).status_code == 404
    for path in ("/", "/ru/", "/feed/", "/sitemap.xml", f"/?before={article.pk}"):
        answer = client.get(path).content
        assert b"Hidden" not in answer and article.slug.encode() not in answer


def test_a_scheduled_article_appears_by_itself(client, db, time_machine):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    article = make_article(published_at=timezone.now() + timedelta(minutes=5))
    time_machine.shift(timedelta(minutes=5))
    assert client.get(article.get_absolute_url()).status_code == 200
    assert article.title in client.get("/").content.decode()


# The list


def test_the_list_is_newest_first_and_paged_by_the_last_one_shown(client, db):
    now = timezone.now()
    articles = [
        make_article(published_at=now - timedelta(hours=n // 2)) for n in range(2 * LIST + 3)
    ]
    expected = sorted(articles, key=lambda a: (a.published_at, a.pk), reverse=True)
    shown, url = [], "/"
    while url:
        page = client.get(url).content.decode()
        shown += re.findall(r'<h2><a href="/articles/([\w-]+)/"', page)
        link = re.search(r'href="(\?before=\d+)" rel="next"', page)
        url = link and "/" + link[1]
    assert shown == [article.slug for article in expected]


@pytest.mark.parametrize("path", ["/feed/", "/sitemap.xml", "/robots.txt", "/"])
def test_every_public_address_is_one_address(client, article, path):
    assert client.get(path, {"utm": "x"})["Location"] == path


def test_an_empty_page_key_is_the_first_page_itself(client, article):
    url = article.get_absolute_url()
    assert client.get(url, {"from": ""})["Location"] == url


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 18, "9" * 19, "9" * 500, "١", "1 "])
def test_a_list_before_what_is_not_there_is_not_there(client, article, before):
    assert client.get("/", {"before": before}).status_code == 404


def test_an_empty_site_says_so(client, db):
    assert "Nothing is published yet." in client.get("/").content.decode()


# What machines ask


def test_robots_are_told_where_not_to_go(client, settings):
    answer = client.get("/robots.txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    for place in ("/my/", "/ru/my/", "/captcha/", "/admin/", "/ru/admin/", "/ar/admin/"):
        assert f"Disallow: {place}\n" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml\n" in text


def test_a_process_that_lives_says_ok_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_site_with_its_database_is_ready(client, db):
    assert client.get("/readyz").status_code == 200


def test_a_site_without_its_database_is_not_ready(client, db):
    def down(*args):
        raise OperationalError("gone")

    with connection.execute_wrapper(down):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"not ready: the database does not answer\n"
    assert answer["Retry-After"] == "10"


def test_a_site_whose_migrations_wait_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready: migrations wait\n")


def test_a_russian_page_is_russian_and_links_to_the_english_one(client, article):
    page = client.get("/ru" + article.get_absolute_url()).content.decode()
    assert '<html lang="ru"' in page
    assert "Оставить комментарий" in page
    assert f'<a href="{article.get_absolute_url()}" lang="en" hreflang="en">English</a>' in page


def test_every_link_of_a_russian_page_stays_in_its_part_of_the_site(client, article):
    page = client.get("/ru" + article.get_absolute_url()).content.decode()
    body = page.partition("<body>")[2]
    links = set(re.findall(r'(?:href|action|data-url)="(/[^"]*)"', body))
    others = {"/feed/", "/feed/comments/", article.get_absolute_url()}
    others |= {article.get_absolute_url("ar")}
    assert all(link.startswith("/ru/") for link in links - others)


def test_an_arabic_page_runs_from_right_to_left_and_says_its_own_name_to_the_others(
    client, article
):
    page = client.get("/ar" + article.get_absolute_url()).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "أضف تعليقًا" in page
    english = client.get(article.get_absolute_url()).content.decode()
    link = f'<a href="/ar{article.get_absolute_url()}" lang="ar" hreflang="ar">العربيّة</a>'
    assert link in english


@pytest.mark.parametrize("page", ["", "/ru", "/ar"])
def test_an_article_runs_in_the_direction_of_its_language_whatever_its_first_word(client, db, page):
    make_article(title="BBC: خبر", slug="one", language="ar")
    make_article(title="خبر: as we say", slug="two", language="en")
    for slug, start in (("one", 'lang="ar" dir="rtl"'), ("two", 'lang="en" dir="ltr"')):
        html = client.get(f"{page}/articles/{slug}/").content.decode()
        assert f'<article class="article" {start}>' in html
        assert f'<article class="teaser" {start}>' in client.get(f"{page}/").content.decode()


@pytest.mark.usefixtures("arabic_site")
def test_a_site_of_arabic_has_arabic_at_its_front_and_english_behind_a_prefix(client, db):
    article = make_article(slug="news", language="ar", title="خبر")
    assert article.thread.url_path == "/articles/news/"
    for path, start in (("", 'lang="ar" dir="rtl"'), ("/en", 'lang="en" dir="ltr"')):
        for page in ("/", "/articles/news/", "/nothing/"):
            assert f"<html {start}>" in client.get(path + page).content.decode()
    assert client.get("/ar/").status_code == 404
    assert b'xml:lang="ar"' in client.get("/feed/").content


def test_a_404_keeps_the_way_to_the_front_page(client, db):
    answer = client.get("/ru/nothing/")
    assert answer.status_code == 404
    assert f'href="/ru{reverse("home")}"' in answer.content.decode()
    assert Article.objects.count() == 0


# What a page that lies open asks


def test_the_count_is_of_what_readers_see_and_costs_the_same_for_many(
    article, moderator, client, django_assert_num_queries
):
    address = reverse("comment-count", args=[article.slug])
    for number in range(3):
        publish(article.thread, by=moderator)
        submit(article.thread, "Secret words.")
        with django_assert_num_queries(2):  # the article, and the hour of the next one
            assert client.get(address).json() == {"visible_count": number + 1}


def test_an_unchanged_count_is_answered_without_a_body(article, client):
    address = reverse("comment-count", args=[article.slug])
    tag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("published_at", [None, datetime(2999, 1, 1, tzinfo=UTC)])
def test_nobody_counts_the_comments_of_what_is_not_published(client, db, published_at):
    hidden = make_article(published_at=published_at)

    assert client.get(reverse("comment-count", args=[hidden.slug])).status_code == 404
