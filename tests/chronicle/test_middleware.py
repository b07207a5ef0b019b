"""What happens to every request: who the client is (law 11), the language, what is too much."""

import gzip
import io
from ipaddress import ip_network

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from chronicle import middleware
from chronicle.middleware import client_keys

from ..conftest import make_article

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


# The client


@pytest.fixture
def _proxies(settings):
    """Two machines of ours stand in front of the site, and a unix socket."""
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:ff::/48")]
    settings.TRUST_UNIX_SOCKET = True


def passed(peer, forwarded_for=None, **headers):
    """Return the request as it leaves the middleware."""
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    if forwarded_for is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded_for
    return middleware.client(lambda request: request)(request)


DIRECT = {
    "IPv4, a /24": ("192.0.2.77", "192.0.2.0/24"),
    "IPv6, a /48": ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
    "IPv4 mapped into IPv6": ("::ffff:192.0.2.77", "192.0.2.0/24"),
    "IPv6 with a zone": ("fe80::1%eth0", "fe80::/48"),
    "loopback": ("127.0.0.1", "127.0.0.0/24"),
    "a unix socket": ("", None),
    "no address": ("localhost", None),
    "an address with a port": ("192.0.2.77:5123", None),
    "half an address": ("192.0.2", None),
}


@pytest.mark.parametrize(("peer", "prefix"), DIRECT.values(), ids=DIRECT.keys())
def test_a_client_is_known_by_the_prefix_of_its_address(peer, prefix):
    assert passed(peer).client_keys == (client_keys(prefix) if prefix else ())


@pytest.mark.parametrize(("peer", "prefix"), DIRECT.values(), ids=DIRECT.keys())
def test_without_proxies_nobody_chooses_his_address_by_a_header(peer, prefix):
    spoofed = passed(peer, "198.51.100.1")
    assert spoofed.client_keys == (client_keys(prefix) if prefix else ())
    assert "HTTP_X_FORWARDED_FOR" not in spoofed.META


BEHIND = {
    "one proxy": ("10.0.0.1", "192.0.2.77", "192.0.2.0/24"),
    "what the client wrote itself is left of it": (
        "10.0.0.1",
        "198.51.100.1, 192.0.2.77",
        "192.0.2.0/24",
    ),
    "two proxies": ("10.0.0.1", "198.51.100.1, 192.0.2.77, 10.9.9.9", "192.0.2.0/24"),
    "a client that claims to be our proxy": (
        "10.0.0.1",
        "10.0.0.5, 192.0.2.77, 10.9.9.9",
        "192.0.2.0/24",
    ),
    "no spaces": ("10.0.0.1", "198.51.100.1,192.0.2.77", "192.0.2.0/24"),
    "IPv6": ("2001:db8:ff::1", "2001:db8:7:8::9", "2001:db8:7::/48"),
    "a proxy by its mapped address": ("::ffff:10.0.0.1", "192.0.2.77", "192.0.2.0/24"),
    "a mapped client": ("10.0.0.1", "::ffff:192.0.2.77", "192.0.2.0/24"),
    "a unix socket": ("", "198.51.100.1, 192.0.2.77", "192.0.2.0/24"),
    "the nearest is malformed": ("10.0.0.1", "192.0.2.77, what", None),
    "the furthest is malformed": ("10.0.0.1", "what, 192.0.2.77", "192.0.2.0/24"),
    "empty": ("10.0.0.1", "", None),
    "only commas": ("10.0.0.1", ",,,", None),
    "only ourselves": ("10.0.0.1", "10.0.0.2", None),
    "no header": ("10.0.0.1", None, None),
    "past all bounds": ("10.0.0.1", "192.0.2.77," * 5000 + "203.0.113.5", "203.0.113.0/24"),
    "a stranger beside the proxy": ("203.0.113.5", "192.0.2.77", "203.0.113.0/24"),
}


@pytest.mark.usefixtures("_proxies")
@pytest.mark.parametrize(("peer", "header", "prefix"), BEHIND.values(), ids=BEHIND.keys())
def test_the_client_is_the_nearest_address_that_is_not_our_proxy(peer, header, prefix):
    assert passed(peer, header).client_keys == (client_keys(prefix) if prefix else ())


