"""What happens at the same instant: between processes over HTTP, and between connections."""

import http.client
import json
import os
import random
import re
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import override_settings

from captcha import challenge as challenges
from comments import moderation
from comments.models import Comment, Decision, Status, Thread, Transition
from tests.conftest import decide, make_article, make_user, publish, submit
from tests.servers import serve

POSTS = 50
# Whoever is refused gets other pictures, and after some of those owes harder ones.
STALE = ("These pictures were answered before", "A little more is asked now")
ROUNDS = 5
DECISIONS = 32

# Over HTTP, between the four processes of a real server


@pytest.fixture(scope="module")
def server():
    with serve(workers=4) as server:
        server.article = find_article(server)
        yield server


def find_article(server):
    """Return the path of the first article."""
    return re.search(r'href="(/articles/[^"]+)"', fetch(server, "GET", "/").body)[1]


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.location = response.headers.get("Location", "")
        self.cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
        self.body = response.read().decode()


def fetch(server, method, path, fields=None, cookie=""):
    body = urlencode(fields or {}, doseq=True)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as client:
        client.request(method, path, body if method == "POST" else None, headers)
        return Answer(client.getresponse())


def solved(server):
    """Return the fields of a form with one challenge solved, and the cookie it was issued to."""
    slug = server.article.split("/")[2]
    issued = fetch(server, "POST", "/captcha/challenge/", {"scope": f"comment/{slug}"})
    token = json.loads(issued.body)["token"]
    with override_settings(SECRET_KEY=server.env["SECRET_KEY"]):
        tiles = sorted(challenges.read(token).answer)
    return {"name": "Anna", "captcha-token": token, "captcha-tile": tiles}, issued.cookie


def leave(server, text):
    form, cookie = solved(server)
    return fetch(server, "POST", f"{server.article}comment/", {**form, "text": text}, cookie)


def at_once(work, items):
    """Do ``work`` with every item at the same instant, each in a thread of its own."""
    barrier = Barrier(len(items))

    def wait_and_work(item):
        barrier.wait()
        return work(item)

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(wait_and_work, items))


def race(server, texts):
    """Post one solved challenge at once, with each of ``texts``."""
    form, cookie = solved(server)
    path = f"{server.article}comment/"
    return at_once(lambda text: fetch(server, "POST", path, {**form, "text": text}, cookie), texts)


def count_comments(server):
    """Return how many comments the server's database holds."""
    query = "SELECT count(*) FROM comments_comment"
    url = server.env["DATABASE_URL"]
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(urlsplit(url).path)) as database:
            return database.execute(query).fetchone()[0]
    import psycopg

    with psycopg.connect(url) as database:
        return database.execute(query).fetchone()[0]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_solved_challenge_posted_by_all_at_once_is_one_comment(server, number):
    before = count_comments(server)

    answers = race(server, [f"The same words, {number}."] * POSTS)

    assert count_comments(server) == before + 1
    assert {answer.status for answer in answers} == {303}
    [own] = {answer.location for answer in answers}
    assert f"The same words, {number}." in fetch(server, "GET", own).body


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_other_words_with_one_solved_challenge_one_is_stored_and_none_is_lost(server, number):
    before = count_comments(server)
    texts = [f"Words {n} of round {number}." for n in range(POSTS)]

    answers = race(server, texts)

    assert count_comments(server) == before + 1
    assert sorted(answer.status for answer in answers) == [303] + [409] * (POSTS - 1)
    for text, answer in zip(texts, answers, strict=True):
        if answer.status == 409:
            assert f"{text}</textarea>" in answer.body
            assert any(sentence in answer.body for sentence in STALE)
            assert 'name="captcha-token"' in answer.body
        else:
            assert text in fetch(server, "GET", answer.location).body


@pytest.mark.parametrize("number", range(2))
def test_an_acknowledged_comment_outlives_a_server_that_is_killed(server, number):
    answer = leave(server, f"Words before the end, {number}.")

    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()

    assert answer.status == 303
    own = fetch(server, "GET", answer.location)
    assert (own.status, f"Words before the end, {number}." in own.body) == (200, True)


# Between the connections of one process


def each_with_its_own_connection(work, items):
    def work_and_close(item):
        try:
            return work(item)
        finally:
            connection.close()

    return at_once(work_and_close, items)


