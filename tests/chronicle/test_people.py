"""Who speaks for the site: marked, and nobody else can take the name (through the whole form)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chronicle import people
from comments import moderation
from comments.models import Comment

from ..conftest import make_article, make_user, publish


@pytest.fixture
def edith(editor):
    editor.first_name, editor.last_name = "Edith", "Maler"
    editor.save()
    return editor


def answer(comment, staff):
    return moderation.reply(comment, "An answer.", staff=staff, submission=f"by-{staff.pk}")


def mark_of(client, article, name):
    html = client.get(article.get_absolute_url()).content.decode()
    head = html.partition(f"<bdi>{name}</bdi>")[2].partition("</h3>")[0]
    return head.replace(' <span class="mark">', "").replace("</span>", "")


@pytest.mark.parametrize(
    "name",
    [
        "Edith Maler",
        "ЕDІТH МАLЕR",
        "Edith\u200b Maler",
        "J. Döe",
        "Chronicle",
        "Staff",
        "Модератор",
        "автор",
    ],
)
def test_a_name_that_looks_like_the_sites_own_comes_back_with_a_sentence_and_the_text(
    reader, edith, name
):
    article = make_article(author="J. Doe")

    refused = reader.comment(article, name=name, text="My long words.")

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "This looks like the name of somebody who writes here for the site." in html
    assert "My long words." in html and f'value="{name}"' in html
    assert not Comment.objects.exists()


def test_the_same_pictures_are_good_for_another_name(reader, article, edith):
    form = reader.form(article, name="Edith Maler")

    assert reader.post(article, form).status_code == 422
    assert reader.post(article, {**form, "name": "Edith"}).status_code == 303


def test_the_author_of_another_article_leaves_the_name_free(reader, article):
    make_article(author="Anna")

    assert reader.comment(article, name="Anna").status_code == 303


def test_what_staff_signs_in_with_is_not_told_to_who_tries_names(reader, article, moderator):
    assert reader.comment(article, name="Mary").status_code == 303


def test_what_staff_signs_in_with_is_protected_once_readers_have_seen_it(
    reader, article, thread, moderator
):
    answer(publish(thread, by=moderator), moderator)

    assert reader.comment(article, name="Mary").status_code == 422


def test_who_left_the_staff_gives_the_name_back(reader, article, edith):
    edith.is_active = False
    edith.save()

    assert reader.comment(article, name="Edith Maler").status_code == 303


def test_the_names_cost_two_queries(thread, edith, moderator):
    with CaptureQueriesContext(connection) as queries:
        people.protected_names(thread)

    assert len(queries) == 2


def test_comments_of_staff_and_of_the_articles_author_are_marked(client, moderator, senior):
    article = make_article(writer=senior)
    comment = publish(article.thread, name="Anna", by=moderator)
    for person in (moderator, senior):
        answer(comment, person)

    marks = [mark_of(client, article, name) for name in ("Anna", "mary", "sam")]

    assert marks == ["", "Staff", "Author"]


def test_an_author_is_none_under_the_articles_of_others(client, article, thread, moderator, senior):
    make_article(writer=senior)
    answer(publish(thread, by=moderator), senior)

    assert mark_of(client, article, "sam") == "Staff"


def test_who_makes_an_article_is_its_author_unless_somebody_else_is_named(client, editor):
    make_user("nobody", "Moderators")
    client.force_login(editor)

    html = client.get("/admin/chronicle/article/add/").content.decode()

    assert f'<option value="{editor.pk}" selected>edith</option>' in html
