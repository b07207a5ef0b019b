"""The README says what is true: its commands are run by tests, its code runs, its links lead."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone

from comments.models import Comment
from tests.conftest import decide
from tests.test_run import __file__ as run_tests

README = (settings.BASE_DIR / "README.md").read_text()
TESTED = {
    "./run": "test_the_first_start_publishes",
    "./run test": "test_test_with_arguments_is_pytest",
    "PORT=8001 ./run": "test_the_first_start_publishes",
    "./run dev": "test_dev_serves_the_same_site",
    "./run demo": "test_the_demo_has_the_queue_and_the_flood",
    "./run manage createsuperuser": "test_manage_makes_a_superuser",
    "./run manage import_article FILE": "test_manage_imports_an_article",
    "./run help": "test_help_names_every_command",
}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_command_is_run_by_a_test():
    lines = [line.partition(" #")[0].strip() for line in "".join(blocks("sh")).splitlines()]
    assert {line for line in lines if "run" in line} == set(TESTED)
    source = Path(run_tests).read_text()
    assert all(f"def {name}" in source for name in TESTED.values())


def test_the_settings_it_names_are_read():
    source = (settings.BASE_DIR / "chronicle" / "settings.py").read_text()
    named = re.findall(r"^([A-Z_]+)=", "".join(blocks("sh")), re.MULTILINE)
    assert {name for name in named if f'"{name}"' not in source} <= {"PORT"}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_link_leads_somewhere(target):
    assert (settings.BASE_DIR / target).exists()


def test_every_promise_names_tests_that_exist():
    table = README.partition("## What it promises")[2].partition("##")[0]
    named = re.findall(r"`(tests/[^`]*)`", table)
    assert len(named) >= 12
    assert [name for name in named if not (settings.BASE_DIR / name).exists()] == []


def test_every_statement_about_screen_readers_names_a_test_that_exists():
    told = (
        (settings.BASE_DIR / "docs" / "accessibility.md").read_text().partition("## What is l")[0]
    )
    statements = re.findall(r"^- .*?(?=^- |^## |\Z)", told, re.MULTILINE | re.DOTALL)
    named = [re.search(r"`(\w+)\.(\w+)`\s*\Z", statement) for statement in statements]
    sources = settings.BASE_DIR / "tests" / "browser"

    assert len(statements) > 20
    for file, test in (name.groups() for name in named):
        assert f"def {test}(" in (sources / f"{file}.py").read_text()


def test_the_form_of_the_example_takes_pictures(db):
    example = {}
    exec(blocks("python")[0], example)
    request = RequestFactory().post("/", {"text": "Hello"})
    form = example["make_form"](request)
    assert not form.is_valid()
    assert set(form.errors) == {"captcha"}


def test_the_discussion_of_the_example_shows_what_is_approved(moderator):
    example = {}
    exec(blocks("python")[1], example)
    thread = example["discussion"]("A page", "/a-page/", timezone.now())
    example["say"](thread, "Anna", "Hello", "request-1")
    assert example["read"](thread) == []
    decide("approve", Comment.objects.get(), by=moderator)
    assert example["read"](thread) == ["<p>Hello</p>"]
