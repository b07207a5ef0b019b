import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from comments import moderation, retention
from comments.models import Comment, Decision, Transition
from comments.triage import features, learning
from comments.triage.models import Count, Lesson, Progress, Score
from tests.conftest import decide, publish, submit
from tests.racing import at_once


@pytest.fixture
def comment(thread):
    return submit(thread, "please subscribe")


@pytest.fixture
def other(thread):
    return submit(thread, "a quiet remark")


def undo(comment, by):
    fresh = Comment.objects.get(pk=comment.pk)
    return moderation.undo({fresh.pk: fresh.version}, moderator=by)


def taught():
    """Return {comment id: whether it taught that it is spam}."""
    learning.learn()
    return dict(Lesson.objects.values_list("comment", "is_spam"))


@pytest.mark.parametrize(
    ("transition", "lessons"),
    [
        (Transition.APPROVE, [False]),
        (Transition.MARK_SPAM, [True]),
        (Transition.REJECT, []),
        (Transition.SEND_BACK, []),
    ],
)
def test_only_approving_and_calling_it_spam_teach(comment, moderator, transition, lessons):
    decide(transition, comment, by=moderator)

    assert list(taught().values()) == lessons


@pytest.mark.parametrize("transition", [Transition.APPROVE, Transition.MARK_SPAM])
def test_undoing_leaves_what_was_known_before_to_the_number(
    comment, other, moderator, known, transition
):
    decide(Transition.APPROVE, other, by=moderator)
    learning.learn()
    before = known()

    decide(transition, comment, by=moderator)
    learning.learn()
    learned = known()
    undo(comment, moderator)
    learning.learn()

    assert known() == before != learned


def test_undoing_is_exact_whatever_was_learned_in_between(thread, comment, other, moderator, known):
    decide(Transition.MARK_SPAM, other, by=moderator)
    learning.learn()
    without = known()
    undo(other, moderator)
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    decide(Transition.MARK_SPAM, other, by=moderator)
    learning.learn()
    undo(comment, moderator)
    learning.learn()

    assert known() == without


def test_a_later_decision_takes_the_place_of_the_earlier(comment, moderator, known):
    decide(Transition.APPROVE, comment, by=moderator)
    learning.learn()

    decide(Transition.MARK_SPAM, comment, by=moderator)

    assert taught() == {comment.pk: True}
    assert learning.current().knowledge.ham_total == 0


def test_an_undone_second_decision_brings_the_first_back(comment, moderator):
    decide(Transition.APPROVE, comment, by=moderator)
    decide(Transition.MARK_SPAM, comment, by=moderator)
    undo(comment, moderator)

    assert taught() == {comment.pk: False}


def test_a_withdrawal_teaches_nothing_and_takes_nothing_back(comment, moderator, known):
    decide(Transition.APPROVE, comment, by=moderator)
    learning.learn()
    before = known()

    moderation.withdraw(Comment.objects.get(pk=comment.pk))
    learning.learn()

    assert known() == before


def test_what_was_removed_for_good_teaches_nothing_and_leaves_no_lesson(comment, senior, known):
    learning.learn()
    before = known()
    decide(Transition.MARK_SPAM, comment, by=senior)
    learning.learn()

    fresh = Comment.objects.get(pk=comment.pk)
    moderation.remove({fresh.pk: fresh.version}, moderator=senior)

    assert taught() == {}
    assert known() == before


def test_an_undone_decision_is_unlearned_even_where_the_words_have_gone_since(
    comment, senior, known
):
    before = known()
    decide(Transition.MARK_SPAM, comment, by=senior)
    learning.learn()
    undo(comment, senior)
    fresh = Comment.objects.get(pk=comment.pk)
    moderation.remove({fresh.pk: fresh.version}, moderator=senior)

    learning.learn()

    assert known() == before


def test_a_change_of_its_signals_changes_nothing_of_what_is_taken_back(comment, moderator, known):
    before = known()
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    signal = {"name": "address", "weight": -1, "sentence": "Proven."}
    Comment.objects.filter(pk=comment.pk).update(signals=[signal])

    undo(comment, moderator)
    learning.learn()

    assert known() == before


def test_erased_words_take_the_lesson_with_them_and_leave_the_counts(comment, moderator, known):
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    before = known()

    retention.erase_batch([comment.pk])
    learning.learn()

    assert not Lesson.objects.exists()
    assert known() == before


