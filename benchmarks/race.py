"""Fifty answers to one challenge at the same instant, a hundred times over: one is taken.

    python -m benchmarks.race
    tests/with_postgres python -m benchmarks.race

Starts a server of four processes on the database that DATABASE_URL names the kind of, and posts one
solved challenge from fifty threads with fifty different texts, round after round. Prints how many
comments each round stored and what the others were told; one comment a round is the promise.
"""

import http.client
import json
import os
import threading
from collections import Counter
from urllib.parse import urlencode

from benchmarks.flood import FORM, SLUG
from tests.servers import serve

ROUNDS = 100
ANSWERS = 50
COUNT = "from comments.models import Comment; print(Comment.objects.count())"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with serve(workers=4) as server:
        cookie = warm_up(server)
        taken, told = Counter(), Counter()
        for _ in range(ROUNDS):
            statuses = race(server, cookie)
            told.update(statuses)
            taken[statuses[303]] += 1
        stored = server.manage("shell", "-c", COUNT).split()[-1]
    print(f"{ROUNDS} rounds of {ANSWERS} answers; answers taken in a round: {dict(taken)}")
    print(f"comments stored: {stored}; what was answered: {dict(told)}")


def warm_up(server):
    """Return the cookie of a browser that has had so many pictures that it gets the hardest, for
    which no work is asked."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/captcha/challenge/", f"scope=comment/{SLUG}", FORM)
    response = connection.getresponse()
    response.read()
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    for _ in range(100):
        challenge(server, cookie)
    return cookie


def challenge(server, cookie):
    headers = {**FORM, "Cookie": cookie}
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/captcha/challenge/", f"scope=comment/{SLUG}", headers)
    return json.loads(connection.getresponse().read())["token"]


def race(server, cookie):
    """Return how often each status was the answer to fifty posts of one solved challenge."""
    token = challenge(server, cookie)
    tiles = server.manage("captcha_answer", token).split()
    statuses, start = Counter(), threading.Barrier(ANSWERS)

    def post(number):
        fields = [("name", "Anna"), ("text", f"Answer {number}"), ("captcha-token", token)]
        body = urlencode([*fields, *(("captcha-tile", tile) for tile in tiles)])
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        start.wait()
        path = f"/articles/{SLUG}/comment/"
        connection.request("POST", path, body, {**FORM, "Cookie": cookie})
        statuses[connection.getresponse().status] += 1

    threads = [threading.Thread(target=post, args=[number]) for number in range(ANSWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


if __name__ == "__main__":
    main()
