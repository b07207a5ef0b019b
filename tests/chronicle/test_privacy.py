"""No raw address is stored or logged (law 11), and no private link is logged."""

import io
import logging

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.test import Client

from captcha import asking
from captcha.models import Tally
from chronicle.logs import MaskingFormatter
from comments.models import Comment

from ..conftest import Reader, wrong_tiles

ADDRESSES = ["203.0.113.77", "2001:db8:abcd:12::77"]
PARTS = ["203.0.113", "2001:db8:abcd", "2001:0db8:abcd", "192.0.2.99"]


@pytest.fixture
def log():
    """All that any logger says, formatted as the site's own handler does."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(MaskingFormatter("{levelname} {name} {message}", style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def everything_stored():
    """Return every row of every table as text."""
    rows = [row for model in apps.get_models() for row in model.objects.all()]
    return serializers.serialize("json", rows)


@pytest.fixture(params=ADDRESSES)
def visited(request, article, moderator, log):
    """A reader from one address did all that a reader can do; return what is stored since."""
    spoofed = {"HTTP_X_FORWARDED_FOR": "192.0.2.99", "HTTP_X_REAL_IP": "192.0.2.99"}
    client = Client(REMOTE_ADDR=request.param, raise_request_exception=False, **spoofed)
    reader = Reader(client)
    private = reader.comment(article)["Location"]
    client.get(private)
    client.post(private, {"version": "1", "withdraw": "1"})
    form = reader.form(article)
    reader.post(article, {**form, "captcha-tile": wrong_tiles(form["captcha-token"])})
    reader.post(article, {**reader.form(article), "captcha-unable": "1"})
    for password in ("wrong", "correct horse"):
        client.post("/admin/login/", {"username": "mary", "password": password, "next": "/admin/"})
    client.get("/admin/")
    client.get("/nothing/")
    client.get("/", HTTP_HOST="evil.example")
    client.post("/articles/x/comment/", b"x" * 10, content_type="text/plain")
    client.post("/", {})
    return everything_stored()


def test_no_address_is_stored(visited):
    assert "mary" in visited and "Words of a reader" in visited
    assert not [part for part in PARTS if part in visited]


def test_no_address_is_logged(visited, log):
    assert "evil.example" in log.getvalue()
    assert not [part for part in PARTS if part in log.getvalue()]


def test_what_is_stored_of_a_client_cannot_be_found_out_by_trying_all_addresses(visited, settings):
    """It is keyed with the site's secret, and by the day."""
    names = set(Tally.objects.values_list("client", flat=True))
    names |= set(Comment.objects.values_list("browser", flat=True))
    clients = set(Comment.objects.values_list("client", flat=True))
    assert names and all(clients)
    names |= clients
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"
    for address in ADDRESSES:
        reader = Reader(Client(REMOTE_ADDR=address))
        assert not names & {
            key for key in client_keys_of(reader) for name in names if name.startswith(key)
        }


def client_keys_of(reader):
    return reader.client.get("/healthz").wsgi_request.client_keys


def test_a_failure_in_a_view_logs_neither_the_address_nor_the_private_link(
    article, reader, log, monkeypatch
):
    private = reader.comment(article)["Location"]
    key = Comment.objects.get().key

    def fail(request, *args, **kwargs):
        raise RuntimeError(f"cannot show {request.path} of {kwargs}")

    monkeypatch.setattr("comments.views.show", fail)
    client = Client(REMOTE_ADDR=ADDRESSES[0], raise_request_exception=False)
    for path in (private, f"/ru{private}"):
        assert client.get(path).status_code == 500
    text = log.getvalue()
    assert "RuntimeError" in text and "/my/..." in text
    assert key not in text.replace("kwargs", "")
    assert ADDRESSES[0] not in text


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("GET /my/abc-DEF_1/", "GET /my/..."),
        ("/ru/my/abc/?x=1 failed", "/ru/my/... failed"),
        ("\"/my/abc/\" and '/my/def/'", "\"/my/...\" and '/my/...'"),
        ("/my/ alone", "/my/ alone"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_the_key_of_a_private_link_is_masked_wherever_it_stands(said, logged):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s", (said,), None)
    assert MaskingFormatter().format(record) == logged


def test_the_sites_own_handler_masks(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "chronicle.logs.MaskingFormatter"
    assert {h["formatter"] for h in settings.LOGGING["handlers"].values()} == {"line"}


def test_no_mail_about_failures_carries_requests_away(settings):
    names = [
        name
        for logger in settings.LOGGING["loggers"].values()
        for name in logger.get("handlers", [])
    ]
    assert set(names) <= {"stderr"}


def test_nothing_of_a_reader_is_in_a_dump_but_what_was_typed(article, reader):
    """What an operator copies: neither the browser's cookie nor its address."""
    reader.comment(article)
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    assert asking.browser_in(reader.client.cookies["browser"].value) not in out.getvalue()
    assert "127.0.0" not in out.getvalue()


def test_from_where_a_comment_came_is_known_by_todays_name_alone(article, reader):
    reader.comment(article)

    assert Comment.objects.get().client == client_keys_of(reader)[0]
