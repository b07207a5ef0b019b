"""The captcha in somebody else's project: guestbook, two forms on a page, a login form."""

import pytest
from django.contrib.auth import get_user_model

from captcha.models import Spent
from captcha.testing import solved

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.captcha.example.urls")]


def test_a_form_with_the_right_pictures_is_done(client):
    fields = solved(client, "guestbook")
    assert client.post("/guestbook/", {"text": "Hello", **fields}).content == b"done"


def test_a_form_without_pictures_gets_them(client):
    page = client.post("/guestbook/", {"text": "Hello"}).content.decode()
    assert "Confirm that you are not a bot" in page
    assert 'value="Hello"' in page


def test_another_field_that_is_wrong_spends_nothing_and_confirms_nothing(client):
    fields = solved(client, "guestbook")
    wrong = client.post("/guestbook/", {"text": "x" * 21, **fields})
    assert fields["captcha-token"] in wrong.content.decode()
    assert Spent.objects.count() == 0
    assert client.post("/guestbook/", {"text": "Hello", **fields}).content == b"done"


def test_two_forms_of_one_page_are_each_good_for_their_own_pictures(client):
    book = solved(client, "guestbook", "book-captcha")
    news = solved(client, "newsletter", "news-captcha")
    assert client.post("/two/", {"book-send": 1, "book-text": "Hi", **book}).content == b"done"
    assert (
        client.post("/two/", {"news-send": 1, "news-address": "a@b.org", **news}).content == b"done"
    )


def test_the_pictures_of_one_form_are_worth_nothing_in_another(client):
    fields = solved(client, "guestbook", "news-captcha")
    page = client.post("/two/", {"news-send": 1, "news-address": "a@b.org", **fields})
    assert page.content != b"done"
    assert Spent.objects.count() == 0


def test_a_login_form_asks_for_pictures_and_the_password(client):
    get_user_model().objects.create_user("ada", password="correct horse")
    fields = {"username": "ada", "password": "wrong", **solved(client, "sign in")}
    assert client.post("/sign-in/", fields).content != b"done"
    assert client.post("/sign-in/", {**fields, "password": "correct horse"}).content == b"done"
