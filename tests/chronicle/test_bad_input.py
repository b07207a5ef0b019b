"""Bad input gets a 4xx with a sentence, never a 500, never a half-done change (law 12)."""

import html
import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from captcha.models import Spent
from comments.models import Comment, Decision

from ..conftest import Reader, make_user, publish

QUICK = effort(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def anybody(db):
    """A reader's browser; what fails is an answer, not an exception."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def sentence_of(answer):
    """Return the words of an answer, without its markup."""
    text = re.sub(r"<head>.*?</head>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


PIECES = {
    "a huge number": "9" * 30,
    "past 2^63": str(2**63),
    "4,300 digits and more": "9" * 4400,
    "a negative number": "-1",
    "another script's digits": "%d9%a1%d9%a2",
    "nothing": "",
    "a NUL": "%00",
    "bytes that are no text": "%ff%fe",
    "an overlong encoding": "%c0%80",
    "a lone surrogate": "%ed%a0%80",
    "a right-to-left override": "%e2%80%ae",
    "a percent sign": "%25",
    "broken percents": "%zz%",
    "quotes": "'%22--;",
    "markup": "%3Cscript%3E",
    "dots": "..%2f..%2fetc%2fpasswd",
    "a line end": "%0d%0aSet-Cookie:%20a=b",
    "a long word": "a" * 2000,
    "500 letters for a language": "a" * 501,
    "a backslash": "%5c%5cevil.example",
}
PLACES = [
    "/{}",
    "/{}/",
    "/ru/{}/",
    "/articles/{}/",
    "/articles/{}/comment/",
    "/comments/{}/",
    "/ru/comments/{}/",
    "/my/{}/",
    "/captcha/{}/1.jpg",
    "/static/{}",
    "/?before={}",
    "/?{}=1",
    "{article}?from={}",
    "{article}comment/?reply={}",
    "/sitemap.xml?p={}",
    "/feed/?{}",
    "/admin/login/?next={}",
    "/admin/comments/comment/{}/change/",
    "/healthz?{}",
]


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_no_address_breaks_a_page(anybody, article, piece):
    for place in PLACES:
        url = place.replace("{article}", article.get_absolute_url()).replace("{}", piece)
        path, _, query = url.partition("?")
        answer = anybody.get(path, QUERY_STRING=query)
        assert answer.status_code < 500, place
        assert answer.status_code < 400 or len(sentence_of(answer)) > 20, place
        assert "evil.example" not in answer.get("Location", "").partition("?")[0], place
        assert not answer.cookies or place.startswith("/admin/"), place


URLS = [
    "/",
    "/ru/",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/feed/",
    "/nothing/",
    "/articles/x/",
    "{article}",
    "{article}comment/",
    "/comments/1/",
    "/my/x/",
    "/captcha/challenge/",
    "/captcha/x/1.jpg",
    "/admin/",
    "/admin/login/",
    "/admin/comments/comment/",
    "/admin/comments/comment/decide/",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "WHAT"])
def test_a_wrong_method_changes_nothing_and_gets_a_sentence(anybody, article, method):
    for url in URLS:
        answer = anybody.generic(method, url.format(article=article.get_absolute_url()))
        assert answer.status_code < 500, url
        assert answer.status_code < 400 or len(sentence_of(answer)) > 20, url
    assert not Comment.objects.exists() and not Spent.objects.exists()


@pytest.mark.parametrize("url", URLS)
def test_a_head_request_is_answered_without_a_body(anybody, article, url):
    answer = anybody.head(url.format(article=article.get_absolute_url()))
    assert answer.status_code < 500
    assert answer.content == b""


FIELDS = ["name", "text", "parent", "captcha-token", "captcha-tile", "captcha-unable", "preview"]
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from("\0\u202e\ufffe\uffff\u0301<>&\"'\r\n\t 19"), max_size=30),
)


@QUICK
@given(form=st.dictionaries(st.sampled_from([*FIELDS, "captcha-other"]), TYPED))
def test_no_form_breaks_the_form_page(article, form):
    answer = Client(raise_request_exception=False).post(f"/articles/{article.slug}/comment/", form)
    assert answer.status_code in (200, 403, 404, 409, 422)
    assert not Comment.objects.exists() and not Spent.objects.exists()


@QUICK
@given(body=st.binary(max_size=300), is_multipart=st.booleans())
def test_no_bytes_break_the_form_page(article, body, is_multipart):
    content_type = "multipart/form-data; boundary=B"
    if is_multipart:
        body = b"--B\r\nContent-Disposition: form-data; name=" + body + b"\r\n--B--\r\n"
    else:
        content_type = "application/x-www-form-urlencoded"
    answer = Client(raise_request_exception=False).generic(
        "POST", f"/articles/{article.slug}/comment/", body, content_type
    )
    assert answer.status_code in (200, 400, 409, 422)


@QUICK
@given(text=TYPED, name=TYPED)
def test_whatever_is_stored_can_be_shown_to_author_and_moderator(article, text, name):
    reader = Reader()
    answer = reader.comment(article, text=text, name=name)
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        assert reader.client.get(answer["Location"]).status_code == 200
        assert Comment.objects.latest("pk").latest.html


NAMED = b'Content-Disposition: form-data; name="text"'
PARTS = {
    "an unknown charset": NAMED + b"\r\nContent-Type: text/plain; charset=undefined",
    "a name in an unknown charset": b"Content-Disposition: form-data; name*=undefined''text",
    "a file instead of a text": NAMED + b'; filename="a"',
    "a file with a NUL in its name": NAMED + b'; filename="a\0"',
    "base64": NAMED + b"\r\nContent-Transfer-Encoding: base64",
    "a file in base64": NAMED + b'; filename="a"\r\nContent-Transfer-Encoding: base64',
    "a length that is no number": NAMED + b"\r\nContent-Length: x",
    "no name": b"Content-Disposition: form-data",
    "no header": b"",
    "an endless header": b"X: " + b"a" * 5000,
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_no_part_of_a_form_breaks_the_form_page(anybody, article, part):
    body = b"--B\r\n" + part + b"\r\n\r\nhello%\r\n--B--\r\n"
    url = f"{article.get_absolute_url()}comment/"
    answer = anybody.generic("POST", url, body, "multipart/form-data; boundary=B")
    assert answer.status_code in (400, 422)
    assert len(sentence_of(answer)) > 20


HEADERS = {
    "HTTP_HOST": "evil.example",
    "HTTP_COOKIE": "a=\x01; =; ;; browser; sessionid=" + "x" * 4000,
    "HTTP_IF_NONE_MATCH": 'W/"x, "',
    "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Xxx 99999999 99:99:99 GMT",
    "HTTP_ACCEPT_LANGUAGE": "ru;q=" + "9" * 4000,
    "HTTP_REFERER": "\x01/my/x/",
    "HTTP_ORIGIN": "\x01",
    "HTTP_SEC_FETCH_SITE": "what",
    "HTTP_X_FORWARDED_FOR": "," * 3000,
    "HTTP_USER_AGENT": "\x7f" * 4000,
    "HTTP_RANGE": "bytes=-9999999999999",
    "REMOTE_ADDR": "no address",
}


@pytest.mark.parametrize(("name", "value"), HEADERS.items(), ids=HEADERS.keys())
def test_no_header_breaks_a_page(anybody, article, name, value):
    for path in ("/", article.get_absolute_url(), "/feed/", "/admin/login/", "/static/x"):
        assert anybody.get(path, **{name: value}).status_code < 500
    url = f"{article.get_absolute_url()}comment/"
    answer = anybody.post(url, {"text": "Kept."}, **{name: value})
    assert answer.status_code in (400, 403, 422)


NEWSROOM = [
    "/admin/comments/comment/?status={}",
    "/admin/comments/comment/?lane={}",
    "/admin/comments/comment/?cause={}",
    "/admin/comments/comment/?article={}",
    "/admin/comments/comment/?author={}",
    "/admin/comments/comment/?from={}",
    "/admin/comments/comment/?status=decided&from={}",
    "/admin/comments/comment/?q={}",
    "/admin/comments/comment/?what={}",
    *(f"/admin/comments/decision/?{name}={{}}" for name in ("who", "what", "since", "until")),
    *(f"/admin/comments/decision/?{name}={{}}" for name in ("article", "comment", "from")),
    "/admin/comments/decision/figures/?days={}",
    "/admin/chronicle/article/?language__exact={}",
    "/admin/chronicle/article/?is_open__exact={}",
    "/admin/chronicle/article/?q={}",
    "/admin/chronicle/article/?p={}",
    "/admin/comments/comment/{}/change/",
    "/admin/comments/comment/{}/history/",
    "/admin/chronicle/article/{}/change/",
    "/admin/chronicle/article/{}/delete/",
    "/admin/chronicle/article/{}/preview/",
]


@pytest.mark.parametrize("place", NEWSROOM)
def test_no_address_breaks_the_newsroom(article, moderator, place):
    publish(article.thread, by=moderator)
    user = make_user("root", "Editors")
    user.is_superuser = True
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    decisions = Decision.objects.count()
    for name, piece in PIECES.items():
        path, _, query = place.replace("{}", piece).partition("?")
        answer = client.get(path, QUERY_STRING=query, follow=True)
        assert answer.status_code < 500, name
    assert Decision.objects.count() == decisions
