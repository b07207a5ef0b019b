"""A site whose processes share a Redis: what they count together, and what they do without it."""

import http.client
import json
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier
from urllib.parse import urlencode

import pytest
import redis
from django.test import override_settings

from captcha import challenge as challenges
from captcha import owed
from tests.servers import free_port, serve

WORKERS = 2
AT_ONCE = 40
PATIENCE = 5  # seconds: a hanging Redis has one for each of three counts


class Redis:
    """A Redis of its own that keeps nothing on disk."""

    def __init__(self, place):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.place = place
        self.client = redis.Redis(port=self.port, socket_timeout=5)
        self.process = None

    def start(self):
        keep_nothing = ["--save", "", "--appendonly", "no", "--dir", str(self.place)]
        listen = ["--bind", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [shutil.which("redis-server"), *listen, *keep_nothing], stdout=subprocess.DEVNULL
        )
        for _ in range(200):
            if self.answers():
                return
            time.sleep(0.05)
        raise RuntimeError("Redis did not answer.")

    def answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def die(self):
        self.process.kill()
        self.process.wait()

    @contextmanager
    def hanging(self):
        """Take connections and never answer."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)
            self.client.ping()  # after whatever it was asked meanwhile

    def counts(self, name):
        """Return what is counted under ``name``, by the kind of client."""
        keys = [key.decode() for key in self.client.keys(f"*captcha.{name}.*")]
        kinds = {key: "browser" if ".browser." in key else "other" for key in keys}
        return {kinds[key]: int(self.client.get(key)) for key in keys}

    def set_count(self, name, value):
        """Let the one browser that was counted under ``name`` have had ``value``."""
        [key] = self.client.keys(f"*captcha.{name}.browser.*")
        self.client.set(key, value, keepttl=True)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    cache = Redis(tmp_path_factory.mktemp("redis"))
    cache.start()
    yield cache
    cache.die()
    cache.client.close()


@pytest.fixture(scope="module")
def server(cache):
    with serve(workers=WORKERS, env={"CACHE_URL": cache.url}) as server:
        yield server


@pytest.fixture
def visitor(cache, server):
    """A browser that was never seen before, at a Redis that counted nothing yet."""
    cache.client.flushdb()
    return Browser(server)


class Browser:
    def __init__(self, server):
        self.server = server
        self.article = re.search(r'href="(/articles/[^"]+)"', self.ask("GET", "/").text)[1]
        self.scope = f"comment/{self.article.split('/')[2]}"
        self.cookie = ""

    def ask(self, method, path, fields=None):
        """Return the answer: every time over a new connection, so that any process may give it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if getattr(self, "cookie", ""):
            headers["Cookie"] = self.cookie
        body = urlencode(fields, doseq=True) if fields else None
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)) as line:
            line.request(method, path, body, headers)
            return Answer(line.getresponse())

    def fetch(self):
        """Fetch a challenge as the script does; return what the server said."""
        answer = self.ask("POST", "/captcha/challenge/", {"scope": self.scope})
        self.cookie = self.cookie or answer.cookie
        return json.loads(answer.text)

    def form(self, text):
        token = self.fetch()["token"]
        tiles = sorted(self.read(token).answer)
        return {"name": "Anna", "text": text, "captcha-token": token, "captcha-tile": tiles}

    def read(self, token):
        with override_settings(SECRET_KEY=self.server.env["SECRET_KEY"]):
            return challenges.read(token)

    def comment(self, form):
        return self.ask("POST", f"{self.article}comment/", form)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
        self.text = response.read().decode(errors="replace")


def at_once(act, count):
    barrier = Barrier(count)

    def wait_and_act(number):
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_act, range(count)))


# Counted together


def test_challenges_asked_of_all_processes_at_once_are_counted_exactly(visitor, cache):
    visitor.fetch()

    at_once(lambda _: visitor.fetch(), AT_ONCE - 1)

    # The first came without a cookie, and so was the address's alone.
    assert cache.counts("issued") == {"browser": AT_ONCE - 1, "other": AT_ONCE}


def test_reloads_from_any_process_are_as_hard_as_all_of_them_together_ask_for(visitor):
    visitor.fetch()

    levels = [visitor.read(visitor.fetch()["token"]).level for _ in range(17)]

    assert levels == [0] * 7 + [1] * 8 + [2] * 2


def test_drawings_by_any_process_are_counted_together_and_end(visitor, cache):
    sheets = [visitor.fetch()["sheets"][0]["url"] for _ in range(5)]
    assert visitor.ask("GET", sheets[0]).status == 200
    assert cache.counts("drawn") == {"browser": 1, "other": 1}
    cache.set_count("drawn", owed.DRAWINGS - 2)

    answers = [visitor.ask("GET", sheet) for sheet in sheets[1:]]

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == str(owed.ASKED_SECONDS)
    assert cache.counts("drawn")["other"] == 3  # what was refused makes it harder for nobody


# Without it


def test_when_redis_dies_readers_read_and_write_on_and_each_answer_still_counts_once(
    visitor, cache
):
    form = visitor.form("Words of a reader.")
    cache.die()
    try:
        page = visitor.ask("GET", visitor.article)
        answers = at_once(lambda number: visitor.comment({**form, "text": f"Words {number}."}), 8)
        again = visitor.comment(visitor.form("Words after the end."))
    finally:
        cache.start()

    assert page.status == 200
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 7}
    assert again.status == 303
    log = visitor.server.log_with("The cache does not count challenges: ConnectionError")
    assert "127.0.0.1" not in log.partition("The cache does not count")[2].partition("\n")[0]


def test_when_redis_comes_back_it_counts_on_without_a_restart_of_the_site(visitor, cache):
    visitor.fetch()
    cache.die()
    cache.start()

    for _ in range(4 * WORKERS):
        visitor.fetch()

    assert cache.counts("issued") == {"browser": 4 * WORKERS, "other": 4 * WORKERS}


def test_a_redis_that_hangs_delays_who_writes_by_seconds_and_readers_not_at_all(visitor, cache):
    form = visitor.form("Words of a patient reader.")
    with cache.hanging():
        begun = time.monotonic()
        page = visitor.ask("GET", visitor.article)
        read = time.monotonic()
        answer = visitor.comment(form)
        written = time.monotonic()

    assert (page.status, answer.status) == (200, 303)
    assert read - begun < 1
    assert written - read < PATIENCE
