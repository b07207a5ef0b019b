"""What the desk shows of rules, and the button that makes one."""

import pytest
from django.test import Client

from comments import moderation
from comments.models import Comment, Decision, Status
from comments.triage.models import Effect, Kind, Rule
from tests.conftest import submit

DESK = "/admin/comments/comment/"


@pytest.fixture
def office(senior):
    client = Client()
    client.force_login(senior)
    return client


def rule_that(effect, author):
    return Rule.objects.create(name="pills", looks_for="pills", effect=effect, author=author)


def page_of(comment):
    return f"/admin/comments/comment/{comment.pk}/change/"


def fresh(comment):
    return Comment.objects.select_related("latest").get(pk=comment.pk)


@pytest.mark.parametrize("effect", [Effect.HOLD, Effect.SUSPECT])
def test_a_mark_is_a_chip_that_leads_to_its_rule(newsroom, senior, thread, effect):
    rule = rule_that(effect, senior)
    comment = submit(thread, "pills")

    for url in (DESK, page_of(comment)):
        html = newsroom.get(url).content.decode()
        assert f'<a href="/admin/triage/rule/{rule.pk}/change/">' in html
        assert f"by the rule {rule.label}." in html


def test_what_rules_hold_is_found_by_its_cause(newsroom, senior, thread):
    rule = rule_that(Effect.HOLD, senior)
    submit(thread, "pills")
    submit(thread, "zanzibar")

    html = newsroom.get(DESK, {"cause": rule.label}).content.decode()

    assert "pills" in html
    assert "zanzibar" not in html


@pytest.mark.parametrize("effect", [Effect.HOLD, Effect.SPAM])
def test_what_a_rule_did_is_undone_with_a_button(newsroom, senior, thread, effect):
    rule_that(effect, senior)
    comment = fresh(submit(thread, "pills"))

    answer = newsroom.post(f"{DESK}decide/", {"action": "undo", "cards": comment.card})

    assert answer.status_code == 303
    assert fresh(comment).latest.status == Status.PENDING
    assert fresh(comment).signals == []
    assert Decision.objects.latest("pk").actor == "mary"
    assert "Undo the rule's mark" not in newsroom.get(DESK).content.decode()


def test_spam_by_a_rule_is_listed_under_what_was_decided_with_its_actor(newsroom, senior, thread):
    rule = rule_that(Effect.SPAM, senior)
    submit(thread, "pills")

    for status in ("decided", "spam"):
        html = newsroom.get(DESK, {"status": status}).content.decode()
        assert f"by <bdi>the rule {rule.label}</bdi>" in html


def test_the_log_and_the_figures_tell_rules_from_moderators(newsroom, senior, thread):
    rule = rule_that(Effect.SPAM, senior)
    comment = submit(thread, "pills")
    moderation.undo({comment.pk: fresh(comment).version}, moderator=senior)
    submit(thread, "pills")

    log = newsroom.get("/admin/comments/decision/", {"who": "rule"}).content.decode()
    figures = newsroom.get("/admin/comments/decision/figures/")

    assert log.count(f"the rule {rule.label}") == 2
    assert figures.status_code == 200
    rows = {chart.name: chart.rows for chart in figures.context["charts"]}
    assert rows["reversals"] == []
    assert rows["queue"][-1][1:] == [1, 3, 2]


# Hold what comes from here


def hold(client, comment, **fields):
    return client.post(f"{DESK}{comment.pk}/hold/", fields)


def test_a_senior_holds_what_comes_from_where_a_comment_came(office, thread):
    comment = submit(thread, client="c1")
    assert "Hold what comes from here" in office.get(DESK).content.decode()

    answer = hold(office, comment, back="status=pending&q=W")

    rule = Rule.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{DESK}?q=W")
    assert rule.kind == Kind.CLIENT
    assert fresh(submit(thread, client="c1")).cause == rule.label
    assert fresh(comment).version == 1


def test_from_its_own_page_it_leads_back_there(office, thread):
    comment = submit(thread, client="c1")

    assert hold(office, comment, page=comment.pk)["Location"] == page_of(comment)
    assert hold(office, comment, page=comment.pk).status_code == 303
    assert Rule.objects.count() == 1


def test_moderators_make_no_rules(newsroom, thread):
    comment = submit(thread, client="c1")

    assert "Hold what comes from here" not in newsroom.get(DESK).content.decode()
    assert hold(newsroom, comment).status_code == 403
    assert not Rule.objects.exists()


def test_of_a_comment_from_nowhere_nothing_more_can_be_held(office, thread):
    comment = submit(thread)

    assert "Hold what comes from here" not in office.get(DESK).content.decode()
    answer = hold(office, comment)

    assert answer.status_code == 409
    assert "known on its own day only" in answer.content.decode()
    assert not Rule.objects.exists()


def test_too_many_rules_are_said_in_a_sentence(office, senior, thread, monkeypatch):
    monkeypatch.setattr("comments.triage.models.rules.ACTIVE_LIMIT", 1)
    rule_that(Effect.HOLD, senior)

    answer = hold(office, submit(thread, client="c1"))

    assert answer.status_code == 409
    assert "Switch one off first." in answer.content.decode()


def test_looking_at_the_button_makes_no_rule(office, thread):
    comment = submit(thread, client="c1")

    assert office.get(f"{DESK}{comment.pk}/hold/").status_code == 405
    assert office.post(f"{DESK}{comment.pk + 1}/hold/").status_code == 404
    assert not Rule.objects.exists()


def test_no_page_of_the_desk_shows_the_name_of_a_place(office, thread):
    comment = submit(thread, client="zanzibar")

    for url in (DESK, page_of(comment), f"{DESK}?status=decided"):
        assert "zanzibar" not in office.get(url).content.decode()
