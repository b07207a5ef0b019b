"""All comments of one browser on one page: a signed cookie lists them, and it alone."""

import pytest
import time_machine
from django.conf import settings as site
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import moderation, own
from comments.models import Comment, Transition, private_key
from tests.conftest import Reader, decide, make_article, publish, submit

PAGE = "/my/"


@pytest.fixture
def listed(client):
    """A function that has the browser list comments."""

    def have(*keys, life=0):
        with time_machine.travel(timezone.now() - timezone.timedelta(seconds=life)):
            client.cookies[own.COOKIE] = own.written(keys)
        return client

    return have


def read(client, path=PAGE):
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def is_empty(html):
    return (
        "This browser knows of none." in html
        and "<button" not in html.partition("<main")[2].partition("</main")[0]
    )


# What sets it


def test_a_sent_comment_is_listed_and_leads_to_its_private_page(reader, article):
    reader.comment(article, text="First words.")
    answer = reader.comment(article, text="Second words.")

    html = read(reader.client)

    assert f'href="{answer["Location"]}"' in html and "Waits for a moderator" in html
    assert html.index("Second words.") < html.index("First words.")
    assert article.title in html and article.get_absolute_url() in html


def test_only_a_sent_comment_sets_the_cookie(reader, article, moderator):
    sent = reader.comment(article)
    refused = reader.comment(article, text="")
    private = sent["Location"]
    views = [reader.client.get(path) for path in (PAGE, private, article.get_absolute_url())]
    change = reader.client.post(private, {"version": 1, "text": "Other words."})

    assert own.COOKIE in sent.cookies
    assert change.status_code == 303
    assert not any(own.COOKIE in answer.cookies for answer in [refused, change, *views])


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_the_cookie_is_kept_from_script_other_sites_and_open_lines(
    reader, article, settings, is_encrypted
):
    settings.SESSION_COOKIE_SECURE = is_encrypted

    cookie = reader.comment(article).cookies[own.COOKIE]

    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert bool(cookie["secure"]) == is_encrypted
    assert cookie["max-age"] == own.LIFE == 180 * 24 * 3600


def test_a_second_click_lists_the_comment_once(reader, article):
    form = reader.form(article)
    first, second = reader.post(article, form), reader.post(article, form)

    assert first["Location"] == second["Location"]
    assert reader.client.cookies[own.COOKIE].value.partition(":")[0] in first["Location"]


def test_the_oldest_fall_out_and_the_cookie_stays_below_what_browsers_keep(article):
    reader = Reader()
    keys = [private_key() for _ in range(own.LIMIT)]
    reader.client.cookies[own.COOKIE] = own.written(keys)

    answer = reader.comment(article)

    header = answer.cookies[own.COOKIE].OutputString()
    (new,) = Comment.objects.values_list("key", flat=True)
    assert header.partition(":")[0] == f"{own.COOKIE}={'.'.join([new, *keys[:-1]])}"
    assert len(header) < 4096 / 2


# What it lists


def test_each_comment_is_listed_with_its_standing(listed, thread, moderator, senior):
    comments = {}
    for name in ("send_back", "approve", "reject", "mark_spam"):
        comments[name] = submit(thread, f"Words: {name}.")
        decide(name, comments[name], by=moderator)
    comments["waiting"] = submit(thread)
    comments["changed"] = publish(thread, by=moderator)
    moderation.revise(comments["changed"], "Words that wait.")
    comments["declined"] = publish(thread, by=moderator)
    moderation.revise(comments["declined"], "Words that were declined.")
    decide("reject", comments["declined"], by=moderator)
    comments["withdrawn"] = submit(thread)
    moderation.withdraw(comments["withdrawn"])
    comments["removed"] = submit(thread, "Removed words.")
    moderation.remove({comments["removed"].pk: 1}, moderator=senior)

    said = {}
    for name, comment in comments.items():
        html = read(listed(comment.key))
        said[name] = html.partition("<strong>")[2].partition("</strong>")[0]
        leads = f'href="/my/{comment.key}/"' in html
        assert leads == (name != "removed")
        assert "Removed words." not in html

    assert said == {
        "send_back": "A moderator asks you to change it",
        "approve": "Published",
        "reject": "Not published",
        "mark_spam": "Not published",
        "waiting": "Waits for a moderator",
        "changed": "Published; your change waits for a moderator",
        "declined": "Published; your change was not",
        "withdrawn": "You have withdrawn it",
        "removed": "Removed for good by a moderator",
    }


