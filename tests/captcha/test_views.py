"""What a browser fetches: challenges and sheets (law 4: they differ in pixels, nothing else)."""

import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image

from captcha import asking, drawing, owed
from captcha import challenge as challenges
from captcha.asking import Asker
from captcha.challenge import LIFE, LONGEST_LIFE, Sheet, issue
from captcha.models import Spent, Tally
from captcha.work import PRICES

CHALLENGE = "/captcha/challenge/"
RENEW = "/captcha/renew/"
ANNA = Asker("A" * 22)
SCOPE = "comment/an-article"


def fetch(client, scope=SCOPE, **extra):
    return client.post(CHALLENGE, {"scope": scope}, **extra)


def sheet_url(token, number=1):
    return reverse("captcha:sheet", args=[str(token), number])


@pytest.fixture
def asked():
    return issue(SCOPE, Asker("A" * 22))


# Challenges


@pytest.mark.django_db
def test_a_challenge_comes_as_json_that_a_form_can_use(client):
    answer = fetch(client)
    said = answer.json()
    asked = challenges.read(said["token"])
    assert answer.status_code == 200
    assert said == {
        "token": str(asked),
        "expires_in": said["expires_in"],
        "price": PRICES[0],
        "sheets": [
            {
                "prompt": asked.sheets[0].prompt.sentence("en"),
                "url": sheet_url(asked),
                "columns": 3,
                "rows": 3,
                "first_tile": 1,
            }
        ],
    }
    assert LIFE - 2 <= said["expires_in"] <= LIFE


@pytest.mark.django_db
def test_a_challenge_speaks_the_language_of_its_path(client):
    said = client.post("/ru" + CHALLENGE, {"scope": SCOPE}).json()
    asked = challenges.read(said["token"])
    [sheet] = said["sheets"]
    assert sheet["prompt"] == asked.sheets[0].prompt.sentence("ru")
    assert sheet["url"] == "/ru" + sheet_url(asked)


@pytest.mark.django_db
def test_a_challenge_is_bound_to_the_browser_by_a_cookie_set_with_it(client):
    answer = fetch(client)
    asked = challenges.read(answer.json()["token"])
    assert asked.is_for(SCOPE, Asker(asking.browser_in(answer.cookies[asking.COOKIE].value)))
    assert list(answer.cookies) == [asking.COOKIE]


@pytest.mark.django_db
def test_a_browser_keeps_its_cookie_for_the_next_challenge(client):
    first = fetch(client).cookies[asking.COOKIE].value
    assert fetch(client).cookies[asking.COOKIE].value == first


@pytest.mark.django_db
def test_a_forged_cookie_is_replaced(client):
    client.cookies[asking.COOKIE] = "<script>"
    assert asking.browser_in(fetch(client).cookies[asking.COOKIE].value)


@pytest.mark.django_db
def test_no_row_is_written_by_challenges_and_sheets(client):
    client.get(fetch(client).json()["sheets"][0]["url"])
    assert not Spent.objects.exists() and not Tally.objects.exists()


@pytest.mark.django_db
def test_a_challenge_is_kept_by_no_cache(client):
    assert "no-store" in fetch(client)["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_challenges_are_fetched_by_post_alone(client, method):
    answer = getattr(client, method)(CHALLENGE)
    assert answer.status_code == 405
    assert not answer.cookies


@pytest.mark.django_db
def test_no_csrf_token_is_asked_for():
    assert fetch(Client(enforce_csrf_checks=True)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{}, {"scope": ""}, {"scope": "s" * 301}, {"other": SCOPE}])
def test_a_challenge_without_a_form_is_refused_with_a_sentence(client, data):
    answer = client.post(CHALLENGE, data)
    assert answer.status_code == 422
    assert answer.json() == {"error": "Name the form that the pictures are for."}
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["s" * 300, "\0", "\u202e", "я" * 300, "'\";--"])
def test_any_short_text_may_name_a_form(client, scope):
    assert challenges.read(fetch(client, scope).json()["token"])


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
    sheets = [client.get(sheet_url(issue(SCOPE, Asker()))) for _ in range(4)]
    heads = {frozenset((n, v) for n, v in one.items() if n != "ETag") for one in sheets}
    assert len(heads) == 1
    assert {len(one.content) for one in sheets} == {40_000}
    assert len({one.content for one in sheets}) == 4


def test_a_sheet_is_drawn_once_a_token(client, asked, monkeypatch):
    drawn = []
    monkeypatch.setattr(Sheet, "draw", lambda self: drawn.append(self) or b"jpeg")
    assert {client.get(sheet_url(asked)).content for _ in range(3)} == {b"jpeg"}
    assert len(drawn) == 1


def forbid_drawing(monkeypatch):
    monkeypatch.setattr(drawing, "drawn", lambda *asked: pytest.fail("drawn"))


FOREIGN = ["A" * 92, "A" * 91, "A" * 93, "x", "я" * 92, "..", "%00"]


