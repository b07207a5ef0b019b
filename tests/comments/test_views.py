"""The author's private page, and a comment's own address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import moderation, retention, views
from comments.models import Comment, Decision, Status, Transition
from tests.conftest import decide, make_article, publish, submit


@pytest.fixture
def comment(thread):
    return submit(thread)


@pytest.fixture
def returned(comment, moderator):
    decide(Transition.SEND_BACK, comment, by=moderator, reason="Shorter, please.")
    return Comment.objects.get(pk=comment.pk)


def mine(comment):
    return reverse("comments:mine", args=[comment.key])


def ask(client, comment, wish, version=None, **fields):
    """Post what the author's page would."""
    form = {"version": version or comment.version, wish: "1", **fields}
    return client.post(mine(comment), form)


def fresh(comment):
    return Comment.objects.select_related("latest").get(pk=comment.pk)


# The private page


@pytest.mark.parametrize(
    ("transition", "heading"),
    [
        (None, "Your comment waits for a moderator"),
        (Transition.APPROVE, "Your comment is published"),
        (Transition.SEND_BACK, "A moderator asks you to change your comment"),
        (Transition.REJECT, "Your comment was not published"),
        (Transition.MARK_SPAM, "Your comment was not published"),
    ],
)
def test_the_private_page_tells_what_became_of_the_comment(
    client, comment, moderator, transition, heading
):
    if transition:
        decide(transition, comment, by=moderator, reason="A reason.")

    html = client.get(mine(comment)).content.decode()

    assert heading in html
    assert "Words of a reader." in html
    assert ("A reason." in html) is bool(transition)


def test_the_reason_outlasts_a_withdrawal_and_no_new_wording(client, returned):
    ask(client, returned, "withdraw")
    withdrawn = client.get(mine(returned)).content.decode()
    ask(client, returned, "undo", version=3)
    back = client.get(mine(returned)).content.decode()
    ask(client, returned, "revise", version=4, text="Shorter words.")
    waiting = client.get(mine(returned)).content.decode()

    assert ["Shorter, please." in html for html in (withdrawn, back, waiting)] == [
        False,
        True,
        False,
    ]


def test_the_author_is_not_told_that_it_counts_as_spam(client, thread, moderator):
    pages = []
    with time_machine.travel(timezone.now(), tick=False):
        for transition in (Transition.REJECT, Transition.MARK_SPAM):
            comment = submit(thread)
            decide(transition, comment, by=moderator)
            pages.append(client.get(mine(comment)).content.decode().replace(comment.key, ""))

    assert pages[0] == pages[1]


@pytest.mark.parametrize("effect", [*moderation.EFFECTS])
def test_what_a_rule_did_is_not_told_to_the_author(client, thread, effect):
    pages = []
    with time_machine.travel(timezone.now(), tick=False):
        for rule in ("", "#1 pills"):
            comment = submit(thread)
            if rule:
                with transaction.atomic():
                    moderation.by_rule(comment, effect, rule=rule)
            pages.append(client.get(mine(comment)).content.decode().replace(comment.key, ""))

    assert pages[0] == pages[1]
    assert "waits for a moderator" in pages[1]


def test_the_author_withdraws_what_a_rule_marked_and_brings_it_back(client, comment):
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 pills")
    assert ask(client, comment, "withdraw", version=1).status_code == 303
    assert ask(client, comment, "undo", version=2).status_code == 303

    assert "waits for a moderator" in client.get(mine(comment)).content.decode()
    assert fresh(comment).latest.status == Status.SPAM


def test_what_was_erased_cannot_be_changed_and_its_page_says_so(client, comment):
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 pills")
    with time_machine.travel(timezone.now() + timedelta(days=retention.DAYS + 1), tick=False):
        retention.erase()
        page = client.get(mine(comment)).content.decode()
        answer = ask(client, comment, "revise", version=1, text="Back again.")

    assert "was not published" in page and "Its words were erased." in page
    assert "waits for a moderator" not in page and "Change the text" not in page
    assert answer.status_code == 409 and "Back again." in answer.content.decode()
    assert fresh(comment).latest.source == ""


def test_words_that_are_given_back_stay_in_the_authors_own_browser_alone(client, returned):
    page = ask(client, returned, "revise", text="")

    assert page["Cache-Control"] == "private, no-cache"  # Back would find nothing without a store
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("wish", [None, "withdraw"])
def test_private_pages_are_kept_from_caches_search_engines_and_other_sites(client, returned, wish):
    page = ask(client, returned, wish, text="") if wish else client.get(mine(returned))

    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies


def test_the_page_of_a_removed_comment_is_gone_and_private_still(client, comment, senior):
    moderation.remove({comment.pk: 1}, moderator=senior)

    page = client.get(mine(comment))

    assert page.status_code == 410
    assert "no-store" in page["Cache-Control"]
    assert "Words of a reader." not in page.content.decode()