def test_what_a_rule_called_spam_waits_as_far_as_its_author_is_told(listed, thread):
    comment = submit(thread)
    with transaction.atomic():
        moderation.by_rule(comment, Transition.MARK_SPAM, rule="#1 pills")

    html = read(listed(comment.key))

    assert "Waits for a moderator" in html and "pills" not in html


def test_erased_words_are_said_to_be_erased(listed, thread):
    comment = submit(thread)
    comment.revisions.update(source="", html="")

    assert "Its words were erased." in read(listed(comment.key))


def test_what_readers_wrote_is_escaped_and_cut(listed, thread):
    comment = submit(thread, "<b>Bold</b> " + "and long " * 30)

    html = read(listed(comment.key))

    assert "&lt;b&gt;Bold&lt;/b&gt;" in html and "and long " * 20 not in html and "…" in html


def test_fifty_cost_as_many_queries_as_one(listed, thread, moderator):
    comments = [submit(make_article().thread) for _ in range(own.LIMIT)]
    decide(Transition.MARK_SPAM, *comments[:20], by=moderator)
    costs = []
    for chosen in (comments[:1], comments):
        client = listed(*(comment.key for comment in chosen))
        with CaptureQueriesContext(connection) as queries:
            assert read(client).count("Its private page") == len(chosen)
        costs.append(len(queries))

    assert costs == [1, 1]


@pytest.mark.usefixtures("db")
def test_the_page_is_kept_from_caches_search_engines_and_other_sites(client):
    for page in (client.get(PAGE), client.post(PAGE)):
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Referrer-Policy"] == "no-referrer"


def test_it_is_linked_from_every_page_and_from_the_private_one(reader, article):
    assert 'href="/my/"' in read(reader.client, article.get_absolute_url())
    assert 'href="/ru/my/"' in read(reader.client, f"/ru{article.get_absolute_url()}")

    assert read(reader.client, reader.comment(article)["Location"]).count('href="/my/"') == 2


# What it does not


def test_an_empty_page_says_what_that_means(client, db):
    html = read(client)

    assert is_empty(html) and "180 days" in html


@pytest.mark.parametrize(
    "forge",
    [
        lambda key: key,
        lambda key: own.written([key])[:-1] + ("A" if own.written([key])[-1] != "A" else "B"),
        lambda key: signing.TimestampSigner(salt="other").sign(key),
        lambda key: own.written(["x"]),
        lambda key: own.written([key * 2]),
        lambda key: own.written([""]),
        lambda key: "." * 8000,
        lambda key: f"{key}:" * 300,
        lambda key: "é\x7f:ü:ß",
        lambda key: own.written([key]).replace(":", "::"),
    ],
)
def test_a_forged_or_overlong_cookie_lists_nothing(client, thread, forge):
    comment = submit(thread)
    client.cookies[own.COOKIE] = forge(comment.key)

    assert is_empty(read(client))


def test_nothing_beyond_the_limit_is_looked_for(listed, thread):
    comment = submit(thread)

    html = read(listed(*(private_key() for _ in range(own.LIMIT)), comment.key))

    assert is_empty(html)


def test_a_stale_cookie_lists_nothing(listed, thread):
    comment = submit(thread)

    assert not is_empty(read(listed(comment.key, life=own.LIFE - 60)))
    assert is_empty(read(listed(comment.key, life=own.LIFE + 60)))


def test_the_cookie_survives_a_change_of_the_key(client, thread, settings):
    comment = submit(thread)
    client.cookies[own.COOKIE] = own.written([comment.key])
    settings.SECRET_KEY_FALLBACKS = [site.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 8

    assert not is_empty(read(client))


def test_another_browser_lists_nothing(reader, article):
    reader.comment(article)

    assert is_empty(read(Client()))


# Forgetting


def test_forgetting_deletes_the_cookie_and_nothing_else(reader, article):
    private = reader.comment(article)["Location"]
    before = list(Comment.objects.values())

    answer = reader.client.post(PAGE)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert set(answer.cookies) == {own.COOKIE} and answer.cookies[own.COOKIE]["max-age"] == 0
    assert is_empty(read(reader.client))
    assert list(Comment.objects.values()) == before
    assert reader.client.get(private).status_code == 200


@pytest.mark.usefixtures("db")
def test_who_comes_without_the_cookie_has_nothing_deleted(client):
    """A browser does not send it when another site makes it post."""
    answer = client.post(PAGE)

    assert answer.status_code == 303 and not answer.cookies
