import pytest

from comments.triage.measure import area, measure


@pytest.mark.parametrize(
    ("judged", "auc"),
    [
        ([(1, False), (2, True)], 1),
        ([(1, True), (2, False)], 0),
        ([(1, True), (1, False)], 0.5),
        ([(1, False), (2, True), (3, False), (4, True)], 0.75),
        ([(1, True)], None),
        ([], None),
    ],
)
def test_the_area_is_how_often_spam_scores_higher(judged, auc):
    assert area(judged) == auc


def test_precision_is_of_what_was_called_spam_and_recall_of_what_is():
    judged = [(0.95, True), (0.92, True), (0.91, False), (0.5, True), (0.1, False)]

    found = measure(7, judged, 0.9)

    assert (found.precision, found.recall) == (2 / 3, 2 / 3)
    assert (found.learned, found.judged, found.spam) == (7, 5, 3)


def test_nothing_is_said_where_nothing_was_called_spam():
    found = measure(0, [(0.1, False)], 0.9)

    assert (found.precision, found.recall, found.auc) == (None, None, None)