@pytest.mark.parametrize("token", FOREIGN)
def test_a_token_that_is_not_ours_draws_nothing(client, token, monkeypatch):
    forbid_drawing(monkeypatch)
    answer = client.get(f"/captcha/{token}/1.jpg")
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
        asked = issue(SCOPE, Asker())
        clock.shift(timedelta(seconds=LIFE))
        answer = client.get(sheet_url(asked))
    assert answer.status_code == 410
    assert "Ask for other pictures" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_sheet_can_be_fetched_until_the_challenge_expires(client):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        asked = issue(SCOPE, Asker())
        clock.shift(timedelta(seconds=LIFE - 1))
        assert client.get(sheet_url(asked)).status_code == 200


def test_too_many_at_once_are_told_when_to_come_again(client, asked, monkeypatch):
    def busy(*asked):
        raise drawing.Busy

    monkeypatch.setattr(drawing, "drawn", busy)
    answer = client.get(sheet_url(asked))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert "Try again in a moment" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_browser_that_has_too_many_sheets_drawn_is_told_when_to_come_again(client, monkeypatch):
    monkeypatch.setattr(Sheet, "draw", lambda sheet: b"sheet")
    client.cookies[asking.COOKIE] = asking.cookie_of(ANNA.browser)
    statuses = [client.get(sheet_url(issue(SCOPE, ANNA))).status_code for _ in range(60)]
    answer = client.get(sheet_url(issue(SCOPE, ANNA)))
    assert set(statuses) == {200}
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "Come back in ten minutes." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_sheet_that_need_not_be_drawn_again_is_not_counted(client, asked, monkeypatch):
    monkeypatch.setattr(Sheet, "draw", lambda sheet: b"sheet")
    client.cookies[asking.COOKIE] = asking.cookie_of(ANNA.browser)
    assert {client.get(sheet_url(asked)).status_code for _ in range(100)} == {200}


def test_a_sheet_that_was_answered_can_still_be_seen(client, asked, db):
    Spent.objects.spend(asked.nonce, asked.level)
    assert client.get(sheet_url(asked)).status_code == 200


# Levels


def hold(client, level):
    """Return a token of ``level`` that is held by ``client``."""
    client.cookies[asking.COOKIE] = asking.cookie_of(ANNA.browser)
    return str(issue(SCOPE, ANNA, level))


@pytest.mark.django_db
@pytest.mark.parametrize("level", [0, 1, 2])
def test_other_pictures_are_never_easier_than_those_held(client, level):
    said = client.post(CHALLENGE, {"scope": SCOPE, "token": hold(client, level)}).json()
    assert challenges.read(said["token"]).level == level
    assert said["price"] == PRICES[level]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["A" * 92, "x", "я" * 92, "\0"])
def test_a_held_token_that_is_not_ours_changes_nothing(client, token):
    said = client.post(CHALLENGE, {"scope": SCOPE, "token": token}).json()
    assert challenges.read(said["token"]).level == 0


@pytest.mark.django_db
def test_reloads_make_the_pictures_harder_and_what_comes_is_always_taken(client):
    client.cookies[asking.COOKIE] = asking.cookie_of(ANNA.browser)
    levels = []
    for _ in range(20):
        asked = challenges.read(fetch(client).json()["token"])
        levels.append(asked.level)
        assert asked.level >= owed.level_owed(ANNA)
    assert levels == sorted(levels) == [0] * 7 + [1] * 8 + [2] * 5


@pytest.mark.django_db
def test_two_sheets_come_under_one_token_with_tiles_numbered_through(client):
    said = client.post(CHALLENGE, {"scope": SCOPE, "token": hold(client, 2)}).json()
    assert [sheet["first_tile"] for sheet in said["sheets"]] == [1, 10]
    assert [sheet["url"] for sheet in said["sheets"]] == [
        sheet_url(said["token"], 1),
        sheet_url(said["token"], 2),
    ]


@pytest.mark.django_db
def test_a_larger_sheet_says_its_size(client):
    [sheet] = client.post(CHALLENGE, {"scope": SCOPE, "token": hold(client, 1)}).json()["sheets"]
    assert (sheet["columns"], sheet["rows"]) == (4, 3)
    image = Image.open(io.BytesIO(client.get(sheet["url"]).content))
    assert image.size == (640, 480)


# Renewal


def renew(client, token, scope=SCOPE):
    return client.post(RENEW, {"scope": scope, "token": str(token)})


@pytest.fixture
def held(client):
    """A challenge of two sheets that the client's browser holds, and a clock that stands still."""
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        held = challenges.read(hold(client, 2))
        clock.shift(timedelta(seconds=LIFE - 30))
        yield held


def test_a_renewal_is_the_same_question_with_more_time(client, held):
    """Without the ``db`` fixture any query fails: nothing is stored, nothing is asked."""
    answer = renew(client, held)
    said = answer.json()
    renewed = challenges.read(said["token"])
    assert said == {"token": str(renewed), "expires_in": LIFE}
    assert (renewed.nonce, renewed.level, renewed.answer) == (held.nonce, 2, held.answer)
    assert renewed.token.expires_at == held.token.expires_at + LIFE - 30
    assert "no-store" in answer["Cache-Control"] and not answer.cookies


