"""The desk's page and what is posted from it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision, Lane, Status, Transition
from comments.triage.models import Score
from tests.conftest import decide, make_article, make_user, publish, submit

QUEUE = "/admin/comments/comment/"
DECIDE = f"{QUEUE}decide/"


@pytest.fixture
def comment(thread):
    return submit(thread)


@pytest.fixture
def published(thread, moderator):
    return publish(thread, by=moderator)


def card(comment, version=None):
    return f"{comment.pk}:{version or Comment.objects.get(pk=comment.pk).version}"


def act(client, action, *cards, reason="", follow=True, **more):
    """Post the bar over the cards."""
    form = {"action": action, "cards": cards, "many": 1, "reason": reason, **more}
    return client.post(DECIDE, form, follow=follow)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(comment):
    return reverse("admin:comments_comment_change", args=[comment.pk])


def reply_to(client, comment, text="We thank you.", submission="s" * 22):
    url = reverse("admin:comments_comment_reply", args=[comment.pk])
    return client.post(url, {"text": text, "submission": submission, "page": comment.pk})


def texts(response):
    """What stands in the rows of the list, in order."""
    return re.findall(r"data-wording><p>(.*?)</p>", response.content.decode())


def said(response):
    """What a page says of the order that led to it."""
    said = [str(message) for message in response.context["messages"]]
    return " ".join([*said, *response.context.get("trouble", ())])


def status_of(comment):
    return Comment.objects.select_related("latest").get(pk=comment.pk).latest.status


# The list


def test_the_list_starts_with_what_is_pending_the_oldest_first(thread, moderator, newsroom):
    submit(thread, "First.")
    publish(thread, "Decided.", by=moderator)
    submit(thread, "Second.")
    moderation.withdraw(submit(thread, "Withdrawn."))

    assert texts(newsroom.get(QUEUE)) == ["First.", "Second."]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("pending", ["Waits."]),
        ("approved", ["Good."]),
        ("returned", ["Again."]),
        ("rejected", ["Bad."]),
        ("spam", ["Buy."]),
        ("withdrawn", ["Mine."]),
        ("decided", ["Mine.", "Buy.", "Bad.", "Again.", "Good."]),
        ("all", ["Mine.", "Buy.", "Bad.", "Again.", "Good.", "Waits."]),
        ("nonsense", ["Waits."]),
    ],
)
def test_the_list_shows_any_status_when_asked(thread, moderator, newsroom, chosen, shown):
    submit(thread, "Waits.")
    publish(thread, "Good.", by=moderator)
    decide(Transition.SEND_BACK, submit(thread, "Again."), by=moderator)
    decide(Transition.REJECT, submit(thread, "Bad."), by=moderator)
    decide(Transition.MARK_SPAM, submit(thread, "Buy."), by=moderator)
    moderation.withdraw(submit(thread, "Mine."))

    assert texts(newsroom.get(QUEUE, {"status": chosen})) == shown


def test_a_card_shows_what_a_decision_needs(thread, moderator, newsroom):
    parent = publish(thread, "The question.", name="Bert", by=moderator)
    publish(thread, browser="b1", by=moderator)
    decide(Transition.REJECT, submit(thread, browser="b1"), by=moderator)
    signal = {"name": "links", "weight": 3, "sentence": "Holds four links"}
    submit(
        thread,
        "The *answer*.",
        name="Anna",
        parent=parent,
        browser="b1",
        lane=Lane.OTHER,
        signals=[signal],
    )

    html = newsroom.get(QUEUE).content.decode()

    for needed in [
        "The <em>answer</em>.",
        thread.title,
        "In reply to <bdi>Bert</bdi>",
        "The question.",
        ">Anna</bdi>",
        "1 approved, 1 rejected, 0 spam",
        "without pictures",
        "<bdi>Holds four links</bdi> <b>+3</b>",
    ]:
        assert needed in html
    assert "bare name" not in html


def test_a_bare_name_is_called_one(comment, newsroom):
    assert "bare name, unproven" in newsroom.get(QUEUE).content.decode()


def test_each_checkbox_carries_the_version_that_was_seen(comment, newsroom):
    decide(Transition.APPROVE, comment, by=make_user("other", "Moderators"))

    html = newsroom.get(QUEUE, {"status": "approved"}).content.decode()

    assert f'name="cards" value="{comment.pk}:2"' in html


@pytest.mark.parametrize(
    "query",
    [
        f"{name}={value}"
        for name in ("q", "status", "by", "lane", "cause", "article", "author", "from", "what")
        for value in ("%00", "nonsense", "a" * 3000, "-1", "9" * 30, f"{10**17}-1", "1-%D9%A1", "")
    ],
    ids=lambda query: query[:20],
)
def test_no_query_breaks_the_list(comment, newsroom, query):
    for status in ("pending", "decided"):
        assert newsroom.get(f"{QUEUE}?status={status}&{query}").status_code in (200, 400)


def test_a_card_leads_to_all_that_its_author_wrote_waiting_and_decided(thread, moderator, newsroom):
    publish(thread, "Approved.", browser="b1", by=moderator)
    comment = submit(thread, "Waits.", browser="b1")
    submit(thread, "Another's.", browser="b2")
    page = newsroom.get(QUEUE).content.decode()
    [url] = re.findall(rf'class="theirs" href="([^"]*={comment.pk})"', page)

    assert texts(newsroom.get(url.replace("&amp;", "&"))) == ["Waits.", "Approved."]


def test_a_search_finds_words_and_names(thread, newsroom):
    submit(thread, "Words about bees.", name="Anna")
    submit(thread, "Words about ants.", name="Bert")

    assert texts(newsroom.get(QUEUE, {"q": "bees"})) == ["Words about bees."]
    assert texts(newsroom.get(QUEUE, {"q": "Bert"})) == ["Words about ants."]


def test_a_search_says_what_was_searched(newsroom):
    said = [
        newsroom.get(QUEUE, {"q": "bees", "status": status}).content.decode()
        for status in ("pending", "spam")
    ]

    assert "Searched: the 5000 comments that wait longest." in said[0]
    assert "Searched: the latest 5000 comments." in said[1]


# Deciding


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("approve", Status.APPROVED),
        ("send_back", Status.RETURNED),
        ("reject", Status.REJECTED),
        ("mark_spam", Status.SPAM),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_an_action_decides_about_one_and_about_many(
    thread, moderator, newsroom, action, status, number
):
    comments = [submit(thread) for _ in range(number)]

    page = act(newsroom, action, *[card(c) for c in comments], reason="House rules.")

    assert {status_of(comment) for comment in comments} == {status}
    entries = Decision.objects.filter(transition=action)
    assert {(e.moderator, e.reason) for e in entries} == {(moderator, "House rules.")}
    assert len(entries) == number
    assert f"{number} comment" in said(page)


def test_an_action_decides_about_the_chosen_ones_only(thread, newsroom):
    chosen, other = submit(thread), submit(thread)

    act(newsroom, "approve", card(chosen))

    assert (status_of(chosen), status_of(other)) == (Status.APPROVED, Status.PENDING)


def test_the_page_of_a_comment_decides_too_and_comes_back(comment, newsroom):
    url = reverse("admin:comments_comment_decide")

    answer = newsroom.post(url, {"action": "approve", "cards": card(comment), "page": comment.pk})

    assert (answer.status_code, answer["Location"]) == (303, page_of(comment))
    assert status_of(comment) == Status.APPROVED


def test_the_reason_reaches_the_author(comment, newsroom, client):
    act(newsroom, "send_back", card(comment), reason="Please <name> the source.")

    page = client.get(reverse("comments:mine", args=[comment.key])).content.decode()

    assert "Please &lt;name&gt; the source." in page


def test_a_stale_card_changes_nothing_and_says_who_decided_what(comment, newsroom):
    stale = card(comment)
    decide(Transition.REJECT, comment, by=make_user("other", "Moderators"))

    page = act(newsroom, "approve", stale)

    assert status_of(comment) == Status.REJECTED
    assert Decision.objects.count() == 2
    assert "the comment by \u2068Anna\u2069 was rejected by other at" in said(page)


@pytest.mark.parametrize("hour", [9, 21])
def test_a_sentence_ends_once_whatever_the_hour(comment, newsroom, time_machine, hour):
    stale = card(comment)
    time_machine.move_to(timezone.now().replace(hour=hour), tick=False)
    decide(Transition.REJECT, comment, by=make_user("other", "Moderators"))

    told = said(act(newsroom, "approve", stale))

    assert told.endswith(".m.") and ".." not in told


def test_of_many_cards_the_stale_one_alone_is_left(thread, newsroom):
    fresh, moved = submit(thread), submit(thread)
    cards = [card(fresh), card(moved)]
    moderation.withdraw(moved)

    page = act(newsroom, "approve", *cards)

    assert (status_of(fresh), status_of(moved)) == (Status.APPROVED, Status.PENDING)
    assert "1 comment approved." in said(page)
    assert "was withdrawn by the author" in said(page)


def test_a_name_in_a_message_is_text(thread, newsroom):
    comment = submit(thread, name="<script>alert(1)</script>")
    stale = card(comment)
    moderation.withdraw(comment)

    page = act(newsroom, "approve", stale).content.decode()

    assert "by \u2068&lt;script&gt;alert(1)&lt;/script&gt;\u2069 was" in page


def test_undo_brings_the_comment_back_to_the_queue(comment, newsroom, client, article):
    act(newsroom, "approve", card(comment))

    act(newsroom, "undo", card(comment))

    assert status_of(comment) == Status.PENDING
    assert "Words of a reader." not in client.get(article.get_absolute_url()).content.decode()


def test_undo_leaves_what_the_author_did(comment, newsroom):
    moderation.withdraw(comment)

    page = act(newsroom, "undo", card(comment))

    assert Comment.objects.get().is_withdrawn
    assert "was withdrawn by the author" in said(page)


@pytest.mark.parametrize(
    "selected",
    [
        "x",
        "1",
        "1:",
        ":1",
        "-1:1",
        "1:1:1",
        "1:1 ",
        "1:1\n",
        "\x00:1",
        "1:1\x00",
        "１:１",
        f"{2**63}:1",
        f"{10**30}:1",
        f"1:{10**10}",
        "9" * 5000 + ":1",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_a_malformed_card_decides_nothing_and_says_so(comment, newsroom, selected):
    page = act(newsroom, "approve", card(comment), selected)

    assert status_of(comment) == Status.PENDING
    assert "Select the comments to decide about" in said(page)


@pytest.mark.parametrize("selected", [f"{10**18 - 1}:1", "0:0", "999999:999999999"])
def test_the_card_of_no_comment_is_answered_with_a_sentence(comment, newsroom, selected):
    page = act(newsroom, "approve", selected)

    assert page.status_code == 409
    assert "not here any more" in said(page)


@pytest.mark.parametrize("selected", ["", "x", "١:1", f"{2**63}:1", "1" * 1500 + ":1"])
def test_a_malformed_card_of_a_single_page_is_answered_with_a_sentence(comment, newsroom, selected):
    url = reverse("admin:comments_comment_decide")

    page = newsroom.post(url, {"action": "approve", "cards": selected, "page": comment.pk})

    assert page.status_code == 422
    assert "Select the comments to decide about" in said(page)


@pytest.mark.parametrize("field", ["back", "all"])
def test_an_address_too_long_to_come_back_to_is_refused_with_nothing_done(thread, newsroom, field):
    comment, long = submit(thread), "&".join(["q=a"] * 1001)
    fields = {"cards": card(comment), "text": "Words.", "submission": "s" * 22, field: long}
    before = Decision.objects.count()

    answers = [
        newsroom.post(f"{QUEUE}{route}", {"action": "approve", "decision": "1", **fields})
        for route in ("decide/", f"{comment.pk}/edit/", f"{comment.pk}/reply/")
        if field == "back" or route == "decide/"
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert Decision.objects.count() == before


def test_a_page_that_is_not_there_to_come_back_to_is_refused_with_nothing_done(thread, newsroom):
    comment = submit(thread)
    fields = {"action": "approve", "cards": card(comment), "page": 10**9}

    assert newsroom.post(f"{QUEUE}decide/", fields).status_code == 404
    assert Comment.objects.pending().filter(pk=comment.pk).exists()


@pytest.mark.parametrize("action", ["", "delete_selected", "submit", "APPROVE", "x\x00"])
def test_an_unknown_action_decides_nothing(comment, newsroom, action):
    url = reverse("admin:comments_comment_decide")

    page = newsroom.post(url, {"action": action, "cards": card(comment)}, follow=True)

    assert "Choose what to do" in said(page)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "reason", ["r" * 501, "a\x00b", "a\u202eb", "a" + "\u0301" * 50], ids=ascii
)
def test_a_reason_that_cannot_be_kept_decides_nothing_and_comes_back(comment, newsroom, reason):
    page = act(newsroom, "reject", card(comment), reason=reason)

    assert status_of(comment) == Status.PENDING
    assert page.status_code == 422
    assert said(page)
    assert page.context["reason"] == reason


@pytest.mark.parametrize("where", ["many", "one card", "its page"])
def test_a_reason_typed_for_a_stale_card_comes_back(thread, newsroom, where):
    comment = submit(thread)
    submit(thread, "Another.")
    stale = card(comment)
    decide(Transition.REJECT, comment, by=make_user("other", "Moderators"))
    place = {"many": {"many": 1}, "one card": {}, "its page": {"page": comment.pk}}[where]

    form = {"action": "send_back", "cards": stale, "reason": "So <much> thought.", **place}
    page = newsroom.post(DECIDE, form)

    html = page.content.decode()
    assert page.status_code == 409
    assert "was rejected by other at" in html
    assert "So &lt;much&gt; thought." in html
    if where == "many":
        assert 'value="So &lt;much&gt; thought."' in html


def test_a_decision_from_another_site_is_refused(comment, moderator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)

    answer = act(client, "approve", card(comment), follow=False)

    assert (answer.status_code, status_of(comment)) == (403, Status.PENDING)


# All like these


@pytest.fixture
def flood(thread):
    """Three comments with one cause, and one of another."""
    links = [{"name": "links", "weight": 3, "sentence": "Four links."}]
    comments = [submit(thread, f"Buy {n}.", signals=links) for n in range(3)]
    submit(thread, "Hello.")
    return comments


def all_like(page, action="mark_spam", **changes):
    """What the form for all that a page counted would post."""
    html = page.content.decode()
    html = html.partition('class="all"')[2].partition("</details>")[0]
    fields = dict(re.findall(r'name="(all|counted|cards)" value="([^"]*)"', html))
    return {**fields, "many": 1, "action": action, "back": fields["all"], **changes}


def test_all_like_these_are_decided_in_one_request_with_counts_before_and_after(flood, newsroom):
    form = all_like(newsroom.get(QUEUE, {"cause": "links"}))

    page = newsroom.post(DECIDE, form, follow=True)

    assert {status_of(comment) for comment in flood} == {Status.SPAM}
    assert Comment.objects.pending().count() == 1
    assert "3 comments marked as spam." in said(page)
    assert "3 were counted before, 0 wait now." in said(page)


def test_what_came_after_the_count_is_left_alone(flood, thread, newsroom):
    form = all_like(newsroom.get(QUEUE, {"cause": "links"}))
    links = [{"name": "links", "weight": 3, "sentence": "Four links."}]
    later = submit(thread, "Later.", signals=links)

    page = newsroom.post(DECIDE, form, follow=True)

    assert status_of(later) == Status.PENDING
    assert "3 were counted before, 1 wait now." in said(page)


def test_what_came_back_after_the_count_is_left_alone_and_named(flood, senior, newsroom):
    form = all_like(newsroom.get(QUEUE, {"cause": "links"}))
    decide(Transition.REJECT, flood[0], by=senior)
    moderation.undo({flood[0].pk: 2}, moderator=senior)
    decide(Transition.APPROVE, flood[1], by=senior)

    page = newsroom.post(DECIDE, form)

    statuses = [status_of(comment) for comment in flood]
    assert statuses == [Status.PENDING, Status.APPROVED, Status.SPAM]
    assert "the comment by \u2068Anna\u2069 was undone by sam" in said(page)
    assert "the comment by \u2068Anna\u2069 was approved by sam" in said(page)
    assert "3 were counted before, 1 wait now." in said(page)


def test_beyond_the_limit_the_oldest_are_decided_and_it_says_so(flood, newsroom, monkeypatch):
    monkeypatch.setattr("comments.desk.choice.COUNTED", 2)
    monkeypatch.setattr("comments.desk.pages.COUNTED", 2)

    page = newsroom.post(DECIDE, all_like(newsroom.get(QUEUE, {"cause": "links"})), follow=True)

    statuses = [status_of(comment) for comment in flood]
    assert statuses == [Status.SPAM, Status.SPAM, Status.PENDING]
    assert "These were the oldest 2: no more are decided in one go." in said(page)


def test_all_that_waits_is_a_choice_too(flood, newsroom):
    newsroom.post(DECIDE, all_like(newsroom.get(QUEUE), "approve"))

    assert not Comment.objects.pending().exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"cards": ""},
        {"cards": "1:"},
        {"cards": ",".join(f"{n}:1" for n in range(1001))},
        {"action": "all"},
    ],
    ids=lambda changes: str(changes)[:20],
)
def test_an_order_about_all_that_says_too_little_decides_nothing(flood, newsroom, changes):
    page = newsroom.post(DECIDE, all_like(newsroom.get(QUEUE, {"cause": "links"}), **changes))

    assert page.status_code == 422
    assert said(page)
    assert Comment.objects.pending().count() == 4


def test_a_moderator_of_chosen_articles_decides_about_all_of_those_alone(flood, thread):
    elsewhere = submit(make_article().thread)
    local = make_user("lena", "Moderators of chosen articles")
    thread.moderators.add(local)
    client = signed_in(local)

    client.post(DECIDE, all_like(client.get(QUEUE), "approve"))

    assert [*Comment.objects.pending()] == [elsewhere]


def test_more_than_a_thousand_cards_are_refused_with_a_sentence(comment, newsroom):
    cards = ",".join(f"{number}:1" for number in range(1001))

    page = act(newsroom, "approve", cards)

    assert page.status_code == 422
    assert "At most 1000 comments" in said(page)


def test_one_field_holds_many_cards(thread, newsroom):
    comments = [submit(thread) for _ in range(3)]

    act(newsroom, "approve", ",".join(map(card, comments)))

    assert {status_of(comment) for comment in comments} == {Status.APPROVED}


def test_what_is_counted_among_the_oldest_alone_says_so(flood, newsroom, monkeypatch):
    said = "counted among the oldest"
    before = newsroom.get(QUEUE).content.decode()
    monkeypatch.setattr("comments.desk.choice.COUNTED", 2)
    after = newsroom.get(QUEUE).content.decode()

    assert (f"{said} 2 only" in after, said in before) == (True, False)
    assert 'href="/admin/comments/comment/?cause=links"><bdi>links</bdi> <b>2</b>' in after


# The strip of the last decisions


def strip_of(page):
    return [(row["label"], row["standing"]) for row in page.context["strip"]]


def undo_last(client, **extra):
    [row, *_] = client.get(QUEUE).context["strip"]
    return client.post(f"{QUEUE}undo/", {"decision": row["decision"]}, follow=True, **extra)


def test_the_strip_shows_the_last_decisions_a_bulk_as_one(thread, newsroom):
    act(newsroom, "reject", card(submit(thread)))
    act(newsroom, "approve", *[card(submit(thread)) for _ in range(3)])

    assert strip_of(newsroom.get(QUEUE)) == [
        ("3 comments approved.", 3),
        ("1 comment rejected.", 1),
    ]


def test_a_bulk_is_undone_from_the_strip_in_one_request(thread, newsroom):
    comments = [submit(thread) for _ in range(3)]
    act(newsroom, "approve", *map(card, comments))

    page = undo_last(newsroom)

    assert {status_of(comment) for comment in comments} == {Status.PENDING}
    assert "The last decisions about 3 comments are undone." in said(page)
    assert strip_of(page) == [("3 comments approved.", 0)]
    assert "no longer stands" in page.content.decode()


@pytest.mark.parametrize("overturned", [1, 2])
def test_the_strip_offers_to_undo_what_still_stands_alone(thread, newsroom, senior, overturned):
    comments = [submit(thread) for _ in range(2)]
    act(newsroom, "approve", *map(card, comments))
    decide(Transition.REJECT, *comments[:overturned], by=senior)

    page = newsroom.get(QUEUE)

    assert strip_of(page) == [("2 comments approved.", 2 - overturned)]
    assert (">Undo</button></form></li></ul>" in page.content.decode()) == (overturned == 1)


@pytest.mark.parametrize("number", [1, 4, 5, 6, 9])
def test_the_strip_shows_the_last_five(thread, newsroom, moderator, number):
    for _ in range(number):
        decide(Transition.APPROVE, submit(thread), submit(thread), by=moderator)
    moderation.undo_together(Decision.objects.latest("pk"), moderator=moderator)

    found = strip_of(newsroom.get(QUEUE))

    expected = [("2 comments approved.", 2)] * min(number, 5)
    assert found == [("2 comments approved.", 0), *expected[1:]]


def test_undoing_twice_is_undoing_once_and_says_so(comment, newsroom):
    act(newsroom, "approve", card(comment))
    undo_last(newsroom)

    page = undo_last(newsroom)

    assert (page.status_code, status_of(comment)) == (409, Status.PENDING)
    assert "was undone by mary" in said(page)


def test_no_moderator_undoes_anothers_decision_by_its_number(published, newsroom):
    other = signed_in(make_user("otto", "Moderators"))
    decision = Decision.objects.get(transition="approve").pk

    page = other.post(f"{QUEUE}undo/", {"decision": decision})

    assert (page.status_code, status_of(published)) == (409, Status.APPROVED)
    assert "Only a senior moderator can reverse that." in said(page)


@pytest.mark.parametrize("decision", ["", "x", "0", "999999", "9" * 30, "-1"])
def test_the_number_of_no_decision_is_not_found(comment, newsroom, decision):
    assert newsroom.post(f"{QUEUE}undo/", {"decision": decision}).status_code == 404


# For the script

JSON = {"HTTP_ACCEPT": "application/json"}


def test_the_script_is_told_the_new_version_and_the_standing(comment, newsroom):
    form = {"action": "approve", "cards": card(comment)}

    answer = newsroom.post(DECIDE, form, **JSON)

    told = answer.json()
    assert told["decided"] == {str(comment.pk): {"card": card(comment), "standing": "approved"}}
    assert (told["done"], told["left"]) == (["1 comment approved."], {})
    assert [row["can_undo"] for row in told["strip"]] == [True]


def test_the_script_is_told_which_card_is_stale_and_why(comment, newsroom, senior):
    stale = card(comment)
    decide(Transition.REJECT, comment, by=senior)

    answer = newsroom.post(DECIDE, {"action": "approve", "cards": stale}, **JSON)

    assert answer.status_code == 409
    assert "was rejected by sam at" in answer.json()["left"][str(comment.pk)]


def test_the_script_is_refused_in_a_sentence(newsroom, editor, comment):
    gone = newsroom.post(f"{QUEUE}undo/", {"decision": 999999}, **JSON)
    forbidden = signed_in(editor).post(
        DECIDE, {"action": "approve", "cards": card(comment)}, **JSON
    )

    assert (gone.status_code, forbidden.status_code) == (404, 403)
    assert "not here any more" in gone.json()["trouble"][0]
    assert "may not do this" in forbidden.json()["trouble"][0]


def test_the_script_is_given_a_token_that_holds_after_signing_in_again(comment, moderator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    old = client.get(f"{QUEUE}token/", **JSON).json()["token"]
    client.cookies.pop("csrftoken")
    new = client.get(f"{QUEUE}token/", **JSON).json()["token"]
    form = {"action": "approve", "cards": card(comment)}

    refused = client.post(DECIDE, {**form, "csrfmiddlewaretoken": old}, **JSON)
    answer = client.post(DECIDE, {**form, "csrfmiddlewaretoken": new}, **JSON)

    assert (refused.status_code, answer.status_code) == (403, 200)


def test_news_tell_of_colleagues_arrivals_and_stale_cards(comment, thread, newsroom, senior):
    opened = newsroom.get(QUEUE).context["opened_at"].isoformat()
    seen = card(comment)
    signed_in(senior).post(f"{QUEUE}news/")
    decide(Transition.REJECT, comment, by=senior)
    submit(thread)

    news = newsroom.post(f"{QUEUE}news/", {"cards": seen, "since": opened}).json()

    assert news["others"] == ["sam"]
    assert news["arrived"] == "New at the end of the queue: 1"
    assert "was rejected by sam" in news["changed"][str(comment.pk)]


def test_a_change_of_what_waits_is_marked_on_its_card(comment, newsroom):
    moderation.revise(comment, "Words of another reader.")

    page = newsroom.get(QUEUE).content.decode()

    assert "<ins>another" in page


def test_opening_the_desk_writes_nothing_and_news_learn_what_was_decided(
    comment, moderator, newsroom
):
    decide(Transition.MARK_SPAM, comment, by=moderator)

    newsroom.get(QUEUE)
    assert Score.objects.get(pk=comment.pk).is_to_learn
    newsroom.post(f"{QUEUE}news/")

    assert not Score.objects.get(pk=comment.pk).is_to_learn


@pytest.mark.parametrize("field", ["cards", "since"])
@pytest.mark.parametrize("value", ["", "x", "\x00", "1:1,", "9" * 400, "2026-99-99"])
def test_no_news_break_on_what_makes_no_sense(comment, newsroom, field, value):
    answer = newsroom.post(f"{QUEUE}news/", {field: value})

    assert answer.json()["changed"] == {}


def test_the_conversation_holds_what_was_said_around(thread, moderator, newsroom):
    top = publish(thread, "The question.", by=moderator)
    answered = publish(thread, "An answer.", parent=top, by=moderator)
    submit(thread, "Beside it.", parent=top)
    publish(thread, "Another matter.", by=moderator)
    url = f"{QUEUE}{answered.pk}/conversation/"

    html, turns = newsroom.get(url).content.decode(), newsroom.get(url, **JSON).json()["turns"]

    assert [turn["text"] for turn in turns] == ["The question.", "An answer.", "Beside it."]
    assert [turn["is_it"] for turn in turns] == [False, True, False]
    assert all(turn["text"] in html for turn in turns)


# Editing before approving


def edit(client, comment, text="Better words.", **fields):
    form = {"cards": card(comment), "text": text, **fields}
    return client.post(f"{QUEUE}{comment.pk}/edit/", form)


def test_an_edited_comment_is_approved_in_its_new_wording(comment, newsroom, client, article):
    answer = edit(newsroom, comment)

    assert answer.status_code == 303
    assert "Better words." in client.get(article.get_absolute_url()).content.decode()
    assert "Better words." in newsroom.get(page_of(comment)).content.decode()


def test_a_change_says_whose_it_is_until_it_is_undone(comment, moderator, newsroom):
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(Comment.objects.get(), "Words of an author.")
    edit(newsroom, comment)
    edited = newsroom.get(page_of(comment)).content.decode()
    undo_last(newsroom)
    undone = newsroom.get(page_of(comment)).content.decode()

    assert ("What the author changed" in edited, "What mary changed" in edited) == (True, True)
    assert ("What the author changed" in undone, "What mary changed" in undone) == (True, False)


def test_an_edit_of_a_stale_card_comes_back(comment, newsroom, senior):
    stale = card(comment)
    decide(Transition.REJECT, comment, by=senior)

    answer = edit(newsroom, comment, "My careful edit.", cards=stale)

    html = answer.content.decode()
    assert (answer.status_code, status_of(comment)) == (409, Status.REJECTED)
    assert "My careful edit." in html
    assert "was rejected by sam" in html


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 5001}, {"cards": "x"}], ids=ascii)
def test_an_edit_that_cannot_be_kept_comes_back_with_a_sentence(comment, newsroom, fields):
    answer = edit(newsroom, comment, **{"text": "My careful edit.", **fields})

    assert (answer.status_code, status_of(comment)) == (422, Status.PENDING)
    assert fields.get("text", "My careful edit.") in answer.content.decode()


def test_a_waiting_comment_is_approved_by_the_reply_to_it(comment, newsroom):
    form = {"cards": card(comment), "text": "We thank you.", "submission": "s" * 22}

    answer = newsroom.post(f"{QUEUE}{comment.pk}/reply/", form)

    assert answer.status_code == 303
    assert status_of(comment) == Status.APPROVED
    assert Comment.objects.latest("pk").parent == comment


def test_a_reply_to_a_stale_card_is_not_lost_and_approves_nothing(comment, newsroom, senior):
    stale = card(comment)
    decide(Transition.REJECT, comment, by=senior)
    form = {"cards": stale, "text": "We thank you.", "submission": "s" * 22}

    answer = newsroom.post(f"{QUEUE}{comment.pk}/reply/", form)

    assert (answer.status_code, status_of(comment)) == (422, Status.REJECTED)
    assert "We thank you." in answer.content.decode()


# One comment


def test_a_name_that_turns_text_around_turns_nothing_around_it(thread, newsroom):
    comment = submit(thread, name="\u202eAnna")

    page = newsroom.get(page_of(comment)).content.decode()

    assert "Comment by \u2068\u202eAnna\u2069" in page


def test_the_page_of_a_comment_shows_its_wordings_and_its_log(comment, moderator, newsroom):
    decide(Transition.SEND_BACK, comment, by=moderator, reason="Shorter, please.")
    moderation.revise(Comment.objects.get(), "Shorter.")

    html = newsroom.get(page_of(comment)).content.decode()

    for shown in ["Words of a reader.", "Shorter.", "Shorter, please.", "mary", "the author"]:
        assert shown in html


def test_no_page_of_a_comment_shows_the_private_key(comment, newsroom):
    pages = [QUEUE, page_of(comment), "/admin/comments/decision/"]

    assert not [url for url in pages if comment.key in newsroom.get(url).content.decode()]


@pytest.mark.parametrize("pk", ["0", "abc", str(2**63), "9" * 30, "9" * 1000])
def test_the_page_of_no_comment_says_so(newsroom, pk):
    page = newsroom.get(f"{QUEUE}{pk}/change/", follow=True)

    assert page.status_code == 200
    assert "exist" in said(page)


def test_a_removed_comment_is_a_card_without_words_or_buttons(published, senior):
    client = signed_in(senior)
    act(client, "remove", card(published))

    html = client.get(QUEUE, {"status": "removed"}).content.decode()

    assert "Removed for good: its words are erased." in html
    assert f'name="cards" value="{published.pk}:' not in html


def test_the_log_says_what_removing_and_withdrawing_changed(published, senior, thread, moderator):
    act(signed_in(senior), "remove", card(published))
    withdrawn = moderation.withdraw(publish(thread, by=moderator))
    moderation.undo_withdrawal(withdrawn)

    changes = {entry.transition: entry.change for entry in Decision.objects.order_by("pk")}

    assert changes["remove"] == "approved → removed for good"
    assert changes["withdraw"] == "approved → withdrawn"
    assert changes["undo"] == "withdrawn → approved"


# Removing for good


def test_a_senior_removes_a_comment_for_good(published, senior, client, article):
    act(signed_in(senior), "remove", card(published), reason="A home address.")

    removed = Comment.objects.get()
    assert removed.is_removed
    assert "Words of a reader." not in client.get(article.get_absolute_url()).content.decode()
    assert Decision.objects.latest("version").transition == Transition.REMOVE


def test_a_moderator_cannot_remove_for_good(published, newsroom):
    answer = act(newsroom, "remove", card(published))

    assert (answer.status_code, Comment.objects.get().is_removed) == (403, False)


def test_only_seniors_are_offered_to_remove_for_good(published, newsroom, senior):
    offered = [
        'value="remove"' in client.get(url).content.decode()
        for client in (newsroom, signed_in(senior))
        for url in (f"{QUEUE}?status=approved", page_of(published))
    ]

    assert offered == [False, False, True, True]


# Replies by staff


def test_a_reply_by_staff_is_published_with_their_mark(published, newsroom, client, article):
    answer = reply_to(newsroom, published)

    reply = Comment.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (303, page_of(reply))
    html = client.get(article.get_absolute_url()).content.decode()
    assert 'mary</bdi> <span class="mark">Staff</span>' in html
    assert "We thank you." in html


def test_a_reader_under_the_name_of_staff_has_no_mark(thread, moderator, client, article):
    publish(thread, name="mary", by=moderator)

    assert 'class="mark"' not in client.get(article.get_absolute_url()).content.decode()


def test_a_reply_sent_twice_is_one_reply_and_the_same_answer(published, newsroom):
    first = reply_to(newsroom, published)
    second = reply_to(newsroom, published)

    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert Comment.objects.count() == 2


def test_a_reply_sent_twice_from_its_card_is_one_reply(comment, thread, newsroom):
    submit(thread, "Another card.")
    html = newsroom.get(QUEUE).content.decode()
    keys = re.findall(r'name="submission" value="([\w-]{22})"', html)
    form = {"cards": card(comment), "text": "We thank you.", "submission": keys[0]}

    first, second = (newsroom.post(f"{QUEUE}{comment.pk}/reply/", form) for _ in range(2))

    assert len(set(keys)) == 2  # one a card
    assert (first.status_code, second.status_code) == (303, 303)
    assert Comment.objects.filter(parent=comment).count() == 1


def test_another_reply_from_the_same_page_is_not_lost(published, newsroom):
    reply_to(newsroom, published)

    answer = reply_to(newsroom, published, "Another thought.")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Another thought." in html
    assert "You sent another reply from this page" in html
    assert 'name="submission" value="ssssss' not in html


@pytest.mark.parametrize("submission", ["", "x", "s" * 65, "s" * 5000, "\x00" * 22, "ж" * 22])
def test_an_absurd_key_of_a_reply_is_replaced(published, newsroom, submission):
    assert reply_to(newsroom, published, submission=submission).status_code == 303
    assert Comment.objects.latest("pk").submission != submission


def test_a_reply_cannot_be_passed_off_as_what_a_reader_sent(thread, published, newsroom):
    theirs = submit(thread)
    Comment.objects.filter(pk=theirs.pk).update(submission="s" * 22)

    assert reply_to(newsroom, published).status_code == 422


@pytest.mark.parametrize(
    "typed", ["", " \n", "x" * 5001, "a\x00b"], ids=lambda text: ascii(text[:5])
)
def test_a_reply_that_cannot_be_kept_comes_back_with_a_sentence(published, newsroom, typed):
    answer = reply_to(newsroom, published, typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in html
    assert typed.replace("\x00", "").strip() in html
    assert Comment.objects.count() == 1


def test_a_reply_to_what_readers_no_longer_see_is_not_lost(published, moderator, newsroom):
    decide(Transition.REJECT, published, by=moderator)

    answer = reply_to(newsroom, published)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "We thank you." in html
    assert "Readers do not see this comment" in html
    assert Comment.objects.count() == 1


def test_a_reply_in_a_closed_thread_is_not_lost(article, published, newsroom):
    article.is_open = False
    article.save()

    answer = reply_to(newsroom, published)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "We thank you." in html
    assert "The comments of this article are closed." in html


def test_a_reply_is_offered_only_where_readers_see_the_comment(comment, newsroom):
    before = newsroom.get(page_of(comment)).content.decode()
    act(newsroom, "approve", card(comment))
    after = newsroom.get(page_of(comment)).content.decode()

    assert ('name="submission"' in before, 'name="submission"' in after) == (False, True)


# Who may do what

GET, POST = "get", "post"
SEES, REFUSED, LOGIN = 200, 403, 302


def paths(comment, article):
    """Every address of the admin that concerns comments or lies beside them."""
    entry = Decision.objects.latest("pk")
    decision, change = "/admin/comments/decision/", page_of(comment)
    return {
        "queue": QUEUE,
        "page": change,
        "history": f"{QUEUE}{comment.pk}/history/",
        "add": f"{QUEUE}add/",
        "delete": f"{QUEUE}{comment.pk}/delete/",
        "decide": f"{QUEUE}decide/",
        "undo": f"{QUEUE}undo/",
        "news": f"{QUEUE}news/",
        "token": f"{QUEUE}token/",
        "reply": f"{QUEUE}{comment.pk}/reply/",
        "edit": f"{QUEUE}{comment.pk}/edit/",
        "conversation": f"{QUEUE}{comment.pk}/conversation/",
        "threads": "/admin/comments/thread/",
        "thread": f"/admin/comments/thread/{comment.thread_id}/change/",
        "add thread": "/admin/comments/thread/add/",
        "delete thread": f"/admin/comments/thread/{comment.thread_id}/delete/",
        "log": decision,
        "figures": f"{decision}figures/",
        "log as CSV": f"{decision}log.csv",
        "log as JSON": f"{decision}log.jsonl",
        "entry": f"{decision}{entry.pk}/change/",
        "add entry": f"{decision}add/",
        "delete entry": f"{decision}{entry.pk}/delete/",
        "articles": "/admin/chronicle/article/",
        "article": f"/admin/chronicle/article/{article.pk}/change/",
        "add article": "/admin/chronicle/article/add/",
        "delete article": f"/admin/chronicle/article/{article.pk}/delete/",
        "preview": f"/admin/chronicle/article/{article.pk}/preview/",
        "users": "/admin/auth/user/",
        "add user": "/admin/auth/user/add/",
        "user": f"/admin/auth/user/{entry.moderator_id}/change/",
        "groups": "/admin/auth/group/",
    }


ONLY_POSTED = {(GET, name): 405 for name in ("decide", "undo", "news", "reply", "edit")}
MODERATOR_MAY = {
    (GET, "queue"): SEES,
    (GET, "page"): SEES,
    (GET, "history"): SEES,
    **{(GET, name): SEES for name in ("log", "figures", "log as CSV", "log as JSON")},
    **{(POST, name): 405 for name in ("log", "figures", "log as CSV", "log as JSON")},
    (GET, "entry"): SEES,
    (POST, "history"): SEES,
    (GET, "conversation"): SEES,
    (GET, "token"): SEES,
    (POST, "token"): 405,
    (GET, "threads"): SEES,
    (GET, "thread"): SEES,
    (POST, "threads"): SEES,
    (POST, "queue"): 405,
    (POST, "conversation"): 405,
    (POST, "decide"): 422,
    (POST, "undo"): 404,
    (POST, "news"): SEES,
    (POST, "reply"): 422,
    (POST, "edit"): 422,
    **ONLY_POSTED,
}
SENIOR_MAY = {
    **MODERATOR_MAY,
    (POST, "thread"): LOGIN,  # saved: back to the list
}
EDITOR_MAY = {
    (GET, "articles"): SEES,
    (GET, "article"): SEES,
    (GET, "add article"): SEES,
    (GET, "preview"): SEES,
    (POST, "articles"): SEES,
    (POST, "article"): SEES,  # the form with its complaints
    (POST, "add article"): SEES,
    (POST, "preview"): SEES,
}


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize(
    ("group", "may"),
    [
        ("Moderators", MODERATOR_MAY),
        ("Senior moderators", SENIOR_MAY),
        ("Editors", EDITOR_MAY),
        (None, {}),
    ],
)
def test_each_role_reaches_what_its_work_needs_and_nothing_else(
    published, article, group, may, method
):
    client = signed_in(make_user("new", group)) if group else Client()
    refused = REFUSED if group else LOGIN
    urls = paths(published, article)

    answers = {name: getattr(client, method)(url).status_code for name, url in urls.items()}

    assert answers == {name: may.get((method, name), refused) for name in urls}
    assert (Comment.objects.count(), Decision.objects.count()) == (1, 2)


@pytest.mark.parametrize("route", ["change/", "conversation/", "history/", "edit/", "reply/"])
def test_a_moderator_of_chosen_articles_reaches_no_other_comment(published, article, route):
    local = make_user("lena", "Moderators of chosen articles")
    client = signed_in(local)
    method = client.post if route in ("edit/", "reply/") else client.get
    form = {"cards": card(published), "text": "Words."}
    there = method(f"{QUEUE}{published.pk}/{route}", form)
    article.thread.moderators.add(local)

    here = method(f"{QUEUE}{published.pk}/{route}", form)

    assert there.status_code in (302, 404)  # the admin's own pages lead back to the front
    assert here.status_code in (200, 303, 409)


def test_a_moderator_of_chosen_articles_reads_their_log_alone(published, thread):
    local = make_user("lena", "Moderators of chosen articles")
    there = signed_in(local).get("/admin/comments/decision/").context["decisions"]
    thread.moderators.add(local)
    here = signed_in(local).get("/admin/comments/decision/").context["decisions"]

    assert (len(there), len(here)) == (0, 2)


def test_seniors_say_who_moderates_an_article_and_change_nothing_else_of_it(thread, senior):
    local = make_user("lena", "Moderators of chosen articles")
    url = f"/admin/comments/thread/{thread.pk}/change/"
    before = thread.title, thread.is_open, thread.public_at

    signed_in(senior).post(url, {"moderators": [local.pk], "title": "x", "is_open": ""})

    thread.refresh_from_db()
    assert [*thread.moderators.all()] == [local]
    assert before == (thread.title, thread.is_open, thread.public_at)


@pytest.mark.parametrize(
    "action", ["approve", "send_back", "reject", "mark_spam", "undo", "remove"]
)
def test_an_editor_decides_nothing(published, editor, action):
    client, seen = signed_in(editor), card(published)

    answers = [
        client.post(DECIDE, {"action": action, "cards": seen, **where}).status_code
        for where in ({}, {"many": 1}, {"page": published.pk}, {"all": "status=pending"})
    ]

    assert answers == [403] * 4
    assert card(published) == seen


def test_an_editor_cannot_reply_as_staff(published, editor):
    answer = reply_to(signed_in(editor), published)

    assert (answer.status_code, Comment.objects.count()) == (403, 1)


def test_one_who_only_views_decides_nothing(published, newsroom, moderator):
    moderator.groups.clear()
    moderator.user_permissions.add(Permission.objects.get(codename="view_comment"))

    html = newsroom.get(page_of(published)).content.decode()
    answer = reply_to(newsroom, published)

    assert "Words of a reader." in html
    assert 'class="decide"' not in html
    assert answer.status_code == 403


# Every page: it works without inline script and style


def test_no_page_of_the_newsroom_holds_inline_script_or_style(published, article, senior, editor):
    parent = page_of(published)
    submit(article.thread, "Reply.", parent=published)
    pages = [
        (signed_in(senior), [QUEUE, f"{QUEUE}?status=all", parent, "/admin/comments/decision/"]),
        (signed_in(senior), ["/admin/", "/admin/password_change/", f"{parent}../history/"]),
        (
            signed_in(senior),
            [f"/admin/comments/decision/{Decision.objects.latest('pk').pk}/change/"],
        ),
        (signed_in(editor), ["/admin/chronicle/article/", "/admin/chronicle/article/add/"]),
        (signed_in(editor), [f"/admin/chronicle/article/{article.pk}/change/"]),
        (Client(), ["/admin/login/"]),
    ]

    for client, urls in pages:
        for url in urls:
            answer = client.get(url, follow=True)
            assert (url, answer.status_code, inline(answer)) == (url, 200, [])


def inline(response):
    """Return what a policy without 'unsafe-inline' would not run."""
    found = re.findall(
        r"<style\b|<script\b(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>"
        r"|<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>|href=\"javascript:",
        response.content.decode(),
    )
    return (
        [*found]
        if response["Content-Security-Policy"].startswith("default-src 'none'")
        else ["csp"]
    )


@pytest.mark.parametrize(
    "query",
    ["key__startswith=a", "browser__gte=0", "submission=x", "name__regex=(", "id__in=9" + "9" * 30],
)
def test_no_moderator_can_ask_the_list_for_what_it_does_not_show(newsroom, comment, query):
    """Letter by letter, any field could be read that way, the private keys among them."""
    assert texts(newsroom.get(f"{QUEUE}?{query}")) == texts(newsroom.get(QUEUE)) != []


@pytest.mark.parametrize("query", ["comment__key__startswith=a", "reason__regex=("])
def test_no_moderator_can_ask_the_log_for_what_it_does_not_show(newsroom, comment, query):
    log = reverse("admin:comments_decision_changelist")
    found, everything = (newsroom.get(f"{log}?{q}").context["decisions"] for q in (query, ""))
    assert found == everything != []


# What is suspicious is marked wherever a card shows a reader's words


def test_names_and_what_is_answered_are_marked_like_the_text(thread, newsroom, moderator):
    parent = publish(thread, "See p\u0430ypal.", by=moderator, name="An\u200bna")
    submit(thread, "Indeed.", name="B\u0435n", parent=parent)

    page = newsroom.get(QUEUE).content.decode()

    assert 'An<mark title="an invisible character">U+200B</mark>na' in page
    assert '<mark title="letters of two alphabets">p\u0430ypal</mark>' in page
    assert '<mark title="letters of two alphabets">B\u0435n</mark>' in page


def test_what_was_changed_is_marked_like_the_text(comment, newsroom, moderator):
    decide(Transition.SEND_BACK, comment, by=moderator, reason="Please say more.")
    moderation.revise(Comment.objects.get(pk=comment.pk), "Look at p\u0430ypal\u2800now.")

    page = newsroom.get(QUEUE).content.decode()

    changed = page.partition('class="diff"')[2].partition("</p>")[0]
    assert '<mark title="letters of two alphabets">p\u0430ypal</mark>' in changed
    assert ">U+2800</mark>" in changed
