"""The captcha around the comment form: who guesses gets harder pictures and waits, whatever is
forged; who reads honestly always gets the comment in."""

import ipaddress
import random
import re

import pytest
from django.test import Client
from django.urls import reverse

from captcha import asking, owed, work
from captcha import challenge as challenges
from captcha.asking import Asker
from captcha.challenge import issue
from captcha.levels import HARDEST
from captcha.models import Spent, Tally
from captcha.testing import answered
from chronicle.middleware import client_keys, parse_address, prefix_of
from comments.models import Comment
from tests.conftest import Reader, wrong_tiles

pytestmark = pytest.mark.django_db
HOME = "198.51.100.7"


@pytest.fixture(autouse=True)
def clock(article, time_machine):
    time_machine.move_to(article.published_at.replace(minute=20, second=0), tick=False)
    article.published_at = article.published_at.replace(year=2020)
    article.save()
    return time_machine


def asker_at(address, browser="A" * 22):
    return Asker(browser, client_keys(prefix_of(parse_address(address))))


def hard_form(article, asker, *, is_right):
    """Return the form of one who was given the hardest pictures."""
    asked = issue(f"comment/{article.slug}", asker, HARDEST)
    fields = answered(str(asked))
    if not is_right:
        fields["captcha-tile"] = wrong(asked)
    return {"name": "Anna", "text": "Words of a reader.", **fields}


def token_in(response):
    return re.search(r'captcha-token" value="([\w-]{92})"', response.content.decode())[1]


# Guessing


def spoofed():
    """Return the headers of a client that claims to be somebody else each time."""
    claim = str(ipaddress.ip_address(random.randbytes(4)))
    return {
        "HTTP_X_REAL_IP": claim,
        "HTTP_FORWARDED": f"for={claim}",
        "HTTP_CF_CONNECTING_IP": claim,
        "HTTP_TRUE_CLIENT_IP": claim,
        "HTTP_X_CLIENT_IP": claim,
        "HTTP_X_CLUSTER_CLIENT_IP": claim,
        "HTTP_X_ORIGINAL_FORWARDED_FOR": claim,
        "HTTP_X_FORWARDED_FOR": claim,
    }


def directly():
    return {"REMOTE_ADDR": HOME, **spoofed()}


def behind_a_proxy():
    forged = spoofed()
    return {
        "REMOTE_ADDR": "10.0.0.1",
        **forged,
        "HTTP_X_FORWARDED_FOR": f"{forged['HTTP_X_FORWARDED_FOR']}, {HOME}",
    }


def behind_a_unix_socket():
    return {**behind_a_proxy(), "REMOTE_ADDR": ""}


@pytest.mark.parametrize("has_cookie", [True, False], ids=["cookie", "no cookie"])
@pytest.mark.parametrize("way", [directly, behind_a_proxy, behind_a_unix_socket])
def test_ten_wrong_answers_are_judged_whatever_headers_are_forged(
    article, settings, way, has_cookie
):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1/32")]
    settings.TRUST_UNIX_SOCKET = True
    client = Client()
    statuses = []
    for _ in range(14):
        if has_cookie:
            client.cookies[asking.COOKIE] = asking.cookie_of("A" * 22)
        else:
            client.cookies.clear()
        form = hard_form(article, asker_at(HOME), is_right=False)
        statuses.append(client.post(reverse("comment", args=[article.slug]), form, **way()))
    assert [answer.status_code for answer in statuses] == [422] * 10 + [429] * 4
    assert Spent.objects.count() == 10


@pytest.mark.parametrize("has_cookie", [True, False], ids=["cookie", "no cookie"])
@pytest.mark.parametrize("way", [directly, behind_a_proxy, behind_a_unix_socket])
def test_three_comments_without_pictures_are_taken_whatever_headers_are_forged(
    article, settings, way, has_cookie
):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1/32")]
    settings.TRUST_UNIX_SOCKET = True
    statuses = []
    for _ in range(5):
        client = Client()
        browser = "A" * 22 if has_cookie else ""
        if has_cookie:
            client.cookies[asking.COOKIE] = asking.cookie_of(browser)
        asked = issue(f"comment/{article.slug}", asker_at(HOME, browser))
        form = {"name": "Anna", "text": "Words.", "captcha-token": asked, "captcha-unable": "1"}
        answer = client.post(reverse("comment", args=[article.slug]), form, **way())
        statuses.append(answer.status_code)
    assert statuses == [303] * 3 + [429] * 2


