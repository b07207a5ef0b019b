"""Rules at work on what comes in, and tried out on what came in before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision, Status, Transition
from comments.triage import rules
from comments.triage.models import Effect, Kind, Rule
from comments.triage.models import rules as rule_models
from tests.conftest import decide, make_article, make_user, publish, submit
from tests.racing import at_once


@pytest.fixture
def pills(senior):
    """A rule that sends to spam what speaks of pills."""
    return make_rule(senior)


def make_rule(author, **fields):
    fields = {"name": "pills", "looks_for": "pills", "effect": Effect.SPAM, **fields}
    return Rule.objects.create(author=author, **fields)


def fresh(comment):
    return Comment.objects.select_related("latest", "thread").get(pk=comment.pk)


def log_of(comment):
    entries = Decision.objects.filter(comment=comment).order_by("version")
    return [(entry.transition, entry.rule) for entry in entries]


# What comes in


def test_what_matches_is_decided_as_it_comes_in_by_a_decision_that_names_the_rule(thread, pills):
    comment = submit(thread, "Buy PILLS")

    assert fresh(comment).latest.status == Status.SPAM
    assert log_of(comment) == [("submit", ""), ("mark_spam", f"#{pills.pk} pills")]
    assert fresh(comment).thread.waiting_count == 0


def test_what_does_not_match_is_left_alone(thread, pills):
    assert log_of(submit(thread, "No medicine.")) == [("submit", "")]


@pytest.mark.parametrize(("effect", "said"), [("hold", "Held"), ("suspect", "Suspicious")])
def test_what_is_held_or_suspicious_waits_with_a_mark(thread, senior, effect, said):
    rule = make_rule(senior, effect=effect)

    comment = fresh(submit(thread, "Buy pills"))

    assert comment.latest.status == Status.PENDING
    assert [s["sentence"] for s in comment.signals] == [f"{said} by the rule #{rule.pk} pills."]
    assert comment.cause == rule.label


def test_of_several_rules_the_strongest_acts_and_it_alone(thread, senior):
    for effect in (Effect.HOLD, Effect.SPAM, Effect.SUSPECT):
        make_rule(senior, effect=effect, name=effect.name.lower())

    comment = submit(thread, "Buy pills")

    assert [entry[0] for entry in log_of(comment)] == ["submit", "mark_spam"]


def test_a_new_wording_is_looked_at_as_well(thread, pills, moderator):
    comment = submit(thread, "Good day")
    decide(Transition.SEND_BACK, comment, by=moderator)

    moderation.revise(fresh(comment), "Good pills")

    assert fresh(comment).latest.status == Status.SPAM
    assert fresh(comment).thread.waiting_count == 0


def test_what_staff_write_is_none_of_the_rules_business(thread, pills, moderator):
    parent = publish(thread, by=moderator)
    reply = moderation.reply(parent, "No pills here.", staff=moderator, submission="s")
    waiting = submit(thread, "Words")
    moderation.edit({waiting.pk: waiting.version}, "Pills", moderator=moderator)

    assert fresh(reply).latest.status == fresh(waiting).latest.status == Status.APPROVED


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}],
)
def test_a_rule_that_is_off_or_over_does_nothing(thread, senior, change):
    make_rule(senior, **change)

    assert log_of(submit(thread, "pills")) == [("submit", "")]


def test_a_rule_ends_at_its_time(thread, senior, time_machine):
    make_rule(senior, ends_at=timezone.now() + timedelta(minutes=5))
    first = submit(thread, "pills")
    time_machine.move_to(timezone.now() + timedelta(minutes=5), tick=False)

    assert log_of(submit(thread, "pills")) == [("submit", "")]
    assert len(log_of(first)) == 2


def test_a_change_of_a_rule_counts_from_the_next_comment_on(thread, pills):
    submit(thread, "pills")
    Rule.objects.update(looks_for="coins")

    assert len(log_of(submit(thread, "pills"))) == 1
    assert len(log_of(submit(thread, "coins"))) == 2


def test_nothing_is_stored_where_a_rule_fails(thread, pills, monkeypatch):
    monkeypatch.setattr(rules, "matching", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        submit(thread)

    assert not Comment.objects.exists()
    assert not Decision.objects.exists()


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_rules_cost_one_query_however_many_there_are(thread, senior):
    submit(thread)
    with_none = queries_of(lambda: submit(thread))
    for number in range(20):
        make_rule(senior, looks_for=f"word{number}")

    assert queries_of(lambda: submit(thread)) == with_none


def test_no_more_rules_act_than_may_be_active_however_they_came_to_be(thread, senior, monkeypatch):
    monkeypatch.setattr(rules, "ACTIVE_LIMIT", 2)
    for number in range(3):
        make_rule(senior, looks_for=f"word{number}")

    assert len(log_of(submit(thread, "word1"))) == 2
    assert len(log_of(submit(thread, "word2"))) == 1


def test_the_log_keeps_the_name_that_a_rule_had(thread, pills):
    comment = submit(thread, "pills")
    Rule.objects.update(name="other")

    assert log_of(comment)[-1] == ("mark_spam", f"#{pills.pk} pills")


@pytest.mark.parametrize(
    ("name", "found"), [("#12 pills", 12), ("trust", None), ("#x y", None), ("#12", None)]
)
def test_a_rule_is_known_again_by_the_name_in_the_log(name, found):
    assert rules.rule_of(name) == found


# Before it acts


def test_a_dry_run_says_what_a_rule_would_have_caught_and_what_of_it_was_approved(
    thread, moderator, senior
):
    approved = publish(thread, "These pills helped.", by=moderator)
    waiting = submit(thread, "More pills")
    submit(thread, "Nothing of the kind")
    before = Decision.objects.count()

    found = rules.dry_run(Rule(looks_for="pills"), senior)

    assert (found.number, found.caught, found.approved) == (3, [waiting, approved], 1)
    assert Decision.objects.count() == before


def test_a_dry_run_looks_no_further_back_than_it_says(thread, senior, monkeypatch):
    monkeypatch.setattr(rules, "TRIED_ON", 2)
    for _ in range(3):
        submit(thread, "pills")

    found = rules.dry_run(Rule(looks_for="pills"), senior)

    assert (found.number, len(found.caught)) == (2, 2)


def test_a_dry_run_costs_one_query(thread, senior, django_assert_num_queries):
    assert senior.has_perm("comments.moderate_comment")
    for _ in range(5):
        submit(thread, "pills")

    with django_assert_num_queries(1):
        rules.dry_run(Rule(looks_for="pills"), senior)


def test_a_dry_run_shows_nobody_what_he_may_not_see(thread):
    submit(thread, "pills")
    own = submit(make_article().thread, "pills")
    user = make_user("lena", "Moderators of chosen articles")
    own.thread.moderators.add(user)

    assert rules.dry_run(Rule(looks_for="pills"), user).caught == [own]


def test_erased_words_are_not_counted(thread, senior):
    comment = submit(thread, "pills")
    moderation.remove({comment.pk: comment.version}, moderator=senior)

    assert rules.dry_run(Rule(looks_for="pills"), senior).number == 0


# What comes from one place


def test_what_comes_from_a_place_is_held_until_the_day_ends(thread, senior, time_machine):
    time_machine.move_to("2027-03-01T23:00Z", tick=False)
    comment = submit(thread, client="c" * 32)

    rule = rules.hold_what_comes_from(comment, senior)

    assert rule.ends_at == datetime(2027, 3, 2, tzinfo=UTC)
    held = submit(thread, "Other words", client="c" * 32)
    assert log_of(held) == [("submit", ""), ("hold", rule.label)]
    assert len(log_of(submit(thread, client="d" * 32))) == 1
    time_machine.shift(timedelta(hours=1))
    assert len(log_of(submit(thread, client="c" * 32))) == 1


def test_a_place_is_held_once(thread, senior):
    comment, other = submit(thread, client="c"), submit(thread, client="c")

    first = rules.hold_what_comes_from(comment, senior)

    assert rules.hold_what_comes_from(other, senior) == first


def test_those_of_no_known_place_are_nobodys_neighbours(thread, senior):
    make_rule(senior, kind=Kind.CLIENT, looks_for="", client="")

    assert not rules.can_hold_from(submit(thread))
    assert len(log_of(submit(thread))) == 1


def test_yesterdays_place_is_not_held(thread, time_machine):
    time_machine.move_to("2027-03-01T23:59:59Z", tick=False)
    comment = submit(thread, client="c")
    assert rules.can_hold_from(comment)

    time_machine.shift(timedelta(seconds=1))

    assert not rules.can_hold_from(comment)


def test_places_are_forgotten_when_their_day_is_over(thread, senior, time_machine):
    time_machine.move_to("2027-03-01T12:00Z", tick=False)
    rules.hold_what_comes_from(submit(thread, client="zanzibar"), senior)
    call_command("comments_prune")
    assert Rule.objects.get().client == Comment.objects.get().client == "zanzibar"

    time_machine.move_to("2027-03-02T00:00Z", tick=False)
    call_command("comments_prune")

    assert Rule.objects.get().client == Comment.objects.get().client == ""


# What is refused


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("looks_for", {"looks_for": ""}),
        ("looks_for", {"looks_for": "a"}),
        ("looks_for", {"kind": Kind.PATTERN, "looks_for": "(a+)+$"}),
        ("looks_for", {"kind": Kind.LINKS, "looks_for": "https://evil.example/x"}),
        ("ends_at", {"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_where_it_does_not(senior, field, change):
    rule = Rule(**{"name": "pills", "looks_for": "pills", "author": senior, **change})

    with pytest.raises(ValidationError) as caught:
        rule.full_clean()

    assert list(caught.value.message_dict) == [field]


def test_only_so_many_rules_are_active(senior, monkeypatch):
    monkeypatch.setattr(rule_models, "ACTIVE_LIMIT", 1)
    first = make_rule(senior)
    first.full_clean()  # changing one of them is no new one

    with pytest.raises(ValidationError, match="Switch one off"):
        Rule(name="coins", looks_for="coins", author=senior).full_clean()

    Rule(name="coins", looks_for="coins", author=senior, is_active=False).full_clean()


# At the same instant


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_at_once_is_caught_each_by_one_decision_and_counted():
    thread = make_article().thread
    rule = make_rule(make_user("sam", "Senior moderators"))

    caught = at_once(8, lambda number: submit(thread, f"pills {number}"))

    for comment in caught:
        assert log_of(comment) == [("submit", ""), ("mark_spam", rule.label)]
    thread.refresh_from_db()
    assert (thread.waiting_count, thread.visible_count) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_undoings_of_a_mark_one_holds_and_every_other_is_told():
    people = [make_user(f"m{number}", "Moderators") for number in range(6)]
    make_rule(people[0], effect=Effect.HOLD)
    comment = submit(make_article().thread, "pills")

    outcomes = at_once(6, lambda n: moderation.undo({comment.pk: 2}, moderator=people[n]))

    assert sorted(len(outcome.decided) for outcome in outcomes) == [0, 0, 0, 0, 0, 1]
    told = {left.last_decision.transition for outcome in outcomes for left in outcome.left}
    assert told == {"undo"}
    assert (fresh(comment).version, fresh(comment).signals) == (3, [])
    assert fresh(comment).thread.waiting_count == 1
