"""How the article page fares while challenges and their sheets are asked for without end.

    python -m benchmarks.flood

Starts a server of its own, measures the article page while all is quiet, then again while
FLOODERS connections ask for challenges and sheets as fast as they can, and prints both with their
ratio. The machine serves and floods at once, so the ratio is the worst case of one machine.
"""

import http.client
import json
import statistics
import threading
import time
from collections import Counter

from tests.servers import serve

FLOODERS = 16  # connections
PAGES = 200
SLUG = "russia-and-usa-are-very-close-to-each-other-in-syria"
ARTICLE = f"/articles/{SLUG}/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main():
    with serve(workers=2) as server:
        quiet, _ = pages(server.port)
        report("quiet", quiet)
        flood = Flood(server.port)
        flood.start()
        try:
            loud, statuses = pages(server.port)
        finally:
            seconds = flood.stop()
        report("flood", loud)
        print(f"article pages under the flood: {dict(statuses)}")
        print(f"challenges a second: {flood.answers['challenge', 200] / seconds:.0f}")
        sheets = {status: n for (kind, status), n in flood.answers.items() if kind == "sheet"}
        print(f"sheets: {sheets}")
        print(f"ratio of the 95th percentiles: {p95(loud) / p95(quiet):.1f}")


def pages(port):
    """Return the milliseconds that each of PAGES article pages took, and their statuses."""
    times, statuses = [], Counter()
    for _ in range(PAGES):
        start = time.perf_counter()
        statuses[request(port, "GET", ARTICLE)[0]] += 1
        times.append((time.perf_counter() - start) * 1000)
    return times, statuses


def request(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, FORM if body else {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Flood:
    """Connections that ask for a challenge and then its sheet, until told to stop."""

    def __init__(self, port):
        self.port = port
        self.answers = Counter()
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _ in range(FLOODERS)]

    def start(self):
        self.began_at = time.perf_counter()
        for thread in self.threads:
            thread.start()

    def ask(self):
        while not self.is_over.is_set():
            try:
                status, body = request(
                    self.port, "POST", "/captcha/challenge/", f"scope=comment/{SLUG}"
                )
                self.answers["challenge", status] += 1
                status, _ = request(self.port, "GET", json.loads(body)["sheets"][0]["url"])
                self.answers["sheet", status] += 1
            except OSError as error:
                self.answers["failure", type(error).__name__] += 1

    def stop(self):
        """End the flood; return for how many seconds it went on."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()
        return time.perf_counter() - self.began_at


def p95(times):
    return statistics.quantiles(times, n=20)[-1]


def report(name, times):
    print(f"{name}: median {statistics.median(times):.0f} ms, 95th percentile {p95(times):.0f} ms")


if __name__ == "__main__":
    main()
