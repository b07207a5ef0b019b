"""The WSGI entry point."""

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from chronicle.wsgi import application, utf8_only

UNREADABLE = [
    "text/html; charset=undefined",
    "text/html; charset=rot13",
    "text/html; charset=hex",
    "text/html; charset=idna",
    "text/html; charset=utf-16",
    "text/html; charset=nonsense",
    "text/html; charset*=nonsense''%FF",
    "text/html; a*=undefined''%FF",
    "multipart/form-data; boundary*=undefined''B",
    "multipart/form-data; boundary=B; charset=rot13",
    "application/x-www-form-urlencoded; charset=latin-1",
]
READABLE = [
    "",
    ";",
    "multipart/form-data; boundary=B",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=UTF-8",
    'multipart/form-data; boundary=B; charset="utf-8"',
]


def content_type_behind(content_type):
    environ = {"CONTENT_TYPE": content_type}
    return utf8_only(lambda environ, start_response: environ["CONTENT_TYPE"])(environ, None)


@pytest.mark.parametrize("content_type", UNREADABLE)
def test_what_names_another_charset_is_no_form(content_type):
    assert content_type_behind(content_type) == "application/octet-stream"


@pytest.mark.parametrize("content_type", READABLE)
def test_what_is_utf8_passes_untouched(content_type):
    assert content_type_behind(content_type) == content_type


@pytest.fixture
def _connections_stay():
    """A request closes old connections first, also those that belong to other tests."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def call(method, path, content_type, body=b""):
    """Send a request past everything, to the application itself; return its status."""
    environ = RequestFactory().generic(method, path, body).environ
    environ["CONTENT_TYPE"] = content_type
    statuses = []
    application(environ, lambda status, headers, exc_info=None: statuses.append(status))
    return statuses[0]


@pytest.mark.usefixtures("_connections_stay")
@pytest.mark.parametrize("content_type", UNREADABLE)
def test_no_content_type_breaks_a_page(content_type):
    assert call("GET", "/healthz?a=%FF", content_type) == "200 OK"


@pytest.mark.usefixtures("_connections_stay")
@pytest.mark.parametrize("content_type", UNREADABLE)
def test_a_form_in_another_charset_is_refused_as_no_form(content_type):
    status = call("POST", "/articles/x/comment/", content_type, b"text=%FF")
    assert status.startswith("415 ")
