"""Pages of a thread, and the links between them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronicle import markdown
from comments import moderation, pages, paths, text
from comments.models import Comment, Thread, Transition
from tests.comments.trees import grow
from tests.conftest import decide, publish, submit

# A tree as the parents of its comments: 0 is the top, n the comment that was written n places
# before. Mostly small steps back, so that threads grow deep and large.
TREES = st.lists(st.one_of(st.just(0), st.integers(1, 3), st.integers(1, 12)), max_size=40)
GONE = st.sets(st.integers(0, 39), max_size=12)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 5)


def new_thread():
    return Thread.objects.create(title="T", url_path="/t/", public_at=timezone.now())


def shown(page):
    return [row.comment for row in page.rows if not row.is_gone]


def forward(thread):
    """Return all pages from the first, following the next links."""
    found, key = [], ""
    while key is not None:
        found.append(pages.load(thread, key))
        key = found[-1].next_key
        assert len(found) < 100
    return found


def backward(thread, key):
    """Return all pages before the one at ``key``, following the previous links."""
    found, key = [], pages.load(thread, key).previous_key
    while key is not None:
        found.append(pages.load(thread, key))
        key = found[-1].previous_key
        assert len(found) < 100
    return found


def for_any_tree(test):
    return settings(
        deadline=None,
        max_examples=40,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )(given(tree=TREES, gone=GONE)(test))


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_the_next_links_lead_past_every_visible_comment_once_in_order(tree, gone):
    thread = new_thread()
    comments = grow(thread, tree, gone)
    visible = [comment for number, comment in enumerate(comments) if number not in gone]

    seen = [comment for page in forward(thread) for comment in shown(page)]

    assert seen == sorted(visible, key=lambda comment: (comment.path, comment.pk))


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_the_previous_links_lead_back_past_every_earlier_comment(tree, gone):
    thread = new_thread()
    grow(thread, tree, gone)
    visible = list(pages.visible_comments(thread))

    for number, comment in enumerate(visible):
        passed = {c for page in backward(thread, paths.page_key(comment)) for c in shown(page)}
        assert passed >= set(visible[:number])


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_a_thread_that_fits_a_page_is_never_torn(tree, gone):
    thread = new_thread()
    grow(thread, tree, gone)
    sizes = {}
    for comment in pages.visible_comments(thread):
        sizes[paths.top(comment.path)] = sizes.get(paths.top(comment.path), 0) + 1

    for page in forward(thread):
        tops = [paths.top(comment.path) for comment in shown(page)]
        assert len(tops) <= pages.PAGE
        assert all(tops.count(top) == sizes[top] or sizes[top] > pages.PAGE for top in tops)


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_every_address_of_a_comment_leads_to_a_page_that_shows_it(tree, gone):
    thread = new_thread()
    grow(thread, tree, gone)

    for comment in pages.visible_comments(thread):
        assert comment in shown(pages.load(thread, pages.key_of_page_with(comment)))


@pytest.mark.usefixtures("db", "small_pages")
@for_any_tree
def test_the_places_above_a_comment_that_are_gone_are_on_its_page(tree, gone):
    thread = new_thread()
    by_path = {comment.path: comment for comment in grow(thread, tree, gone)}

    for page in forward(thread):
        above = {path for comment in shown(page) for path in paths.ancestors(comment.path)}
        expected = {by_path[path] for path in above if by_path[path].published is None}
        assert {row.comment for row in page.rows if row.is_gone} == expected


def test_a_giant_thread_is_split(thread):
    grow(thread, [0, *range(1, 120)])

    assert [len(page.rows) for page in forward(thread)] == [50, 50, 20]


def test_replies_below_level_twenty_are_paged_as_well(thread):
    grow(thread, [0, *[1] * 119])  # each answers the one before

    found = forward(thread)

    assert [len(page.rows) for page in found] == [50, 50, 20]
    assert len({comment.path for comment in shown(found[2])}) == 1
    assert "-" in found[1].next_key


@pytest.mark.parametrize(
    "key", ["x", "1", "0000001", "00000001-x", "00000001%20", "00000001%0A", "-1", "%F0%9F%91%8D"]
)
def test_a_malformed_key_is_not_found(client, article, key):
    assert client.get(f"{article.get_absolute_url()}?from={key}").status_code == 404


# The article page


@pytest.fixture
def family(thread, moderator):
    """A comment, its reply, and the reply to that, all approved."""
    first = publish(thread, "First words.", name="Anna", by=moderator)
    second = publish(thread, "Second words.", name="Bert", parent=first, by=moderator)
    return first, second, publish(thread, "Third words.", name="Cleo", parent=second, by=moderator)


def read(client, article):
    return client.get(article.get_absolute_url()).content.decode()


def leave(how, comment, moderator, senior):
    fresh = Comment.objects.get(pk=comment.pk)
    if how == "withdrawn":
        moderation.withdraw(fresh)
    elif how == "removed":
        moderation.remove({fresh.pk: fresh.version}, moderator=senior)
    else:
        decide(how, fresh, by=moderator)


WAYS_TO_LEAVE = [
    "withdrawn",
    "removed",
    Transition.REJECT,
    Transition.MARK_SPAM,
    Transition.SEND_BACK,
]


@pytest.mark.parametrize("how", WAYS_TO_LEAVE)
def test_the_place_of_one_that_is_gone_says_so_and_nothing_else(
    client, article, family, moderator, senior, how
):
    leave(how, family[0], moderator, senior)

    html = read(client, article)

    assert "This comment was removed." in html
    assert "First words." not in html
    assert "Anna" not in html
    assert f'data-comment="{family[0].pk}"' not in html
    assert "In reply to a removed comment" in html


@pytest.mark.parametrize("how", WAYS_TO_LEAVE)
def test_approved_replies_stay_when_their_parent_leaves(
    client, article, family, moderator, senior, how
):
    leave(how, family[0], moderator, senior)

    html = read(client, article)

    assert "Second words." in html
    assert "Third words." in html
    assert "2 comments" in html


@pytest.mark.parametrize("how", WAYS_TO_LEAVE)
def test_the_place_of_one_that_is_gone_takes_no_replies(
    client, article, thread, family, moderator, senior, how
):
    leave(how, family[0], moderator, senior)

    assert f"reply={family[0].pk}" not in read(client, article)
    with pytest.raises(moderation.ParentGone):
        submit(thread, parent=family[0])


def test_one_that_is_gone_and_was_not_answered_leaves_no_place(
    client, article, family, moderator, senior
):
    leave("removed", family[2], moderator, senior)

    assert "This comment was removed." not in read(client, article)


def test_indents_stop_and_the_thread_does_not(client, article, thread):
    grow(thread, [0, *[1] * 29])

    html = read(client, article)

    assert html.count("data-comment=") == 30
    assert html.count("indent-6") == 25
    assert "indent-7" not in html


def test_no_page_view_parses_markdown(client, newsroom, article, family, monkeypatch):
    def parse(*args):
        raise AssertionError("Markdown is parsed when it is written")

    monkeypatch.setattr(text.PARSER, "parse", parse)
    monkeypatch.setattr(text, "render", parse)
    monkeypatch.setattr(markdown.PARSER, "render", parse)
    first = family[0]
    urls = [
        article.get_absolute_url(),
        f"{article.get_absolute_url()}comment/?reply={first.pk}",
        reverse("comments:mine", args=[first.key]),
        reverse("home"),
        reverse("feed"),
    ]
    queue = [reverse("admin:comments_comment_changelist") + "?status=all"]
    queue += [reverse("admin:comments_comment_change", args=[first.pk])]

    answers = [client.get(url) for url in urls] + [newsroom.get(url) for url in queue]

    assert {answer.status_code for answer in answers} == {200}
    assert "First words." in answers[0].content.decode()


def test_an_address_of_a_comment_in_a_large_thread_leads_to_it(client, thread):
    comments = grow(thread, [0, 1] * 500)

    answer = client.get(reverse("comments:permalink", args=[comments[700].pk]), follow=True)

    assert f'data-comment="{comments[700].pk}"' in answer.content.decode()
