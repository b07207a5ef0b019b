"""Comments that are alike are one card on the desk, with one decision for all of them."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.desk import loading, stacks
from comments.desk.choice import Choice
from comments.desk.dressing import dress
from comments.models import Comment, Decision, Status, Transition
from comments.triage.models import Cluster
from tests.comments.triage import floods
from tests.conftest import decide, make_article, make_user, submit

QUEUE = "/admin/comments/comment/"
DECIDE, APART, UNDO, NEWS = (f"{QUEUE}{name}/" for name in ("decide", "apart", "undo", "news"))
PITCH, OTHER = floods.PITCHES[0], floods.PITCHES[2]


@pytest.fixture
def three(thread):
    """Three comments alike, by three people under two articles."""
    places = [thread, make_article().thread, thread]
    return [
        submit(place, f"{PITCH} {word}", name=f"N{n}", browser=f"b{n}")
        for n, (place, word) in enumerate(zip(places, ("dog", "cat", "cow"), strict=True))
    ]


@pytest.fixture
def two_more(thread):
    return [submit(thread, OTHER), submit(thread, OTHER)]


def shown(user, query=""):
    choice = Choice.read(QueryDict(query))
    return dress(loading.load(choice, user).comments, user)


def press(newsroom, action, card):
    """Decide as the desk's script does; return what it is told."""
    fields = {"action": action, "cards": card}
    return newsroom.post(DECIDE, fields, headers={"accept": "application/json"}).json()


def card_of(comment, user):
    """What the checkbox of the card that ``comment`` leads carries."""
    return next(c.stack.card for c in shown(user) if c.pk == comment.pk)


def statuses(comments):
    fresh = Comment.objects.select_related("latest").in_bulk([c.pk for c in comments])
    return [fresh[comment.pk].latest.status for comment in comments]


def post(client, *cards, action="mark_spam", **fields):
    return client.post(DECIDE, {"action": action, "cards": cards, "many": 1, **fields})


def test_comments_alike_are_one_card_in_the_place_of_the_first(thread, three, moderator):
    late = submit(thread, "Something else that a person has to say about it.")

    assert [comment.pk for comment in shown(moderator)] == [three[0].pk, late.pk]


def test_comments_alike_are_one_card_in_the_order_of_the_score_as_well(thread, three, moderator):
    friendly = submit(thread, "Something else that a person has to say about it.")

    found = shown(moderator, "order=score")

    assert [comment.pk for comment in found] == [friendly.pk, three[0].pk]
    assert found[1].stack.card == card_of(three[0], moderator)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_in_the_order_of_the_score_hold_every_stack_once(
    thread, three, two_more, moderator, monkeypatch, size
):
    monkeypatch.setattr(loading, "PAGE", size)
    friendly = submit(thread, "Something else that a person has to say about it.")
    found, key = [], ""
    while True:
        page = loading.load(Choice.read(QueryDict("order=score")), moderator, key)
        found += [comment.pk for comment in page.comments]
        key = page.next_key
        if not key:
            break

    assert found[0] == friendly.pk
    assert sorted(found) == sorted([friendly.pk, three[0].pk, two_more[0].pk])


def test_the_card_says_how_many_authors_and_articles_there_are(three, moderator):
    (leader,) = shown(moderator)

    assert (leader.stack.number, leader.stack.authors, leader.stack.articles) == (3, 3, 2)
    assert {member.pk for member in leader.stack.members} == {three[1].pk, three[2].pk}


def test_what_differs_is_marked(three, moderator):
    (leader,) = shown(moderator)

    assert [text for varies, text in leader.parts if varies] == ["dog"]
    found = {text for member in leader.stack.members for varies, text in member.parts if varies}
    assert found == {"cat", "cow"}


def test_what_strangers_wrote_is_escaped_in_a_stack(thread, newsroom):
    for word in ("one", "two"):
        submit(thread, f"{PITCH} <script>{word}</script>", name="<b>N</b>")

    html = newsroom.get(QUEUE).content.decode()

    assert "<script>one" not in html and "<b>N</b>" not in html


