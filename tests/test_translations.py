"""The Russian catalogue: every sentence, its plurals and its names, compiled as it stands."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUE = Path("locale/ru/LC_MESSAGES/django.po")
NAMES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")


@pytest.fixture(scope="module")
def catalogue():
    return read(settings.BASE_DIR / CATALOGUE)


def read(path):
    with path.open("rb") as file:
        return read_po(file, locale="ru")


def sentences(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


def test_every_sentence_is_translated(catalogue):
    missing = [m.id for m in catalogue if m.id and (m.fuzzy or not all(as_tuple(m.string)))]
    assert missing == []


def test_every_translation_keeps_the_names_in_its_sentence(catalogue):
    for message in catalogue:
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        for form in as_tuple(message.string):
            assert not message.id or set(NAMES.findall(form)) == set(NAMES.findall(source))


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(catalogue, tmp_path):
    for name in ("chronicle", "comments", "captcha", "templates", "locale"):
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name)
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "-l", "ru", "--no-obsolete"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "chronicle.settings"}
    made = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert sentences(catalogue) == sentences(read(tmp_path / CATALOGUE))


def test_the_compiled_catalogue_says_the_same(catalogue):
    path = (settings.BASE_DIR / CATALOGUE).with_suffix(".mo")
    with path.open("rb") as file:
        compiled = read_mo(file)
    assert translations(compiled) == translations(catalogue)


def translations(catalogue):
    """Return every sentence with its forms, in the one shape that both kinds of file can have."""
    return {
        (as_text(message.context), *as_tuple(message.id)): as_tuple(message.string)
        for message in catalogue
        if message.id
    }


def as_text(context):
    return context.decode() if isinstance(context, bytes) else context


def as_tuple(text):
    return (text,) if isinstance(text, str) else tuple(text)
