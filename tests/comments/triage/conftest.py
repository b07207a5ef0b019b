"""What triage's tests have in common: the state of what was learned."""

import pytest

from comments.triage import learning
from comments.triage.models import Count


@pytest.fixture
def known(db):
    """A function that returns what is known: what the table says, and what this process keeps."""

    def state():
        kept = learning.current().knowledge
        stored = Count.objects.exclude(spam=0, ham=0).order_by("pk")
        return (
            list(stored.values_list("bucket", "spam", "ham")),
            (kept.spam.tobytes(), kept.ham.tobytes()),
            (kept.spam_total, kept.ham_total, kept.known),
        )

    return state
