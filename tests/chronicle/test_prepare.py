"""manage.py prepare, and the secret key that it starts with."""

import io
import re
import stat
import subprocess
import sys

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from chronicle.management.commands import prepare
from chronicle.models import Article

from ..conftest import make_user
from ..servers import ROOT


def run():
    out = io.StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _state(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"


@pytest.mark.usefixtures("arabic_site")
def test_the_first_article_is_in_english_whatever_the_site_speaks(db):
    run()
    assert Article.objects.get().language == "en"


def test_a_new_site_gets_its_first_article_and_an_administrator(db):
    said = run()
    name, password = re.search(r"name +(\S+)\n +password +(\S+)\n", said).groups()
    assert Article.objects.published().count() == 1
    user = authenticate(username=name, password=password)
    assert user.is_superuser and user.is_staff
    assert len(password) >= 16


def test_the_second_time_there_is_nothing_to_do_and_nothing_to_say(db):
    run()
    before = get_user_model().objects.get().password
    assert run() == ""
    assert get_user_model().objects.get().password == before
    assert Article.objects.count() == 1


def test_a_site_that_has_accounts_gets_no_administrator_and_no_article(db):
    make_user("mary", "Moderators")
    assert "password" not in run()
    assert not get_user_model().objects.filter(is_superuser=True).exists()
    assert not Article.objects.exists()


def test_two_sites_have_different_passwords(db):
    first = run()
    get_user_model().objects.all().delete()
    Article.objects.get().delete()
    assert first != run()


def test_an_administrator_is_not_made_without_the_article(db, monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "FIRST_ARTICLE", tmp_path / "nothing.txt")
    with pytest.raises(Exception, match="cannot be read"):
        run()
    assert not get_user_model().objects.exists()


def test_static_files_are_collected_when_one_has_changed(db, monkeypatch, settings):
    make_user("mary", "Moderators")
    assert "Collecting the static files" in run()
    assert (settings.STATIC_ROOT / "chronicle" / "chronicle.css").is_file()
    assert run() == ""
    monkeypatch.setattr(prepare, "static_state", lambda: "another state")
    assert "Collecting the static files" in run()


def make_secret_key(var, **env):
    subprocess.run(
        [sys.executable, ROOT / "deploy" / "secret_key.py"],
        env={"VAR_DIR": str(var), **env},
        check=True,
    )
    return var / "secret_key"


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path):
    path = make_secret_key(tmp_path / "var")
    key = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(key.strip()) >= 64
    assert make_secret_key(tmp_path / "var").read_text() == key
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_no_secret_key_is_made_where_the_environment_has_one(tmp_path):
    assert not make_secret_key(tmp_path, SECRET_KEY="x").exists()
