"""A page costs a constant number of queries, whatever the size of its thread."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.desk import sort
from comments import moderation, pages, paths
from comments.models import Comment, Decision, Revision, Thread, Transition
from comments.reports.models import Report
from tests.comments.trees import grow
from tests.conftest import decide, make_article, submit


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


@pytest.mark.parametrize("query", ["", "?lane=main", "?cause=links", "?q=W", "?status=decided"])
def test_the_desk_costs_twelve_queries_at_most_however_much_waits(newsroom, moderator, query):
    url = f"/admin/comments/comment/{query}"
    cards = waiting(10, threads=2)
    moderation.decide(Transition.APPROVE, dict([*cards.items()][:4]), moderator=moderator)
    few = cost(newsroom, url)
    more = waiting(1100, threads=30, start=10)
    moderation.decide(Transition.REJECT, dict([*more.items()][:90]), moderator=moderator)
    Comment.objects.update(cause="links")
    edited = list(Comment.objects.pending().order_by("pk")[:20])
    for comment in edited:
        moderation.record.add_revision(comment, "Other words.", Transition.REVISE)
        moderation.record.add_revision(comment, "More words.", Transition.REVISE)
    first = timezone.now() - timezone.timedelta(days=1)
    Comment.objects.filter(pk__in=[c.pk for c in edited]).update(waits_at=first)

    assert few <= cost(newsroom, url) <= 12


def test_the_desk_costs_as_much_right_after_decisions_and_with_changes_and_reports(
    newsroom, moderator, thread
):
    comments = [submit(thread, f"Word number {n}.", browser=f"{n:032}") for n in range(12)]
    decide(Transition.APPROVE, *comments[:4], by=moderator)
    decide(Transition.MARK_SPAM, *comments[4:6], by=moderator)
    for comment in (*comments[:2], comments[7]):
        moderation.revise(Comment.objects.get(pk=comment.pk), "Other words.")
    Report.objects.file(comments[0], reason="spam", words="")

    assert cost(newsroom, "/admin/comments/comment/") <= 12
    assert cost(newsroom, "/admin/comments/comment/?status=decided") <= 12


def test_the_desk_finds_its_stacks_by_their_own_key(newsroom, thread):
    submit(thread)

    with CaptureQueriesContext(connection) as queries:
        newsroom.get("/admin/comments/comment/")

    (cards,) = [query["sql"] for query in queries if "stack_number" in query["sql"]]
    assert 'OUTER JOIN "triage_cluster"' not in cards  # no index has their leaders


def test_a_page_costs_three_queries_at_most(thread, django_assert_max_num_queries):
    comments = grow(thread, [0, 1, *[1] * 198], gone={0})

    with django_assert_max_num_queries(3):
        pages.load(thread, paths.page_key(comments[100]))


@pytest.mark.parametrize(
    "change",
    [
        lambda seen, sam: moderation.decide(Transition.APPROVE, seen, moderator=sam),
        lambda seen, sam: moderation.decide(Transition.REJECT, seen, moderator=sam),
    ],
)
def test_a_thousand_decisions_cost_as_many_statements_as_one_but_for_long_inserts(
    senior, change, settings
):
    settings.IS_MAIL_ON = True  # the mail's outbox is filled in the same transaction
    comments = waiting(1000, threads=3)
    assert senior.has_perm("comments.reverse_comment")  # asked once a request, not once a bulk

    with CaptureQueriesContext(connection) as statements:
        outcome = change(comments, senior)

    # SQLite in Django before 6 inserts 999 values at a time: thirteen statements for the log alone.
    assert len(outcome.decided) == 1000
    assert number_of(statements) <= (10 if connection.features.max_query_params is None else 20)


def test_undoing_a_thousand_costs_five_statements_more(senior):
    moderation.decide(Transition.APPROVE, waiting(1000, threads=3), moderator=senior)
    decision = Decision.objects.filter(moderator=senior).first()

    with CaptureQueriesContext(connection) as statements:
        outcome = moderation.undo_together(decision, moderator=senior)

    assert len(outcome.decided) == 1000
    assert number_of(statements) <= (15 if connection.features.max_query_params is None else 25)


def number_of(statements):
    """How many say what to do: those that begin and end a transaction are not among them."""
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not statement["sql"].startswith(control) for statement in statements)


def waiting(number, threads, start=0):
    """Have ``number`` comments wait under some articles; return their cards."""
    threads = [make_article().thread for _ in range(threads)]
    comments = Comment.objects.bulk_create(
        Comment(thread=threads[n % len(threads)], path=f"{n:08}", name="A", submission=f"w{n}")
        for n in range(start, start + number)
    )
    now = timezone.now()
    revisions = Revision.objects.bulk_create(
        Revision(
            comment=comment, source="W.", html="<p>W.</p>", renderer_version=1, status="pending"
        )
        for comment in comments
    )
    for comment, revision in zip(comments, revisions, strict=True):
        comment.latest, comment.waits_at, comment.version = revision, now, 1
    Comment.objects.bulk_update(comments, ["latest", "waits_at", "version"], batch_size=200)
    Thread.objects.filter(pk__in=[t.pk for t in threads]).update(waiting_count=number)
    Decision.objects.bulk_create(
        Decision(comment=c, revision=c.latest, transition="submit", to_status="pending", version=1)
        for c in comments
    )
    sort(comments, now, is_decided=False)
    return {comment.pk: 1 for comment in comments}
