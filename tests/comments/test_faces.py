"""The pictures beside names."""

import re

import pytest
from django.contrib.staticfiles import finders

from comments.faces import PARTS, face
from tests.conftest import make_article, publish, submit

FIRST, SECOND = "a" * 64, "b" * 64


def test_one_author_has_one_picture_in_a_thread(thread):
    assert face(submit(thread, browser=FIRST)) == face(submit(thread, browser=FIRST))


def test_the_same_name_from_another_browser_has_another(thread):
    assert face(submit(thread, browser=FIRST)) != face(submit(thread, browser=SECOND))


def test_two_names_of_one_browser_are_not_given_away(thread):
    assert face(submit(thread, browser=FIRST)) != face(submit(thread, browser=FIRST, name="Bert"))


def test_an_author_has_another_picture_in_another_thread(thread):
    elsewhere = make_article().thread
    assert face(submit(thread, browser=FIRST)) != face(submit(elsewhere, browser=FIRST))


def test_the_picture_depends_on_the_secret_key(thread, settings):
    comment = submit(thread, browser=FIRST)
    before = face(comment)
    settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz"
    assert face(comment) != before


def test_the_picture_is_decoration_and_tells_nothing_of_the_browser(
    client, article, thread, moderator
):
    comment = publish(thread, browser=FIRST, by=moderator)

    html = client.get(article.get_absolute_url()).content.decode()

    assert f'<span class="face {face(comment)}" aria-hidden="true"></span>' in html
    assert FIRST not in html and FIRST[:16] not in html


@pytest.mark.parametrize("part", PARTS)
def test_the_style_sheet_draws_every_part(part):
    with open(finders.find("chronicle/chronicle.css")) as file:
        drawn = re.findall(rf"\.{part}(\d+) {{", file.read())

    assert sorted(map(int, drawn)) == list(range(PARTS[part]))