@pytest.mark.parametrize("wish", ["withdraw", "undo", "revise"])
def test_nothing_can_be_done_with_a_removed_comment(client, comment, senior, wish):
    moderation.remove({comment.pk: 1}, moderator=senior)

    answer = ask(client, fresh(comment), wish, text="Words again.")

    assert answer.status_code == 410
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "a" * 22,
        "a" * 3000,
        "%00",
        "a" * 21 + "%00",
        "ж" * 22,
        "%F0%9F%91%8D",
        "' OR 1=1",
        "%25",
    ],
    ids=lambda key: key[:12],
)
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_an_unknown_key_leads_nowhere(client, comment, key, method):
    answer = getattr(client, method)(f"/my/{key}/")

    assert answer.status_code == (400 if "%00" in key else 404)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(client, comment, method):
    assert getattr(client, method)(mine(comment)).status_code == 405


def test_one_authors_key_does_not_open_anothers_comment(client, thread):
    first, second = submit(thread, "First words."), submit(thread, "Second words.")

    assert "Second words." not in client.get(mine(first)).content.decode()
    assert first.key != second.key


# Sending it again


def test_a_comment_that_was_sent_back_can_be_sent_again(client, returned):
    answer = ask(client, returned, "revise", text="Shorter.")

    assert (answer.status_code, answer["Location"]) == (303, mine(returned))
    assert (fresh(returned).latest.source, fresh(returned).latest.status) == (
        "Shorter.",
        Status.PENDING,
    )


@pytest.mark.parametrize("transition", [Transition.REJECT, Transition.MARK_SPAM])
def test_what_was_declined_cannot_be_sent_again_and_the_text_comes_back(
    client, comment, moderator, transition
):
    if transition:
        decide(transition, comment, by=moderator)

    answer = ask(client, fresh(comment), "revise", text="New <words>.")

    assert answer.status_code == 409
    assert "New &lt;words&gt;." in answer.content.decode()
    assert fresh(comment).latest.source == "Words of a reader."


