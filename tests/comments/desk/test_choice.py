"""Which comments the desk shows."""

import pytest
from django.http import QueryDict

from comments.desk import choice as choices
from comments.desk import loading
from comments.desk.choice import Choice
from comments.models import Comment, Lane, Transition
from comments.triage.models import Effect, Rule
from tests.conftest import decide, make_article, make_user, publish, submit


def shown(query, user):
    """The texts that a query of the desk shows."""
    page = loading.load(Choice.read(QueryDict(query)), user)
    return [comment.latest.source for comment in page.comments]


@pytest.fixture
def mixed(thread):
    """A queue with something of everything; returns a comment by Bert."""
    other = make_article().thread
    links = [{"name": "links", "weight": 3, "sentence": "Four links."}]
    calm = [{"name": "time", "weight": 0, "sentence": "Took its time."}]
    submit(thread, "Plain.", browser="b1", signals=calm)
    submit(thread, "Links.", browser="b1", signals=[*calm, *links])
    submit(thread, "Lane.", browser="b1", lane=Lane.OTHER)
    submit(other, "Elsewhere.", browser="b1")
    return submit(thread, "By Bert.", name="Bert", browser="b2")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("cause=links", ["Links."]),
        ("cause=time", []),
        ("lane=other", ["Lane."]),
        ("article={other}", ["Elsewhere."]),
        ("author={bert}", ["By Bert."]),
        ("q=BERT", ["By Bert."]),
        ("q=lane", ["Lane."]),
        ("lane=main&cause=links", ["Links."]),
        ("author=999999", []),
    ],
)
def test_the_queue_is_read_by_cause_lane_article_author_and_word(mixed, moderator, query, texts):
    other = Comment.objects.get(latest__source="Elsewhere.").thread_id

    assert shown(query.format(other=other, bert=mixed.pk), moderator) == texts


def test_what_was_decided_is_read_by_who_decided_it(thread, moderator, senior):
    publish(thread, "Mary's.", by=moderator)
    publish(thread, "Sam's.", by=senior)
    undone = publish(thread, "Undone.", by=moderator)
    decide(Transition.REJECT, undone, by=senior)

    assert shown("status=decided&by=me", moderator) == ["Mary's."]
    assert shown("status=decided", moderator) == ["Undone.", "Sam's.", "Mary's."]
    assert shown("status=approved", moderator) == ["Sam's.", "Mary's."]


def test_what_rules_decided_is_read_by_itself(thread, moderator, senior):
    Rule.objects.create(name="pills", looks_for="pills", effect=Effect.SPAM, author=senior)
    submit(thread, "Buy pills.")
    publish(thread, "Mary's.", by=moderator)
    undone = submit(thread, "No pills.")
    decide(Transition.APPROVE, undone, by=moderator)

    assert shown("status=decided&by=rule", moderator) == ["Buy pills."]
    assert shown("status=approved&by=rule", moderator) == []


def test_a_moderator_of_chosen_articles_sees_those_alone(thread, moderator):
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)
    submit(thread, "Own.")
    submit(make_article().thread, "Elsewhere.")
    publish(make_article().thread, "Decided elsewhere.", by=moderator)

    assert shown("", local) == ["Own."]
    assert shown("status=decided", local) == []
    assert [row["lane"] for row in choices.oldest(Choice(), local)] == ["main"]


@pytest.mark.parametrize("status", ["pending", "decided"])
def test_nobody_asks_who_wrote_what_he_may_not_see(thread, moderator, status):
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)
    submit(thread, "Own.", browser="b1")
    publish(thread, "Decided.", browser="b1", by=moderator)
    elsewhere = submit(make_article().thread, browser="b1")
    query = f"status={status}&author={elsewhere.pk}"

    assert (shown(query, local), len(shown(query, moderator))) == ([], 2 - (status == "decided"))


@pytest.mark.parametrize(("status", "found"), [("pending", "bee 0"), ("decided", "bee 3")])
def test_a_search_ends_somewhere(thread, moderator, monkeypatch, status, found):
    monkeypatch.setattr(choices, "SEARCHED", 2)
    comments = [submit(thread, text) for text in ("bee 0", "ant 1", "ant 2", "bee 3")]
    if status == "decided":
        for comment in comments:
            decide(Transition.APPROVE, comment, by=moderator)

    assert shown(f"status={status}&q=BEE", moderator) == [found]


def test_nothing_is_counted_beyond_the_limit(thread, moderator, monkeypatch):
    monkeypatch.setattr(choices, "COUNTED", 2)
    for _ in range(4):
        submit(thread)

    assert choices.count(Choice(), moderator) == 3
    assert len(choices.oldest(Choice(), moderator)) == 3


def test_a_cause_behind_all_that_is_counted_can_be_reached(thread, moderator, monkeypatch):
    monkeypatch.setattr(choices, "COUNTED", 2)
    for name, lane in [("links", "main"), ("", "main"), ("caps", "other"), ("links", "main")]:
        signal = {"name": name, "weight": 1, "sentence": "Said."}
        submit(thread, lane=lane, signals=[signal] if name else [])

    rows, names = choices.overview(moderator)

    assert [row["cause"] for row in sorted(rows, key=lambda row: row["pk"])] == ["links", ""]
    assert choices.causes_and_lanes(rows, names) == (
        {"caps": 0, "links": 1},
        {"main": 2, "other": 0, "staff": 0},
    )


def test_a_choice_and_its_address_are_the_same():
    query = "status=spam&by=me&lane=other&cause=links&article=1&author=2&q=a+b"

    assert Choice.read(QueryDict(query)).query() == query
    assert Choice().query() == ""