@pytest.mark.parametrize("has_cookie", [True, False], ids=["cookie", "no cookie"])
@pytest.mark.parametrize("way", [directly, behind_a_proxy, behind_a_unix_socket])
def test_sixty_sheets_are_drawn_whatever_headers_are_forged(
    article, settings, monkeypatch, way, has_cookie
):
    monkeypatch.setattr(challenges.Sheet, "draw", lambda sheet: b"sheet")
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1/32")]
    settings.TRUST_UNIX_SOCKET = True
    statuses = []
    for _ in range(62):
        client = Client()
        if has_cookie:
            client.cookies[asking.COOKIE] = asking.cookie_of("A" * 22)
        asked = issue(f"comment/{article.slug}", asker_at(HOME))
        answer = client.get(reverse("captcha:sheet", args=[str(asked), 1]), **way())
        statuses.append(answer.status_code)
    assert statuses == [200] * 60 + [429] * 2


@pytest.mark.parametrize("way", [directly, behind_a_proxy, behind_a_unix_socket])
def test_challenges_are_counted_whatever_headers_are_forged(article, settings, way):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1/32")]
    settings.TRUST_UNIX_SOCKET = True
    form = {"scope": f"comment/{article.slug}"}
    levels = []
    for _ in range(201):
        answer = Client().post(reverse("captcha:challenge"), form, **way())
        levels.append(challenges.read(answer.json()["token"]).level)
    assert levels == [0] * 199 + [1] * 2


def test_who_waits_is_told_how_long_and_keeps_the_text_and_the_pictures(article):
    reader = Reader(Client(REMOTE_ADDR=HOME))
    reader.client.cookies[asking.COOKIE] = asking.cookie_of("A" * 22)
    for _ in range(10):
        reader.post(article, hard_form(article, asker_at(HOME), is_right=False))
    form = hard_form(article, asker_at(HOME), is_right=True)
    answer = reader.post(article, form)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, str(46 * 60))
    assert "Too many answers were wrong." in page and "in 46 minutes" in page
    assert "Words of a reader.</textarea>" in page
    assert token_in(answer) == form["captcha-token"]
    assert Spent.objects.count() == 10 and not Comment.objects.exists()


def test_cookies_that_change_all_the_time_make_it_harder_all_the_same(article):
    for number in range(60):
        reader = Reader(Client(REMOTE_ADDR=HOME))
        reader.client.cookies[asking.COOKIE] = asking.cookie_of(f"{number:022}")
        asker = asker_at(HOME, f"{number:022}")
        reader.post(article, hard_form(article, asker, is_right=False))
    assert owed.level_owed(asker_at(HOME, "Z" * 22)) == HARDEST


def test_thirty_readers_behind_one_address_beside_a_bot_all_get_their_comment_in(article):
    owed.PREFIX.take(asker_at(HOME).client)
    owed.SITE_WRONG.take(owed.SITE)
    readers = [Reader(Client(REMOTE_ADDR=HOME)) for _ in range(30)]
    for number, reader in enumerate(readers):
        reader.client.cookies[asking.COOKIE] = asking.cookie_of(f"{number:022}")
    forms = [reader.form(article, text=f"Words of {n}.") for n, reader in enumerate(readers)]
    Tally.objects.update(taken=200)  # the bot, meanwhile
    for _ in range(1200):
        owed.ISSUED.add(Asker("", asker_at(HOME).clients).name)
        owed.DRAWN.add(asker_at(HOME).client)

    for _ in range(2):
        for number, reader in enumerate(readers):
            if forms[number] is None:
                continue
            answer = reader.post(article, forms[number])
            if answer.status_code == 303:
                forms[number] = None
            else:
                assert f"Words of {number}.</textarea>" in answer.content.decode()
                forms[number] |= answered(token_in(answer))

    assert forms == [None] * 30
    assert Comment.objects.count() == 30


# What is too easy now


