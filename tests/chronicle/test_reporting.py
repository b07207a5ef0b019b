"""Reporting a comment: the moderators hear of it, nothing changes by itself, nothing is lost."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chronicle import reporting
from comments import moderation
from comments.models import Comment, Decision
from comments.reports.models import OPEN_LIMIT, Report

from ..conftest import decide, make_article, publish
from ..test_secrecy import STATES

WORDS = 'It is <b>about</b> "me" & mine.'
SAID = {"reason": "insult", "words": WORDS}


@pytest.fixture
def comment(thread, moderator):
    return publish(thread, "Bad *words*.", name="Bert", by=moderator)


def path(comment):
    return f"/comments/{comment.pk}/report/"


def came_back(answer):
    return "It is &lt;b&gt;about&lt;/b&gt; &quot;me&quot; &amp; mine." in answer.content.decode()


def desk(client, query="?status=reported"):
    return client.get(f"/admin/comments/comment/{query}").content.decode()


def test_a_report_reaches_the_desk_with_its_reason_and_words(client, newsroom, comment):
    for _ in range(2):
        answer = client.post(path(comment), SAID)
        assert answer.status_code == 200 and "Thank you" in answer.content.decode()

    html = desk(newsroom)

    assert "reported: It insults or threatens somebody <b>2</b>" in html
    assert "It is &lt;b&gt;about&lt;/b&gt;" in html and "Bad" in html


def test_a_report_changes_nothing_about_the_comment(client, comment):
    before = Comment.objects.filter(pk=comment.pk).values().get()
    decisions = Decision.objects.count()

    client.post(path(comment), SAID)

    assert Comment.objects.filter(pk=comment.pk).values().get() == before
    assert Decision.objects.count() == decisions


def test_the_form_is_linked_from_the_comment_and_is_the_same_for_everyone(
    client, newsroom, article, comment
):
    assert f'href="{path(comment)}"' in client.get(article.get_absolute_url()).content.decode()

    first, second = client.get(path(comment)), newsroom.get(path(comment))

    assert first.content == second.content and not first.cookies
    assert first["X-Robots-Tag"] == "noindex" and "s-maxage" in first["Cache-Control"]


@pytest.mark.parametrize(
    "said",
    [{"words": WORDS}, {"reason": "nothing", "words": WORDS}, {**SAID, "words": WORDS + "x" * 500}],
)
def test_what_is_incomplete_comes_back_with_a_sentence(client, comment, said):
    answer = client.post(path(comment), said)

    assert answer.status_code == 422 and came_back(answer)
    assert 'class="error"' in answer.content.decode()
    assert not Report.objects.exists()


def test_what_another_site_sends_comes_back(client, comment):
    answer = client.post(path(comment), SAID, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403 and came_back(answer)
    assert not Report.objects.exists()


def test_over_the_budget_the_words_come_back_and_others_may_go_on(client, comment):
    for _ in range(reporting.FROM_CLIENT.limit):
        assert client.post(path(comment), SAID).status_code == 200

    answer = client.post(path(comment), SAID)

    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0 and came_back(answer)
    assert 'value="insult"' in answer.content.decode() and "checked" in answer.content.decode()
    assert Client(REMOTE_ADDR="198.51.100.7").post(path(comment), SAID).status_code == 200


def test_a_storage_that_fails_loses_no_words(client, comment, monkeypatch):
    def fail(pk):
        raise OperationalError

    monkeypatch.setattr(reporting, "find", fail)

    answer = client.post(path(comment), SAID)

    assert answer.status_code == 503 and came_back(answer) and answer["Retry-After"]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_report_of_a_hidden_comment_is_that_of_none(thread, moderator, senior, state):
    hidden = state(thread, moderator, senior)
    said = []
    for pk in (hidden.pk, 10**9, 2**70):
        for answer in (
            Client().get(f"/comments/{pk}/report/"),
            Client().post(f"/comments/{pk}/report/", SAID),
        ):
            said.append((answer.status_code, answer.content.decode().replace(f"/{pk}/", "")))

    assert said[:2] == said[2:4] == said[4:]
    assert {status for status, _html in said} == {404}
    assert not Report.objects.exists()


def test_a_comment_is_not_reported_without_end(comment):
    for _ in range(OPEN_LIMIT + 5):
        Report.objects.file(comment, reason="spam", words="")

    assert Report.objects.count() == OPEN_LIMIT


def test_nothing_of_who_reports_is_stored(client, comment):
    client.post(path(comment), SAID)

    assert set(Report.objects.values().get()) == {
        "id",
        "comment_id",
        "reason",
        "words",
        "created_at",
        "closed_at",
    }


@pytest.mark.parametrize("transition", ["reject", "mark_spam", "send_back"])
def test_a_decision_closes_the_reports(client, newsroom, comment, moderator, transition):
    client.post(path(comment), SAID)
    decide(transition, comment, by=moderator)

    assert "reported:" not in desk(newsroom)


def test_its_author_does_not_close_the_reports(client, comment):
    client.post(path(comment), SAID)
    moderation.withdraw(comment)

    assert Report.objects.open().exists()


def test_removing_for_good_erases_the_words_of_the_reports_too(client, comment, senior):
    client.post(path(comment), SAID)
    moderation.remove({comment.pk: comment.version}, moderator=senior)

    assert Report.objects.get().words == "" and not Report.objects.open().exists()


def test_keeping_a_comment_closes_its_reports_and_decides_nothing(client, newsroom, comment):
    client.post(path(comment), SAID)
    before = Decision.objects.count()

    answer = newsroom.post(
        f"/admin/comments/comment/{comment.pk}/keep/", {"back": "status=reported"}, follow=True
    )

    assert "It stays as it is; its reports are closed." in answer.content.decode()
    assert "reported:" not in desk(newsroom) and Decision.objects.count() == before
    assert Comment.objects.visible().filter(pk=comment.pk).exists()


def test_only_moderators_keep(client, comment, editor):
    client.post(path(comment), SAID)
    client.force_login(editor)

    assert client.post(f"/admin/comments/comment/{comment.pk}/keep/").status_code == 403
    assert Report.objects.open().exists()


def test_moderators_of_chosen_articles_see_and_keep_their_own_only(client, comment, moderator):
    client.post(path(comment), SAID)
    chosen = make_article().thread
    moderator.groups.set(
        moderator.groups.model.objects.filter(name="Moderators of chosen articles")
    )
    chosen.moderators.add(moderator)
    client.force_login(type(moderator).objects.get(pk=moderator.pk))

    assert "reported:" not in desk(client)
    assert client.post(f"/admin/comments/comment/{comment.pk}/keep/").status_code == 404


def test_the_desk_costs_no_more_for_many_reports(client, newsroom, thread, moderator):
    costs = []
    for number in (1, 20):
        for _ in range(number):
            Report.objects.file(publish(thread, by=moderator), reason="spam", words="w")
        with CaptureQueriesContext(connection) as queries:
            desk(newsroom)
        costs.append(len(queries))

    assert costs[1] <= costs[0]  # the desk learns from decisions when it is first opened
