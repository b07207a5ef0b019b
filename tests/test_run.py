"""``./run`` in a fresh copy of the project, as a stranger types it."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

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
    # What a shell starts in the background is deaf to Ctrl-C, and so would be all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
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
    for command in ("dev", "demo", "manage", "test", "captcha-lab", "translate", "lock"):
        assert f"./run {command}" in printed


def test_a_port_in_use_is_answered_with_another_one(copy, env):
    with serving(copy, env):
        second = run(copy, env)
    assert second.returncode != 0
    assert f"port {env['PORT']} is in use" in second.stderr


@pytest.fixture(scope="module")
def demo(copy, tmp_path_factory):
    """What ``./run demo`` printed and served, the database that it made, and where it was."""
    place = tmp_path_factory.mktemp("demo")
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    real = {"VAR_DIR": str(place / "real"), "DATABASE_URL": f"sqlite:///{place}/real.sqlite3"}
    env = {**kept, **real, "TMPDIR": str(place / "temporary"), "PORT": str(free_port())}
    Path(env["TMPDIR"]).mkdir()
    with serving(copy, env, "demo") as printed:
        (database,) = Path(env["TMPDIR"]).glob("*/chronicle.sqlite3")
        with closing(sqlite3.connect(database)) as source, closing(copied(place)) as kept:
            source.backup(kept)
        home = get(env, "/")
    with closing(copied(place)) as connection:
        yield printed, home, connection, place


def copied(place):
    return sqlite3.connect(place / "kept.sqlite3")


def counted(demo, rows):
    return demo[2].execute(f"select count(*) from {rows}").fetchone()[0]


def test_the_demo_has_the_queue_and_the_flood_that_it_promises(demo):
    printed = demo[0]
    assert "400 comments come in" in printed and "A flood of 120 comes in" in printed
    assert counted(demo, "comments_comment where waits_at is not null") == 520
    assert counted(demo, "comments_revision where source like '% week%.example/%'") == 120


def test_the_queue_of_the_demo_is_mixed(demo):
    waiting = "comments_comment where waits_at is not null"
    assert counted(demo, f"{waiting} and parent_id is not null") > 50
    assert counted(demo, f"{waiting} and lane = 'other'") > 20
    assert counted(demo, f"{waiting} and version > 2") == 20  # sent back, and sent again
    assert counted(demo, f"{waiting} and browser = ''") > 20
    words = "comments_revision where status = 'pending' and source like"
    assert min(counted(demo, f"{words} '%{w}%'") for w in ("а", "هل", "https://", ">")) > 3
    assert counted(demo, "comments_revision where status = 'pending' and length(source) < 15") > 5
    assert counted(demo, "comments_revision where status = 'pending' and length(source) > 800") > 5


def test_the_rules_of_the_demo_have_done_something_each(demo):
    for transition in ("suspect", "hold", "mark_spam"):
        assert counted(demo, f"comments_decision where rule <> '' and transition = '{transition}'")


def test_the_demo_has_two_weeks_of_decisions_by_three_people(demo):
    by_staff = "comments_decision where moderator_id is not null"
    assert counted(demo, f"(select distinct date(decided_at) from {by_staff})") >= 14
    assert counted(demo, f"(select distinct moderator_id from {by_staff})") == 3
    assert counted(demo, "comments_decision where transition = 'undo'") > 3


def test_whoever_reads_what_the_demo_prints_can_sign_in(demo):
    printed, _, connection, _ = demo
    people = dict(re.findall(r"^    (mary|omar|sam|edith) +(\S{12}) ", printed, re.MULTILINE))
    assert len(people) == 4
    for name, password in people.items():
        row = connection.execute("select password from auth_user where username = ?", [name])
        assert PBKDF2PasswordHasher().verify(password, row.fetchone()[0])


def test_the_demo_is_a_site_that_readers_can_see(demo):
    assert "The night train is back" in demo[1]


def test_the_demo_is_gone_when_stopped_and_the_real_site_was_never_touched(demo):
    place = demo[3]
    assert not [path for path in place.iterdir() if path.name.startswith("real")]
    assert list((place / "temporary").iterdir()) == []


def test_a_demo_that_cannot_start_leaves_nothing_behind(copy, env, tmp_path):
    (tmp_path / "temporary").mkdir()
    refused = run(copy, env, "demo", TMPDIR=tmp_path / "temporary", PORT="none")
    assert refused.returncode != 0
    assert "PORT is the number of a port" in refused.stderr.splitlines()[-1]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_demo_whose_server_ends_by_itself_leaves_nothing_behind(env, tmp_path):
    python = tmp_path / ".venv/bin/python"
    for place in ("requirements", "temporary", python.parent):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "requirements/base.txt").touch()
    shutil.copy2(settings.BASE_DIR / "run", tmp_path)
    python.write_text("#!/bin/sh\n")  # whatever it is told to do, it has done it
    python.chmod(0o755)

    ended = run(tmp_path, env, "demo", TMPDIR=tmp_path / "temporary")

    assert "Stop, and throw all of it away" in ended.stdout
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_demo_refuses_a_database_that_holds_anything(copy, env):
    run(copy, env, "manage", "migrate")
    refused = run(copy, env, "manage", "demo")
    assert refused.returncode != 0
    assert "This database is in use" in refused.stderr
