"""``./run`` in a fresh copy of the project, as a stranger types it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import OWN_NAMES, free_port

READY = "Listening at"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project's own files in a place with a space in its name, with packages installed."""
    place = tmp_path_factory.mktemp("a fresh copy")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    files = subprocess.run(listed, cwd=settings.BASE_DIR, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        source = settings.BASE_DIR / name
        if source.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place / name)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.fixture
def env(tmp_path):
    """An environment that says nothing but where the state and the port are."""
    unwanted = OWN_NAMES | {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "WEB_CONCURRENCY"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "VAR_DIR": str(tmp_path / "state"), "PORT": str(free_port())}


def run(copy, env, *arguments, **extra):
    return subprocess.run(
        [copy / "run", *map(str, arguments)],
        env={**env, **extra},
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def serving(copy, env, *arguments, ready=READY):
    """Start ``./run``, wait until it serves, yield what it has printed; then press Ctrl-C."""
    log = Path(env["VAR_DIR"]).parent / f"log-{time.monotonic_ns()}"
    with log.open("w") as file:
        process = subprocess.Popen(
            [copy / "run", *arguments], env=env, stdout=file, stderr=file, start_new_session=True
        )
    try:
        for _ in range(1200):
            if ready in log.read_text() or process.poll() is not None:
                break
            time.sleep(0.05)
        assert ready in log.read_text(), log.read_text()
        yield log.read_text()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=120)


def get(env, path):
    url = f"http://127.0.0.1:{env['PORT']}{path}"
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.read().decode()


def test_the_first_start_publishes_the_article_and_prints_a_password_once(copy, env):
    with serving(copy, env) as printed:
        assert len(re.findall(r"password  \S{16}", printed)) == 1
        assert "Russia and USA are very close" in get(env, "/")
    with serving(copy, env) as printed:
        assert "password" not in printed
        assert "Russia and USA are very close" in get(env, "/")


def test_the_state_is_for_its_owner_alone(copy, env):
    assert run(copy, env, "manage", "check").returncode == 0
    assert (Path(env["VAR_DIR"]) / "secret_key").stat().st_mode & 0o077 == 0


def test_dev_serves_the_same_site(copy, env):
    with serving(copy, env, "dev", ready="Quit the server"):
        assert "Russia and USA are very close" in get(env, "/")


def test_manage_imports_an_article_from_the_callers_folder(copy, env, tmp_path, monkeypatch):
    (tmp_path / "news.txt").write_text("News\n\nSomething happened.\n")
    monkeypatch.chdir(tmp_path)
    assert run(copy, env, "manage", "migrate").returncode == 0
    assert "/articles/news/" in run(copy, env, "manage", "import_article", "news.txt").stdout


def test_manage_makes_a_superuser(copy, env):
    run(copy, env, "manage", "migrate")
    arguments = ["--noinput", "--username", "ada", "--email", "ada@example.org"]
    made = run(
        copy, env, "manage", "createsuperuser", *arguments, DJANGO_SUPERUSER_PASSWORD="a b c d e"
    )
    assert "Superuser created" in made.stdout


def test_test_with_arguments_is_pytest(copy, env):
    assert "pytest" in run(copy, env, "test", "--version").stdout


@pytest.mark.parametrize("word", ["help", "--help"])
def test_help_names_every_command(copy, env, word):
    printed = run(copy, env, word).stdout
    for command in ("dev", "manage", "test", "captcha-lab", "translate", "lock"):
        assert f"./run {command}" in printed


def test_a_port_in_use_is_answered_with_another_one(copy, env):
    with serving(copy, env):
        second = run(copy, env)
    assert second.returncode != 0
    assert f"port {env['PORT']} is in use" in second.stderr
