"""An article, its thread and the slugs it had."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils import timezone

from chronicle import markdown
from chronicle.models import Article, OldSlug
from comments.models import Comment, Thread

from ..conftest import make_article, submit


def rename(article, slug):
    article.slug = slug
    article.full_clean(exclude=["thread"])
    article.save()


def found(slug):
    return Article.objects.with_slug(slug).get()


# The text


def test_the_body_is_rendered_once_when_it_is_saved(article, client, monkeypatch):
    def fail(source):
        raise AssertionError("rendered")

    monkeypatch.setattr(markdown, "render", fail)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<p>The body of the article.</p>" in page


def test_a_new_body_is_rendered_anew(article):
    article.body = "Other *words*."
    article.save()
    article.refresh_from_db()
    assert article.html == "<p>Other <em>words</em>.</p>\n"


# The thread


def test_the_thread_knows_what_comments_cannot_ask_for(article):
    thread = article.thread
    assert (thread.title, thread.language) == (article.title, article.language)
    assert thread.url_path == f"/articles/{article.slug}/"
    assert (thread.is_open, thread.public_at) == (True, article.published_at)


def test_whatever_changes_the_thread_is_told(article):
    later = timezone.now() + timedelta(days=1)
    article.title, article.slug, article.language = "New", "new", "ru"
    article.is_open, article.published_at = False, later
    article.save()
    thread = Thread.objects.get(pk=article.thread_id)
    assert (thread.title, thread.url_path, thread.language) == ("New", "/articles/new/", "ru")
    assert (thread.is_open, thread.public_at) == (False, later)


def test_telling_the_thread_leaves_its_count_alone(article):
    Thread.objects.update(visible_count=7, last_number=9)
    article.save()
    thread = Thread.objects.get()
    assert (thread.visible_count, thread.last_number) == (7, 9)


@pytest.mark.django_db(transaction=True)
def test_an_article_that_cannot_be_saved_leaves_its_thread_as_it_was():
    article, other = make_article(), make_article()
    title = article.title
    article.title, article.slug = "New", other.slug
    with pytest.raises(IntegrityError):
        article.save()
    assert Thread.objects.get(pk=article.thread_id).title == title


def test_the_thread_of_an_unpublished_article_takes_no_comments(article):
    article.published_at = None
    article.save()
    assert not Comment.objects.visible().filter(thread=article.thread).exists()


# Publishing


def test_what_is_published_is_neither_a_draft_nor_scheduled(db):
    now = timezone.now()
    public = make_article(published_at=now - timedelta(seconds=1))
    make_article(published_at=None)
    scheduled = make_article(published_at=now + timedelta(hours=2))
    sooner = make_article(published_at=now + timedelta(hours=1))
    assert list(Article.objects.published()) == [public]
    assert list(Article.objects.scheduled()) == [sooner, scheduled]
    assert [a.is_published for a in (public, scheduled)] == [True, False]


# Slugs


def test_an_article_is_found_under_every_slug_it_had(article):
    first = article.slug
    rename(article, "second")
    rename(article, "third")
    assert found(first) == found("second") == found("third") == article


def test_a_slug_that_comes_back_is_no_old_one(article):
    first = article.slug
    rename(article, "second")
    rename(article, first)
    assert set(OldSlug.objects.values_list("slug", flat=True)) == {"second"}
    assert found(first) == article


def test_the_past_of_another_article_is_taken(article):
    past = article.slug
    rename(article, "second")
    with pytest.raises(ValidationError, match="Another article had this slug before"):
        rename(make_article(), past)
    with pytest.raises(ValidationError, match="Another article had this slug before"):
        Article(title="New", slug=past, body="x").full_clean(exclude=["thread"])


def test_one_slug_never_names_two_articles(article, client):
    past = article.slug
    rename(article, "second")
    other = make_article(slug=past)
    assert found(past) == other
    assert client.get(f"/articles/{past}/").status_code == 200


@pytest.mark.parametrize("slug", ["", "a b", "ы", "a/b", "s" * 121])
def test_what_is_no_slug_is_refused(article, slug):
    with pytest.raises(ValidationError):
        rename(article, slug)


def test_the_canonical_address_is_in_the_articles_language(db, settings):
    article = make_article(slug="a", language="ru")
    assert article.canonical_url == f"{settings.SITE_URL}/ru/articles/a/"
    assert article.get_absolute_url() == "/articles/a/"


def test_a_change_long_after_publishing_is_an_update(article):
    assert article.was_updated
    article.published_at = timezone.now()
    article.save()
    assert not article.was_updated


# Deleting


def test_an_article_without_comments_goes_with_its_thread_and_its_old_slugs(article):
    rename(article, "second")
    article.delete()
    assert not Article.objects.exists()
    assert not Thread.objects.exists() and not OldSlug.objects.exists()


def test_an_article_with_comments_is_not_deleted(article):
    submit(article.thread)
    with pytest.raises(models.ProtectedError, match="unpublished, not deleted"):
        article.delete()
    assert Article.objects.get() == article and Thread.objects.exists()


def test_the_slug_of_a_deleted_article_is_free(article):
    past = article.slug
    rename(article, "second")
    article.delete()
    make_article(slug=past).full_clean()


def test_only_new_words_make_an_article_updated(article):
    before = article.updated_at
    article.is_open = False
    article.save()
    assert Article.objects.get().updated_at == before
    article.body = "Other words."
    article.save()
    assert Article.objects.get().updated_at > before