def test_pictures_that_are_too_easy_now_keep_the_text_and_bring_harder_ones(article, reader):
    form = reader.form(article)
    for _ in range(2):
        bad = reader.form(article)
        reader.post(article, {**bad, "captcha-tile": wrong_tiles(bad["captcha-token"])})
    answer = reader.post(article, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A little more is asked now." in page and "Words of a reader.</textarea>" in page
    assert challenges.read(token_in(answer)).level == HARDEST  # for it computed nothing
    assert reader.post(article, form | answered(token_in(answer))).status_code == 303


def test_without_script_a_reader_who_was_wrong_gets_in_with_the_pictures_of_the_page(
    article, reader
):
    form = {"name": "Anna", "text": "Words of a reader."}
    answer = reader.post(article, form)
    for _ in range(6):
        asked = challenges.read(token_in(answer))
        bad = {"captcha-token": str(asked), "captcha-tile": wrong(asked)}
        answer = reader.post(article, {**form, **bad})
        assert answer.status_code == 422
    answer = reader.post(article, {**form, **answered(token_in(answer))})
    assert answer.status_code == 303


def wrong(asked):
    """Return a wrong answer that has the shape of one: some tiles of every sheet, not all."""
    return sorted({tile for sheet in asked.sheets for tile in sheet.tiles} - asked.answer)


def test_the_work_saves_a_level(article, reader, monkeypatch):
    monkeypatch.setattr(work, "ITERATIONS", 1)
    first = reader.form(article)
    for _ in range(2):
        owed.TRIES.take(Asker(asking.browser_in(reader.client.cookies[asking.COOKIE].value)).name)
    token = reader.fetch_token(article)
    counter = next(str(n) for n in range(10**6) if work.is_paid(token, str(n), work.PRICES[1]))
    assert challenges.read(token).level == 1
    answer = reader.post(article, first | answered(token) | {"captcha-work": counter})
    assert answer.status_code == 303


# No oracle: the same words, bytes and headers whether the tiles were right or not


def without_pictures(answer):
    """Return all that an answer says but the pictures it brings, which are new every time."""
    page = answer.content.decode()
    page = re.sub(r"[\w-]{92}", "TOKEN", page)
    page = re.sub(r"(<legend data-captcha-prompt>).*?(</legend>)", r"\1\2", page)
    page = re.sub(r'(value="\d+") checked', r"\1", page)
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    return answer.status_code, headers, str(answer.cookies), page


def said_to(article, reader, form, tiles, **extra):
    """Return what ``reader`` is told who sends ``form`` with these tiles."""
    return without_pictures(reader.post(article, {**form, "captcha-tile": sorted(tiles)}, **extra))


def known_reader(name="A"):
    """Return a browser that has its cookie already."""
    reader = Reader(Client(REMOTE_ADDR=HOME))
    reader.client.cookies[asking.COOKIE] = asking.cookie_of(name * 22)
    return reader


def form_for(article, scope=None, browser="A"):
    """Return a form with the pictures of somebody, and the right tiles."""
    asked = issue(scope or f"comment/{article.slug}", asker_at(HOME, browser * 22), HARDEST)
    return {"name": "Anna", "text": "Words of a reader.", "captcha-token": str(asked)}, asked


def spent(article, clock, settings):
    form, asked = form_for(article)
    Spent.objects.spend(asked.nonce, asked.level)
    return form, asked


def expired(article, clock, settings):
    form, asked = form_for(article)
    clock.shift(challenges.LIFE)
    return form, asked


def of_another_form(article, clock, settings):
    return form_for(article, scope="login")


def of_another_thread(article, clock, settings):
    return form_for(article, scope="comment/another")


def of_another_browser(article, clock, settings):
    return form_for(article, browser="B")


def of_another_site(article, clock, settings):
    own, settings.SECRET_KEY = settings.SECRET_KEY, "another-0123456789-abcdefghijklmnopqrstuvw"
    form, asked = form_for(article)
    settings.SECRET_KEY = own
    return form, asked


def too_easy(article, clock, settings):
    asked = issue(f"comment/{article.slug}", asker_at(HOME))
    for _ in range(4):
        owed.TRIES.take(asker_at(HOME).name)
    return {"name": "Anna", "text": "Words of a reader.", "captcha-token": str(asked)}, asked


NOT_JUDGED = [
    spent,
    expired,
    of_another_form,
    of_another_thread,
    of_another_browser,
    of_another_site,
    too_easy,
]


@pytest.mark.parametrize("make", NOT_JUDGED, ids=lambda make: make.__name__)
def test_what_is_not_judged_says_nothing_of_its_tiles(article, clock, settings, make):
    form, asked = make(article, clock, settings)
    reader = known_reader()

    told = [said_to(article, reader, form, tiles) for tiles in (asked.answer, wrong(asked))]

    assert told[0] == told[1]
    assert told[0][0] == 409
    assert Spent.objects.count() == (make is spent)


def test_what_expired_and_what_is_foreign_are_one_and_the_same(article, clock, settings):
    told = []
    for make in (of_another_form, of_another_thread, of_another_browser, of_another_site, expired):
        form, asked = make(article, clock, settings)
        told.append(said_to(article, known_reader(), form, asked.answer))
    told = [re.sub(r"[A-Z][a-z]{2}, \d.*? GMT", "", str(one)) for one in told]
    assert told == [told[0]] * len(told)


def test_wrong_tiles_are_told_apart_by_nothing(article):
    told = []
    for name, change in zip("ABCD", ({1}, {18}, {1, 18}, {*range(1, 19)}), strict=True):
        form, asked = form_for(article, browser=name)
        tiles = (asked.answer ^ change) | {1} if change == {1, 18} else asked.answer ^ change
        reader = known_reader(name)
        told.append(
            str(said_to(article, reader, form, tiles)).replace(asking.cookie_of(name * 22), "")
        )
    assert told == [told[0]] * len(told)
    assert told[0].startswith("(422")


OTHER_FAULTS = {
    "no name": {"name": " "},
    "too long": {"text": "x" * 5001},
    "gone parent": {"parent": "9"},
    "a bait and no text": {"text": "", "captcha-website": "x"},
}


@pytest.mark.parametrize("fault", OTHER_FAULTS.values(), ids=OTHER_FAULTS.keys())
def test_a_right_answer_beside_another_fault_spends_nothing_and_confirms_nothing(article, fault):
    form, asked = form_for(article)
    reader = known_reader()

    told = [
        said_to(article, reader, {**form, **fault}, tiles)
        for tiles in (asked.answer, asked.answer ^ {1, 2})
    ]

    assert told[0] == told[1]
    assert not Spent.objects.exists() and not Tally.objects.exists()


def test_a_right_answer_for_a_closed_thread_spends_nothing_and_confirms_nothing(article):
    article.is_open = False
    article.save()
    form, asked = form_for(article)

    told = [said_to(article, known_reader(), form, tiles) for tiles in (asked.answer, [1, 10])]

    assert told[0] == told[1]
    assert not Spent.objects.exists() and not Tally.objects.exists()


# What is known of a sender is stored with the comment


def signals_of(article, reader, **fields):
    reader.comment(article, **fields)
    return {signal["name"]: signal["weight"] for signal in Comment.objects.get().signals}


def test_a_comment_carries_the_signals_of_its_sender(article, reader):
    assert signals_of(article, reader) == {"way": 0, "time": 2, "work": 1}


def test_a_filled_bait_is_stored_and_shuts_nobody_out(article, reader):
    assert signals_of(article, reader, **{"captcha-website": "http://x"})["bait"] == 3


def test_wrong_answers_before_are_stored(article, reader):
    bad = reader.form(article)
    reader.post(article, {**bad, "captcha-tile": wrong(challenges.read(bad["captcha-token"]))})
    assert signals_of(article, reader)["tries"] == 0


def test_the_way_without_pictures_is_stored(article, reader):
    signals_of(article, reader, **{"captcha-unable": "1", "captcha-tile": []})
    [way] = [s for s in Comment.objects.get().signals if s["name"] == "way"]
    assert way["sentence"] == "Could not use pictures."


# Stores that fail


def test_without_a_cache_a_comment_gets_in(article, reader, settings, caplog):
    settings.CACHES = {"default": {"BACKEND": "tests.captcha.test_owed.BrokenCache"}}
    assert reader.comment(article).status_code == 303
    assert "The cache does not count challenges: ConnectionError" in caplog.text
