"""A page costs a constant number of queries, whatever the size of its thread."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import moderation, pages, paths
from comments.models import Comment, Transition
from tests.comments.trees import grow
from tests.conftest import make_article, submit


def article_with(number):
    """Return an article, and its comments: three in four are replies, some places are gone."""
    article = make_article()
    return article, grow(article.thread, [0, 1, 2, 1] * (number // 4), gone={0, 7, number // 2})


def cost(client, url):
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code in (200, 302)
    return len(queries)


@pytest.mark.usefixtures("db")
def test_the_article_page_costs_the_same_with_ten_comments_and_with_a_thousand(client):
    small, large = [article_with(number)[0].get_absolute_url() for number in (12, 1000)]

    assert cost(client, small) == cost(client, large) <= 6


@pytest.mark.usefixtures("db")
def test_a_page_inside_a_large_thread_costs_six_queries_at_most(client):
    article, comments = article_with(1000)

    assert cost(client, f"{article.get_absolute_url()}?from={comments[502].path}") <= 6


@pytest.mark.usefixtures("db")
def test_the_address_of_a_comment_costs_three_queries_at_most(client):
    _, few = article_with(12)
    _, many = article_with(1000)

    assert cost(client, f"/comments/{few[1].pk}/") <= 3
    assert cost(client, f"/comments/{many[1].pk}/") <= 3
    assert cost(client, f"/comments/{many[999].pk}/") <= 3


def test_the_moderators_list_costs_the_same_with_ten_comments_and_with_a_thousand(newsroom):
    url = "/admin/comments/comment/?status=approved"
    article_with(12)
    few = cost(newsroom, url)
    _, comments = article_with(1000)
    for number, comment in enumerate(comments):
        comment.name, comment.browser = f"N{number % 70}", f"b{number % 90 or ''}"
    Comment.objects.bulk_update(comments, ["name", "browser"])

    assert cost(newsroom, url) == few <= 12


def test_a_page_costs_three_queries_at_most(thread, django_assert_max_num_queries):
    comments = grow(thread, [0, 1, *[1] * 198], gone={0})

    with django_assert_max_num_queries(3):
        pages.load(thread, paths.page_key(comments[100]))


@pytest.mark.parametrize(
    "change",
    [
        lambda seen, sam: moderation.decide(Transition.APPROVE, seen, moderator=sam),
        lambda seen, sam: moderation.remove(seen, moderator=sam),
    ],
)
def test_two_hundred_decisions_cost_hardly_more_statements_than_twenty(thread, senior, change):
    spent = {}
    for number in (20, 200):
        seen = {submit(thread).pk: 1 for _ in range(number)}
        with CaptureQueriesContext(connection) as statements:
            assert len(change(seen, senior).decided) == number
        spent[number] = len(statements)

    assert spent[20] <= 16
    assert spent[200] <= spent[20] + 4  # long inserts go in a few parts
