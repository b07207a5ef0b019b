"""A moderator's mail about the queue, and how the mail fares."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.mail.admin import wish
from comments.mail.models import Mail, QueueDigest
from tests.conftest import make_article, make_user, submit

from .conftest import send

PAGE = reverse("admin:mail_queuedigest_changelist")
# Not on the hour.
NOON = "2027-01-01T12:20:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def mary(moderator):
    moderator.email = "mary@news.example"
    moderator.save()
    return moderator


@pytest.fixture
def told(mary):
    wish(mary, "hourly")


def test_a_moderator_chooses_and_changes_and_ends_the_digest(mary, newsroom):
    assert b"mary@news.example" in newsroom.get(PAGE).content
    for rhythm in ("hourly", "daily"):
        newsroom.post(PAGE, {"rhythm": rhythm})
        assert QueueDigest.objects.get().rhythm == rhythm
    newsroom.post(PAGE, {"rhythm": ""})
    assert not QueueDigest.objects.exists()


def test_nonsense_is_refused_with_a_sentence(mary, newsroom):
    answer = newsroom.post(PAGE, {"rhythm": "always"})
    assert answer.status_code == 422 and "Choose one of these" in answer.content.decode()


def test_an_account_without_an_address_is_told_what_to_do(newsroom):
    assert "Ask an administrator" in newsroom.get(PAGE).content.decode()
    newsroom.post(PAGE, {"rhythm": "hourly"})
    assert not QueueDigest.objects.exists()


def test_who_moderates_nothing_is_not_let_in(editor):
    client = Client()
    assert client.get(PAGE).status_code == 302
    client.force_login(editor)
    assert client.get(PAGE).status_code == 403


def test_without_a_mail_server_there_is_no_such_page(newsroom, settings):
    settings.IS_MAIL_ON = False
    assert newsroom.get(PAGE).status_code == 403
    assert PAGE not in newsroom.get(reverse("admin:index")).content.decode()


@pytest.mark.usefixtures("told")
def test_the_digest_says_how_many_wait_and_how_long_and_no_word_of_them(thread, clock):
    submit(thread, "zanzibar words", name="zanzibar")
    clock.shift(timedelta(minutes=90))
    submit(thread, "zanzibar words", name="zanzibar")
    assert send() == {"sent": 1}
    [message] = mail.outbox
    raw = message.message().as_bytes().decode()
    assert message.to == ["mary@news.example"]
    assert message.subject == "Chronicle: 2 comments wait"
    assert "The longest wait: 1\xa0hour." in message.body
    assert "zanzibar" not in raw and "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw


@pytest.mark.usefixtures("told")
def test_the_digest_comes_once_an_hour_and_only_when_something_waits(thread, clock):
    clock.shift(timedelta(hours=1))
    assert send() == {"dropped": 1}
    submit(thread)
    assert send() == {}
    clock.shift(timedelta(hours=1))
    assert [send(), send()] == [{"sent": 1}, {}]


@pytest.mark.usefixtures("told")
def test_of_two_senders_at_the_same_instant_one_takes_the_turn(clock):
    clock.shift(timedelta(hours=1))
    seen_by_one, seen_by_other = QueueDigest.objects.get(), QueueDigest.objects.get()
    assert (seen_by_one.claim_turn(), seen_by_other.claim_turn()) == (True, False)


def test_a_daily_digest_comes_in_the_morning(mary, thread, clock):
    wish(mary, "daily")
    submit(thread)
    clock.shift(timedelta(hours=18))
    assert send() == {}
    clock.shift(timedelta(hours=1))
    assert send() == {"sent": 1}


def leave_the_staff(user):
    user.is_staff = False
    user.save()


def leave_the_group(user):
    user.groups.clear()


def lose_the_address(user):
    user.email = ""
    user.save()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("change", [leave_the_staff, leave_the_group, lose_the_address])
def test_who_moderates_no_longer_is_told_nothing(mary, thread, clock, change):
    submit(thread)
    change(mary)
    clock.shift(timedelta(hours=1))
    assert send() == {"dropped": 1}


@pytest.mark.django_db
def test_a_moderator_of_chosen_articles_is_told_of_those(clock):
    user = make_user("carl", "Moderators of chosen articles")
    user.email = "carl@news.example"
    user.save()
    own, other = make_article().thread, make_article().thread
    own.moderators.add(user)
    wish(user, "hourly")
    submit(own)
    submit(other)
    clock.shift(timedelta(hours=1))
    assert send() == {"sent": 1}
    assert mail.outbox[0].subject == "Chronicle: 1 comment waits"


def test_seniors_see_how_the_mail_fares_and_moderators_do_not(senior, newsroom):
    old = timezone.now() - timedelta(hours=1)
    Mail.objects.create(kind="asked", language="en", due_at=old, claimed_at=old)
    Mail.objects.create(kind="asked", language="en", due_at=old, failed_at=old)
    client = Client()
    client.force_login(senior)
    assert "Fate unknown" in client.get(PAGE).content.decode()
    assert "Fate unknown" not in newsroom.get(PAGE).content.decode()