@pytest.mark.usefixtures("_proxies")
@pytest.mark.parametrize(("peer", "is_secure"), [("10.0.0.1", True), ("203.0.113.5", False)])
def test_only_a_proxy_may_say_that_the_reader_came_by_https(peer, is_secure):
    request = passed(peer, HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil.example")
    assert request.is_secure() is is_secure
    assert ("HTTP_X_FORWARDED_HOST" in request.META) is is_secure


def test_a_unix_socket_is_not_trusted_unless_it_is_named():
    assert passed("", "192.0.2.77").client_keys == ()


def test_the_key_is_the_first_of_the_keys():
    request = passed("192.0.2.77")
    assert request.client_key == request.client_keys[0]
    assert passed("").client_key == ""


def test_neighbours_share_a_key_and_strangers_do_not():
    assert passed("192.0.2.1").client_key == passed("192.0.2.254").client_key
    assert passed("192.0.2.1").client_key != passed("192.0.3.1").client_key


def test_a_key_is_good_for_its_day_and_the_next():
    days = []
    for day in ("01", "02", "03"):
        with time_machine.travel(f"2027-01-{day}T12:00:00Z", tick=False):
            days.append(client_keys("192.0.2.0/24"))
    (today, yesterday), (next_today, next_yesterday), last = days
    assert next_yesterday == today
    assert today not in last
    assert len({today, yesterday, next_today}) == 3


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_day_changes_at_midnight_utc_wherever_the_site_is(zone):
    with timezone.override(zone):
        keys = []
        for moment in ("2027-01-01T23:59:59Z", "2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"):
            with time_machine.travel(moment, tick=False):
                keys.append(client_keys("192.0.2.0/24")[0])
    assert keys[0] == keys[1] != keys[2]


def test_a_key_is_keyed(settings):
    ours = client_keys("192.0.2.0/24")
    settings.SECRET_KEY = OTHER_KEY
    assert set(ours).isdisjoint(client_keys("192.0.2.0/24"))


def test_a_client_keeps_its_former_names_when_the_key_is_rotated(settings):
    before = client_keys("192.0.2.0/24")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    after = client_keys("192.0.2.0/24")
    assert after[2:] == before
    assert after[0] not in before


# The language


def test_the_language_is_the_one_in_the_path(client, db):
    assert client.get("/")["Content-Language"] == "en"
    russian = client.get("/ru/")
    assert russian["Content-Language"] == "ru"
    assert '<html lang="ru"' in russian.content.decode()


def test_neither_header_nor_cookie_changes_the_language(client, db):
    client.cookies["django_language"] = "ru"
    answer = client.get("/", HTTP_ACCEPT_LANGUAGE="ru")
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()
    assert "Accept-Language" not in answer.get("Vary", "")


def test_the_language_of_one_request_does_not_stay_for_the_next(client, db):
    before = translation.get_language()
    client.get("/ru/")
    assert translation.get_language() == before


@pytest.mark.parametrize("path", ["/en/", "/xx/", "/RU/", "/ru-ru/", "/" + "a" * 600 + "/"])
def test_a_language_that_is_not_spoken_is_no_page(client, db, path):
    assert client.get(path).status_code == 404


# Bodies


def post(body=b"", content_type=FORM, **meta):
    return Client().generic("POST", "/articles/x/comment/", body, content_type, **meta)


def test_a_body_of_more_than_a_megabyte_is_too_large_and_says_how_to_go_back():
    """Without the ``db`` fixture any query fails."""
    answer = post(b"a" * (MEGABYTE + 1))
    assert answer.status_code == 413
    assert "Go back: your text is still in the form. Shorten it." in answer.content.decode()


def test_a_body_of_a_megabyte_is_read(db):
    text = b"a" * (MEGABYTE - len("text="))
    answer = post(b"text=" + text)
    assert answer.status_code == 404
    assert text in answer.content


def request_with(body, length):
    environ = RequestFactory().generic("POST", "/", b"", FORM).environ
    return WSGIRequest({**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length)})


def test_a_refused_body_is_read_away_so_that_the_answer_arrives():
    body = io.BytesIO(b"a" * (3 * MEGABYTE))
    assert middleware.refuse_body(request_with(body, 3 * MEGABYTE)).status_code == 413
    assert body.tell() == 3 * MEGABYTE


class Endless(io.RawIOBase):
    """A sender that never stops."""

    sent = 0

    def read(self, size=-1):
        self.sent += size
        return b"a" * size


def test_a_body_without_end_is_not_read_for_ever():
    body = Endless()
    assert middleware.refuse_body(request_with(body, 10**15)).status_code == 413
    assert body.sent <= middleware.DRAINED + 65536


