"""Publishing in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from chronicle.models import Article
from chronicle.roles import EDITORS, make_editors

from ..conftest import make_article, make_user, submit

ADD = "/admin/chronicle/article/add/"
FORM = {
    "title": "A title",
    "slug": "a-title",
    "standfirst": "",
    "body": "Words.",
    "author": "",
    "language": "en",
    "published_at_0": "2026-01-01",
    "published_at_1": "12:00",
    "is_open": "on",
}


@pytest.fixture
def desk(editor):
    """A client signed in as an editor."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def draft(db):
    return make_article(title="A <draft>", body="Unheard-of *words*.", published_at=None)


def preview_of(article):
    return reverse("admin:chronicle_article_preview", args=[article.pk])


# The preview


def test_an_editor_sees_a_draft_as_readers_would(desk, draft):
    answer = desk.get(preview_of(draft))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A &lt;draft&gt;" in page and "Unheard-of <em>words</em>." in page
    assert "A preview, for editors only." in page
    assert "no-store" in answer["Cache-Control"] and "noindex" in page


def test_a_stranger_is_asked_to_sign_in_and_sees_nothing(client, draft):
    answer = client.get(preview_of(draft))
    assert (answer.status_code, answer.content) == (302, b"")
    assert answer["Location"].startswith("/admin/login/?next=")


def test_a_moderator_may_not_see_drafts(newsroom, draft):
    answer = newsroom.get(preview_of(draft))
    assert answer.status_code == 403
    assert "Your account may not do this." in answer.content.decode()


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30])
def test_a_preview_of_nothing_is_not_there(desk, pk):
    assert desk.get(f"/admin/chronicle/article/{pk}/preview/").status_code == 404


def test_view_on_site_leads_to_the_page_or_to_the_preview(desk, draft, article):
    def change(article):
        return desk.get(f"/admin/chronicle/article/{article.pk}/change/").content.decode()

    assert f'href="{preview_of(draft)}"' in change(draft)
    assert f'href="{article.get_absolute_url()}"' in change(article)


# Publishing


def test_an_editor_publishes(desk, client):
    assert desk.post(ADD, FORM).status_code == 302
    assert client.get("/articles/a-title/").status_code == 200


ILL = {
    "NUL": ({"body": "a\0b"}, "control characters"),
    "a bidirectional override": ({"title": "a\u202eb"}, "control characters"),
    "stacked accents": ({"standfirst": "a" + "\u0301" * 11}, "more than 10 accents"),
    "no title": ({"title": ""}, "required"),
    "an endless title": ({"title": "t" * 301}, "at most 300 characters"),
    "no slug": ({"slug": ""}, "required"),
    "a bad slug": ({"slug": "a b"}, "valid “slug”"),
    "a language not spoken": ({"language": "xx"}, "Select a valid choice"),
    "no date": ({"published_at_0": "soon"}, "Enter a valid date"),
}


@pytest.mark.parametrize(("change", "says"), ILL.values(), ids=ILL.keys())
def test_what_cannot_be_published_comes_back_with_a_sentence(desk, change, says):
    answer = desk.post(ADD, {**FORM, **change})
    assert answer.status_code == 200
    assert says in answer.content.decode() or "Null characters" in answer.content.decode()
    assert not Article.objects.exists()


def test_what_an_editor_types_is_cleaned_like_a_readers_text(desk):
    desk.post(ADD, {**FORM, "body": " One\r\ntwo\r\n\r\nCafe\u0301 "})
    assert Article.objects.get().body == "One\ntwo\n\nCafé"


def test_what_an_editor_types_runs_in_the_direction_of_its_own_letters(desk):
    form = desk.get(reverse("admin:chronicle_article_add")).context["adminform"].form
    for name in ("title", "standfirst", "body", "author"):
        assert 'dir="auto"' in str(form[name])


def test_a_slug_of_another_articles_past_is_refused(desk, article):
    past = article.slug
    article.slug = "now"
    article.save()
    answer = desk.post(ADD, {**FORM, "slug": past})
    assert "Another article had this slug before." in answer.content.decode()


def test_a_new_slug_in_the_admin_keeps_the_old_address(desk, client, article):
    old = article.get_absolute_url()
    desk.post(f"/admin/chronicle/article/{article.pk}/change/", {**FORM, "slug": "now"})
    assert client.get(old)["Location"] == "/articles/now/"


# Deleting


def test_an_article_with_comments_cannot_be_deleted(desk, article):
    submit(article.thread)
    url = f"/admin/chronicle/article/{article.pk}/delete/"
    assert desk.get(url).status_code == 403
    assert desk.post(url, {"post": "yes"}).status_code == 403
    assert Article.objects.get() == article


def test_an_article_without_comments_can(desk, article):
    url = f"/admin/chronicle/article/{article.pk}/delete/"
    assert desk.post(url, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


def test_articles_are_not_deleted_many_at_once(desk, article):
    form = {"action": "delete_selected", "_selected_action": article.pk, "post": "yes"}
    desk.post("/admin/chronicle/article/", form)
    assert Article.objects.exists()


# Roles


def test_editors_publish_and_do_nothing_else(editor):
    assert {p.rpartition(".")[2] for p in editor.get_all_permissions()} == {
        "add_article",
        "change_article",
        "delete_article",
        "view_article",
    }


def test_moderators_do_not_publish(newsroom, article):
    for path in (
        ADD,
        "/admin/chronicle/article/",
        f"/admin/chronicle/article/{article.pk}/change/",
    ):
        assert newsroom.get(path).status_code == 403


def test_making_the_group_again_changes_nothing(db):
    from django.apps import apps

    Group.objects.get(name=EDITORS).permissions.first().delete()
    for _ in range(2):
        make_editors(apps.get_app_config("chronicle"), "default")
    assert Group.objects.get(name=EDITORS).permissions.count() == 4


def test_a_group_that_was_given_more_keeps_it(db):
    from django.apps import apps
    from django.contrib.auth.models import Permission

    group = Group.objects.get(name=EDITORS)
    group.permissions.add(Permission.objects.get(codename="view_user"))
    make_editors(apps.get_app_config("chronicle"), "default")
    assert group.permissions.filter(codename="view_user").exists()


def test_the_list_of_articles_costs_the_same_for_many(desk, django_assert_max_num_queries):
    for _ in range(30):
        make_article()
    with django_assert_max_num_queries(12):
        assert desk.get("/admin/chronicle/article/").status_code == 200


@pytest.mark.parametrize(("group", "is_led"), [("Moderators", True), ("Editors", False)])
def test_the_front_page_leads_moderators_to_the_desk(db, client, group, is_led):
    client.force_login(make_user("new", group))

    page = client.get("/admin/").content.decode()

    assert ('href="/admin/comments/comment/">To the desk</a>' in page) == is_led
