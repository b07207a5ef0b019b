"""The helper for other projects' tests."""

import pytest

from captcha import challenge as challenges
from captcha.asking import COOKIE, Asker, browser_in
from captcha.challenge import issue
from captcha.testing import answered, solved

pytestmark = pytest.mark.django_db


def test_solved_brings_the_fields_of_a_right_answer_for_this_client(client):
    fields = solved(client, "letter")
    asked = challenges.read(fields["captcha-token"])
    assert frozenset(fields["captcha-tile"]) == asked.answer
    assert asked.is_for("letter", Asker(browser_in(client.cookies[COOKIE].value)))


def test_solved_names_the_fields_after_the_form_field(client):
    assert set(solved(client, "letter", "a-captcha")) == {"a-captcha-token", "a-captcha-tile"}


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_token_of_any_level_can_be_answered(level):
    asked = issue("letter", Asker(), level)
    assert frozenset(answered(str(asked))["captcha-tile"]) == asked.answer
