"""The settings of a production site, read by a process of their own."""

import os
import subprocess
import sys

import pytest

from ..servers import OWN_NAMES, ROOT

PRODUCTION = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQ",
    "ALLOWED_HOSTS": "example.org, www.example.org",
    "SITE_URL": "https://example.org",
    "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, unix",
}


@pytest.fixture
def check(tmp_path):
    """Run ``manage.py check`` with the production environment and what differs from it."""

    def check(*arguments, **changes):
        kept = {n: v for n, v in os.environ.items() if n not in {*OWN_NAMES, *PRODUCTION}}
        env = {**kept, **PRODUCTION, "VAR_DIR": str(tmp_path), **changes}
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", "check", *arguments],
            cwd=ROOT,
            env={name: value for name, value in env.items() if value is not None},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return check


def test_check_deploy_has_nothing_to_say_about_production(check):
    done = check("--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


REFUSED = {
    "no secret key": ({"SECRET_KEY": None}, "SECRET_KEY is missing. Start the site with ./run"),
    "empty secret key": ({"SECRET_KEY": ""}, "SECRET_KEY is missing. Start the site with ./run"),
    "weak secret key": ({"SECRET_KEY": "changeme"}, "SECRET_KEY is too weak: it signs"),
    "weak old key": ({"SECRET_KEY_FALLBACKS": "old"}, "SECRET_KEY_FALLBACKS is too weak: it"),
    "no hosts": ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is missing. Set it to the host names"),
    "blank hosts": ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is missing. Set it to the host"),
    "any host": ({"ALLOWED_HOSTS": "a, *"}, "ALLOWED_HOSTS may not be *: a forged Host header"),
    "no address": ({"SITE_URL": None}, "SITE_URL is missing. Set it to the address that readers"),
    "no encryption": ({"SITE_URL": "http://example.org"}, "SITE_URL begins with http://, so"),
    "broken address": ({"SITE_URL": "https://[::1"}, "SITE_URL is not a site address. Set it to"),
    "a proxy's name": ({"TRUSTED_PROXIES": "proxy"}, "TRUSTED_PROXIES: 'proxy' does not appear"),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_site_does_not_start_without_it_and_says_so_last(check, changes, sentence):
    done = check(**changes)
    assert done.returncode != 0
    *_, last = done.stderr.strip().splitlines()
    assert sentence in last and last.endswith(".")


def test_the_secret_key_may_stand_in_a_file(check, tmp_path):
    (tmp_path / "secret_key").write_text(PRODUCTION["SECRET_KEY"] + "\n")
    assert check(SECRET_KEY=None).returncode == 0
