"""Only approved text is public: a crawl of every anonymous address with comments in every state."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from comments import moderation, objecting
from comments.models import Comment, Transition
from tests.conftest import Reader, decide, make_article, publish, submit

# Found nowhere else in a page: every hidden text and name holds it.
MARKER = "zanzibar"
HIDDEN = {"text": f"{MARKER} words", "name": f"{MARKER} name"}


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.IS_MAIL_ON = True  # its pages are addresses, too


def cards(comment):
    return {comment.pk: Comment.objects.get(pk=comment.pk).version}


def withdrawn(thread, moderator, senior):
    comment = publish(thread, **HIDDEN, by=moderator)
    moderation.withdraw(comment)
    return comment


def removed(thread, moderator, senior):
    comment = publish(thread, **HIDDEN, by=moderator)
    moderation.remove(cards(comment), moderator=senior)
    return comment


def pending(thread, moderator, senior):
    return submit(thread, **HIDDEN)


def undone(thread, moderator, senior):
    comment = publish(thread, **HIDDEN, by=moderator)
    moderation.undo(cards(comment), moderator=moderator)
    return comment


def edited(thread, moderator, senior):
    """Sent back, and waiting with another wording."""
    comment = submit(thread, **HIDDEN)
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(Comment.objects.get(pk=comment.pk), f"{MARKER} again")
    return comment


def changed(transition):
    """Published, with another wording that waits or was declined."""

    def make(thread, moderator, senior):
        comment = publish(thread, "Public before.", by=moderator)
        moderation.revise(comment, f"{MARKER} change")
        if transition:
            decide(transition, comment, by=moderator, reason=f"{MARKER} reason")
        return comment

    make.__name__ = f"changed-{transition}"
    return make


def decided(transition):
    def make(thread, moderator, senior):
        comment = publish(thread, **HIDDEN, by=moderator)
        decide(transition, comment, by=moderator, reason=f"{MARKER} reason")
        return comment

    make.__name__ = str(transition)
    return make


def objected(thread, moderator, senior):
    comment = submit(thread, **HIDDEN)
    decide(Transition.REJECT, comment, by=moderator)
    objecting.file(Comment.objects.get(pk=comment.pk), f"{MARKER} objection")
    return comment


STATES = [pending, edited, undone, withdrawn, removed, objected] + [
    decided(transition)
    for transition in (Transition.SEND_BACK, Transition.REJECT, Transition.MARK_SPAM)
]


def in_a_draft(moderator):
    return hide(moderator, None)


def in_a_scheduled_article(moderator):
    return hide(moderator, timezone.now() + timezone.timedelta(hours=1))


def hide(moderator, published_at):
    article = make_article()
    comment = publish(article.thread, **HIDDEN, by=moderator)
    article.published_at = published_at
    article.save()
    return article, comment


def patterns(resolver=None, prefix=""):
    """Yield every pattern of the URLconf but the admin's, as a path with <arguments>."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        elif not route.startswith("admin/"):
            yield from patterns(entry, route)


def addresses(article, comment):
    """Return every anonymous address that could tell of ``comment``."""
    fill = {"slug": article.slug, "pk": comment.pk, "key": "k" * 22}
    paths = set()
    for route in patterns():
        # An argument that this test cannot fill is a new address: add it above.
        known = re.sub(r"<\w+:(\w+)>", lambda found: str(fill.get(found[1], "token")), route)
        paths |= {f"/{known}", f"/ru/{known}"}
    own = f"/articles/{article.slug}/"
    queries = [f"?from={comment.path}", f"?from={comment.path}-{comment.pk}", "?from=00000001"]
    # Less than the word, which the page of a search says again.
    more = {f"{own}comment/?reply={comment.pk}", f"/search/?q={MARKER[:6]}"}
    return sorted(paths | {own + q for q in queries} | more)


def crawl(article, comment):
    """Return what every address says, with where it leads, headers included."""
    client = Client()
    said = {}
    for url in addresses(article, comment):
        answer = client.get(url, follow=True)
        said[url] = f"{dict(answer.headers)} {answer.redirect_chain} {answer.content.decode()}"
    return said


def telling(said):
    return [url for url, text in said.items() if MARKER in text]


CHANGED = [
    changed(transition)
    for transition in (
        None,
        Transition.SEND_BACK,
        Transition.REJECT,
        Transition.MARK_SPAM,
    )
]


