"""The simulated week: what it counts, and its plot."""

from xml.etree import ElementTree

import pytest

from benchmarks.triage_week import Day, counted, plot
from comments.models import Comment
from comments.triage.models import LIKELY, Score
from tests.conftest import submit


@pytest.mark.django_db
def test_a_stack_is_one_decision_and_all_likely_spam_another(thread):
    stored = [(spam, submit(thread, text)) for spam, text in [(1, "a"), (1, "b"), (0, "c")]]
    pair = [(1, submit(thread, "x " * 300)), (1, submit(thread, "x " * 300))]
    Comment.objects.filter(pk__in=[c.pk for _s, c in pair]).update(cluster=7)
    Score.objects.update(permille=0)
    Score.objects.filter(comment__in=[c.pk for spam, c in stored if spam]).update(permille=LIKELY)

    assert counted([*stored, *pair], LIKELY) == Day(5, 4, 3, 0)


def test_the_plot_has_a_bar_for_every_way_and_day():
    tree = ElementTree.fromstring(plot([Day(400, 90, 80, 0), Day(300, 90, 80, 0)]))
    assert len([node for node in tree.iter() if node.tag.endswith("rect")]) == 3 + 2 * 3
