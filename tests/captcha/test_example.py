"""The captcha in somebody else's project: guestbook, two forms on a page, a formset, a login form,
and the examples of the documentation."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from captcha import challenge as challenges
from captcha.lane import CROWD
from captcha.models import Spent, Tally
from captcha.testing import answered, solved

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


def offered(page):
    """Return the tokens of a page, by the names of their fields."""
    found = re.findall(r'name="([\w-]+)-token" value="([\w-]{92})"', page.content.decode())
    return dict(found)


def test_two_forms_of_a_page_that_is_somebodys_first_are_both_good(client):
    tokens = offered(client.get("/two/"))
    book, news = (answered(tokens[name], name) for name in ("book-captcha", "news-captcha"))
    assert client.post("/two/", {"book-send": 1, "book-text": "Hi", **book}).content == b"done"
    assert (
        client.post("/two/", {"news-send": 1, "news-address": "a@b.org", **news}).content == b"done"
    )


FORMSET = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0}


def test_a_formset_is_good_from_the_first_visit(client):
    tokens = offered(client.get("/guests/"))
    fields = {}
    for number in (0, 1):
        name = f"form-{number}-captcha"
        fields |= {f"form-{number}-text": "Hi", **answered(tokens[name], name)}
    assert client.post("/guests/", {**FORMSET, **fields}).content == b"passed passed"


def test_an_extra_form_that_nobody_filled_in_is_not_refused(client):
    tokens = offered(client.get("/guests/"))
    fields = {"form-0-text": "Hi", **answered(tokens["form-0-captcha"], "form-0-captcha")}
    fields |= {"form-1-text": "", "form-1-captcha-token": tokens["form-1-captcha"]}
    assert client.post("/guests/", {**FORMSET, **fields}).content == b"passed"


# A login form


@pytest.fixture
def account():
    return get_user_model().objects.create_user("ada", password="correct horse")


ADA = {"username": "ada", "password": "correct horse"}


def wrong(fields):
    """Return other tiles than the right ones: the same whatever those are, as bytes go."""
    return {**fields, "captcha-tile": [1, 2] if 1 not in fields["captcha-tile"] else [9]}


def said(client, fields):
    page = client.post("/sign-in/", fields)
    text = re.sub(r"[\w-]{92}", "TOKEN", page.content.decode())
    text = re.sub(r"<legend data-captcha-prompt>.*?</legend>|value=\"\d+\" checked", "", text)
    return page.status_code, page.headers.keys(), text


def test_a_login_form_asks_for_pictures_and_the_password(client, account):
    assert client.post("/sign-in/", {**ADA, **solved(client, "sign in")}).content == b"done"


def test_a_wrong_password_costs_the_pictures_it_was_tried_with(client, account):
    fields = {**ADA, **solved(client, "sign in")}
    page = client.post("/sign-in/", {**fields, "password": "wrong"})
    assert "enter a correct username" in page.content.decode()
    assert offered(page)["captcha"] != fields["captcha-token"]
    page = client.post("/sign-in/", fields)
    assert "were answered before" in page.content.decode() and page.content != b"done"


HELD_BACK = {
    "no pictures": lambda fields: {**fields, "captcha-token": "", "captcha-tile": []},
    "nothing picked": lambda fields: {**fields, "captcha-tile": []},
    "wrong pictures": wrong,
    "mangled pictures": lambda fields: {**fields, "captcha-token": "A" * 92},
    "other pictures wanted": lambda fields: {**fields, "captcha-other": "1"},
}


@pytest.mark.parametrize("change", HELD_BACK.values(), ids=HELD_BACK.keys())
def test_without_the_right_pictures_a_right_password_is_not_told_from_a_wrong_one(
    client, account, monkeypatch, time_machine, change
):
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    monkeypatch.setattr("django.contrib.auth.forms.authenticate", None)  # its time would tell
    monkeypatch.setattr(challenges.Challenge, "answer", frozenset({3, 5}))
    client.get("/sign-in/")
    told = []
    for password in ("correct horse", "wrong"):
        fields = change({"username": "ada", **solved(client, "sign in")})
        told.append(said(client, {**fields, "password": password}))
        Tally.objects.all().delete()  # a second wrong answer would bring harder pictures
    assert told[0] == told[1]


def test_the_way_without_pictures_guesses_no_password_behind_ever_new_cookies(client, account):
    tried = []
    for _ in range(CROWD.limit + 2):
        client.cookies.clear()
        fields = {**solved(client, "sign in"), "captcha-unable": "1", "captcha-tile": []}
        page = client.post("/sign-in/", {"username": "ada", "password": "wrong", **fields})
        tried.append("enter a correct username" in page.content.decode())
    assert tried == [True] * CROWD.limit + [False] * 2
    assert "That was too often." in page.content.decode() and page["Retry-After"]


# The documentation


@pytest.fixture
def _documented(settings):
    place = Path(__file__).parent / "example" / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [place]}]
    settings.LOGIN_REDIRECT_URL = "/guestbook/"


documented = pytest.mark.urls("tests.captcha.example.documented")


@documented
@pytest.mark.usefixtures("_documented")
def test_the_documented_view_takes_what_is_right_and_waits_on_the_eleventh_wrong_answer(client):
    page = client.get("/guestbook/")
    for _ in range(10):
        fields = answered(offered(page)["captcha"])
        asked = challenges.read(fields["captcha-token"])
        tiles = {tile for sheet in asked.sheets for tile in sheet.tiles} - asked.answer
        page = client.post("/guestbook/", {"text": "Hello", **fields, "captcha-tile": list(tiles)})
        assert page.status_code == 200 and "not the right pictures" in page.content.decode()
    fields = answered(offered(page)["captcha"])
    page = client.post("/guestbook/", {"text": "Hello", **fields})
    assert "send it again in" in page.content.decode()
    assert 'value="Hello"' in page.content.decode()
    assert int(page["Retry-After"]) > 0
    client.cookies.clear()
    fields = answered(offered(client.get("/guestbook/"))["captcha"])
    assert client.post("/guestbook/", {"text": "Hello", **fields}).status_code == 302


@documented
@pytest.mark.usefixtures("_documented")
def test_the_documented_page_with_pictures_is_kept_by_no_cache(client):
    page = client.get("/guestbook/")
    assert "no-store" in page["Cache-Control"] and "private" in page["Cache-Control"]
    assert "Cookie" in page["Vary"]


@documented
@pytest.mark.usefixtures("_documented")
def test_the_documented_login_signs_in(client, account):
    fields = answered(offered(client.get("/sign-in/"))["captcha"])
    page = client.post("/sign-in/", {**ADA, "password": "wrong", **fields})
    assert "enter a correct username" in page.content.decode()
    fields = answered(offered(page)["captcha"])
    assert client.post("/sign-in/", {**ADA, **fields}).status_code == 302
    assert "_auth_user_id" in client.session


@documented
@pytest.mark.usefixtures("_documented")
def test_the_documented_formset_is_good_for_one_answer(client):
    fields = answered(offered(client.get("/guests/"))["captcha"])
    fields |= {**FORMSET, "form-0-name": "Ada"}
    assert client.post("/guests/", fields).status_code == 302
    assert client.post("/guests/", fields).status_code == 200
