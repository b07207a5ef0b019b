"""Who asks, as the captcha knows it."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from captcha import asking
from captcha.asking import Asker

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
BROWSER = "Abcdefghijklmnopqrst-_"


def request(cookie=None, keys=("today", "yesterday")):
    made = RequestFactory().get("/")
    made.client_keys = keys
    if cookie is not None:
        made.COOKIES[asking.COOKIE] = cookie
    return made


def test_an_asker_is_the_browser_of_the_cookie_and_the_clients_names():
    asker = asking.asker_of(request(asking.cookie_of(BROWSER)))
    assert asker == Asker(BROWSER, ("today", "yesterday"))


FORGED = {
    "none": lambda cookie: None,
    "empty": lambda cookie: "",
    "unsigned": lambda cookie: BROWSER,
    "another signature": lambda cookie: f"{BROWSER}.{'A' * 22}",
    "another browser's": lambda cookie: cookie.replace(BROWSER, "B" * 22),
    "truncated": lambda cookie: cookie[:-1],
    "extended": lambda cookie: cookie + "A",
    "a line end": lambda cookie: cookie + "\n",
    "not ASCII": lambda cookie: cookie[:-1] + "é",
    "NUL": lambda cookie: "\0" * 45,
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_cookie_that_is_not_ours_is_no_browser(forge):
    assert asking.asker_of(request(forge(asking.cookie_of(BROWSER)))).browser == ""


def test_a_cookie_outlives_the_rotation_of_the_key_and_so_do_its_counts(settings):
    cookie, before = asking.cookie_of(BROWSER), Asker(BROWSER).names
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    after = asking.asker_of(request(cookie))
    assert after.browser == BROWSER and after.name not in before
    assert set(before) <= set(after.names)
    assert asking.cookie_of(BROWSER) != cookie
    settings.SECRET_KEY_FALLBACKS = []
    assert asking.browser_in(cookie) == ""


def test_a_site_without_the_middleware_has_no_clients():
    assert asking.asker_of(RequestFactory().get("/")).clients == ()


def test_a_newcomer_gets_128_random_bits():
    browsers = {asking.newcomer_of(request()).browser for _ in range(50)}
    assert len(browsers) == 50
    assert all(re.fullmatch(r"[\w-]{22}", browser) for browser in browsers)


def test_a_newcomer_has_one_name_for_all_forms_of_a_page():
    made = request()
    assert asking.newcomer_of(made) == asking.newcomer_of(made)


def test_a_browser_that_is_known_keeps_its_name():
    known = request(asking.cookie_of(BROWSER))
    assert asking.newcomer_of(known) == asking.asker_of(known)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_the_cookie_is_out_of_reach_of_script_and_of_other_sites(settings, is_encrypted):
    settings.SESSION_COOKIE_SECURE = is_encrypted
    response = HttpResponse()
    asking.remember(response, BROWSER)
    cookie = response.cookies[asking.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert asking.browser_in(cookie.value) == BROWSER
    assert bool(cookie["secure"]) is is_encrypted


def test_what_is_stored_of_a_browser_does_not_name_it(settings):
    digest = asking.browser_digest(BROWSER)
    assert len(digest) == 32 and BROWSER not in digest
    assert digest == asking.browser_digest(BROWSER)
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    assert digest != asking.browser_digest(BROWSER)


def test_no_browser_has_no_digest():
    assert asking.browser_digest("") == ""
