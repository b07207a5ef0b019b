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
            client.cookies[asking.COOKIE] = "A" * 22
        else:
            client.cookies.clear()
        form = hard_form(article, asker_at(HOME), is_right=False)
        statuses.append(client.post(reverse("comment", args=[article.slug]), form, **way()))
    assert [answer.status_code for answer in statuses] == [422] * 10 + [429] * 4
    assert Spent.objects.count() == 10


def test_who_waits_is_told_how_long_and_keeps_the_text_and_the_pictures(article):
    reader = Reader(Client(REMOTE_ADDR=HOME))
    reader.client.cookies[asking.COOKIE] = "A" * 22
    for _ in range(10):
        reader.post(article, hard_form(article, asker_at(HOME), is_right=False))
    form = hard_form(article, asker_at(HOME), is_right=True)
    answer = reader.post(article, form)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, str(40 * 60))
    assert "Too many answers were wrong." in page and "in 40 minutes" in page
    assert "Words of a reader.</textarea>" in page
    assert token_in(answer) == form["captcha-token"]
    assert Spent.objects.count() == 10 and not Comment.objects.exists()


def test_cookies_that_change_all_the_time_make_it_harder_all_the_same(article):
    for number in range(60):
        reader = Reader(Client(REMOTE_ADDR=HOME))
        reader.client.cookies[asking.COOKIE] = f"{number:022}"
        asker = asker_at(HOME, f"{number:022}")
        reader.post(article, hard_form(article, asker, is_right=False))
    assert owed.level_owed(asker_at(HOME, "Z" * 22)) == HARDEST


def test_thirty_readers_behind_one_address_beside_a_bot_all_get_their_comment_in(article):
    owed.PREFIX.take(asker_at(HOME).client)
    owed.SITE_WRONG.take(owed.SITE)
    readers = [Reader(Client(REMOTE_ADDR=HOME)) for _ in range(30)]
    for number, reader in enumerate(readers):
        reader.client.cookies[asking.COOKIE] = f"{number:022}"
    forms = [reader.form(article, text=f"Words of {n}.") for n, reader in enumerate(readers)]
    Tally.objects.update(taken=200)  # the bot, meanwhile

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
        owed.TRIES.take(Asker(reader.client.cookies[asking.COOKIE].value).name)
    token = reader.fetch_token(article)
    counter = next(str(n) for n in range(10**6) if work.is_paid(token, str(n), work.PRICES[1]))
    assert challenges.read(token).level == 1
    answer = reader.post(article, first | answered(token) | {"captcha-work": counter})
    assert answer.status_code == 303


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