@pytest.mark.parametrize("length", ["9" * 30, "9" * 5000, "-1", "1e3", "abc", "1_0", "²", "0x10"])
def test_an_absurd_length_is_refused_with_a_page(length):
    answer = middleware.refuse_body(request_with(io.BytesIO(b"text=a"), length))
    assert answer.status_code == 413
    assert "Go back" in answer.content.decode()


def test_a_body_of_unknown_length_is_asked_for_its_length():
    answer = post(b"text=a", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411
    assert "Content-Length" in answer.content.decode()


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "", "multipart/mixed; boundary=B"]
)
def test_what_is_no_form_is_refused_with_a_sentence(content_type):
    answer = post(b'{"text": "a"}', content_type)
    assert answer.status_code == 415
    assert "use the form on the page" in answer.content.decode()


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=я"],
)
def test_a_broken_multipart_form_is_refused_with_a_sentence(db, content_type):
    answer = post(b"--B\r\nwhat", content_type)
    assert answer.status_code == 400
    assert "Go back and try again" in answer.content.decode()


def test_more_fields_than_any_form_has_are_refused_with_a_sentence(db):
    answer = post(b"&".join(b"a=1" for _ in range(1001)))
    assert answer.status_code == 400
    assert "Go back and try again" in answer.content.decode()


# What no text of ours holds, and what no address can do

NUL_ADDRESSES = [
    "/%00",
    "/my/%00/",
    "/ru/my/a%00b/",
    "/articles/a%00b/",
    "/?before=%00",
    "/?%00=1",
    "/admin/comments/comment/?status=%00",
]


@pytest.mark.parametrize("url", NUL_ADDRESSES)
def test_an_address_with_a_nul_is_refused_before_anything_looks_for_it(client, url):
    """Without the ``db`` fixture any query fails."""
    answer = client.get(url)
    assert answer.status_code == 400
    sentence = "не удалось прочитать" if url.startswith("/ru/") else "could not be read"
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("name", ["sessionid", "browser", "csrftoken", "messages"])
def test_a_cookie_that_unfolds_to_a_nul_is_refused_before_anything_looks_for_it(client, name):
    answer = client.get("/admin/", HTTP_COOKIE=name + '="' + r"\000" * 32 + '"')
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/captcha/challenge/", "/my/key/", "/articles/x/comment/"])
@pytest.mark.parametrize("method", ["delete", "put", "patch", "options"])
def test_a_method_that_an_address_does_not_take_is_refused_with_a_sentence(path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "use the links and forms" in answer.content.decode()


# The policy


def test_the_policy_begins_with_nothing_and_allows_nothing_inline():
    policy = middleware.CONTENT_SECURITY_POLICY
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    sources = {d.split()[0]: d.split()[1:] for d in policy.split("; ")}
    assert sources["script-src"] == sources["style-src"] == ["'self'"]


def test_the_policy_is_on_answers_that_never_reach_a_page(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    redirected = client.get("/")
    refused = client.get("/", HTTP_HOST="evil.example")
    assert (redirected.status_code, refused.status_code) == (301, 400)
    for answer in (redirected, refused):
        assert answer["Content-Security-Policy"] == middleware.CONTENT_SECURITY_POLICY


def test_the_policy_is_the_sites_whatever_a_view_says():
    def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "default-src *"})

    answer = middleware.content_security_policy(view)(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == middleware.CONTENT_SECURITY_POLICY


# Compression


@pytest.fixture
def long_article(db):
    return make_article(body="A line that comes again. " * 99)


def test_a_page_for_everyone_is_compressed_and_still_the_same(long_article, client):
    path = long_article.get_absolute_url()
    plain = client.get(path)

    small = client.get(path, headers={"Accept-Encoding": "br, gzip"})

    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain["Vary"] and "Accept-Encoding" in small["Vary"]


def test_an_unchanged_compressed_page_is_answered_without_a_body(long_article, client):
    headers = {"Accept-Encoding": "gzip"}
    tag = client.get(long_article.get_absolute_url(), headers=headers)["ETag"]

    again = client.get(long_article.get_absolute_url(), headers={**headers, "If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
def test_nobody_gets_what_he_cannot_read(long_article, client, accepted):
    answer = client.get(long_article.get_absolute_url(), headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer


def test_what_is_for_one_reader_alone_is_never_compressed(article, reader):
    private = reader.comment(article)["Location"]
    form = {"name": "Anna", "text": "Words. " * 99}

    for answer in (
        reader.client.get(private, headers={"Accept-Encoding": "gzip"}),
        reader.post(article, form, headers={"Accept-Encoding": "gzip"}),
    ):
        assert "Content-Encoding" not in answer