@pytest.mark.parametrize("state", STATES + CHANGED, ids=lambda state: state.__name__)
def test_what_is_not_approved_is_at_no_address(article, moderator, senior, state):
    comment = state(article.thread, moderator, senior)
    publish(article.thread, "Public words.", by=moderator)

    said = crawl(article, comment)

    assert telling(said) == []
    assert "Public words." in said[article.get_absolute_url()]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_is_not_approved_does_not_show_under_its_answers(article, moderator, senior, state):
    parent = publish(article.thread, **HIDDEN, by=moderator)
    publish(article.thread, "Public words.", parent=parent, by=moderator)
    gone = state(article.thread, moderator, senior)
    Comment.objects.filter(pk=gone.pk).update(path="99999999")
    Comment.objects.filter(parent=parent).update(parent=gone, path="9999999900000001")
    moderation.withdraw(Comment.objects.get(pk=parent.pk))

    said = crawl(article, gone)

    assert telling(said) == []
    assert "Public words." in said[article.get_absolute_url()]


@pytest.mark.parametrize("where", [in_a_draft, in_a_scheduled_article])
def test_the_comments_of_what_is_not_published_are_at_no_address(moderator, where):
    article, comment = where(moderator)

    said = crawl(article, comment)

    assert telling(said) == []
    assert Client().get(f"/comments/{comment.pk}/").status_code == 404
    assert Client().get(article.get_absolute_url()).status_code == 404


def test_the_crawl_finds_what_is_approved(article, moderator):
    comment = publish(article.thread, **HIDDEN, by=moderator)

    found = telling(crawl(article, comment))

    own = f"/articles/{article.slug}/"
    expected = {own, f"/ru{own}", f"/comments/{comment.pk}/", f"{own}comment/?reply={comment.pk}"}
    expected |= {"/feed/comments/", f"/feed/comments/{article.slug}/", f"/search/?q={MARKER[:6]}"}
    assert expected <= set(found)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_is_not_approved_is_not_counted(article, moderator, senior, state):
    publish(article.thread, by=moderator)
    state(article.thread, moderator, senior)

    page = Client().get(article.get_absolute_url()).content.decode()
    home = Client().get("/").content.decode()

    assert '"commentCount": 1' in page
    assert "1 comment<" in page
    assert "1 comment<" in home


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_answer_tells_a_hidden_comment_from_none(
    article, moderator, senior, state, time_machine
):
    hidden = state(article.thread, moderator, senior)
    elsewhere = publish(make_article().thread, by=moderator)
    time_machine.move_to(timezone.now(), tick=False)  # a form says when its pictures expire
    reader = Reader()
    form = reader.form(article, text="My answer.")

    asked = [asked_for(article, pk) for pk in (hidden.pk, elsewhere.pk, 10**9)]
    answered = [
        (answer.status_code, answer.content)
        for pk in (hidden.pk, elsewhere.pk, 10**9)
        for answer in [reader.post(article, {**form, "parent": pk})]
    ]

    assert asked[0] == asked[1] == asked[2]
    assert answered[0] == answered[1] == answered[2]
    assert answered[0][0] == 422


def asked_for(article, pk):
    """What a stranger is told who asks for the form that answers a comment."""
    answer = Client().get(reverse("comment", args=[article.slug]), {"reply": pk})
    html = answer.content.decode().replace(f"reply={pk}", "")
    return answer.status_code, sorted(answer.headers), html


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_address_of_a_hidden_comment_is_that_of_none(article, moderator, senior, state):
    hidden = state(article.thread, moderator, senior)

    pages = [Client().get(f"/comments/{pk}/") for pk in (hidden.pk, 10**9)]

    told = [page.content.decode().replace(page.request["PATH_INFO"], "") for page in pages]
    assert [page.status_code for page in pages] == [404, 404]
    assert told[0] == told[1]


def test_a_preview_is_shown_to_nobody_else(article, reader):
    form = reader.form(article, text=f"{MARKER} *words*", preview="1")

    own = reader.post(article, form).content.decode()

    assert f"{MARKER} <em>words</em>" in own
    assert not Comment.objects.exists()
    page = Client().get(article.get_absolute_url()).content.decode()
    assert MARKER not in page
