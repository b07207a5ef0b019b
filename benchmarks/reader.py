"""What an article page with fifty comments costs a reader: bytes, requests, layout shift, paint.

    python -m benchmarks.reader

Starts a server of its own and opens the page in Chromium, at the width of a desk and of a
telephone. Bytes are what crosses the wire, headers included.
"""

import json
import shutil
from collections import Counter

from playwright.sync_api import sync_playwright

from tests.servers import serve

COMMENTS = 50
VIEWS = [(1280, 800), (375, 700)]

# Runs in the server's environment.
FILL = """
import itertools
from tests import conftest
conftest.NUMBERS = itertools.count(10**6)  # apart from what the site may hold already
lucy = conftest.make_user("lucy", "Moderators")
article = conftest.make_article(slug="light", body="A line of the article. " * 150)
parent = None
for number in range({number}):
    comment = conftest.publish(article.thread, "Some words that a reader left here. " * 6, by=lucy,
        name=f"Reader {{number}}", parent=parent if number % 3 else None)
    parent = comment
print(article.thread.url_path)
"""
WATCH = """
window.shift = 0; window.largest = 0;
new PerformanceObserver(list => { for (const e of list.getEntries())
    if (!e.hadRecentInput) shift += e.value }).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => { largest = list.getEntries().at(-1).startTime })
    .observe({type: "largest-contentful-paint", buffered: true});
"""


def fill(site, number=COMMENTS):
    """Make an article with so many comments, and return its path."""
    return site.manage("shell", "-c", FILL.format(number=number)).splitlines()[-1]


class Visit:
    """One page view: what was asked for, what came, and how it was laid out."""

    def __init__(self, page, path):
        self.bytes = Counter()  # by kind of resource
        self.kinds = {}
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self.on_request)
        wire.on("Network.loadingFinished", self.on_finished)
        page.add_init_script(WATCH)
        page.goto(path, wait_until="networkidle")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate("() => new Promise(requestAnimationFrame)")
        self.shift = page.evaluate("shift")
        self.largest = page.evaluate("largest")

    def on_request(self, event):
        self.kinds[event["requestId"]] = event["type"]

    def on_finished(self, event):
        self.bytes[self.kinds[event["requestId"]]] += event["encodedDataLength"]

    @property
    def requests(self):
        return Counter(self.kinds.values())


def main():
    with serve(workers=2) as site, sync_playwright() as playwright:
        path = fill(site)
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for width, height in VIEWS:
            viewport = {"width": width, "height": height}
            with chromium.new_context(base_url=site.url, viewport=viewport) as context:
                visit = Visit(context.new_page(), path)
            print(f"{width} px: {sum(visit.bytes.values())} bytes {json.dumps(visit.bytes)}")
            print(f"  requests: {json.dumps(visit.requests)}")
            print(f"  layout shift {visit.shift:.4f}, largest paint {visit.largest:.0f} ms")
        chromium.close()


if __name__ == "__main__":
    main()