def log_of(comment):
    return list(Decision.objects.filter(comment=comment).order_by("version"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_simultaneous_decisions_one_holds_and_every_other_is_told(number):
    comment = submit(make_article().thread)
    moderators = [make_user(f"m{n}", "Moderators") for n in range(DECISIONS)]
    choices = [random.choice([*moderation.OUTCOMES]) for _ in moderators]

    outcomes = each_with_its_own_connection(
        lambda pair: moderation.decide(pair[0], {comment.pk: 1}, moderator=pair[1]),
        list(zip(choices, moderators, strict=True)),
    )

    _, winning = log_of(comment)
    now = Comment.objects.select_related("latest").get()
    assert [len(outcome.decided) for outcome in outcomes].count(1) == 1
    assert (now.version, now.latest.status) == (2, winning.to_status)
    told = [left.last_decision for outcome in outcomes for left in outcome.left]
    assert told == [winning] * (DECISIONS - 1)
    assert Thread.objects.get().visible_count == Comment.objects.visible().count()


@pytest.mark.django_db(transaction=True)
def test_bulk_decisions_in_opposite_order_never_wait_in_a_circle():
    threads = [make_article().thread for _ in range(3)]
    people = [make_user(f"m{n}", "Moderators") for n in range(4)]
    transitions = [Transition.APPROVE, Transition.REJECT] * 2

    for _ in range(5):
        comments = [submit(threads[n % 3]) for n in range(24)]
        ways = [comments, comments[::-1], comments[1::2] + comments[::2], comments[5:]]

        outcomes = each_with_its_own_connection(
            lambda task: moderation.decide(task[0], seen_first(task[1]), moderator=task[2]),
            list(zip(transitions, ways, people, strict=True)),
        )

        assert sum(len(outcome.decided) for outcome in outcomes) == len(comments)
        assert sum(len(outcome.left) for outcome in outcomes) == sum(map(len, ways)) - 24

    for thread in Thread.objects.all():
        assert thread.visible_count == Comment.objects.visible().filter(thread=thread).count()


def seen_first(comments):
    """Return the cards of ``comments``, in that order, as they were when they came in."""
    return {comment.pk: 1 for comment in comments}


@pytest.mark.django_db(transaction=True)
def test_authors_readers_and_moderators_at_once_leave_a_log_that_tells_the_truth():
    thread = make_article().thread
    people = [make_user(f"m{n}", "Moderators") for n in range(2)]
    comments = [publish(thread, by=people[0]) for _ in range(4)]

    def stir(number):
        chance = random.Random(number)
        for _ in range(6):
            comment = Comment.objects.get(pk=chance.choice(comments).pk)
            with suppress(moderation.NotAllowed, moderation.ParentGone):
                stir_once(chance, comment, people[number % 2])

    each_with_its_own_connection(stir, range(6))

    assert Thread.objects.get().visible_count == Comment.objects.visible().count()
    for comment in Comment.objects.select_related("latest"):
        log = log_of(comment)
        assert [entry.version for entry in log] == list(range(1, comment.version + 1))
        assert log[-1].to_status == comment.latest.status
    numbers = [comment.path[-8:] for comment in Comment.objects.all()]
    assert len(set(numbers)) == len(numbers)


def stir_once(chance, comment, person):
    seen = {comment.pk: comment.version}
    moves = [
        lambda: moderation.decide(chance.choice([*moderation.OUTCOMES]), seen, moderator=person),
        lambda: moderation.undo(seen, moderator=person),
        lambda: moderation.revise(comment, "Other words."),
        lambda: moderation.withdraw(comment),
        lambda: moderation.undo_withdrawal(comment),
        lambda: submit(comment.thread, parent=comment),
    ]
    chance.choice(moves)()


@pytest.mark.django_db(transaction=True)
def test_a_reply_by_staff_sent_many_times_at_once_is_one_reply():
    mary = make_user("mary", "Moderators")
    parent = publish(make_article().thread, by=mary)

    replies = each_with_its_own_connection(
        lambda _: moderation.reply(parent, "Thank you.", staff=mary, submission="s"), range(8)
    )

    assert len({reply.pk for reply in replies}) == 1
    assert Comment.objects.filter(staff=mary).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_wording_sent_many_times_at_once_is_one_wording():
    mary = make_user("mary", "Moderators")
    comment = submit(make_article().thread)
    decide(Transition.SEND_BACK, comment, by=mary)

    def send_again(number):
        try:
            return moderation.revise(Comment.objects.get(pk=comment.pk), f"Words {number}.")
        except moderation.NotAllowed:
            return None

    sent = each_with_its_own_connection(send_again, range(8))

    [own] = [done for done in sent if done]
    now = Comment.objects.select_related("latest").get()
    assert (now.latest, now.latest.status, now.version) == (own.latest, Status.PENDING, 3)
