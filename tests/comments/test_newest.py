"""Pages of a thread with the newest discussion first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import newest, pages, paths
from tests.comments.test_pages import for_any_tree, new_thread, shown
from tests.comments.trees import grow
from tests.conftest import publish


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(newest, "PAGE", 5)


def follow(thread, link, key=""):
    """Return the pages from the one at ``key`` on, following a link."""
    found = []
    while key is not None:
        found.append(newest.load(thread, key))
        key = getattr(found[-1], link)
        assert len(found) < 100
    return found


def newest_first(comments):
    in_order = sorted(comments, key=lambda comment: (comment.path, comment.pk))
    return sorted(in_order, key=lambda comment: paths.top(comment.path), reverse=True)


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_the_next_links_lead_past_every_visible_comment_once_the_newest_thread_first(tree, gone):
    thread = new_thread()
    comments = grow(thread, tree, gone)
    visible = [comment for number, comment in enumerate(comments) if number not in gone]

    seen = [comment for page in follow(thread, "next_key") for comment in shown(page)]

    assert seen == newest_first(visible)


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_the_previous_links_lead_back_past_every_newer_comment(tree, gone):
    thread = new_thread()
    grow(thread, tree, gone)
    visible = newest_first(pages.visible_comments(thread))

    for number in range(0, len(visible), 4):  # from each would be a thousand pages an example
        key = newest.load(thread, paths.page_key(visible[number])).previous_key
        passed = {c for page in follow(thread, "previous_key", key) for c in shown(page)}
        assert passed >= set(visible[:number])


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_a_thread_that_fits_a_page_is_never_torn_with_the_newest_first(tree, gone):
    thread = new_thread()
    grow(thread, tree, gone)
    sizes = {}
    for comment in pages.visible_comments(thread):
        sizes[paths.top(comment.path)] = sizes.get(paths.top(comment.path), 0) + 1

    for page in follow(thread, "next_key"):
        tops = [paths.top(comment.path) for comment in shown(page)]
        assert len(tops) <= newest.PAGE
        assert all(tops.count(top) == sizes[top] or sizes[top] > newest.PAGE for top in tops)


@pytest.mark.usefixtures("db", "small_pages")
def test_a_page_costs_at_most_six_queries_wherever_it_begins(db):
    thread = new_thread()
    grow(thread, [0, *[1] * 12, 0, 1, 1, 0, 0, *[1] * 8], gone={3})

    for comment in pages.visible_comments(thread):
        with CaptureQueriesContext(connection) as queries:
            newest.load(thread, paths.page_key(comment))
        assert len(queries) <= 6


def test_the_newest_comment_comes_first_and_the_answers_stay_below_theirs(
    client, article, thread, moderator
):
    old = publish(thread, "Old words.", by=moderator)
    publish(thread, "New words.", by=moderator)
    publish(thread, "Answering words.", parent=old, by=moderator)

    html = client.get(article.get_absolute_url(), {"order": "newest"}).content.decode()

    assert re.findall(r"<p>(\w+) words", html) == ["New", "Old", "Answering"]


def test_both_orders_have_one_canonical_address_and_only_one_is_for_search_engines(
    client, article, thread, moderator
):
    for _ in range(2):
        publish(thread, by=moderator)
    plain = client.get(article.get_absolute_url()).content.decode()
    turned = client.get(article.get_absolute_url(), {"order": "newest"}).content.decode()

    canonical = f'<link rel="canonical" href="{article.canonical_url}">'
    assert canonical in plain and canonical in turned
    assert ("noindex" in plain, "noindex" in turned) == (False, True)


def test_the_links_of_a_page_keep_its_order(client, article, thread):
    grow(thread, [0] * 120)
    url, seen = f"{article.get_absolute_url()}?order=newest", []
    while url:
        html = client.get(url).content.decode()
        seen += map(int, re.findall(r'data-comment="(\d+)"', html))
        link = re.search(r'href="([^"#]+)#comments" rel="next"', html)
        url = link and link[1].replace("&amp;", "&")

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 120
