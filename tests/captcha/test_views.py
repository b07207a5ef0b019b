"""What a browser fetches: challenges and sheets (law 4: they differ in pixels, nothing else)."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image

from captcha import binding, drawing
from captcha import challenge as challenges
from captcha.challenge import LIFE, Asker, Challenge, issue
from captcha.models import Spent, Tally

CHALLENGE = "/captcha/challenge/"
SCOPE = "comment/an-article"


def fetch(client, scope=SCOPE, **extra):
    return client.post(CHALLENGE, {"scope": scope}, **extra)


def sheet_url(token):
    return reverse("captcha:sheet", args=[str(token)])


@pytest.fixture
def asked():
    return issue(SCOPE, Asker("A" * 22))


# Challenges


def test_a_challenge_comes_as_json_that_a_form_can_use(client):
    """Without the ``db`` fixture any query fails: issuing stores nothing."""
    answer = fetch(client)
    said = answer.json()
    asked = challenges.read(said["token"])
    assert answer.status_code == 200
    assert said == {
        "token": str(asked),
        "prompt": asked.prompt.sentence("en"),
        "sheet": sheet_url(asked),
        "expires_in": said["expires_in"],
    }
    assert LIFE - 2 <= said["expires_in"] <= LIFE


def test_a_challenge_speaks_the_language_of_its_path(client):
    said = client.post("/ru" + CHALLENGE, {"scope": SCOPE}).json()
    asked = challenges.read(said["token"])
    assert said["prompt"] == asked.prompt.sentence("ru")
    assert said["sheet"] == "/ru" + sheet_url(asked)


def test_a_challenge_is_bound_to_the_browser_by_a_cookie_set_with_it(client):
    answer = fetch(client)
    asked = challenges.read(answer.json()["token"])
    assert asked.is_for(SCOPE, Asker(answer.cookies[binding.COOKIE].value))
    assert list(answer.cookies) == [binding.COOKIE]


def test_a_browser_keeps_its_cookie_for_the_next_challenge(client):
    first = fetch(client).cookies[binding.COOKIE].value
    assert fetch(client).cookies[binding.COOKIE].value == first


def test_a_forged_cookie_is_replaced(client):
    client.cookies[binding.COOKIE] = "<script>"
    assert binding.COOKIE_FORM.fullmatch(fetch(client).cookies[binding.COOKIE].value)


@pytest.mark.django_db
def test_no_row_is_written_by_challenges_and_sheets(client):
    client.get(fetch(client).json()["sheet"])
    assert not Spent.objects.exists() and not Tally.objects.exists()


def test_a_challenge_is_kept_by_no_cache(client):
    assert "no-store" in fetch(client)["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_challenges_are_fetched_by_post_alone(client, method):
    answer = getattr(client, method)(CHALLENGE)
    assert answer.status_code == 405
    assert not answer.cookies


def test_no_csrf_token_is_asked_for():
    assert fetch(Client(enforce_csrf_checks=True)).status_code == 200


@pytest.mark.parametrize("data", [{}, {"scope": ""}, {"scope": "s" * 301}, {"other": SCOPE}])
def test_a_challenge_without_a_form_is_refused_with_a_sentence(client, data):
    answer = client.post(CHALLENGE, data)
    assert answer.status_code == 422
    assert answer.json() == {"error": "Name the form that the pictures are for."}
    assert not answer.cookies


@pytest.mark.parametrize("scope", ["s" * 300, "\0", "\u202e", "я" * 300, "'\";--"])
def test_any_short_text_may_name_a_form(client, scope):
    assert challenges.read(fetch(client, scope).json()["token"])


def test_challenges_differ_in_token_prompt_and_sheet_only():
    answers = [fetch(Client()) for _ in range(30)]
    said = [answer.json() for answer in answers]
    assert len({challenges.read(one["token"]).answer for one in said}) > 15
    assert {tuple(one) for one in said} == {("token", "prompt", "sheet", "expires_in")}
    assert {(len(one["token"]), len(one["sheet"])) for one in said} == {(88, 107)}
    lengths = {
        len(answer.content) - len(one["prompt"]) for answer, one in zip(answers, said, strict=True)
    }
    assert len(lengths) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


# Sheets


def test_a_sheet_is_a_jpeg_that_only_the_readers_own_browser_keeps(client, asked):
    """Without the ``db`` fixture any query fails."""
    answer = client.get(sheet_url(asked))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, max-age=600"
    assert Image.open(io.BytesIO(answer.content)).size == (480, 480)
    assert not answer.cookies


def test_sheets_differ_in_their_pixels_only(client):
    """The entity tag is a digest of the bytes, and the only header that differs."""
    sheets = [client.get(sheet_url(issue(SCOPE))) for _ in range(4)]
    heads = {frozenset((n, v) for n, v in one.items() if n != "ETag") for one in sheets}
    assert len(heads) == 1
    assert {len(one.content) for one in sheets} == {40_000}
    assert len({one.content for one in sheets}) == 4


def test_a_sheet_is_drawn_once_a_token(client, asked, monkeypatch):
    drawn = []
    monkeypatch.setattr(Challenge, "draw", lambda self: drawn.append(self) or b"jpeg")
    assert {client.get(sheet_url(asked)).content for _ in range(3)} == {b"jpeg"}
    assert len(drawn) == 1


def forbid_drawing(monkeypatch):
    monkeypatch.setattr(drawing, "sheet_of", lambda asked: pytest.fail("drawn"))


FOREIGN = ["A" * 88, "A" * 87, "A" * 89, "x", "я" * 88, "..", "%00"]


@pytest.mark.parametrize("token", FOREIGN)
def test_a_token_that_is_not_ours_draws_nothing(client, token, monkeypatch):
    forbid_drawing(monkeypatch)
    answer = client.get(f"/captcha/{token}/sheet.jpg")
    assert answer.status_code in (400, 404)
    assert len(answer.content) > 10


def test_a_token_with_a_forged_signature_draws_nothing(client, asked, monkeypatch):
    forbid_drawing(monkeypatch)
    forged = str(asked)[:-4] + ("AAAA" if str(asked)[-4:] != "AAAA" else "BBBB")
    answer = client.get(sheet_url(forged))
    assert answer.status_code == 404
    assert answer.content.decode() == "There is no such sheet of pictures."
    assert "no-store" in answer["Cache-Control"]


def test_an_expired_token_draws_nothing(client, monkeypatch):
    forbid_drawing(monkeypatch)
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        asked = issue(SCOPE)
        clock.shift(timedelta(seconds=LIFE))
        answer = client.get(sheet_url(asked))
    assert answer.status_code == 410
    assert "Ask for other pictures" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_sheet_can_be_fetched_until_the_challenge_expires(client):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        asked = issue(SCOPE)
        clock.shift(timedelta(seconds=LIFE - 1))
        assert client.get(sheet_url(asked)).status_code == 200


def test_too_many_at_once_are_told_when_to_come_again(client, asked, monkeypatch):
    def busy(asked):
        raise drawing.Busy

    monkeypatch.setattr(drawing, "sheet_of", busy)
    answer = client.get(sheet_url(asked))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert "Try again in a moment" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_sheet_that_was_answered_can_still_be_seen(client, asked, db):
    Spent.objects.spend(asked.nonce)
    assert client.get(sheet_url(asked)).status_code == 200
