"""Who asks, as the captcha knows it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from captcha import asking
from captcha.asking import Asker

BROWSER = "Abcdefghijklmnopqrst-_"


def request(cookie=None, keys=("today", "yesterday")):
    made = RequestFactory().get("/")
    made.client_keys = keys
    if cookie is not None:
        made.COOKIES[asking.COOKIE] = cookie
    return made


def test_an_asker_is_the_browser_of_the_cookie_and_the_clients_names():
    assert asking.asker_of(request(BROWSER)) == Asker(BROWSER, ("today", "yesterday"))


@pytest.mark.parametrize(
    "cookie",
    [None, "", BROWSER[1:], BROWSER + "A", BROWSER[:-1] + "é", BROWSER[:-1] + "\n", "\0" * 22],
)
def test_a_cookie_that_is_not_ours_is_no_browser(cookie):
    assert asking.asker_of(request(cookie)).browser == ""


def test_a_site_without_the_middleware_has_no_clients():
    assert asking.asker_of(RequestFactory().get("/")).clients == ()


def test_a_newcomer_gets_128_random_bits():
    browsers = {Asker().as_newcomer().browser for _ in range(50)}
    assert len(browsers) == 50
    assert all(asking.COOKIE_FORM.fullmatch(browser) for browser in browsers)


def test_a_browser_that_is_known_keeps_its_name():
    asker = Asker(BROWSER, ("today",))
    assert asker.as_newcomer() == asker


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_the_cookie_is_out_of_reach_of_script_and_of_other_sites(settings, is_encrypted):
    settings.SESSION_COOKIE_SECURE = is_encrypted
    response = HttpResponse()
    asking.remember(response, BROWSER)
    cookie = response.cookies[asking.COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (BROWSER, True, "Lax")
    assert bool(cookie["secure"]) is is_encrypted


def test_what_is_stored_of_a_browser_does_not_name_it(settings):
    digest = asking.browser_digest(BROWSER)
    assert len(digest) == 32 and BROWSER not in digest
    assert digest == asking.browser_digest(BROWSER)
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    assert digest != asking.browser_digest(BROWSER)


def test_no_browser_has_no_digest():
    assert asking.browser_digest("") == ""
