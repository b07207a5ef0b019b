"""How fast the desk is with 100 and with 100,000 waiting comments and as many decisions, how fast a
bulk of a thousand is, and whether 32 decisions about one comment at the same instant leave one,
fifty times over.

    python -m benchmarks.desk
    tests/with_postgres python -m benchmarks.desk

Starts a server of four processes on the database that DATABASE_URL names the kind of. The desk with
100,000 may take 1.5 times as long as the desk with 100.
"""

import http.client
import json
import os
import statistics
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from tests.servers import serve

FEW, MANY = 100, 100_000
PART = 10_000  # so many are made at a time
FULL = 60  # more than a page holds: each view shows as many cards with few as with many
PAGES = 40
BULK = 1000
ROUNDS, DECISIONS = 50, 32
DESK = "/admin/comments/comment/"
QUERIES = (
    "",
    "?lane=other",
    "?cause=links",
    "?article={article}",
    "?status=decided",
    "?status=decided&by=me",
    "?status=decided&article={article}",
    "?status=withdrawn",
    "?status=spam",
    "?q=zanzibar",
    "?status=decided&q=zanzibar",
    "?from={key}",
)
CSRF = "c" * 32


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with serve(workers=4) as server:
        run(server, f"fill({FEW + 2 * FULL})")
        cookies = run(server, "people()")
        run(server, f"settle({FULL})")
        run(server, f"withdraw({FULL})")
        few = measure(server, cookies[0])
        for _part in range(0, MANY, PART):
            run(server, f"fill({PART}, is_decided=True)")
            run(server, f"fill({PART})")
        many = measure(server, cookies[0])
        for query in QUERIES:
            print(
                f"desk{query:22} {few[query]:5.0f} ms with {FEW}, {many[query]:5.0f} ms with "
                f"{MANY} and as many decided: {many[query] / few[query]:.2f} times"
            )
        race(server, cookies)
        bulk(server, cookies[0])


def run(server, call):
    """Call a function of this module inside the server's environment; return what it returned."""
    code = f"import json; from benchmarks import desk; print(json.dumps(desk.{call}))"
    return json.loads(server.manage("shell", "-c", code).splitlines()[-1])


# Inside the server's environment


def fill(number, is_decided=False):
    """Have ``number`` more comments wait, under a hundred articles, by many authors; or have them
    decided one by one by the first moderator."""
    from django.contrib.auth import get_user_model
    from django.db.models import Count, F, OuterRef, Q, Subquery
    from django.utils import timezone

    from comments.models import Comment, Decision, Revision, Thread
    from tests.conftest import make_article

    threads = list(Thread.objects.filter(title__startswith="Title"))
    if not threads:
        threads = [make_article(slug=f"b{n}").thread for n in range(100)]
    start, now = Comment.objects.count(), timezone.now()
    for begin in range(start, start + number, 5000):
        numbers = range(begin, min(begin + 5000, start + number))
        comments = Comment.objects.bulk_create(
            Comment(
                thread=threads[0 if n < FULL else n % 100],
                path=f"{n:08}",
                name=f"N{n % 3000}",
                browser=f"{n % 2500 or ''}",
                lane="other" if n % 7 == 0 or n < FULL else "main",
                cause="links" if n % 5 == 0 or n < FULL else "",
                submission=f"b{n}",
            )
            for n in numbers
        )
        revisions = Revision.objects.bulk_create(
            Revision(
                comment=comment,
                source="Words of a reader, " * 20,
                html=f"<p>{'Words of a reader, ' * 20}</p>",
                renderer_version=1,
                status="approved" if is_decided else "pending",
            )
            for comment in comments
        )
        made = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
        sort(comments, now, is_decided)
        latest = Revision.objects.filter(comment=OuterRef("pk")).values("pk")[:1]
        made.update(latest=Subquery(latest), version=1, waits_at=now)
        if is_decided:
            made.update(published=F("latest"), version=2, waits_at=None)
        for comment, revision in zip(comments, revisions, strict=True):
            comment.latest = revision
        Decision.objects.bulk_create(
            Decision(
                comment=comment,
                revision=comment.latest,
                transition="submit",
                to_status="pending",
                version=1,
            )
            for comment in comments
        )
        if is_decided:
            mary = get_user_model().objects.get(username="m0")
            Decision.objects.bulk_create(
                Decision(
                    comment=comment,
                    revision=comment.latest,
                    moderator=mary,
                    transition="approve",
                    from_status="pending",
                    to_status="approved",
                    version=2,
                )
                for comment in comments
            )
    waiting = Count("comments", filter=Q(comments__waits_at__isnull=False))
    for thread in Thread.objects.annotate(n=waiting):
        Thread.objects.filter(pk=thread.pk).update(waiting_count=thread.n)
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return number