def test_one_decision_is_for_all_of_them(three, newsroom, moderator):
    answer = post(newsroom, card_of(three[0], moderator))

    assert answer.status_code == 303
    assert statuses(three) == [Status.SPAM] * 3
    assert Decision.objects.filter(moderator=moderator).values("decided_at").distinct().count() == 1


def test_many_stacks_and_comments_are_decided_together(
    thread, three, two_more, newsroom, moderator
):
    single = submit(thread, "Something else that a person has to say about it.")
    cards = [card_of(three[0], moderator), card_of(two_more[0], moderator), single.card]

    post(newsroom, ",".join(cards), action="reject")

    assert set(statuses([*three, *two_more, single])) == {Status.REJECTED}


def test_what_came_in_since_is_left_alone_and_named(thread, three, newsroom, moderator):
    card = card_of(three[0], moderator)
    late = submit(thread, f"{PITCH} late")

    answer = press(newsroom, "mark_spam", card)

    assert statuses([*three, late]) == [Status.SPAM] * 3 + [Status.PENDING]
    assert "1 more that is alike waits still" in " ".join(answer["done"])


def test_what_was_decided_meanwhile_is_left_alone_and_named(three, newsroom, moderator, senior):
    card = card_of(three[0], moderator)
    decide(Transition.APPROVE, three[1], by=senior)

    answer = press(newsroom, "mark_spam", card)

    assert statuses(three) == [Status.SPAM, Status.APPROVED, Status.SPAM]
    (said,) = answer["trouble"]
    assert "was approved by sam at" in said
    assert answer["left"][str(three[1].pk)] == said


def test_a_stack_whose_leader_was_decided_meanwhile_is_told_so(three, newsroom, moderator, senior):
    card = card_of(three[0], moderator)
    decide(Transition.APPROVE, three[0], by=senior)

    answer = press(newsroom, "mark_spam", card)

    assert statuses(three) == [Status.APPROVED, Status.SPAM, Status.SPAM]
    assert "was approved by sam at" in answer["left"][card]


def test_news_tell_who_decided_a_whole_stack_and_nothing_of_one_that_waits(
    three, newsroom, moderator, senior
):
    card = card_of(three[0], moderator)
    decide(Transition.APPROVE, three[1], by=senior)
    assert newsroom.post(NEWS, {"cards": card}).json()["changed"] == {}

    decide(Transition.MARK_SPAM, three[0], three[2], by=senior)

    changed = newsroom.post(NEWS, {"cards": card}).json()["changed"]
    assert list(changed) == [card]
    assert "was marked as spam by sam at" in changed[card]


def test_of_a_large_stack_that_is_gone_twenty_are_named_and_the_rest_counted(
    thread, newsroom, moderator, senior, django_assert_max_num_queries
):
    many = [submit(thread, f"{PITCH} {n}", browser=f"{n:032}") for n in range(25)]
    card = card_of(many[0], moderator)
    decide(Transition.MARK_SPAM, *many, by=senior)

    with django_assert_max_num_queries(8):
        answer = press(newsroom, "approve", card)

    assert answer["trouble"][-1] == "5 more were left alone."
    assert len(answer["trouble"]) == 21


def test_what_came_back_since_is_not_what_was_seen(three, newsroom, moderator, senior):
    card = card_of(three[0], moderator)
    decide(Transition.APPROVE, three[1], by=senior)
    version = Comment.objects.get(pk=three[1].pk).version
    moderation.undo({three[1].pk: version}, moderator=senior)

    post(newsroom, card)

    assert statuses(three) == [Status.SPAM, Status.PENDING, Status.SPAM]


def test_a_stack_that_is_gone_is_refused_with_who_decided_what(three, newsroom, moderator, senior):
    card = card_of(three[0], moderator)
    decide(Transition.APPROVE, *three, by=senior)

    answer = post(newsroom, card)

    assert answer.status_code == 409
    assert answer.content.decode().count("was approved by sam at") >= 3


