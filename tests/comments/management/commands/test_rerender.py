"""Making the HTML of comments anew."""

from io import StringIO

import pytest
from django.core.management import call_command

from comments import moderation, text
from comments.management.commands import rerender
from comments.models import Comment, Decision, Revision
from tests.conftest import publish, submit


@pytest.fixture
def newer_renderer(monkeypatch):
    render = text.render
    monkeypatch.setattr(text, "RENDERER_VERSION", text.RENDERER_VERSION + 1)
    monkeypatch.setattr(text, "render", lambda source: render(source.replace("words", "WORDS")))


def run():
    output = StringIO()
    call_command("rerender", stdout=output)
    return output.getvalue()


@pytest.mark.usefixtures("newer_renderer")
def test_what_an_older_renderer_made_is_made_anew(thread, monkeypatch):
    Revision.objects.update(renderer_version=0)
    monkeypatch.setattr(rerender, "BATCH", 2)
    for comment in [submit(thread, "some words") for _ in range(5)]:
        Revision.objects.filter(comment=comment).update(renderer_version=1, html="old")

    output = run()

    assert set(Revision.objects.values_list("html", "renderer_version")) == {
        ("<p>some WORDS</p>", 2)
    }
    assert "5 revisions rendered" in output


def test_what_the_renderer_of_today_made_is_left_alone(thread):
    comment = submit(thread, "some words")
    Revision.objects.update(html="kept")

    run()

    assert Revision.objects.get(comment=comment).html == "kept"


@pytest.mark.usefixtures("newer_renderer")
def test_rendering_anew_decides_nothing(thread, moderator):
    comment = publish(thread, by=moderator)
    Revision.objects.update(renderer_version=1)

    run()

    assert Comment.objects.get().version == comment.version
    assert Decision.objects.count() == 2


def test_words_that_are_removed_meanwhile_do_not_come_back(thread, senior, monkeypatch):
    comment = submit(thread, "some words")
    Revision.objects.update(renderer_version=0)
    render = text.render

    def render_while_a_senior_removes_it(source):
        html = render(source)
        if source:
            moderation.remove({comment.pk: 1}, moderator=senior)
        return html

    monkeypatch.setattr(text, "render", render_while_a_senior_removes_it)

    run()

    assert Revision.objects.values_list("source", "html").get() == ("", "")