def sort(comments, now, is_decided):
    """Give ``comments`` what triage makes of them as they come: a score, and a cluster of one."""
    from django.db.models import F, OuterRef, Subquery

    from comments.models import Comment
    from comments.triage.models import Cluster, Member, Score

    rest = {"is_waiting": not is_decided, "is_to_learn": False}
    Score.objects.bulk_create(
        Score(comment=comment, permille=comment.pk * 7 % 1000, version=1, **rest)
        for comment in comments
    )
    since = None if is_decided else now
    clusters = Cluster.objects.bulk_create(
        Cluster(number=1, counter=1, waiting_count=int(not is_decided), since=since, leader=comment)
        for comment in comments
    )
    Member.objects.bulk_create(
        Member(comment=c, cluster=own, number=1, turn=1, runs=b"", scale=1, arrived_at=now)
        for c, own in zip(comments, clusters, strict=True)
    )
    own = Member.objects.filter(comment=OuterRef("pk")).values("cluster")
    made = Comment.objects.filter(pk__gte=comments[0].pk, pk__lte=comments[-1].pk)
    made.update(cluster=Subquery(own))
    if is_decided:
        Cluster.objects.filter(members__comment__in=made).update(
            leader=None, counter=F("counter") + 1
        )


def people():
    """Make moderators; return a cookie of each."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.conftest import make_user

    cookies = []
    for number in range(DECISIONS):
        user = make_user(f"m{number}", "Moderators")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"sessionid={session.session_key}; csrftoken={CSRF}")
    return cookies


def places():
    """Return an article and a page's key from the middle of the queue."""
    from comments.desk.loading import micros
    from comments.models import Comment

    waiting = Comment.objects.pending().order_by("waits_at", "pk")
    begin = waiting[waiting.count() // 3]
    article = Comment.objects.order_by("pk").first().thread_id
    return {"article": article, "key": f"{micros(begin.waits_at)}-{begin.pk}"}


def cards(number):
    """Return the cards of the comments that came last."""
    from comments.models import Comment

    return [comment.card for comment in Comment.objects.pending().order_by("-pk")[:number]]


def settle(number):
    """Have ``number`` comments decided."""
    from django.contrib.auth import get_user_model

    from comments import cards as parsing
    from comments import moderation

    mary = get_user_model().objects.get(username="m0")
    seen = parsing.parse(cards(number))
    return len(moderation.decide("approve", seen, moderator=mary).decided)


def withdraw(number):
    """Have the authors of ``number`` comments withdraw them."""
    from comments import moderation
    from comments.models import Comment

    return len([moderation.withdraw(c) for c in Comment.objects.pending().order_by("-pk")[:number]])


def truth(pk):
    """Return the status of a comment, what its log says last, and how many decided."""
    from comments.models import Comment

    comment = Comment.objects.select_related("latest").get(pk=pk)
    last = comment.decisions.latest("version")
    return [comment.latest.status, last.to_status, comment.decisions.count() - 1]


# From outside


def fetch(server, cookie, path, fields=None):
    headers = {"Cookie": cookie, "Accept": "application/json" if fields else "text/html"}
    body = None
    if fields:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("POST" if fields else "GET", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read()


def measure(server, cookie):
    """Return the median time of each view of the desk, in ms."""
    where = run(server, "places()")
    return {query: median(server, cookie, DESK + query.format(**where)) for query in QUERIES}


def median(server, cookie, path):
    times = []
    for _ in range(PAGES):
        start = time.perf_counter()
        status, _ = fetch(server, cookie, path)
        times.append(1000 * (time.perf_counter() - start))
        assert status == 200, status
    return statistics.median(times)


def bulk(server, cookie):
    chosen = run(server, f"cards({BULK})")
    for action in ("approve", "undo"):
        start = time.perf_counter()
        fields = {"action": action, "cards": ",".join(chosen)}
        status, body = fetch(server, cookie, f"{DESK}decide/", fields)
        seconds = time.perf_counter() - start
        chosen = [found["card"] for found in json.loads(body)["decided"].values()]
        print(f"{action} {len(chosen)} in one request: {seconds:.2f} s, {status}")


def race(server, cookies):
    """Have everybody decide about the same comment at once, round after round."""
    told, wrong = Counter(), 0
    for card in run(server, f"cards({ROUNDS})"):
        statuses = once(server, cookies, card)
        told.update(statuses)
        now, last, decisions = run(server, f"truth({card.partition(':')[0]})")
        wrong += now != last or decisions != 1 or statuses.count(200) != 1
    print(f"{ROUNDS} rounds of {DECISIONS} decisions at once: {dict(told)}, gone wrong: {wrong}")


def once(server, cookies, card):
    start, statuses = threading.Barrier(DECISIONS), []
    actions = ("approve", "reject", "send_back", "mark_spam")

    def decide(number):
        start.wait()
        fields = {"action": actions[number % 4], "cards": card}
        status, body = fetch(server, cookies[number], f"{DESK}decide/", fields)
        assert status == 200 or json.loads(body)["left"], body  # every loser is told why
        statuses.append(status)

    threads = [threading.Thread(target=decide, args=[number]) for number in range(DECISIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


if __name__ == "__main__":
    main()
