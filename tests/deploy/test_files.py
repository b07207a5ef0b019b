"""The other files of deploy/, and those at the root that put the site on a server."""

import os
import re
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ..servers import ROOT

UNIT = (ROOT / "deploy" / "chronicle.service").read_text()
SENDER = (ROOT / "deploy" / "chronicle-mail.service").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / "deploy" / "chronicle.env.example").read_text()


def documented():
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_variable_that_the_code_reads_is_documented():
    settings = (ROOT / "chronicle" / "settings.py").read_text()
    gunicorn = (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"(\w+)\"", settings))
    read |= set(re.findall(r"environ\.get\([\"'](\w+)", gunicorn))
    assert len(read) > 5
    assert read == documented()


def test_the_example_is_plain_lines_that_systemd_and_docker_both_read():
    for line in EXAMPLE.splitlines():
        assert re.fullmatch(r"|#.*|[A-Z_]+=[^\s'\"]+", line)


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes",
        "StateDirectory=chronicle",
        "EnvironmentFile=/etc/chronicle/env",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "UMask=0077",
    ],
)
def test_the_services_are_shut_in(line):
    assert line in UNIT.splitlines() and line in SENDER.splitlines()


def test_the_sender_runs_in_the_same_place_until_it_is_stopped():
    assert "manage.py send_mail_outbox --loop" in SENDER
    for line in ("User=chronicle", "WorkingDirectory=/opt/chronicle"):
        assert line in UNIT.splitlines() and line in SENDER.splitlines()


# Without systemd the test above is what checks the unit.
if ANALYZE := shutil.which("systemd-analyze"):

    @pytest.mark.parametrize("text", [UNIT, SENDER], ids=["site", "sender"])
    def test_systemd_accepts_the_services(tmp_path, text):
        programs = tmp_path / ".venv" / "bin"
        programs.mkdir(parents=True)
        for name in ("python", "gunicorn"):
            (programs / name).symlink_to("/bin/true")
        unit = tmp_path / "chronicle-checked.service"
        unit.write_text(text.replace("/opt/chronicle", str(tmp_path)))
        done = subprocess.run([ANALYZE, "verify", "--man=no", unit], capture_output=True, text=True)
        assert "chronicle-checked" not in done.stderr, done.stderr


def test_the_image_is_not_run_as_root_and_keeps_its_state_in_a_volume():
    instructions = re.findall(r"^([A-Z]+) (.*)", DOCKERFILE, re.MULTILINE)
    assert ("USER", "chronicle") in instructions
    assert ("VOLUME", "/var/lib/chronicle") in instructions
    assert "--require-hashes -r /tmp/scale.txt" in DOCKERFILE
    last_user = DOCKERFILE.rindex("\nUSER ")
    assert "\nRUN " not in DOCKERFILE[last_user:]


def test_the_image_checks_its_own_health():
    (program,) = re.findall(r"\"-c\", \"\\\n(.*?)\"\]", DOCKERFILE, re.DOTALL)
    program = program.replace("\\\n", "")
    compile(program, "HEALTHCHECK", "exec")
    assert "/healthz" in program
    assert "'Host': host" in program


def test_the_image_holds_what_the_site_needs_and_no_state():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[0] == "*"
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert {"captcha", "chronicle", "comments", "deploy", "manage.py", "templates"} <= kept
    assert not kept & {"var", ".venv", ".git", "tests"}


@pytest.mark.parametrize("file", ["Dockerfile", "Procfile", "deploy/chronicle.service"])
def test_every_way_to_start_prepares_and_uses_the_same_gunicorn_settings(file):
    text = (ROOT / file).read_text()
    for part in (
        "deploy/secret_key.py",
        "manage.py prepare",
        "gunicorn -c deploy/gunicorn.conf.py",
    ):
        assert part in text


def make_secret_key(place, **env):
    subprocess.run(
        [sys.executable, ROOT / "deploy" / "secret_key.py"],
        env={**os.environ, "SECRET_KEY": "", "VAR_DIR": str(place), **env},
        check=True,
    )


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    place = tmp_path / "state"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: make_secret_key(place), range(4)))
    (file,) = place.iterdir()
    key = file.read_text()
    assert file.name == "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(key.strip()) >= 80
    make_secret_key(place)
    assert file.read_text() == key


def test_a_given_secret_key_is_not_written_down(tmp_path):
    make_secret_key(tmp_path, SECRET_KEY="given")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["run", ".ci/run", "tests/with_postgres"])
def test_the_scripts_can_be_started(script):
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_ci_runs_what_a_developer_runs():
    assert "exec ./run test\n" in (ROOT / ".ci" / "run").read_text()


def test_an_unknown_word_is_answered_with_the_usage():
    done = subprocess.run([ROOT / "run", "nonsense"], capture_output=True, text=True, cwd="/")
    assert done.returncode == 2
    assert "./run test" in done.stderr
