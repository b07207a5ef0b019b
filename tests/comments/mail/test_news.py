"""Which decisions become whose mail."""

import pytest
from django.db import transaction

from comments import moderation
from comments.mail import news
from comments.mail.models import Mail, News, Pace, Subscription
from comments.models import Comment, Transition
from tests.conftest import decide, make_article, publish, submit

from .conftest import author_of, follow, send, wait_for_answers

OUTCOMES = [Transition.APPROVE, Transition.SEND_BACK, Transition.REJECT, Transition.MARK_SPAM]


def written():
    """Return the kinds of the mails that all news came to, with whom they go to."""
    news.write_all()
    return sorted(Mail.objects.values_list("kind", "subscription"))


@pytest.mark.parametrize("transition", OUTCOMES)
def test_the_author_hears_of_every_decision(thread, moderator, transition):
    author = author_of(comment := submit(thread))
    decide(transition, comment, by=moderator)
    assert written() == [("decided", author.pk)]


def test_what_a_rule_refused_is_told_to_nobody(thread):
    author_of(comment := submit(thread))
    comment.refresh_from_db()
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="no pills")
    assert comment.decisions.latest("version").rule == "no pills"
    assert written() == []


def test_who_waits_for_answers_and_who_follows_hear_of_what_was_approved(thread, moderator):
    parent = publish(thread, by=moderator)
    waiting, follower, _elsewhere = (
        wait_for_answers(parent),
        follow(thread),
        follow(make_article().thread),
    )
    publish(thread, parent=parent, by=moderator)
    news.write_all()
    assert ("reply", waiting.pk) in written() and ("comment", follower.pk) in written()
    assert len(written()) == 3  # the first comment was new to the follower as well


def test_the_newsrooms_answer_is_told_too(thread, moderator):
    parent = publish(thread, by=moderator)
    waiting = wait_for_answers(parent)
    moderation.reply(parent, "We corrected it.", staff=moderator, submission="1")
    assert written() == [("reply", waiting.pk)]


@pytest.mark.parametrize("transition", [*OUTCOMES[1:], None])
def test_what_was_not_approved_is_told_to_nobody_but_its_author(thread, moderator, transition):
    parent = publish(thread, by=moderator)
    written()
    Mail.objects.all().delete()
    wait_for_answers(parent)
    follow(thread)
    comment = submit(thread, parent=parent)
    if transition:
        decide(transition, comment, by=moderator)
    assert written() == []


def test_an_address_that_was_not_proven_gets_nothing(thread, moderator):
    author_of(comment := submit(thread), proven=False)
    follow(thread, proven=False)
    decide(Transition.APPROVE, comment, by=moderator)
    assert written() == []


def test_one_address_gets_one_mail_about_a_comment_and_none_about_its_own(thread, moderator):
    parent = publish(thread, by=moderator)
    written()
    Mail.objects.all().delete()
    both = "anna@mail.example"
    reply = wait_for_answers(parent, address=both)
    follow(thread, address=both)
    publish(thread, parent=parent, by=moderator)
    own = submit(thread, parent=parent)
    author = author_of(own, address=both)
    decide(Transition.APPROVE, own, by=moderator)
    assert written() == [("decided", author.pk), ("reply", reply.pk)]


def test_approved_again_is_not_new_again(thread, moderator):
    follow(thread)
    comment = publish(thread, by=moderator)
    send()
    for _ in range(2):
        decide(Transition.REJECT, comment, by=moderator)
        decide(Transition.APPROVE, comment, by=moderator)
    assert send() == {}


def test_a_better_wording_of_what_readers_saw_is_not_new(thread, moderator):
    follow(thread)
    comment = publish(thread, by=moderator)
    send()
    decide(Transition.SEND_BACK, comment, by=moderator)
    moderation.revise(Comment.objects.get(pk=comment.pk), "Better words.")
    decide(Transition.APPROVE, comment, by=moderator)
    assert send() == {}


def test_many_followers_are_written_to_page_by_page_and_none_twice(thread, moderator, monkeypatch):
    monkeypatch.setattr(news, "PAGE", 3)
    followers = sorted(follow(thread).pk for _ in range(8))
    comments = [submit(thread) for _ in range(2)]
    decide(Transition.APPROVE, *comments, by=moderator)
    rounds = 0
    while news.write_some():
        rounds += 1
        assert News.objects.count() <= 1
    assert rounds == 2 * 3 + 1
    assert [pk for _kind, pk in written()] == [pk for pk in followers for _ in comments]


def test_removing_a_comment_for_good_forgets_who_wanted_mail_about_it(thread, senior):
    comment = publish(thread, by=senior)
    author_of(comment), wait_for_answers(comment)
    other = follow(thread)
    moderation.remove({comment.pk: comment.version}, moderator=senior)
    assert list(Subscription.objects.all()) == [other]


def test_without_a_mail_server_nothing_is_noted(thread, moderator, settings):
    settings.IS_MAIL_ON = False
    publish(thread, by=moderator)
    assert not News.objects.exists()


def test_a_daily_reader_gets_all_of_a_day_in_one_mail_the_next_morning(thread, moderator):
    follow(thread, pace=Pace.DAILY)
    publish(thread, by=moderator)
    assert written() and send() == {}
