"""deploy/gunicorn.conf.py under a real gunicorn: what its log may not hold."""

import logging
import runpy
import socket
import sys

import pytest

from ..servers import ROOT, serve

KEY = "k3yOfAPrivateLink"


@pytest.fixture(scope="module")
def server():
    """A server that logs all it can: every request, at level debug."""
    env = {"ACCESS_LOG": "1", "GUNICORN_CMD_ARGS": "--log-level debug"}
    with serve(app="tests.deploy.tiny:app", workers=1, env=env, prepare=False) as running:
        yield running


@pytest.fixture(scope="module")
def masked():
    conf = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    formatter = conf["MaskingFormatter"]()

    def format_line(message, exc_info=None):
        record = logging.LogRecord("x", logging.ERROR, "x", 1, message, (), exc_info)
        return formatter.format(record)

    return format_line


def exchange(server, request):
    """Send raw bytes from an address of its own, and return the whole answer."""
    with socket.create_connection(
        ("127.0.0.1", server.port), timeout=10, source_address=("127.0.0.77", 0)
    ) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer.decode("latin-1")


GARBAGE = {
    "no HTTP at all": b"\x16\x03\x01 /my/%b/ \r\n\r\n",
    "bad method": b"G@T /my/%b/ HTTP/1.1\r\n\r\n",
    "bad version": b"GET /my/%b/ HTTP/9.x\r\n\r\n",
    "encoded path, bad version": b"GET /%%6Dy/%b/ HTTP/9.x\r\n\r\n",
    "bad header": b"GET / HTTP/1.1\r\nHo st: /my/%b/\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\nX: 1\r\n /my/%b/\r\n\r\n",
    "folded cookie": b"GET / HTTP/1.1\r\nCookie: own=%b\r\n own=1\r\n\r\n",
    "long line": b"GET /my/%b/?" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n",
    "bad chunk": b"POST /my/%b/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("request_bytes", GARBAGE.values(), ids=GARBAGE.keys())
def test_a_malformed_request_is_refused_and_leaves_no_trace_of_its_sender(server, request_bytes):
    answer = exchange(server, request_bytes % KEY.encode())
    assert answer.startswith("HTTP/1.1 4")
    log = server.log_with("Refused a malformed request: ")
    assert KEY not in log
    assert "127.0.0.77" not in log


@pytest.mark.parametrize("spelled", ["my", "%6Dy", "m%79"])
def test_a_failing_application_logs_its_traceback_without_the_private_link(server, spelled):
    request = f"GET /ru/{spelled}/{KEY}/fails/ HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = exchange(server, request.encode())
    assert answer.startswith("HTTP/1.1 500")
    log = server.log_with("RuntimeError: /ru/my/... failed for [address] and [address]")
    assert KEY not in log
    assert "127.0.0.77" not in log


def test_the_access_log_names_no_reader(server):
    request = f"GET /my/{KEY}/?q={KEY} HTTP/1.1\r\nHost: x\r\nReferer: /{KEY}\r\nUser-Agent: {KEY}"
    assert " 200 OK" in exchange(server, f"{request}\r\nConnection: close\r\n\r\n".encode())
    log = server.log_with("] GET 200 ")
    assert KEY not in log
    assert "127.0.0.77" not in log


def test_the_access_log_is_off_by_default(monkeypatch):
    monkeypatch.delenv("ACCESS_LOG", raising=False)
    assert runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["accesslog"] is None


@pytest.mark.parametrize(
    "address",
    ["203.0.113.9", "2001:db8::9", "2001:DB8:0:0:0:0:0:9", "::ffff:203.0.113.9", "fe80::1"],
)
@pytest.mark.parametrize("line", ["from {}", "from {}.", "from {}: no", "('{}', 5123)", "[{}]"])
def test_an_address_is_masked_wherever_it_stands(masked, address, line):
    text = masked(line.format(address))
    assert text == line.format("[address]")


@pytest.mark.parametrize(
    "line",
    ["Listening at: http://127.0.0.1:8000", "gunicorn 27.0.1", "[13:05:09 +0000] done", "a: b"],
)
def test_what_is_no_readers_address_stays(masked, line):
    assert masked(line) == line


def test_a_traceback_is_masked_too(masked):
    try:
        raise ValueError(f"/en/my/{KEY}/edit/ 203.0.113.9")
    except ValueError:
        text = masked("Broken", sys.exc_info())
    assert "ValueError: /en/my/... [address]" in text
