"""What a mail says, and what its headers do: parsed as a mail program would."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from comments import moderation
from comments.mail import letters, news
from comments.mail.models import Mail, Pace, Subscription
from comments.models import Comment, Transition
from tests.conftest import decide, make_article, publish, submit

from .conftest import author_of, follow, send, wait_for_answers

MARKER = "zanzibar"
NOON = "2027-01-01T12:00:00Z"


def sent():
    """Send what is due and return each message as parsed from its bytes."""
    send()
    raw = [message.message().as_bytes() for message in mail.outbox]
    return [message_from_bytes(text, policy=policy.default) for text in raw]


def words_of(message):
    """Return all that ``message`` says: headers, text and HTML."""
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{k}: {v}" for k, v in message.items()), *parts])


def text_of(message):
    return message.get_body(("plain",)).get_content()


def html_of(message):
    return message.get_body(("html",)).get_content()


# Only what is public


def hide_draft(comment, thread, senior):
    type(thread).objects.filter(pk=thread.pk).update(public_at=None)


def hide_removed(comment, thread, senior):
    moderation.remove({comment.pk: comment.version}, moderator=senior)


def hide_withdrawn(comment, thread, senior):
    moderation.withdraw(comment)


def hide_rejected(comment, thread, senior):
    decide(Transition.REJECT, comment, by=senior)


def hide_undone(comment, thread, senior):
    moderation.undo({comment.pk: comment.version}, moderator=senior)


HIDDEN = [hide_draft, hide_removed, hide_withdrawn, hide_rejected, hide_undone]


@pytest.mark.parametrize("hide", HIDDEN)
def test_what_went_out_of_sight_before_it_was_sent_is_in_no_mail(thread, senior, hide):
    parent = publish(thread, by=senior)
    news.write_all()
    Mail.objects.all().delete()
    follow(thread), wait_for_answers(parent)
    comment = publish(thread, f"{MARKER} words", name=MARKER, parent=parent, by=senior)
    news.write_all()
    hide(comment, thread, senior)
    assert sent() == []
    assert not Mail.objects.filter(claimed_at__isnull=False).exists()


def test_a_mail_shows_the_wording_that_readers_see_and_not_the_one_that_waits(thread, senior):
    follow(thread)
    comment = submit(thread, "Public words.")
    decide(Transition.SEND_BACK, comment, by=senior)
    moderation.revise(Comment.objects.get(pk=comment.pk), "Public words, better.")
    decide(Transition.APPROVE, comment, by=senior)
    news.write_all()
    decide(Transition.SEND_BACK, comment, by=senior)
    decide(Transition.APPROVE, comment, by=senior)
    [message] = sent()
    assert "Public words, better." in text_of(message)


@pytest.mark.parametrize(
    "transition",
    [Transition.APPROVE, Transition.SEND_BACK, Transition.REJECT, Transition.MARK_SPAM],
)
def test_the_authors_mail_holds_no_word_of_the_comment_but_the_links_to_it(
    thread, moderator, transition
):
    author_of(comment := submit(thread, f"{MARKER} words", name=MARKER))
    decide(transition, comment, by=moderator, reason="Please name your source.")
    [message] = sent()
    said = words_of(message)
    assert MARKER not in said and f"/my/{comment.key}/" in said
    assert "Please name your source." in said
    assert (f"/comments/{comment.pk}/" in said) is (transition == Transition.APPROVE)


def test_a_decision_that_was_taken_back_is_not_mailed_but_the_one_after_it(thread, moderator):
    author_of(comment := submit(thread))
    decide(Transition.REJECT, comment, by=moderator)
    moderation.undo({comment.pk: 2}, moderator=moderator)
    assert sent() == []
    decide(Transition.APPROVE, comment, by=moderator)
    [message] = sent()
    assert message["Subject"].startswith("Your comment is published")


def test_no_private_link_is_in_the_mail_of_anybody_else(thread, moderator):
    parent = publish(thread, by=moderator)
    follow(thread), wait_for_answers(parent)
    reply = publish(thread, parent=parent, by=moderator)
    for message in sent():
        assert parent.key not in words_of(message) and reply.key not in words_of(message)


# Headers

TITLES = [
    "A map\nBcc: victim@elsewhere.example",
    "A map\r\nSubject: another",
    "\U0001f600" * 300,
    "Карта " * 50,
    "=?utf-8?q?=0ABcc=3A_victim?=",
    "x" * 300,
]
NAMES = ["A\nBcc: v@elsewhere.example", "\U0001f600" * 60, "a@b.example, c@d.example", "<b>B</b>"]


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_mail_has_one_of_each_header_whatever_title_and_name(moderator, title, name):
    thread = make_article(title=title).thread
    comment = submit(thread, "\U0001f600" * 2500, name=name)
    author_of(comment, address="anna@mail.example")
    follow(thread, address="bea@mail.example")
    decide(Transition.APPROVE, comment, by=moderator, reason=f"Because\nBcc: {name}")

    messages = sent()

    assert {message["To"] for message in messages} == {"anna@mail.example", "bea@mail.example"}
    for message in messages:
        names = [header.lower() for header in message]
        once = ("to", "subject", "from", "date", "message-id", "references", "list-unsubscribe")
        assert [names.count(header) for header in once] == [1] * len(once)
        assert not {"cc", "bcc", "reply-to"} & set(names)
        assert "\n" not in message["Subject"]
        assert len(message["Subject"].strip()) <= letters.SUBJECT
        assert not message.defects
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]


def test_a_mail_can_be_stopped_with_one_click_as_rfc_8058_has_it(thread, moderator, client):
    follow(thread)
    publish(thread, by=moderator)
    [message] = sent()
    subscription = Subscription.objects.get()
    url = message["List-Unsubscribe"].strip(" <>")
    assert re.fullmatch(r"http://testserver.localhost/my/mail/stop/[\w-]{22}/", url)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in (text_of(message), html_of(message)):
        assert url in part and f"/my/mail/{subscription.address.key}/" in part


def test_mails_of_one_thread_hang_together_and_an_answer_hangs_on_what_it_answers(
    thread, moderator
):
    follow(thread)
    parent = publish(thread, by=moderator)
    send()
    reply = publish(thread, parent=parent, by=moderator)
    first, second = sent()
    root = f"<thread-{thread.pk}@testserver.localhost>"
    assert first["Message-ID"] == f"<comment-{parent.pk}@testserver.localhost>"
    assert first["References"] == first["In-Reply-To"] == root
    assert second["Message-ID"] == f"<comment-{reply.pk}@testserver.localhost>"
    assert second["In-Reply-To"] == first["Message-ID"]
    # A long header is folded (RFC 5322, section 2.2.3), and not by every Python at the same place.
    assert second["References"].split() == [root, first["Message-ID"]]
    assert first["Subject"] == second["Subject"]


# Words


def test_a_mail_speaks_the_language_in_which_it_was_asked_for(thread, moderator):
    follow(thread, language="ru")
    publish(thread, by=moderator)
    [message] = sent()
    assert re.search("[а-я]", message["Subject"])
    assert 'lang="ru"' in html_of(message) and "/ru/comments/" in html_of(message)


def test_html_of_a_mail_escapes_what_readers_wrote_and_loads_nothing(thread, moderator):
    follow(thread)
    evil = '<script>x</script> ![i](https://evil.example/i.png) <img src="https://evil.example">'
    publish(thread, evil, name="<img src=x>", by=moderator)
    [message] = sent()
    html = html_of(message)
    assert not re.search(r"<(script|img|link|iframe|form|svg|object|video)\b", html)
    assert "src=" not in re.sub(r"&lt;.*?&gt;", "", html) and "url(" not in html
    assert "&lt;img src=x&gt;" in html


def test_many_new_comments_come_in_one_mail_in_their_order(thread, moderator):
    follow(thread)
    comments = [submit(thread, f"Remark {number}.") for number in range(12)]
    decide(Transition.APPROVE, *comments, by=moderator)
    [message] = sent()
    assert re.findall(r"Remark (\d+)\.", text_of(message)) == [str(n) for n in range(12)]


@time_machine.travel(NOON, tick=False)
def test_a_daily_digest_comes_in_the_morning_with_all_that_is_still_public(thread, senior):
    follow(thread, pace=Pace.DAILY)
    kept = publish(thread, "Kept words.", by=senior)
    gone = publish(thread, f"{MARKER} words.", by=senior)
    assert sent() == []
    decide(Transition.REJECT, gone, by=senior)
    with time_machine.travel(timezone.now() + timedelta(hours=19), tick=False):
        [message] = sent()
    assert "Kept words." in text_of(message) and MARKER not in words_of(message)
    assert f"/comments/{kept.pk}/" in text_of(message)


def test_who_ends_a_subscription_gets_not_even_the_mail_that_was_written(thread, moderator):
    subscription = follow(thread)
    publish(thread, by=moderator)
    news.write_all()
    Subscription.objects.filter(pk=subscription.pk).end()
    assert sent() == []
