"""Making rules in the admin, and trying them out before they act."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision
from comments.triage import rules
from comments.triage.models import Kind, Rule
from tests.conftest import make_user, publish, submit

ADD = "/admin/triage/rule/add/"
LIST = "/admin/triage/rule/"
FIELDS = {
    "name": "pills",
    "kind": "words",
    "looks_for": "pills",
    "field": "all",
    "effect": "hold",
    "note": "",
    "is_active": "on",
    "ends_at_0": "",
    "ends_at_1": "",
}


@pytest.fixture
def office(senior):
    return signed_in(senior)


@pytest.fixture
def rule(senior):
    return Rule.objects.create(name="pills", looks_for="pills", author=senior)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def change(rule):
    return f"/admin/triage/rule/{rule.pk}/change/"


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# Who may


@pytest.mark.parametrize(
    ("group", "reads", "writes"),
    [
        ("Senior moderators", 200, True),
        ("Moderators", 200, False),
        ("Moderators of chosen articles", 200, False),
        ("Editors", 403, False),
    ],
)
def test_seniors_make_rules_moderators_read_them_and_editors_do_neither(rule, group, reads, writes):
    client = signed_in(make_user("otto", group))
    for url in (LIST, change(rule)):
        assert client.get(url).status_code == reads

    added = client.post(ADD, {**FIELDS, "name": "coins"})
    changed = client.post(change(rule), {**FIELDS, "name": "other"})

    assert (added.status_code, changed.status_code) == ((302, 302) if writes else (403, 403))
    assert (client.get(ADD).status_code == 200) == writes
    names = set(Rule.objects.values_list("name", flat=True))
    assert names == ({"coins", "other"} if writes else {"pills"})


def test_nobody_deletes_a_rule_not_even_a_superuser(rule, django_user_model):
    root = signed_in(django_user_model.objects.create_superuser("root", password="correct horse"))

    answer = root.post(f"/admin/triage/rule/{rule.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert Rule.objects.count() == 1


def test_a_rule_is_its_makers_whoever_changes_it(office, senior, moderator):
    office.post(ADD, FIELDS)
    rule = Rule.objects.get()
    assert rule.author == senior
    other = make_user("sue", "Senior moderators")

    signed_in(other).post(change(rule), {**FIELDS, "note": "Why."})

    rule.refresh_from_db()
    assert (rule.author, rule.note) == (senior, "Why.")


# Trying out


def test_a_rule_is_tried_out_without_being_saved_or_doing_anything(office, thread, moderator):
    caught = publish(thread, "These pills helped.", by=moderator)
    submit(thread, "Other words")
    log = Decision.objects.count()

    answer = office.post(ADD, {**FIELDS, "_try": "1"})

    assert answer.status_code == 200
    assert "Would have caught 1 of the last 2 comments. You approved 1 of those." in words_of(
        answer
    )
    assert f"/admin/comments/comment/{caught.pk}/change/" in answer.content.decode()
    assert not Rule.objects.exists()
    assert Decision.objects.count() == log


def test_trying_out_keeps_what_was_typed(office, rule):
    answer = office.post(change(rule), {**FIELDS, "looks_for": "zanzibar", "_try": "1"})

    assert ">\nzanzibar</textarea>" in answer.content.decode()
    rule.refresh_from_db()
    assert rule.looks_for == "pills"


def test_a_rule_that_is_there_says_what_it_would_catch(office, newsroom, rule, thread):
    submit(thread, "No.")
    for client in (office, newsroom):
        assert "Would have caught 0 of the last 1 comment." in words_of(client.get(change(rule)))


def test_a_long_catch_is_listed_in_part_and_counted_whole(office, thread, rule, monkeypatch):
    Rule.objects.update(is_active=False)
    monkeypatch.setattr(rules, "SHOWN", 1)
    for _ in range(3):
        submit(thread, "pills")

    answer = office.get(change(rule))

    assert "caught 3 of the last 3 comments" in words_of(answer)
    assert "And 2 more." in words_of(answer)
    assert answer.content.decode().count('<q dir="auto">') == 1


def test_an_empty_form_tries_nothing(office):
    assert "Would have caught" not in words_of(office.get(ADD))


def test_trying_out_costs_the_same_however_much_there_is(
    office, thread, rule, django_assert_max_num_queries
):
    for _ in range(30):
        submit(thread, "pills")

    with django_assert_max_num_queries(12):
        office.get(change(rule))


def test_nothing_can_be_asked_of_the_list_but_what_it_offers(office, rule):
    answer = office.get(LIST, {"client__startswith": "a"})

    assert answer.status_code in (302, 400)


# What is refused


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"looks_for": ""}, "Say what to look for, one a line."),
        ({"looks_for": "a"}, "“a” has fewer than two letters"),
        ({"kind": "pattern", "looks_for": "(a+)+$"}, "“(a+)+$” is not a pattern"),
        ({"kind": "links", "looks_for": "no domain"}, "“no domain” is not a domain"),
        ({"ends_at_0": "2020-01-01", "ends_at_1": "00:00"}, "This time is over."),
        ({"looks_for": "x" * 2001}, "2000 characters"),
        ({"looks_for": "pil\u202els"}, "invisible control characters"),
        ({"name": "pi\x07lls"}, "invisible control characters"),
        ({"kind": "client"}, "Select a valid choice"),
        ({"effect": "approve"}, "Select a valid choice"),
        ({"effect": "reject"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_try"])
def test_what_makes_no_sense_is_said_in_a_sentence_and_not_saved(office, wrong, sentence, button):
    answer = office.post(ADD, {**FIELDS, **wrong, button: "1"})

    assert answer.status_code == 200
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert "Would have caught" not in words_of(answer)
    assert not Rule.objects.exists()


@pytest.mark.parametrize("typed", ["\0", "\ud800", "%00", "((((", "*" * 2000, "x\n" * 900])
def test_bad_input_is_answered_with_a_page(office, typed):
    for kind in ("words", "pattern", "links", "names"):
        typed_in = dict.fromkeys(("looks_for", "name", "note"), typed)
        body = urlencode({**FIELDS, **typed_in, "kind": kind, "_try": "1"}, errors="surrogatepass")
        answer = office.post(ADD, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200


# The rule of a place


@pytest.fixture
def place(thread, senior):
    return rules.hold_what_comes_from(submit(thread, client="zanzibar"), senior)


def test_the_rule_of_a_place_never_shows_the_name_of_that_place(office, newsroom, place):
    for client in (office, newsroom):
        for url in (LIST, change(place)):
            answer = client.get(url)
            assert "place of" in answer.content.decode()
            assert "zanzibar" not in answer.content.decode()


def test_the_rule_of_a_place_is_switched_off_like_any_other(office, place):
    answer = office.post(change(place), {"name": "x", "effect": "hold", "note": "Quiet now."})

    place.refresh_from_db()
    assert answer.status_code == 302
    assert (place.is_active, place.kind, place.client) == (False, Kind.CLIENT, "zanzibar")


def test_the_rule_of_a_place_cannot_outlive_its_day(office, place):
    for typed in ("", "2099-01-01"):
        office.post(change(place), {**FIELDS, "ends_at_0": typed, "ends_at_1": typed and "00:00"})

    ends_at = Rule.objects.get().ends_at
    assert ends_at == place.ends_at


def test_a_note_is_added_to_the_rule_of_a_place_whose_day_is_over(office, place):
    Rule.objects.update(ends_at=timezone.now() - timezone.timedelta(minutes=1))

    fields = {"name": "x", "effect": "hold", "note": "It was a school.", "is_active": "on"}
    assert office.post(change(place), fields).status_code == 302

    place.refresh_from_db()
    assert (place.note, place.is_in_force) == ("It was a school.", False)


def test_the_rule_of_a_place_says_what_came_from_there(office, place):
    Comment.objects.update(created_at=timezone.now())

    assert "Would have caught 1 of the last 1 comment" in words_of(office.get(change(place)))
