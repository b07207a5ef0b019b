from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.models import Comment, Transition
from comments.triage import learning, scoring
from comments.triage.models import Score
from tests.conftest import decide, publish, submit


def score_of(comment):
    return Score.objects.get(pk=comment.pk)


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def test_a_comment_is_scored_as_it_arrives(thread):
    spam = submit(thread, "FREE MONEY NOW!!! click https://example.org and subscribe")
    remark = submit(thread, "I liked the second part best.")

    assert score_of(spam).permille > 900 > 300 > score_of(remark).permille


def test_the_staff_are_not_scored(thread, moderator):
    comment = submit(thread, "FREE MONEY NOW!!! click https://example.org", staff=moderator)

    assert score_of(comment).permille == 0


def test_a_score_follows_its_comment_through_the_queue(thread, moderator):
    comment = submit(thread)
    states = [score_of(comment).is_waiting]
    decide(Transition.APPROVE, comment, by=moderator)
    states.append(score_of(comment).is_waiting)
    moderation.undo({comment.pk: fresh(comment).version}, moderator=moderator)
    states.append(score_of(comment).is_waiting)
    moderation.withdraw(fresh(comment))
    states.append(score_of(comment).is_waiting)
    moderation.undo_withdrawal(fresh(comment))
    states.append(score_of(comment).is_waiting)

    assert states == [True, False, True, False, True]


def test_a_new_wording_is_scored_anew(thread, moderator):
    comment = submit(thread, "click https://example.org now")
    before = score_of(comment).permille
    decide(Transition.SEND_BACK, comment, by=moderator)

    moderation.revise(fresh(comment), "I liked the second part.")

    assert score_of(comment).permille < before
    assert score_of(comment).is_waiting


def test_an_edit_that_is_approved_waits_no_more(thread, moderator):
    comment = submit(thread)
    moderation.edit({comment.pk: comment.version}, "Other words.", moderator=moderator)

    assert not score_of(comment).is_waiting


def test_a_wording_that_an_undone_edit_brings_back_is_scored_anew(thread, moderator):
    comment = submit(thread, "FREE MONEY, click https://example.org now")
    before = score_of(comment).permille
    moderation.edit({comment.pk: comment.version}, "Thank you.", moderator=moderator)
    assert score_of(comment).permille < before

    moderation.undo({comment.pk: fresh(comment).version}, moderator=moderator)
    scoring.keep_up()

    assert score_of(comment).permille == before


def test_what_waits_is_scored_anew_when_more_is_known(thread, moderator):
    waiting = submit(thread, "gribbles are here")
    before = score_of(waiting).permille
    decide(Transition.MARK_SPAM, submit(thread, "buy gribbles"), by=moderator)
    decide(Transition.APPROVE, submit(thread, "a quiet remark"), by=moderator)

    scoring.keep_up()

    assert score_of(waiting).permille > before
    assert scoring.renew() == 0


def test_scores_are_renewed_in_portions_those_unseen_longest_first(thread, moderator):
    comments = [submit(thread, f"remark {n}") for n in range(3)]
    decide(Transition.MARK_SPAM, submit(thread, "buy gribbles"), by=moderator)
    learning.learn()

    assert scoring.renew(2) == 2

    known = learning.current().version
    assert [score_of(comment).version for comment in comments] == [known, known, 0]


def test_a_decided_comment_keeps_the_score_that_it_was_decided_with(thread, moderator):
    comment = submit(thread, "buy gribbles")
    before = score_of(comment).permille
    decide(Transition.MARK_SPAM, comment, by=moderator)

    scoring.keep_up()

    assert score_of(comment).permille == before


def test_a_comment_is_explained_by_its_own_words(thread):
    comment = submit(thread, "please subscribe to https://example.org")

    scoring.explain([comment], learning.current())

    assert comment.verdict.percent > 50
    assert ("hint", ("links", 1)) in [(r.kind, r.text) for r in comment.verdict.reasons]


def test_what_nobody_has_to_judge_is_not_explained(thread, moderator):
    decided = publish(thread, by=moderator)
    staffed = submit(thread, staff=moderator)

    scoring.explain([staffed, decided], learning.current())

    assert [staffed.verdict, decided.verdict] == [None, None]


def test_keeping_up_costs_one_query_where_there_is_nothing_to_do(
    thread, moderator, django_assert_num_queries
):
    submit(thread)
    decide(Transition.MARK_SPAM, submit(thread, "buy gribbles"), by=moderator)
    scoring.keep_up()

    with django_assert_num_queries(1):
        scoring.keep_up()


def test_keeping_up_costs_some_statements_however_much_there_is_to_do(thread, moderator):
    _first, few, many = (keep_up_with(thread, moderator, number) for number in (1, 5, 40))

    assert few == many <= 25


def keep_up_with(thread, moderator, number):
    """Return how many statements keeping up with so many decisions costs but for the counts, one
    statement that the driver repeats for every row."""
    submit(thread, f"a remark before {number}")
    decided = [submit(thread, f"gribbles {number} {n}") for n in range(number)]
    decide(Transition.MARK_SPAM, *decided, by=moderator)
    with CaptureQueriesContext(connection) as statements:
        scoring.keep_up()
    return sum("INTO triage_count" not in query["sql"] for query in statements.captured_queries)


def test_a_score_costs_a_post_two_statements(thread):
    submit(thread)

    with CaptureQueriesContext(connection) as statements:
        submit(thread)

    found = [query["sql"] for query in statements.captured_queries]
    assert sum("triage_score" in sql or "triage_progress" in sql for sql in found) <= 2


def test_the_score_publishes_and_hides_nothing(thread):
    spam = submit(thread, "FREE MONEY NOW!!! click https://example.org and subscribe")

    scoring.keep_up()

    assert (fresh(spam).version, fresh(spam).waits_at) == (spam.version, spam.waits_at)
