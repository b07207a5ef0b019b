"""Objecting on the author's page: moderators hear of it, and no failure loses what was typed."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chronicle import objecting
from comments import moderation
from comments.models import Comment, Decision, Objection, Transition
from comments.text import OBJECTION_LIMIT

from ..conftest import decide, make_article, publish, submit
from ..racing import at_once

WORDS = 'I <b>named</b> "it" & more.'
REASON = "Please name your source."


@pytest.fixture
def refused(thread, moderator):
    comment = submit(thread, "Refused *words*.")
    decide(Transition.REJECT, comment, by=moderator, reason=REASON)
    return Comment.objects.get(pk=comment.pk)


def mine(comment):
    return reverse("comments:mine", args=[comment.key])


def object_to(client, comment, words=WORDS, version=2):
    url = reverse("object", args=[comment.key])
    return client.post(url, {"version": version, "text": words})


def came_back(answer):
    return "I &lt;b&gt;named&lt;/b&gt; &quot;it&quot; &amp; more." in answer.content.decode()


def told(client, comment):
    return client.get(mine(comment)).content.decode()


def desk(client, query="?status=objected"):
    return client.get(f"/admin/comments/comment/{query}").content.decode()


def let_stand(client, comment):
    url = reverse("admin:comments_comment_stand", args=[comment.pk])
    return client.post(url, {"back": "status=objected"}, follow=True)


# The author


@pytest.mark.parametrize(
    ("transition", "is_offered"),
    [
        (None, False),
        (Transition.APPROVE, False),
        (Transition.SEND_BACK, False),
        (Transition.REJECT, True),
        (Transition.MARK_SPAM, True),
    ],
)
def test_only_who_was_refused_is_told_how_to_object(
    client, thread, moderator, transition, is_offered
):
    comment = submit(thread)
    if transition:
        decide(transition, comment, by=moderator)

    assert ("Object to this decision" in told(client, comment)) == is_offered


def test_an_objection_is_received_and_no_second_one_offered(client, refused):
    answer = object_to(client, refused)

    html = told(client, refused)
    assert (answer.status_code, answer["Location"]) == (303, mine(refused))
    assert "Your objection was received." in html and REASON in html
    assert "Object to this decision" not in html and "the decision stands" not in html
    assert Objection.objects.get().words == WORDS


def test_looking_at_the_address_of_the_form_leads_to_the_page(client, refused):
    answer = client.get(reverse("object", args=[refused.key]))

    assert (answer.status_code, answer["Location"]) == (303, mine(refused))
    assert not Objection.objects.exists()


def test_a_second_click_is_answered_like_the_first(client, refused):
    answers = [object_to(client, refused) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303] * 3
    assert Objection.objects.count() == 1


def test_other_words_after_the_first_come_back(client, refused):
    object_to(client, refused, "First words.")

    answer = object_to(client, refused)

    assert answer.status_code == 409 and came_back(answer)
    assert "You have objected already" in answer.content.decode()
    assert Objection.objects.get().words == "First words."


@pytest.mark.parametrize("transition", [Transition.APPROVE, Transition.SEND_BACK, "remove"])
def test_words_against_what_is_not_so_any_more_come_back(client, refused, senior, transition):
    if transition == "remove":
        moderation.remove({refused.pk: refused.version}, moderator=senior)
    else:
        decide(transition, refused, by=senior)

    answer = object_to(client, refused)

    assert answer.status_code == (410 if transition == "remove" else 409) and came_back(answer)
    assert not Objection.objects.exists()


def test_what_is_typed_against_a_refusal_never_becomes_the_comments_wording(
    client, refused, senior
):
    decide(Transition.SEND_BACK, refused, by=senior)

    html = object_to(client, refused).content.decode()

    form = html.partition('name="text"')[2].partition("</textarea>")[0]
    assert "Refused *words*." in form and "named" not in form


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Please say why"),
        (" \n\u3000 ", "Please say why"),
        ("x" * (OBJECTION_LIMIT + 1), "shorten it by 1 character"),
        ("a\0b", 'class="error"'),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence(client, refused, words, sentence):
    answer = object_to(client, refused, words)

    html = answer.content.decode()
    assert answer.status_code == 422 and sentence in html
    assert words.replace("\0", "").strip() in html and "by-mail" in html
    assert not Objection.objects.exists()


def test_as_many_characters_as_are_allowed_are_taken(client, refused):
    assert object_to(client, refused, "é\r\n" * (OBJECTION_LIMIT // 2)).status_code == 303


def test_over_the_budget_the_words_come_back_and_others_may_go_on(client, refused):
    for _ in range(objecting.FROM_CLIENT.limit):
        objecting.FROM_CLIENT.take(*client.get("/").wsgi_request.client_keys)

    answer = object_to(client, refused)

    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0 and came_back(answer)
    assert not Objection.objects.exists()
    assert object_to(Client(REMOTE_ADDR="198.51.100.7"), refused).status_code == 303


def test_a_storage_that_fails_loses_no_words(client, refused, monkeypatch):
    def fail(key):
        raise OperationalError

    monkeypatch.setattr(objecting, "get_own", fail)

    answer = object_to(client, refused)

    html = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] and came_back(answer)
    assert f'action="{reverse("object", args=[refused.key])}?again"' in html
    assert 'value="2"' in html


def test_a_wrong_key_is_not_found(client, refused):
    for key in ("k" * 22, "x", "0" * 500):
        url = reverse("object", args=[key])
        assert client.post(url, {"version": 2, "text": WORDS}).status_code == 404
    assert not Objection.objects.exists()


@pytest.mark.parametrize("version", ["", "1", "3", "x", "9" * 5000])
def test_words_to_another_version_come_back(client, refused, version):
    answer = object_to(client, refused, version=version)

    assert answer.status_code == 409 and came_back(answer)
    assert not Objection.objects.exists()


def test_the_answers_are_kept_from_caches_search_engines_and_other_sites(client, refused):
    given_back = object_to(client, refused, "")
    answers = [object_to(client, refused), client.get(reverse("object", args=[refused.key]))]

    assert given_back["Cache-Control"] == "private, no-cache"
    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
    for answer in (given_back, *answers):
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer" and not answer.cookies


def test_an_objection_tells_a_refusal_from_spam_as_little_as_the_page_does(
    client, thread, moderator, time_machine
):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    pages = []
    for transition in (Transition.REJECT, Transition.MARK_SPAM):
        comment = submit(thread)
        decide(transition, comment, by=moderator)
        object_to(client, comment)
        pages.append(told(client, comment).replace(comment.key, ""))
        Objection.objects.close()
        pages.append(told(client, comment).replace(comment.key, ""))

    assert pages[:2] == pages[2:]


# The moderators


def test_the_desk_shows_the_words_and_the_decision_they_are_against(client, newsroom, refused):
    object_to(client, refused)

    html = desk(newsroom)

    assert "I &lt;b&gt;named&lt;/b&gt; &quot;it&quot; &amp; more." in html
    assert "Against the decision:" in html and "mary" in html and REASON in html
    assert "Let the decision stand" in html


def test_the_page_of_the_comment_shows_them_too(client, newsroom, refused):
    object_to(client, refused)

    html = desk(newsroom, f"{refused.pk}/change/")

    assert "The author objects:" in html and "&lt;b&gt;named&lt;/b&gt;" in html


def test_letting_it_stand_answers_it_and_decides_nothing(client, newsroom, refused):
    object_to(client, refused)
    before = Comment.objects.values().get(), Decision.objects.count()

    answer = let_stand(newsroom, refused)

    assert "The decision stands" in answer.content.decode()
    assert (Comment.objects.values().get(), Decision.objects.count()) == before
    assert "&lt;b&gt;named&lt;/b&gt;" not in desk(newsroom)
    html = told(client, refused)
    assert "was read, and the decision stands" in html and "Object to" not in html


def test_who_lets_stand_what_was_answered_is_told(client, newsroom, refused, moderator):
    object_to(client, refused)
    decide(Transition.APPROVE, refused, by=moderator)

    answer = let_stand(newsroom, refused)

    assert "Somebody has answered this objection already." in answer.content.decode()
    assert "Your comment is published" in told(client, refused)


def test_a_comment_that_is_approved_after_all_says_nothing_of_a_decision_that_stands(
    client, newsroom, refused
):
    object_to(client, refused)
    card = f"{refused.pk}:{refused.version}"
    newsroom.post("/admin/comments/comment/decide/", {"action": "approve", "cards": card})

    html = told(client, refused)

    assert "Your comment is published" in html and "objection" not in html


def test_one_whose_author_withdrew_it_needs_no_answer_until_he_brings_it_back(
    client, newsroom, refused
):
    object_to(client, refused)
    moderation.withdraw(refused)
    assert "The author objects:" not in desk(newsroom)
    assert "received" not in told(client, refused)

    moderation.undo_withdrawal(Comment.objects.get(pk=refused.pk))

    assert "The author objects:" in desk(newsroom)


def test_moderators_of_chosen_articles_see_and_answer_their_own_only(client, refused, moderator):
    object_to(client, refused)
    groups = moderator.groups.model.objects
    moderator.groups.set(groups.filter(name="Moderators of chosen articles"))
    make_article().thread.moderators.add(moderator)
    client.force_login(type(moderator).objects.get(pk=moderator.pk))

    assert "The author objects:" not in desk(client)
    assert let_stand(client, refused).status_code == 404
    refused.thread.moderators.add(moderator)
    assert "The author objects:" in desk(client)


def test_who_may_see_but_not_decide_sees_no_objection(client, refused, moderator):
    object_to(client, refused)
    moderator.groups.clear()
    permissions = moderator.user_permissions.model.objects
    moderator.user_permissions.set(permissions.filter(codename="view_comment"))
    client.force_login(type(moderator).objects.get(pk=moderator.pk))

    assert "Refused" in desk(client, "?status=rejected")
    for query in ("?status=rejected", "?status=objected", f"{refused.pk}/change/"):
        html = desk(client, query)
        assert "named" not in html and "objects:" not in html
    assert let_stand(client, refused).status_code == 403
    assert Objection.objects.open().exists()


def test_the_desk_costs_no_more_for_many_objections(client, newsroom, thread, moderator):
    costs = []
    for number in (1, 20):
        for _ in range(number):
            comment = publish(thread, by=moderator)
            moderation.revise(comment, "Other words.")
            decide(Transition.REJECT, comment, by=moderator)
            object_to(client, comment, version=4)
            objecting.FROM_CLIENT.reset(client.get("/").wsgi_request.client_key)
        with CaptureQueriesContext(connection) as queries:
            assert "The author objects:" in desk(newsroom)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12


# Races


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_instant_file_one_objection(refused):
    answers = at_once(8, lambda number: object_to(Client(), refused).status_code)

    assert answers == [303] * 8
    assert Objection.objects.get().words == WORDS