def test_what_a_rule_decided_teaches_nothing(comment, moderator):
    decide(Transition.MARK_SPAM, comment, by=moderator)
    # As a rule would have recorded it; the log's own queryset lets nobody change it.
    made = models.QuerySet(Decision).filter(moderator=moderator)
    made.update(moderator=None, rule="casino")

    assert taught() == {}


def test_the_staff_teach_nothing(thread, moderator):
    publish(thread, by=moderator, staff=moderator)

    assert taught() == {}


def test_what_the_author_changes_later_leaves_the_lesson(comment, moderator):
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(Comment.objects.get(pk=comment.pk), "a better wording")
    decide(Transition.APPROVE, comment, by=moderator)
    learning.learn()

    better = features.Features("a better wording", comment.name, sent_at=comment.created_at)
    expected = set(better.buckets)
    stored = Count.objects.filter(ham=1, spam=0).values_list("bucket", flat=True)
    assert set(stored) == expected


def test_learning_is_done_in_portions_and_comes_to_the_same(thread, moderator, known):
    comments = [submit(thread, f"remark {n}") for n in range(5)]
    decide(Transition.APPROVE, *comments, by=moderator)
    while learning.learn(2):
        pass
    in_portions = known()

    list(learning.train())

    assert known() == in_portions
    assert Lesson.objects.count() == 5


def test_from_zero_comes_to_the_same_as_step_by_step(thread, moderator, senior, known):
    comments = [submit(thread, f"remark {n}") for n in range(6)]
    for comment, transition in zip(comments, [*moderation.OUTCOMES] * 2, strict=False):
        decide(transition, comment, by=moderator)
        learning.learn()
    decide(Transition.MARK_SPAM, comments[0], by=senior)
    learning.learn()
    undo(comments[3], moderator)
    learning.learn()
    step_by_step = known()

    list(learning.train())

    assert known() == step_by_step


def test_another_process_reads_only_what_changed(comment, other, moderator, known):
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    kept = learning.current()
    decide(Transition.APPROVE, other, by=moderator)
    learning._known = None  # another process
    learning.learn()
    theirs, learning._known = learning.current(), kept

    assert learning.current() is kept
    assert kept.knowledge.ham == theirs.knowledge.ham
    assert kept.knowledge.known == theirs.knowledge.known


def test_what_is_known_costs_one_query_where_nothing_changed(
    comment, moderator, django_assert_num_queries
):
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    learning.current()

    with django_assert_num_queries(1):
        learning.current()


def test_nothing_to_learn_writes_nothing(comment):
    with CaptureQueriesContext(connection) as statements:
        assert learning.learn() == 0

    assert all(query["sql"].startswith("SELECT") for query in statements.captured_queries)


def test_other_code_s_counts_are_learned_anew(comment, moderator, known):
    decide(Transition.MARK_SPAM, comment, by=moderator)
    learning.learn()
    before = known()
    Progress.objects.update(features=features.VERSION + 1)
    assert learning.current().knowledge.known == 0

    Score.objects.update(is_to_learn=True)
    learning.learn()

    assert known() == before


def test_a_decision_costs_learning_nothing(comment, moderator):
    with CaptureQueriesContext(connection) as statements:
        decide(Transition.MARK_SPAM, comment, by=moderator)

    assert sum("triage" in query["sql"] for query in statements.captured_queries) == 1
    assert Score.objects.get(pk=comment.pk).is_to_learn


def test_fifty_lessons_cost_few_statements(thread, moderator):
    comments = [submit(thread, f"remark number {n}") for n in range(50)]
    decide(Transition.APPROVE, *comments, by=moderator)

    with CaptureQueriesContext(connection) as statements:
        assert learning.learn() == 50

    # Besides some fixed ones, the counts: one statement, which the driver repeats for every row.
    plain = [query for query in statements.captured_queries if "triage_count" not in query["sql"]]
    assert len(plain) <= 20


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_or_learned_twice_by_several_at_once(thread, moderator, known):
    comments = [submit(thread, f"remark number {n}") for n in range(12)]

    def decide_and_learn(number):
        for comment in comments[number::4]:
            decide([Transition.APPROVE, Transition.MARK_SPAM][number % 2], comment, by=moderator)
            learning.learn(2)

    at_once(4, decide_and_learn)
    while learning.learn():
        pass
    together = known()

    list(learning.train())
    assert known() == together
    assert Lesson.objects.count() == 12
