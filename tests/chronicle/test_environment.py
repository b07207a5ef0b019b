"""What a site may not start without: each refused with a sentence."""

import ipaddress

import pytest
from django.core.exceptions import ImproperlyConfigured

from chronicle import environment

STRONG = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQ"


def test_a_strong_secret_key_is_taken_as_it_is():
    assert environment.strong_secret_key(STRONG) == STRONG


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "is missing"),
        (STRONG[:49], "is too weak"),
        ("abcd" * 20, "is too weak"),
        ("django-insecure-" + STRONG, "is too weak"),
    ],
)
def test_a_secret_key_that_could_be_guessed_is_refused(key, says):
    with pytest.raises(ImproperlyConfigured, match=f"^NAME {says}"):
        environment.strong_secret_key(key, name="NAME")


@pytest.mark.parametrize("hosts", [["example.org"], [".example.org", "localhost", "[::1]"]])
def test_named_hosts_are_taken(hosts):
    assert environment.own_hosts(hosts) == hosts


@pytest.mark.parametrize(
    ("hosts", "says"),
    [([], "missing"), (["", ""], "missing"), (["*"], "may not be"), (["a", "*"], "may not be")],
)
def test_no_host_and_any_host_are_refused(hosts, says):
    with pytest.raises(ImproperlyConfigured, match=f"^ALLOWED_HOSTS .*{says}"):
        environment.own_hosts(hosts)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        ("HTTPS://Example.ORG:8443", "https://example.org:8443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:1", "http://[::1]:1"),
        ("http://a.localhost", "http://a.localhost"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    assert environment.site_origin(url) == origin


NO_ADDRESS = [
    "example.org",
    "ftp://example.org",
    "https://",
    "https:///path",
    "https://example.org/path",
    "https://example.org?a=1",
    "https://example.org#top",
    "https://me:secret@example.org",
    "https://exa mple.org",
    "https://example.org:",
    "https://example.org:port",
    "https://[::1",
    "//example.org",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_of_a_site_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match=r"^SITE_URL is not a site address"):
        environment.site_origin(url)


def test_a_missing_address_is_called_missing():
    with pytest.raises(ImproperlyConfigured, match=r"^SITE_URL is missing"):
        environment.site_origin("")


@pytest.mark.parametrize(
    "host", ["example.org", "10.0.0.1", "localhost.example.org", "127.0.0.1.x"]
)
def test_passwords_do_not_travel_unencrypted(host):
    with pytest.raises(ImproperlyConfigured, match="unencrypted"):
        environment.site_origin(f"http://{host}")


def test_proxies_are_networks_and_perhaps_a_unix_socket():
    networks, has_socket = environment.proxies(["127.0.0.1", "10.1.2.3/8", "2001:db8::/32", "unix"])
    assert networks == [
        ipaddress.ip_network(name) for name in ("127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32")
    ]
    assert has_socket
    assert environment.proxies([]) == ([], False)


@pytest.mark.parametrize("name", ["proxy.example.org", "10.0.0.0/99", "", "*"])
def test_a_proxy_that_is_no_network_is_refused(name):
    with pytest.raises(ImproperlyConfigured, match=r"^TRUSTED_PROXIES: "):
        environment.proxies([name])


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("20", 20), (" 3 ", 3)])
def test_a_number_is_read(text, number):
    assert environment.number_from_zero(text, name="N") == number


@pytest.mark.parametrize("text", ["", "-1", "many", "1.5", "99999", "1\n0"])
def test_what_is_no_number_is_refused_in_a_sentence(text):
    with pytest.raises(ImproperlyConfigured, match=r"^N is a number from 0 to 9999"):
        environment.number_from_zero(text, name="N")
