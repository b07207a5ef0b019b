"""What triage adds to the cost of a post."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.moderation import decided
from comments.triage.models import Rule
from tests.comments.triage import floods
from tests.conftest import submit

PITCH = floods.PITCHES[0]


def statements(thread, text):
    with CaptureQueriesContext(connection) as found:
        submit(thread, text)
    return len(found)


def test_triage_adds_twelve_statements_to_a_post_at_the_most(thread, senior, monkeypatch):
    for number in range(3):
        Rule.objects.create(name=f"{number}", looks_for=f"nothing{number}", author=senior)
    submit(thread, PITCH)
    with_it = max(statements(thread, text) for text in (PITCH, f"{PITCH} more", "Alone."))

    monkeypatch.setattr(decided, "receivers", [])
    without = statements(thread, PITCH)

    # With the lock of arrivals on PostgreSQL; on SQLite one less.
    assert with_it - without <= 12
