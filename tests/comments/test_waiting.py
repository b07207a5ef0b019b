"""How long authors are told to wait."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import waiting
from comments.models import Transition
from tests.conftest import decide, submit


def decide_after(thread, moderator, time_machine, *waits):
    """Have a comment decided after each of ``waits``, in hours."""
    start = timezone.now()
    for hours in waits:
        time_machine.move_to(start, tick=False)
        comment = submit(thread)
        time_machine.move_to(start + timezone.timedelta(hours=hours), tick=False)
        decide(Transition.APPROVE, comment, by=moderator)


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ([0.1, 0.1, 0.5, 90, 90], "Usually that takes less than an hour."),
        ([1, 1, 2.5, 90, 90], "Usually that takes up to 3 hours."),
        ([1, 1, 70, 90, 90], "Usually that takes up to 3 days."),
        ([1, 1, 1, 1], ""),
    ],
)
def test_the_wait_is_the_median_of_what_was_decided(thread, moderator, time_machine, waits, said):
    decide_after(thread, moderator, time_machine, *waits)

    assert waiting.usual_wait_in_words() == said


def test_who_waits_is_told_how_long_it_usually_takes(client, thread, moderator, time_machine):
    decide_after(thread, moderator, time_machine, *[2.5] * 5)
    comment = submit(thread)

    html = client.get(reverse("comments:mine", args=[comment.key])).content.decode()

    assert "Usually that takes up to 3 hours." in html
