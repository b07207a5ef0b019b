"""Searching the site: any input gives a page or a sentence, and nothing that is not public."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation
from comments.models import Comment
from comments.search.models import Document

from ..comments.search.test_finding import HOSTILE
from ..conftest import make_article, publish
from ..test_secrecy import HIDDEN, MARKER, STATES


def look(client, query, **more):
    return client.get("/search/", {"q": query, **more})


def test_articles_and_comments_are_found_with_what_was_looked_for_marked(client, moderator):
    article = make_article(title="Right & wrong hands", body="Which *hand* is it?")
    comment = publish(article.thread, "My hand.", name="Hando <b>", by=moderator)

    html = look(client, "HANDS").content.decode()

    assert f'href="{article.get_absolute_url()}">Right &amp; wrong <mark>hands</mark></a>' in html
    assert "Which <mark>hand</mark> is it?" in html
    assert f'href="/comments/{comment.pk}/"' in html
    assert "<mark>Hando</mark> &lt;b&gt;" in html and "My <mark>hand</mark>." in html


@pytest.mark.parametrize("query", [text for text in HOSTILE if "\0" not in text])
def test_whatever_is_looked_for_is_answered_with_a_page(client, article, query):
    query = query.encode("utf-8", "replace").decode()
    answer = look(client, query)

    assert answer.status_code == 200
    assert 'role="status"' in answer.content.decode()


def test_a_nul_is_a_bad_request_with_a_sentence(client, db):
    assert client.get("/search/?q=a%00b").status_code == 400


@pytest.mark.parametrize("after", ["x", "1", "p" * 30, "c-1", "c" + "9" * 30, "'"])
def test_a_page_of_results_that_cannot_be_is_not_there(client, db, after):
    assert look(client, "word", after=after).status_code == 404


def test_an_empty_search_is_the_form_alone(client, db):
    answer = client.get("/search/")

    assert answer.status_code == 200
    assert 'role="status"' not in answer.content.decode()


def test_what_was_asked_is_shown_escaped_and_kept_in_the_next_link(client, moderator):
    thread = make_article().thread
    for _ in range(21):
        publish(thread, "Needle.", by=moderator)
    html = look(client, 'needle"><script>').content.decode()
    assert "<script>" not in html

    html = look(client, "needle  &").content.decode()

    link = re.search(r'href="(\?q=[^"]+)" rel="next"', html)[1].replace("&amp;", "&")
    assert link.startswith("?q=needle%20%26&after=c")
    assert client.get(f"/search/{link}").content.decode().count("<li><h3>") == 1


def test_results_are_shared_and_not_for_search_engines(client, article):
    first, second = look(client, "title"), look(Client(), "title")

    assert first.content == second.content
    assert not first.cookies
    assert first["X-Robots-Tag"] == "noindex" and "s-maxage=10" in first["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in first.content.decode()
    assert "Disallow: /search/" in client.get("/robots.txt").content.decode()


def test_a_search_writes_nothing_and_costs_the_same_whatever_is_found(client, moderator):
    costs = []
    for _ in range(2):
        for _ in range(6):
            publish(make_article(body="Needle.").thread, "Needle.", by=moderator)
        with CaptureQueriesContext(connection) as queries:
            look(client, "needle")
        costs.append(len(queries))
        assert all(query["sql"].startswith("SELECT") for query in queries)

    assert costs[0] == costs[1] <= 5


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_words_that_are_not_public_are_answered_like_words_that_nobody_wrote(
    client, thread, moderator, senior, state
):
    state(thread, moderator, senior)

    hidden = look(client, MARKER).content.decode().replace(MARKER, "")
    nothing = look(client, "qqqqqqqq").content.decode().replace("qqqqqqqq", "")

    assert hidden == nothing


@pytest.mark.parametrize("hours", [None, 1])
def test_an_article_that_is_not_published_is_not_found(client, moderator, hours):
    article = make_article(title="Needle")
    publish(article.thread, **HIDDEN, by=moderator)
    article.published_at = hours and timezone.now() + timedelta(hours=hours)
    article.save()

    for query in ("needle", MARKER):
        assert "<mark>" not in look(client, query).content.decode()


def test_a_scheduled_article_is_found_from_its_hour_on(client, db, time_machine):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    make_article(title="Needle", published_at=timezone.now() + timedelta(minutes=5))
    time_machine.shift(timedelta(minutes=5))

    assert "<mark>Needle</mark>" in look(client, "needle").content.decode()


def test_a_changed_article_is_found_by_its_new_words_only(client, article):
    article.body = "Needle."
    article.save()
    article.body = "Thread."
    article.save()

    assert "<mark>" not in look(client, "needle").content.decode()
    assert "<mark>Thread</mark>" in look(client, "thread").content.decode()


def test_a_deleted_article_leaves_the_index(article):
    article.delete()

    assert not Document.objects.exists()


def test_what_was_there_before_the_search_can_be_indexed(client, article, moderator):
    comment = publish(article.thread, "Needle.", by=moderator)
    moderation.withdraw(publish(article.thread, "Hidden needle.", by=moderator))
    Document.objects.all().delete()

    call_command("search_index", stdout=StringIO())

    assert Document.objects.filter(comment=comment).exists()
    assert Document.objects.count() == 2
    assert Comment.objects.count() == 2


def test_every_page_has_a_labelled_search_and_the_search_page_has_one_only(client, article):
    for path in ("/", article.get_absolute_url(), "/search/?q=x", "/ru/", "/nothing/"):
        html = client.get(path).content.decode()
        assert html.count('<label for="id_q">') == html.count("<search>") == 1
