"""Where forms that hold words are sent to."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Transition
from tests.conftest import decide, publish, submit

FORM = re.compile(r'<form[^>]* action="([^"]*)"[^>]*>(?:(?!</form>).)*<textarea', re.DOTALL)


@pytest.fixture
def article_form(thread):
    return reverse("comment", args=[thread.article.slug])


@pytest.fixture
def change(thread, moderator):
    comment = submit(thread)
    decide(Transition.SEND_BACK, comment, by=moderator)
    return reverse("comments:mine", args=[comment.key])


@pytest.fixture
def objection(thread, moderator):
    comment = submit(thread)
    decide(Transition.REJECT, comment, by=moderator)
    return reverse("object", args=[comment.key])


@pytest.fixture
def report(thread, moderator):
    return reverse("report", args=[publish(thread, by=moderator).pk])


@pytest.mark.parametrize("form", ["article_form", "change", "objection", "report"])
def test_no_words_are_sent_to_the_address_of_their_own_page(request, form):
    address = request.getfixturevalue(form)
    client = Client()
    for _again in range(3):
        page = client.post(address)
        [after] = FORM.findall(page.content.decode())

        assert page.status_code in (409, 422)
        assert after != address and after.partition("?")[0] == address.partition("?")[0]
        address = after
