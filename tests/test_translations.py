"""The catalogues: every sentence, its plurals and its names, compiled as they stand."""

import os
import re
import shutil
import subprocess
import sys
from gettext import c2py as gettext_plural

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import ngettext, override

LANGUAGES = ("ru", "ar")  # all but the one of the sources
NAMES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")
NUMBERS = range(1000)  # after which the rules of all languages repeat themselves
# First strong isolate and its end: around a name in plain text, which has no <bdi>.
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(language):
    return read(settings.BASE_DIR, language)


def path_of(place, language):
    return place / "locale" / language / "LC_MESSAGES" / "django.po"


def read(place, language):
    with path_of(place, language).open("rb") as file:
        return read_po(file, locale=language)


def sentences(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


def test_every_sentence_is_translated(catalogue):
    missing = [m.id for m in catalogue if m.id and (m.fuzzy or not all(as_tuple(m.string)))]
    assert missing == []


def test_every_translation_keeps_the_names_in_its_sentence(catalogue):
    for message in catalogue:
        if not message.id:
            continue
        names = set(NAMES.findall(as_tuple(message.id)[-1]))
        for number, form in enumerate(as_tuple(message.string)):
            missing = names - set(NAMES.findall(form))
            # "One comment", "two comments": a form that says its number in a word needs no digit.
            assert len(missing) <= says_its_number(catalogue, message, number), form
            assert set(NAMES.findall(form)) <= names, form


def says_its_number(catalogue, message, form):
    """Tell whether a form of a plural is for one number only."""
    counts = gettext_plural(catalogue.plural_expr)
    return message.pluralizable and sum(counts(n) == form for n in NUMBERS) == 1


def test_a_plural_has_as_many_forms_as_its_language_and_all_are_different(catalogue):
    for message in catalogue:
        if message.id and message.pluralizable:
            assert len(message.string) == catalogue.num_plurals
            assert len(set(message.string)) > 1, message.id


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا تعليقات"),
        (1, "تعليق واحد"),
        (2, "تعليقان"),
        (3, "3 تعليقات"),
        (10, "10 تعليقات"),
        (11, "11 تعليقًا"),
        (99, "99 تعليقًا"),
        (100, "100 تعليق"),
        (102, "102 تعليق"),
        (103, "103 تعليقات"),
    ],
)
def test_arabic_counts_in_its_six_forms(number, words):
    with override("ar"):
        assert ngettext("%(n)s comment", "%(n)s comments", number) % {"n": number} == words


def test_every_isolate_in_plain_text_is_closed_again(catalogue):
    for message in catalogue:
        for form in as_tuple(message.string):
            assert not set(ISOLATED.sub("", form)) & {"\u2068", "\u2069"}, form


def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(catalogue, language, tmp_path):
    for name in ("chronicle", "comments", "captcha", "templates", "locale"):
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name)
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    command = [sys.executable, "manage.py", "makemessages", "-l", language, "--no-obsolete"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "chronicle.settings"}
    made = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert sentences(catalogue) == sentences(read(tmp_path, language))


def test_the_compiled_catalogue_says_the_same(catalogue, language):
    path = path_of(settings.BASE_DIR, language).with_suffix(".mo")
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