@pytest.mark.parametrize(
    "card", ["c1:1", "c:1:1", "c1:1:1x", "c0:0:0", f"c{10**18}:1:1", "c1:-1:1"]
)
def test_a_card_that_makes_no_sense_decides_nothing(three, newsroom, card):
    assert post(newsroom, card).status_code == 422
    assert statuses(three) == [Status.PENDING] * 3


def test_more_stacks_than_two_pages_hold_are_refused(three, newsroom):
    assert post(newsroom, ",".join(["c1:1:1"] * 101)).status_code == 422


def test_a_stack_decides_nothing_beyond_ones_reach(thread, three, moderator):
    card = card_of(three[0], moderator)
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)

    order = stacks.read([card], local)

    assert set(order.seen) == {three[0].pk, three[2].pk}


def test_no_more_than_the_limit_are_decided_in_one_go(three, moderator, monkeypatch):
    monkeypatch.setattr(stacks, "LIMIT", 2)

    assert len(stacks.read([card_of(three[0], moderator)], moderator).seen) == 2


def test_undo_brings_the_whole_stack_back(three, newsroom, moderator):
    post(newsroom, card_of(three[0], moderator))
    last = Decision.objects.filter(moderator=moderator).latest("pk")

    answer = newsroom.post(
        UNDO, {"decision": last.pk}, headers={"accept": "application/json"}
    ).json()

    assert statuses(three) == [Status.PENDING] * 3
    # The script puts this into the card that was there before.
    assert answer["decided"][str(three[0].pk)]["card"] == card_of(three[0], moderator)


def test_single_members_can_be_taken_out(three, newsroom, moderator):
    newsroom.post(APART, {"apart": [three[1].card], "many": 1})

    assert [comment.pk for comment in shown(moderator)] == [three[0].pk, three[1].pk]
    post(newsroom, card_of(three[0], moderator))
    assert statuses(three) == [Status.SPAM, Status.PENDING, Status.SPAM]


def test_taking_out_asks_for_a_comment_and_for_the_right_to_decide(three, newsroom, editor, client):
    assert newsroom.post(APART, {"many": 1}).status_code == 422
    editor.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(editor)
    assert client.post(APART, {"cards": three[1].card}).status_code == 403
    assert Cluster.objects.get().waiting_count == 3


def test_each_member_has_a_card_of_its_own_when_asked_for(three, moderator):
    cluster = Cluster.objects.get().pk

    assert [c.pk for c in shown(moderator, f"cluster={cluster}")] == [c.pk for c in three]


def test_a_moderator_of_chosen_articles_sees_each_of_his_own(thread, three):
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)

    assert [comment.pk for comment in shown(local)] == [three[0].pk, three[2].pk]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_with_stacks_hold_everything_once(thread, moderator, monkeypatch, size):
    monkeypatch.setattr(loading, "PAGE", size)
    texts = ["Short.", PITCH, OTHER, PITCH, "Thanks!", floods.SAID[0], OTHER, floods.SAID[1], "+1"]
    comments = [submit(thread, text) for text in texts]

    found, key = [], ""
    while True:
        page = loading.load(Choice(), moderator, key)
        found += [comment.pk for comment in page.comments]
        key = page.next_key
        if not key:
            break

    assert found == [comments[n].pk for n in (0, 1, 2, 4, 5, 7, 8)]


def test_the_news_of_an_open_desk_reads_past_stacks(three, newsroom, moderator):
    answer = newsroom.post(NEWS, {"cards": f"{card_of(three[0], moderator)},{three[1].pk}:9"})

    assert list(answer.json()["changed"]) == [str(three[1].pk)]


def test_the_desk_with_stacks_costs_twelve_queries_at_most(thread, newsroom):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert newsroom.get(QUEUE).status_code == 200
        return len(queries)

    for pitch in floods.PITCHES[:3]:
        submit(thread, pitch), submit(thread, pitch)
    few = cost()
    for pitch in floods.PITCHES:
        submit(thread, pitch), submit(thread, pitch)

    assert cost() == few <= 12
