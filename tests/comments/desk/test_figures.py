"""The figures of the desk: the numbers, who may see which, and what they cost."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from captcha import signals
from captcha.models import Spent
from chronicle import figures as site
from comments import moderation
from comments.desk import figures
from comments.models import Comment, Decision, Lane, Transition
from comments.triage.models import Score
from tests.conftest import decide, make_article, make_user, publish, submit

FIGURES = "/admin/comments/decision/figures/"


@pytest.fixture
def clock():
    with time_machine.travel("2027-03-10T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def week(clock, thread, moderator, senior):
    """Two that waited one and three hours and were approved yesterday, one of them rejected today
    by a senior, and one that waits since yesterday."""
    clock.move_to("2027-03-09T08:00:00Z")
    thread.public_at = timezone.now() - timedelta(days=1)
    thread.save()
    slow, quick, waiting = submit(thread), submit(thread), submit(thread, lane=Lane.OTHER)
    clock.shift(timedelta(hours=1))
    decide(Transition.APPROVE, quick, by=moderator)
    clock.shift(timedelta(hours=2))
    decide(Transition.APPROVE, slow, by=moderator)
    clock.move_to("2027-03-10T12:00:00Z")
    decide(Transition.REJECT, slow, by=senior)
    return slow, quick, waiting


def chart(name, user, length=7):
    return {chart.name: chart for chart in figures.all_charts(user, length)}[name]


def rows(name, user, length=7):
    return [tuple(map(str, row)) for row in chart(name, user, length).rows]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_queue_of_each_day_is_counted_back_through_the_log(week, senior):
    *before, yesterday, today = rows("queue", senior)
    assert {row[1] for row in before} == {"0"}
    assert yesterday == ("2027-03-09", "1", "3", "2")
    assert today == ("2027-03-10", "1", "0", "0")


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_what_is_removed_for_good_leaves_the_queue_once(week, senior, is_withdrawn):
    waiting = Comment.objects.get(pk=week[2].pk)
    if is_withdrawn:
        waiting = moderation.withdraw(waiting)

    moderation.remove({waiting.pk: waiting.version}, moderator=senior)

    assert [row[1:] for row in rows("queue", senior)[-2:]] == [("1", "3", "2"), ("0", "0", "1")]


@pytest.mark.parametrize("back", [True, False])
def test_what_authors_take_away_and_bring_back_is_in_the_queue_of_that_day(
    week, clock, senior, back
):
    waiting = Comment.objects.get(pk=week[2].pk)
    moderation.withdraw(waiting)
    clock.shift(timedelta(days=1))
    if back:
        moderation.undo_withdrawal(Comment.objects.get(pk=waiting.pk))
    waited = [row[1] for row in rows("queue", senior)[-3:]]
    assert waited == ["1", "0", "1" if back else "0"]


def test_an_undone_decision_puts_its_comment_back_into_the_queue_of_that_day(
    week, clock, moderator, senior
):
    clock.shift(timedelta(days=1))
    quick = Comment.objects.get(pk=week[1].pk)
    moderation.undo({quick.pk: quick.version}, moderator=moderator)
    assert [row[1] for row in rows("queue", senior)[-3:]] == ["1", "1", "2"]


def test_the_median_and_the_95th_percentile_of_the_wait_are_exact(week, senior):
    assert rows("waits", senior)[-2:] == [
        ("2027-03-09", "1 h 00 min", "3 h 00 min", "2"),
        ("2027-03-10", "·", "·", "0"),
    ]


@pytest.mark.parametrize(
    ("found", "percent", "expected"),
    [([], 50, None), ([7], 95, 7), ([3, 1, 2], 50, 2), (range(1, 101), 95, 95), ([1, 9], 95, 9)],
)
def test_a_percentile_is_the_smallest_that_so_many_do_not_exceed(found, percent, expected):
    assert figures.percentile(found, percent) == expected


def test_a_reply_by_staff_is_no_wait(week, moderator, senior):
    parent = Comment.objects.get(pk=week[1].pk)
    moderation.reply(parent, "Thanks.", staff=moderator, submission="s")
    assert rows("waits", senior)[-1] == ("2027-03-10", "·", "·", "0")


def test_decisions_are_counted_by_moderator_and_day(week, senior):
    found = chart("moderators", senior)
    assert found.head[1:] == ["mary", "sam"]
    assert [tuple(row[1:]) for row in found.rows[-2:]] == [(2, 0), (0, 1)]


def test_beyond_six_moderators_the_rest_are_counted_together(week, article, senior):
    for number in range(7):
        publish(article.thread, by=make_user(f"m{number}", "Moderators"))
    found = chart("moderators", senior)
    assert len(found.head) == 1 + 6 + 1 and len(found.panels) == 7
    assert sum(sum(row[1:]) for row in found.rows) == 10


def test_a_reversal_is_counted_for_whom_it_reverses(week, moderator, senior):
    slow = Comment.objects.get(pk=week[0].pk)
    moderation.undo({slow.pk: slow.version}, moderator=senior)
    assert rows("reversals", senior) == [
        ("mary", "2", "0", "1", "50.0 %"),
        ("sam", "1", "1", "0", "100.0 %"),
    ]


def test_lanes_say_what_came_in_and_how_it_stands(week, senior):
    pictures, other, _staff = rows("lanes", senior)
    assert pictures == ("pictures", "2", "0", "1", "0", "1", "0")
    assert other == ("without pictures", "1", "1", "0", "0", "0", "0")


@pytest.fixture
def judged(clock, thread, moderator):
    """Spam and a remark that were both called likely spam, and spam that was not."""
    thread.public_at = timezone.now() - timedelta(days=1)
    thread.save()
    for permille, transition in ((950, "mark_spam"), (900, "approve"), (899, "mark_spam")):
        comment = submit(thread)
        Score.objects.filter(comment=comment).update(permille=permille)
        decide(transition, comment, by=moderator)
        clock.shift(timedelta(minutes=1))


def test_the_score_s_precision_is_what_moderators_made_of_likely_spam(judged, senior):
    *_before, today = rows("score", senior)

    assert today[1:] == ("2", "1", "2")
    assert chart("score", senior).note.count("50.0 %") == 2


def test_a_decision_that_was_undone_says_nothing_of_the_score(judged, moderator, senior):
    Score.objects.update(permille=950)
    moderation.undo_together(Decision.objects.latest("pk"), moderator=moderator)

    *_before, today = rows("score", senior)

    assert today[1:] == ("2", "1", "1")


def test_a_moderator_of_chosen_articles_sees_the_figures_of_those_alone(week, thread):
    lena = make_user("lena", "Moderators of chosen articles")
    own = make_article().thread
    own.moderators.add(lena)
    submit(own)
    assert rows("queue", lena)[-1] == ("2027-03-10", "1", "1", "0")
    assert rows("moderators", lena) == [(day,) for day, *_ in rows("queue", lena)]
    assert b">mary<" not in signed_in(lena).get(FIGURES).content


def test_the_captchas_answers_of_a_day_are_exact(db, clock):
    for number, verdict in enumerate(["passed", "passed", "passed", "wrong", "unable"]):
        Spent.objects.create(nonce=str(number), level=1, verdict=verdict)
    clock.shift(timedelta(hours=24, seconds=1))
    Spent.objects.create(nonce="late", level=0, verdict="wrong")
    clock.shift(timedelta(seconds=-2))
    (found,) = site.captcha_charts()
    assert [row[1:4] for row in found.rows[:2]] == [[0, 1, 0], [3, 1, 1]]
    assert found.shares[1] == 75


def test_what_was_shown_is_counted_as_a_sample_and_labelled_as_one(db, clock, article, reader):
    reader.fetch_token(article)
    reader.fetch_token(article)
    (found,) = site.captcha_charts()
    assert "Shown: at least 2. That is a sample" in found.note
    clock.shift(timedelta(hours=25))
    assert site.shown() == 0


def test_without_its_cache_the_site_shows_pictures_and_says_that_it_does_not_know(
    db, article, reader, monkeypatch
):
    class Broken:
        def add(self, *args):
            raise OSError

        incr = get_many = add

    monkeypatch.setattr(site, "cache", Broken())
    assert reader.fetch_token(article)
    assert "not known" in site.captcha_charts()[0].note


def test_it_is_the_site_that_hands_the_captchas_figures_over():
    assert site.captcha_charts in figures.HANDED_OVER
    assert site.count_shown in [receiver() for _key, receiver, *_ in signals.issued.receivers]


@pytest.mark.parametrize(("text", "length"), [("7", 7), ("90", 90), ("", 28), ("1000", 28)])
def test_an_odd_number_of_days_is_the_usual_one(text, length):
    assert figures.read_length(text) == length


@pytest.mark.parametrize("days", ["7", "28", "90", "9" * 50, "\u0661"])
def test_the_page_shows_every_chart_as_a_table_too(week, senior, days):
    page = signed_in(senior).get(FIGURES, {"days": days})
    assert page.status_code == 200
    assert page.content.count(b"<figure") == page.content.count(b"<table") == 7


def test_a_site_without_a_past_has_figures_too(db, senior):
    assert signed_in(senior).get(FIGURES).status_code == 200


def test_the_figures_cost_as_many_queries_with_much_as_with_little(
    week, thread, moderator, django_assert_max_num_queries
):
    client = signed_in(moderator)
    for _ in range(30):
        publish(thread, by=moderator)
    with django_assert_max_num_queries(12):
        client.get(FIGURES, {"days": "90"})


@pytest.mark.parametrize(
    ("group", "status"),
    [("Moderators", 200), ("Senior moderators", 200), ("Editors", 403)],
)
def test_only_who_may_read_the_log_sees_the_figures(db, group, status):
    assert signed_in(make_user("boris", group)).get(FIGURES).status_code == status
    assert Client().get(FIGURES).status_code == 302


def test_figures_are_only_read(newsroom):
    assert newsroom.post(FIGURES).status_code == 405