@pytest.mark.parametrize(
    "typed",
    ["", " \n\t", "\u200b", "x" * 5001, "a\x00b", "a\u202eb", "a" + "\u0301" * 99],
    ids=ascii,
)
def test_a_wording_that_cannot_be_kept_comes_back_with_a_sentence(client, returned, typed):
    answer = ask(client, returned, "revise", text=typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in html
    assert typed.replace("\x00", "").replace("\u202e", "").strip() in html
    assert fresh(returned).version == returned.version


@pytest.mark.parametrize("transition", [None, Transition.APPROVE])
def test_the_author_changes_what_waits_and_what_was_just_published(
    client, comment, moderator, transition
):
    if transition:
        decide(transition, comment, by=moderator)
    assert "Send the change" in client.get(mine(comment)).content.decode()

    answer = ask(client, fresh(comment), "revise", text="Other words.")

    assert answer.status_code == 303
    html = client.get(mine(comment)).content.decode()
    assert ("Your change waits for a moderator" in html) is bool(transition)
    assert "Other words." in html


def test_a_change_after_the_window_comes_back_with_its_words(client, comment, moderator, settings):
    settings.COMMENTS_EDIT_MINUTES = 0
    decide(Transition.APPROVE, comment, by=moderator)

    answer = ask(client, fresh(comment), "revise", text="Too late.")

    assert answer.status_code == 409
    assert "Too late.</textarea>" in answer.content.decode()
    assert fresh(comment).latest.source == "Words of a reader."


def test_a_declined_change_is_told_as_such(client, comment, moderator):
    decide(Transition.APPROVE, comment, by=moderator)
    moderation.revise(fresh(comment), "Other words.")
    decide(Transition.REJECT, comment, by=moderator)

    html = client.get(mine(comment)).content.decode()

    assert "Your change was not published" in html
    assert f"/comments/{comment.pk}/" in html


def test_one_change_too_many_is_told_when_and_keeps_its_words(client, comment):
    for number in range(10):
        moderation.revise(fresh(comment), f"Words {number}.")

    answer = ask(client, fresh(comment), "revise", text="One <too> many.")

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "One &lt;too&gt; many.</textarea>" in answer.content.decode()


def test_what_a_rule_took_from_the_queue_can_be_changed_like_what_waits(client, comment):
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 pills")

    assert ask(client, comment, "revise", version=1, text="Other words.").status_code == 303


def test_a_second_click_on_send_again_is_answered_like_the_first(client, returned):
    answers = [ask(client, returned, "revise", text="Shorter.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Decision.objects.filter(transition=Transition.REVISE).count() == 1


def test_a_second_wording_from_an_old_page_is_not_lost(client, returned):
    ask(client, returned, "revise", text="Shorter.")

    answer = ask(client, returned, "revise", text="Shorter still.")

    assert answer.status_code == 409
    assert "Shorter still." in answer.content.decode()
    assert fresh(returned).latest.source == "Shorter."


def test_a_wording_for_a_comment_sent_back_twice_can_be_sent_once_more(client, returned, moderator):
    decide(Transition.REJECT, returned, by=moderator)
    decide(Transition.SEND_BACK, returned, by=moderator)

    answer = ask(client, returned, "revise", text="Shorter.")

    html = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="version" value="{returned.version + 2}"' in html
    assert "Shorter.</textarea>" in html


def test_a_post_that_asks_for_nothing_changes_nothing(client, returned):
    answer = client.post(mine(returned), {"version": returned.version})

    assert answer.status_code == 422
    assert fresh(returned).version == returned.version


# Withdrawing


def test_the_author_withdraws_and_brings_it_back(client, comment, moderator, article):
    decide(Transition.APPROVE, comment, by=moderator)

    ask(client, fresh(comment), "withdraw")
    gone = client.get(article.get_absolute_url()).content.decode()
    ask(client, fresh(comment), "undo")
    back = client.get(article.get_absolute_url()).content.decode()

    assert "Words of a reader." not in gone
    assert "Words of a reader." in back


@pytest.mark.parametrize("wish", ["withdraw", "undo"])
def test_a_second_click_changes_nothing_and_is_answered_like_the_first(client, comment, wish):
    if wish == "undo":
        comment = moderation.withdraw(comment)

    answers = [ask(client, comment, wish) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert fresh(comment).version == comment.version + 1


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "", "1 ", "٣", "9" * 5000])
def test_a_stale_page_changes_nothing_and_says_how_it_is_now(client, comment, version):
    answer = client.post(mine(comment), {"version": version, "withdraw": "1"})

    assert answer.status_code == 409
    assert "Your comment has changed since you opened this page" in answer.content.decode()
    assert not fresh(comment).is_withdrawn


def test_an_author_who_comes_too_late_is_shown_how_it_is_now(
    client, comment, moderator, monkeypatch
):
    def come_too_late(withdrawn):
        decide(Transition.APPROVE, withdrawn, by=moderator)
        raise moderation.NotAllowed

    monkeypatch.setattr(views.moderation, "withdraw", come_too_late)

    answer = ask(client, comment, "withdraw")

    assert answer.status_code == 409
    assert "Your comment is published" in answer.content.decode()


def test_the_page_asks_for_no_cookie_and_no_token(comment):
    answer = ask(Client(enforce_csrf_checks=True), comment, "withdraw")

    assert answer.status_code == 303


# The address of a comment


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_comment_has_an_address_of_its_own(client, thread, article, moderator, method):
    comment = publish(thread, by=moderator)

    answer = getattr(client, method)(f"/comments/{comment.pk}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"{article.get_absolute_url()}#comment-{comment.pk}"


def test_the_address_keeps_the_language_it_was_asked_in(client, thread, article, moderator):
    comment = publish(thread, by=moderator)

    answer = client.get(f"/ru/comments/{comment.pk}/")

    assert answer["Location"] == f"/ru{article.get_absolute_url()}#comment-{comment.pk}"


@pytest.mark.parametrize("pk", [0, 2**31, 2**63 - 1, 2**63, 10**30, "9" * 5000])
def test_the_address_of_no_comment_is_not_found(client, db, pk):
    assert client.get(f"/comments/{pk}/").status_code == 404


def test_the_private_page_of_an_unpublished_article_still_opens(client, moderator):
    article = make_article()
    comment = publish(article.thread, by=moderator)
    article.published_at = None
    article.save()

    assert client.get(mine(comment)).status_code == 200
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


def test_a_database_that_is_down_gives_the_authors_words_back(client, returned):
    def fail(*args):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(fail):
        answer = ask(client, returned, "revise", text="Words that <took> an hour.")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Words that &lt;took&gt; an hour." in answer.content.decode()
    again = ask(client, returned, "revise", text="Words that <took> an hour.")
    assert again.status_code == 303


def test_words_for_a_comment_that_was_removed_meanwhile_come_back(client, returned, senior):
    moderation.remove({returned.pk: returned.version}, moderator=senior)
    answer = ask(client, returned, "revise", text="Words that took an hour.")
    assert answer.status_code == 410
    assert "Words that took an hour." in answer.content.decode()


def test_a_post_that_asks_for_nothing_is_told_what_is_missing(client, returned):
    answer = ask(client, returned, "nothing")
    assert answer.status_code == 422
    assert "Please write a comment." in answer.content.decode()
