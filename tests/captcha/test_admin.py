"""The switch for a site under attack, in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from captcha import owed
from captcha.models import Defence

PAGE = "/admin/captcha/defence/1/change/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def post(senior):
    return signed_in(senior)


def test_the_page_tells_state_counts_and_effect(post):
    for _ in range(3):
        owed.SITE_WRONG.take(owed.SITE)
    page = post.get(PAGE).content.decode()
    assert "The defence is down." in page
    assert "3 wrong answers (alarm at 150), 0 comments without pictures (alarm at 40)" in page
    assert "every reader gets pictures one level harder" in page


def test_the_page_tells_that_the_alarm_goes(post):
    for _ in range(40):
        owed.SITE_UNABLE.take(owed.SITE)
    page = post.get(PAGE).content.decode()
    assert "The defence is up." in page and "40 comments without pictures" in page


@pytest.mark.parametrize(("mode", "is_on"), [("on", True), ("off", False), ("auto", False)])
def test_a_senior_moderator_changes_the_switch_and_says_why(post, mode, is_on):
    answer = post.post(PAGE, {"mode": mode, "note": "Forty in a minute."})
    assert answer.status_code == 302
    defence = Defence.objects.get()
    assert (defence.mode, defence.note) == (mode, "Forty in a minute.")
    assert owed.attack().is_on is is_on


def test_the_list_shows_the_one_switch(post):
    page = post.get(reverse("admin:captcha_defence_changelist")).content.decode()
    assert "The defence is down." in page


def test_who_lacks_the_permission_can_neither_see_nor_change_it(moderator):
    client = signed_in(moderator)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"mode": "off", "note": ""}).status_code == 403
    assert Defence.objects.get().mode == "auto"


def test_a_stranger_is_asked_to_sign_in(db):
    answer = Client().post(PAGE, {"mode": "off", "note": ""})
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
    assert Defence.objects.get().mode == "auto"


def test_nobody_makes_a_second_switch_or_removes_the_first(admin_client):
    assert admin_client.get("/admin/captcha/defence/add/").status_code == 403
    assert admin_client.post("/admin/captcha/defence/1/delete/").status_code == 403
    assert Defence.objects.count() == 1


@pytest.mark.parametrize("mode", ["", "absurd"])
def test_an_absurd_mode_is_refused(post, mode):
    assert post.post(PAGE, {"mode": mode, "note": ""}).status_code == 200
    assert Defence.objects.get().mode == "auto"
