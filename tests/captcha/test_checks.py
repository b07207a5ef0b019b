"""What `manage.py check` says about a project that uses the captcha."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from captcha import checks

from ..servers import OWN_NAMES, ROOT

urlpatterns = []  # of a project that forgot the captcha's


def said():
    """Return ``{id: hint}`` of all that is said, also about a deployment."""
    found = run_checks(tags=["captcha"], include_deployment_checks=True)
    return {message.id: message.hint for message in found}


def silent_client(get_response):
    return get_response


def test_material_that_cannot_be_read_is_an_error_with_a_way_out(settings, tmp_path):
    settings.CAPTCHA_MATERIAL = str(tmp_path / "nowhere")
    assert "take CAPTCHA_MATERIAL away" in said()["captcha.E003"]


REDIS = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://",
    }
}


def test_nothing_is_said_of_these_settings_with_a_shared_cache(settings):
    settings.CACHES = REDIS
    assert said() == {}


@pytest.mark.parametrize("key", ["", "short", "x" * 31])
def test_e001_a_weak_secret_key_is_an_error(settings, key):
    settings.SECRET_KEY = key
    [error] = checks.check_secret(None)
    assert (error.id, error.level >= 40) == ("captcha.E001", True)
    assert "Set SECRET_KEY to at least 32 random characters" in error.hint


def test_e001_a_weak_fallback_is_an_error_too(settings):
    settings.SECRET_KEY_FALLBACKS = ["short"]
    assert "captcha.E001" in said()


@pytest.mark.urls(__name__)
def test_e002_missing_addresses_are_an_error():
    [error] = checks.check_urls(None)
    assert (error.id, error.level >= 40) == ("captcha.E002", True)
    assert 'include("captcha.urls")' in error.hint


@pytest.mark.parametrize("name", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_w001_a_cache_that_shares_no_counts_is_a_warning(settings, name):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{name}"}}
    [warning] = checks.check_cache(None)
    assert warning.id == "captcha.W001" and "Set CACHES" in warning.hint


def test_w001_is_silent_where_the_cache_is_shared(settings):
    settings.CACHES = REDIS
    assert checks.check_cache(None) == []


def test_w002_a_project_that_names_no_clients_is_warned(settings):
    settings.MIDDLEWARE = [f"{__name__}.silent_client"]
    assert "sets_client_keys" in said()["captcha.W002"]


def test_production_on_sqlite_has_nothing_to_complain_of(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in OWN_NAMES}
    env |= {
        "SITE_URL": "https://example.org",
        "ALLOWED_HOSTS": "example.org",
        "SECRET_KEY": "checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
        "VAR_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
