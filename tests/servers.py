"""Real servers for tests: gunicorn with several processes, and manage.py beside it.

``serve()`` is for what one process cannot show: races between workers, and a browser's view.
"""

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
# What would leak from the shell of whoever runs the tests into the server.
OWN_NAMES = {
    "ACCESS_LOG",
    "CACHE_URL",
    "COMMENTS_TRUST_AFTER",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "GUNICORN_CMD_ARGS",
    "LANGUAGE_CODE",
    "SECRET_KEY_FALLBACKS",
    "SITE_NAME",
    "STAFF_SECOND_FACTOR",
    "THREADS",
    "TIME_ZONE",
    "TRUSTED_PROXIES",
}


class Server:
    """A running site: its address, its environment and its log."""

    def __init__(self, database_url, *, workers, env, app, place):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.app = app
        self.place = place
        self.process = None
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in OWN_NAMES},
            "SECRET_KEY": "servers-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SITE_URL": self.url,
            "VAR_DIR": str(place),
            "DATABASE_URL": database_url or f"sqlite:///{place}/chronicle.sqlite3",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(workers),
            **env,
        }

    def manage(self, *arguments):
        """Run manage.py on the same state, and return what it printed."""
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, arguments)],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(map(str, arguments))}:\n{done.stderr}")
        return done.stdout

    def start(self):
        """Start gunicorn and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", self.app]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of its own, which stop() ends as a whole
            )
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"The server did not answer. Its log:\n{self.log()}")

    def answers(self):
        """Tell whether /healthz says 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self):
        """End the server and all its workers: politely, and after ten seconds by force."""
        if self.process is None:
            return
        group = self.process.pid
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def restart(self):
        """Stop, and start on the same state at the same address."""
        self.stop()
        self.start()

    @property
    def log_path(self):
        return self.place / "server.log"

    def log(self):
        """Return all that the server has written so far."""
        return self.log_path.read_text(errors="replace")

    def log_with(self, text):
        """Return the log once it holds ``text``, which may be written after an answer."""
        for _ in range(200):
            if text in (log := self.log()):
                return log
            time.sleep(0.05)
        raise AssertionError(f"{text!r} is not in the log:\n{log}")


def free_port():
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def fresh_database():
    """Yield the URL of an empty database on the server that the tests use; empty for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"served_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def serve(database_url="", *, workers=4, env=None, app="chronicle.wsgi", prepare=True):
    """Serve ``app`` from several processes, with a state directory of its own.

    ``database_url`` names an existing database; without it the server gets a fresh one of the kind
    that the tests run on. ``manage.py prepare`` runs first, unless told otherwise.
    """
    place = Path(tempfile.mkdtemp(prefix="chronicle-server-"))
    with ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, place, ignore_errors=True)
        url = database_url or cleanup.enter_context(fresh_database())
        server = Server(url, workers=workers, env=env or {}, app=app, place=place)
        cleanup.callback(server.stop)
        if prepare:
            server.manage("prepare")
        server.start()
        yield server
