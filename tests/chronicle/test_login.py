"""Signing in: a limit on guesses that no stranger can use to lock a colleague out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from captcha.models import Tally

LOGIN = "/admin/login/"
PASSWORD = "correct horse"


@pytest.fixture
def clock():
    with time_machine.travel("2027-01-01T12:05:00Z", tick=False) as clock:
        yield clock


def sign_in(name="mary", password=PASSWORD, *, address="192.0.2.1", **data):
    form = {"username": name, "password": password, "next": "/admin/", **data}
    return Client(REMOTE_ADDR=address).post(LOGIN, form)


def guess(times, **where):
    return [sign_in(password=f"guess {number}", **where).status_code for number in range(times)]


def test_the_right_password_signs_in(moderator, clock):
    assert sign_in().status_code == 302


def test_the_sixth_wrong_password_in_a_quarter_of_an_hour_is_refused(moderator, clock):
    assert guess(7) == [200, 200, 200, 200, 200, 429, 429]


def test_past_the_limit_even_the_right_password_waits_and_is_told_how_long(moderator, clock):
    guess(5)
    answer = sign_in()
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(13 * 60)
    page = answer.content.decode()
    assert "Too many wrong passwords for this name. Try again in 13 minutes." in page


def test_the_limit_is_over_when_it_said(moderator, clock):
    retry_after = int(guess(5) and sign_in()["Retry-After"])
    clock.shift(timedelta(seconds=retry_after))
    assert sign_in().status_code == 302


def test_a_stranger_elsewhere_locks_no_colleague_out(moderator, clock):
    guess(10, address="203.0.113.9")
    assert sign_in(address="192.0.2.1").status_code == 302


def test_a_stranger_in_the_same_network_shares_the_limit(moderator, clock):
    guess(5, address="192.0.2.200")
    assert sign_in(address="192.0.2.1").status_code == 429


def test_guesses_for_one_name_leave_another_name_free(moderator, senior, clock):
    guess(10)
    assert sign_in("sam").status_code == 302


def test_upper_case_is_no_way_around_the_limit(moderator, clock):
    guess(5)
    assert sign_in("MARY").status_code == 429


def test_success_gives_the_guesses_back(moderator, clock):
    guess(4)
    assert sign_in().status_code == 302
    assert guess(5) == [200] * 5


@pytest.mark.parametrize("form", [{"password": ""}, {"name": ""}, {"password": "\0"}])
def test_a_form_that_tries_no_password_gives_no_guesses_back(moderator, clock, form):
    guess(4)
    sign_in(**form)
    guess(2)
    assert sign_in().status_code == 429


def test_a_name_of_no_account_has_the_same_limit(db, clock):
    answers = [sign_in("nobody", f"guess {number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_a_reader_without_staff_rights_is_not_let_in(moderator, clock):
    moderator.is_staff = False
    moderator.save()
    assert sign_in().status_code == 200


def test_a_client_without_an_address_is_not_counted(moderator, clock):
    assert guess(7, address="") == [200] * 7
    assert not Tally.objects.exists()


def test_what_is_counted_names_neither_the_account_nor_the_address(moderator, clock):
    guess(1)
    tally = Tally.objects.get()
    assert "mary" not in tally.client and "192.0.2" not in tally.client


@pytest.mark.parametrize("name", ["\0", "m" * 300, "\u202emary", "'", ""])
def test_an_absurd_name_is_answered_with_the_form(db, name):
    assert sign_in(name).status_code == 200


def test_signing_in_from_another_sites_form_is_refused_with_a_sentence(moderator):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(LOGIN, {"username": "mary", "password": PASSWORD})
    assert answer.status_code == 403
    assert "reload the page and try again" in answer.content.decode()


def test_the_login_speaks_the_language_of_its_path(db):
    with time_machine.travel("2027-01-01T12:05:00Z", tick=False):
        url = "/ru" + reverse("admin:login")
        answers = [Client().post(url, {"username": "mary", "password": "wrong"}) for _ in range(6)]
    assert "Слишком много неверных паролей" in answers[-1].content.decode()