def test_a_renewed_challenge_shows_the_same_pictures(client, held):
    renewed = renew(client, held).json()["token"]
    for number in (1, 2):
        before = client.get(sheet_url(held, number)).content
        drawing._sheets.clear()
        assert client.get(sheet_url(renewed, number)).content == before


def test_renewals_end_with_the_longest_life(client):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        token = hold(client, 0)
        statuses = []
        for _ in range(15):
            clock.shift(timedelta(seconds=LIFE - 30))
            answer = renew(client, token)
            statuses.append(answer.status_code)
            if answer.status_code == 200:
                token = answer.json()["token"]
        assert statuses == sorted(statuses) and statuses.count(200) in (11, 12)
        left = challenges.read(token).token
        assert left.expires_at - left.issued_at <= LONGEST_LIFE


NOT_RENEWED = {
    "expired": lambda client, held, clock: (clock.shift(timedelta(seconds=30)), held)[1],
    "of another form": lambda client, held, clock: issue("another", ANNA),
    "of another browser": lambda client, held, clock: issue(SCOPE, Asker("B" * 22)),
    "mangled": lambda client, held, clock: str(held)[:-1] + "!",
    "foreign": lambda client, held, clock: "A" * 92,
    "none": lambda client, held, clock: "",
}


@pytest.mark.parametrize("make", NOT_RENEWED.values(), ids=NOT_RENEWED.keys())
def test_what_could_not_be_answered_is_not_renewed(client, make):
    with time_machine.travel("2027-01-01T12:00:00Z", tick=False) as clock:
        held = challenges.read(hold(client, 0))
        clock.shift(timedelta(seconds=LIFE - 30))
        answer = renew(client, make(client, held, clock))
    assert answer.status_code == 410
    assert answer.json() == {"error": "Ask for other pictures."}


def test_a_browser_that_lost_its_cookie_elsewhere_renews_nothing(client, held):
    client.cookies.clear()
    assert renew(client, held).status_code == 410


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_renewals_are_asked_for_by_post_alone(client, method):
    assert getattr(client, method)(RENEW).status_code == 405


# Sheets by number


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_number_that_is_no_sheet_draws_nothing(client, asked, monkeypatch, number):
    forbid_drawing(monkeypatch)
    assert client.get(sheet_url(asked, number)).status_code == 404


def test_two_sheets_of_a_challenge_are_two_pictures(client):
    asked = issue(SCOPE, Asker(), 2)
    pictures = {client.get(sheet_url(asked, number)).content for number in (1, 2)}
    assert len(pictures) == 2
    assert client.get(sheet_url(asked, 3)).status_code == 404


# All that is sent beside the pixels (law 4)


@pytest.mark.django_db
@pytest.mark.parametrize("level", [0, 1, 2])
def test_nothing_but_pixels_differs_between_challenges(client, level, time_machine):
    """300 of each level: headers, cookie, keys, lengths and constants are one and the same."""
    heads, bodies, answers = set(), set(), set()
    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    for number in range(300):
        asker = Asker(f"{number:022}")
        client.cookies[asking.COOKIE] = asking.cookie_of(asker.browser)
        held = str(issue(SCOPE, asker, level))
        address = f"10.0.{number % 100}.1"
        answer = client.post(CHALLENGE, {"scope": SCOPE, "token": held}, REMOTE_ADDR=address)
        said = answer.json()
        answers.add(challenges.read(said["token"]).answer)
        heads.add(head_of(answer, asking.cookie_of(asker.browser)))
        bodies.add(body_of(answer, said))
    assert len(answers) > 200
    assert (len(heads), len(bodies)) == (1, 1)


def head_of(answer, cookie):
    """Return all that comes before the body, but for what names the browser or the moment."""
    headers = {
        name: value for name, value in answer.items() if name not in ("Content-Length", "ETag")
    }
    cookies = str(answer.cookies).replace(cookie, "COOKIE")
    return (answer.status_code, str(sorted(headers.items())), cookies)


def body_of(answer, said):
    """Return the JSON with the token and the prompts, which are the question, taken out."""
    text = answer.content.decode().replace(said["token"], "TOKEN")
    for sheet in said["sheets"]:
        text = text.replace(json.dumps(sheet["prompt"]), "PROMPT")
    assert len(said["token"]) == 92
    return text


@pytest.mark.parametrize(("level", "length"), [(0, 40_000), (1, 53_000), (2, 40_000)])
def test_sheets_of_a_level_have_one_length_and_one_head(client, level, length):
    heads, lengths = set(), set()
    for _ in range(12):
        asked = issue(SCOPE, Asker(), level)
        for sheet in asked.sheets:
            answer = client.get(sheet_url(asked, sheet.index + 1))
            heads.add(head_of(answer, ANNA.browser))
            lengths.add(len(answer.content))
    assert lengths == {length} and len(heads) == 1


def test_another_site_can_not_replace_the_cookie_that_names_the_browser(client, db):
    answer = client.post(
        reverse("captcha:challenge"), {"scope": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not answer.cookies
