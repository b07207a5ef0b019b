"""deploy/nginx.conf: read as text everywhere, and driven for real where nginx is installed."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from ..servers import ROOT, free_port, serve

TEXT = (ROOT / "deploy" / "nginx.conf").read_text()
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
OPENSSL = shutil.which("openssl")
KEY = "k3yOfAPrivateLink"


def directives(name):
    return re.findall(rf"^\s*{name}\s+([^;]+);", TEXT, re.MULTILINE)


def test_the_log_format_names_no_reader():
    (log_format,) = directives("log_format")
    assert set(re.findall(r"\$\w+", log_format)) == {
        "$time_local",
        "$request_method",
        "$chronicle_path",
        "$status",
        "$body_bytes_sent",
        "$request_time",
    }
    assert all(log == "off" or log.endswith(" chronicle") for log in directives("access_log"))
    assert set(directives("error_log")) == {"/dev/null emerg"}
    assert TEXT.count("error_log ") == TEXT.count("\nserver {")


def test_private_links_are_masked_in_the_log():
    assert "map $uri $chronicle_path" in TEXT
    pattern = re.search(r'"~\*(\S+)"', TEXT)[1].replace("?<", "?P<")
    for path in (f"/my/{KEY}/", f"/ru/my/{KEY}/edit/", "/my/"):
        assert re.match(pattern, path)
    for path in ("/myself/", "/2026/army/", "/"):
        assert not re.match(pattern, path)


def test_the_proxied_headers_are_set_not_appended():
    headers = dict(value.split() for value in directives("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert "$proxy_add_x_forwarded_for" not in TEXT


def test_what_the_site_would_refuse_with_a_page_reaches_it():
    assert directives("client_max_body_size") == ["2m"]
    assert not directives("proxy_intercept_errors")


class Front:
    """A running nginx with our file, before a tiny site."""

    def __init__(self, place, backend_port):
        self.place = place
        self.port, plain_port = free_port(), free_port()
        config = TEXT.replace("/etc/letsencrypt/live/example.org", str(place))
        config = config.replace("127.0.0.1:8000", f"127.0.0.1:{backend_port}")
        config = config.replace("/var/log/nginx", str(place))
        config = re.sub(r"^ *listen \[::\].*\n", "", config, flags=re.MULTILINE)
        config = config.replace("listen 443 ", f"listen 127.0.0.1:{self.port} ")
        config = config.replace("listen 80;", f"listen 127.0.0.1:{plain_port};")
        temporary = "".join(
            f"{name}_temp_path {place}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (place / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\npid {place}/pid;\nerror_log {place}/error.log info;\n"
            f"events {{}}\nhttp {{\n{temporary}{config}}}\n"
        )
        self.command = [NGINX, "-p", place, "-c", place / "nginx.conf"]
        subprocess.run(
            f"{OPENSSL} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=example.org "
            "-keyout privkey.pem -out fullchain.pem".split(),
            cwd=place,
            check=True,
            capture_output=True,
        )

    def check(self):
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True)

    def __enter__(self):
        self.process = subprocess.Popen([*self.command, "-g", "daemon off;"])
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nginx did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)

    def ask(self, target, *, body=b"", headers=""):
        """Return the status line, the headers and the body of one answer."""
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        address = ("127.0.0.1", self.port)
        source = ("127.0.0.77", 0)
        with (
            socket.create_connection(address, timeout=10, source_address=source) as plain,
            trusting.wrap_socket(plain, server_hostname="example.org") as connection,
        ):
            head = (
                f"{'POST' if body else 'GET'} {target} HTTP/1.1\r\nHost: example.org\r\n{headers}"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            connection.sendall(head.encode() + body)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        head, _, text = answer.decode().partition("\r\n\r\n")
        return head, text


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    with (
        serve(app="tests.deploy.tiny:app", workers=1, prepare=False) as site,
        Front(tmp_path_factory.mktemp("nginx"), site.port) as nginx,
    ):
        yield nginx


def heard(answer):
    return json.loads(re.search(r"\{.*\}", answer[1])[0])


# Without nginx the tests above are what checks the file.
if NGINX and OPENSSL:

    def test_nginx_accepts_the_file(tmp_path):
        done = Front(tmp_path, 8000).check()
        assert done.returncode == 0, done.stderr
        assert "[warn]" not in done.stderr

    def test_the_site_hears_the_clients_own_address_only(front):
        forged = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\n"
        answer = heard(front.ask("/", headers=forged))
        assert answer["forwarded_for"] == "127.0.0.77"
        assert answer["scheme"] == "https"
        assert answer["host"] == "example.org"

    def test_a_body_just_over_the_sites_limit_reaches_the_site(front):
        assert heard(front.ask("/", body=b"x" * 1_500_000))["body"] == 1_500_000

    def test_a_body_far_over_the_limit_is_refused_with_a_sentence(front):
        head, text = front.ask("/", headers="Expect: 100-continue\r\n", body=b"x" * 3_000_000)
        assert head.startswith("HTTP/1.1 413")
        assert "Go back in your browser" in text

    def test_too_many_pictures_are_refused_with_a_sentence_and_a_time(front):
        answers = [front.ask("/captcha/token/1.jpg") for _ in range(60)]
        head, text = next(answer for answer in answers if " 429 " in answer[0])
        assert "Retry-After: 10" in head
        assert "Wait ten seconds" in text
        assert " 200 OK" in front.ask("/")[0]

    def test_the_log_of_nginx_holds_no_private_link_and_no_address(front):
        for target in (f"/my/{KEY}/?q={KEY}", f"/%6Dy/{KEY}/", f"/ru/my/{KEY}/fails/"):
            front.ask(target, headers=f"Referer: /my/{KEY}/\r\nUser-Agent: {KEY}\r\n")
        log = "".join(path.read_text() for path in front.place.glob("*.log"))
        assert " GET /my/... 200 " in log
        assert " GET /ru/my/... 500 " in log
        assert KEY not in log
        assert "127.0.0.77" not in log

    def test_a_site_that_does_not_answer_is_explained(tmp_path):
        with Front(tmp_path, free_port()) as nginx:
            head, text = nginx.ask("/")
        assert head.startswith("HTTP/1.1 503")
        assert "Retry-After: 30" in head
        assert "your text is still in the form" in text
        assert "127.0.0.77" not in "".join(path.read_text() for path in tmp_path.glob("*.log"))
