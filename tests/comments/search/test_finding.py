"""What the search finds: what readers see, the moment they see it, and nothing else (law 1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import moderation
from comments.models import Comment, Transition
from comments.search import finding, index
from comments.search.models import Document
from tests.comments.trees import grow
from tests.conftest import decide, make_article, publish, submit
from tests.test_secrecy import STATES


def found(query, key=""):
    return finding.find(query, key).comments


def kept():
    return set(Document.objects.exclude(comment=None).values_list("comment", flat=True))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_is_not_approved_is_neither_found_nor_in_the_index(thread, moderator, senior, state):
    state(thread, moderator, senior)

    assert found("zanzibar") == []
    assert kept() == set()


def test_an_approved_comment_is_found_by_its_words_and_by_its_name(thread, moderator):
    comment = publish(thread, "Raise your *hands*!", name="Zoë", by=moderator)

    assert found("hand") == found("zoe") == found("raised HAND Zoë") == [comment]
    assert found("hand foot") == []


def test_markup_and_addresses_of_links_are_no_words(thread, moderator):
    publish(thread, "See [here](https://example.org/secretpath)\n\n> em", by=moderator)

    assert found("secretpath") == found("blockquote") == found("href") == []


def test_an_edit_is_found_once_it_is_approved_and_the_old_wording_until_then(thread, moderator):
    comment = submit(thread, "Old wording.")
    card = {comment.pk: Comment.objects.get(pk=comment.pk).version}
    moderation.edit(card, "New wording.", moderator=moderator)

    assert [c.pk for c in found("new")] == [comment.pk]
    assert found("old") == []


def test_an_undone_withdrawal_is_found_again(thread, moderator):
    comment = publish(thread, "Needle.", by=moderator)
    moderation.withdraw(comment)
    moderation.undo_withdrawal(Comment.objects.get(pk=comment.pk))

    assert [c.pk for c in found("needle")] == [comment.pk]


def test_an_approval_that_fails_leaves_nothing_in_the_index(thread, moderator, monkeypatch):
    comment = submit(thread, "Needle.")

    def fail(sender, decisions, **kwargs):
        raise RuntimeError

    moderation.decided.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            decide(Transition.APPROVE, comment, by=moderator)
    finally:
        moderation.decided.disconnect(fail)

    assert kept() == set()


@pytest.mark.parametrize("hours", [None, 1])
def test_the_comments_of_a_page_that_is_not_public_are_not_found(article, thread, moderator, hours):
    publish(thread, "Needle.", by=moderator)
    article.published_at = hours and timezone.now() + timezone.timedelta(hours=hours)
    article.save()

    assert found("needle") == []
    assert finding.find(article.title).threads == []


def test_pages_come_before_comments_the_newest_first_and_each_once(moderator):
    articles = [make_article(body="A needle.") for _ in range(25)]
    thread = articles[0].thread
    grown = grow(thread, [0] * 30)
    for comment in grown:
        comment.published.html = "<p>needle</p>"
        comment.published.save()
    index.put(grown)

    pages, comments, key = [], [], ""
    while key is not None:
        results = finding.find("needle", key)
        assert len(results.threads) + len(results.comments) <= finding.PAGE
        pages += results.threads
        comments += results.comments
        key = results.next_key

    assert pages == [article.thread_id for article in articles[::-1]]
    assert comments == grown[::-1]


def test_a_search_costs_the_same_few_queries_whatever_it_finds(thread, moderator):
    costs = []
    for _ in range(2):
        decide(Transition.APPROVE, *[submit(thread, "Needle.") for _ in range(15)], by=moderator)
        with CaptureQueriesContext(connection) as queries:
            assert found("needle")
        costs.append(len(queries))

    assert costs == [3, 3]


def test_sending_a_comment_costs_the_search_nothing(thread):
    with CaptureQueriesContext(connection) as queries:
        submit(thread)

    assert not [query for query in queries if "search_" in query["sql"]]


@pytest.mark.parametrize("number", [1, 40])
def test_a_bulk_is_indexed_in_two_statements(thread, moderator, number):
    comments = [submit(thread) for _ in range(number)]
    with CaptureQueriesContext(connection) as queries:
        decide(Transition.APPROVE, *comments, by=moderator)

    assert len([query for query in queries if "search_" in query["sql"]]) == 1
    assert len(kept()) == number


def test_a_large_bulk_is_indexed_once_it_is_on_disk(
    thread, moderator, django_capture_on_commit_callbacks
):
    comments = [submit(thread, "Needle.") for _ in range(60)]
    with django_capture_on_commit_callbacks(execute=True):
        decide(Transition.APPROVE, *comments, by=moderator)
        assert kept() == set()
        decide(Transition.REJECT, comments[0], by=moderator)

    assert len(kept()) == 59  # what was hidden meanwhile is not added


def test_a_large_bulk_that_hides_comments_takes_their_words_at_once(
    thread, moderator, django_capture_on_commit_callbacks
):
    comments = [submit(thread, "Needle.") for _ in range(60)]
    with django_capture_on_commit_callbacks(execute=True):
        decide(Transition.APPROVE, *comments, by=moderator)
    assert len(kept()) == 60
    decide(Transition.REJECT, *comments, by=moderator)
    assert kept() == set()


HOSTILE = [
    '"',
    "a'b",
    "needle*",
    '"needle" OR "x"',
    "NEAR(a b)",
    "words:needle",
    "-needle",
    "needle AND",
    "' | 'x':*",
    "needle & !x",
    "\\",
    "a\\'b:*",
    "%_",
    "٣",
    "a" * 5000,
    "🙂" * 5000,
    "\ud800",
    "١٢٣ \u0000",
    "x" * 64 + " " + "y" * 65,
    "a b c d e f g h i j k",
    "ﷺ",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_is_syntax(thread, moderator, query):
    publish(thread, "Needle.", by=moderator)

    assert isinstance(found(query), list)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=30))
def test_any_query_is_answered(db, query):
    assert found(query) == []


@pytest.mark.parametrize("key", ["x", "p", "c-1", "p" + "9" * 19, "c1 ", "1"])
def test_a_malformed_key_is_refused(key):
    with pytest.raises(ValueError, match="malformed"):
        finding.find("needle", key)


def test_catching_up_indexes_what_lacks_and_nothing_that_is_hidden(thread, moderator):
    seen = publish(thread, "Needle.", by=moderator)
    hidden = publish(thread, "Needle.", by=moderator)
    moderation.withdraw(hidden)
    submit(thread, "Needle.")
    Document.objects.all().delete()

    assert list(index.catch_up()) == [1]
    assert kept() == {seen.pk}
    assert list(index.catch_up()) == []
    assert list(index.catch_up(anew=True)) == [1]


def test_a_giant_article_can_be_stored(db):
    article = make_article(body=" ".join(f"wörd{number}" for number in range(60_000)))

    assert finding.find("wörd1000").threads == [article.thread_id]
