"""What a flood costs the moderators, and what triage costs everybody.

    python -m benchmarks.triage_flood [people.jsonl] [--only posting]
    tests/with_postgres python -m benchmarks.triage_flood [people.jsonl] [--only posting]

Sends 10,000 comments of 20 kinds (tests/comments/triage/floods.py) among 200 of people through the
real form into an empty database, then clears the flood at the desk, and compares what a post costs
with and without triage. With a file of labelled comments, one JSON object a line with "label" and
"text", half of the people's are drawn from its "ham". Then 2,000 of the kinds that were held out.
Last, or alone, what posting costs where clusters, a score that has learned and rules in force come
together.
"""

import argparse
import json
import os
import random
import statistics
import time
from collections import Counter, defaultdict
from pathlib import Path

FLOOD, PEOPLE, HELD_OUT = 10_000, 200, 2_000
COMPARED = 300  # posts with triage and without it, by turns
SETTLED, LESSONS, RULES = 400, 200, 10  # what is there already when they are compared
RULE_KINDS = (
    ("words", "word{}x{}"),
    ("pattern", "p{}*y{}"),
    ("links", "host{}-{}.example"),
    ("names", "name {} {}"),
)
PAGES = 30
DESK = "/admin/comments/comment/"


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.test.runner import DiscoverRunner
    from django.test.utils import setup_test_environment

    options = read_options()
    django.setup()
    setup_test_environment(debug=False)
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        (compare if options.only else measure)(options.people)
    finally:
        runner.teardown_databases(databases)


def read_options():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("people", nargs="?", default="")
    parser.add_argument("--only", choices=["posting"])
    return parser.parse_args()


def measure(ham):
    from tests.comments.triage import floods
    from tests.conftest import make_article

    articles = [make_article() for _ in range(4)]
    desk = Desk()
    people = said(ham)
    send([("", text) for text in people], articles)
    quiet = desk.time()

    print("", flush=True)
    print(f"{FLOOD} of {len(floods.KINDS)} kinds among {PEOPLE} of people")
    own = mixed(floods.flood(FLOOD), people)
    labels = send(own, articles)
    report(labels)
    loud = desk.time()
    print(f"desk: {quiet:.0f} ms quiet, {loud:.0f} ms in the flood, {loud / quiet:.2f} times")
    desk.clear(labels)

    print("", flush=True)
    print(f"{HELD_OUT} of {len(floods.HOLD_OUT)} kinds held out")
    labels = send(mixed(floods.flood(HELD_OUT, floods.HOLD_OUT), people), articles)
    report(labels)
    desk.clear(labels)
    compare(ham)


def said(ham):
    """Return what people say."""
    from tests.comments.triage import floods

    if not ham:
        return floods.people(PEOPLE)
    rows = [json.loads(line) for line in Path(ham).read_text().splitlines()]
    theirs = [row["text"] for row in rows if row["label"] == "ham" and row["text"].strip()]
    half = random.Random(4).sample(theirs, PEOPLE // 2)
    return [*floods.people(PEOPLE - len(half)), *half]


def mixed(flood, people):
    found = [*flood, *(("", text) for text in people)]
    random.Random(6).shuffle(found)
    return found


def send(labelled, articles):
    """Send every text through the form, each from an address of its own; return ``{comment id:
    its kind}``."""
    from comments.models import Comment

    before = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number, (_kind, text) in enumerate(labelled):
        post(articles[number % len(articles)], text, number)
    stored = Comment.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True)
    return dict(zip(stored, (kind for kind, _text in labelled), strict=True))


def post(article, text, number):
    """Post one comment as a reader does; return how many seconds of processor time that took."""
    from django.core.cache import cache
    from django.test import Client

    from tests.conftest import Reader

    cache.clear()
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    reader = Reader(Client(REMOTE_ADDR=address))
    form = reader.form(article, text=text, name=f"N{number}")
    begin = time.process_time()
    answer = reader.post(article, form)
    took = time.process_time() - begin
    assert answer.status_code == 303, (answer.status_code, text)
    return took


def compare(ham):
    """Print what a post costs with and without triage, by turns: one of a flood, and a person's."""
    from tests.comments.triage import floods
    from tests.conftest import make_article

    article = make_article()
    settle(article, floods.flood(SETTLED, seed=8), said(ham))
    print("", flush=True)
    flood = [text for _kind, text in floods.flood(2 * COMPARED, seed=9)]
    compare_posts("a copy of a flood", article, flood)
    compare_posts("a person's comment", article, said(ham))


def settle(article, flood, people):
    """Have a flood come in, its beginning decided and learned, and rules in force."""
    from comments import moderation
    from comments.models import Comment
    from comments.triage import learning
    from comments.triage.models import Rule
    from tests.conftest import make_user

    author = make_user("compare", "Senior moderators")
    labels = send([*flood, *(("", text) for text in people)], [article])
    for transition, is_bot in (("mark_spam", True), ("approve", False)):
        some = [pk for pk, kind in labels.items() if bool(kind) == is_bot][: LESSONS // 2]
        cards = dict(Comment.objects.filter(pk__in=some).values_list("pk", "version"))
        moderation.decide(transition, cards, moderator=author)
    while learning.learn():
        pass
    for number in range(RULES):
        kind, looks_for = RULE_KINDS[number % len(RULE_KINDS)]
        lines = "\n".join(looks_for.format(number, line) for line in range(20))
        Rule.objects.create(name=f"{number}", kind=kind, looks_for=lines, author=author)


def compare_posts(what, article, texts):
    from comments.moderation import decided
    from comments.triage import arrivals, clusters, scoring

    receivers = (scoring.note, clusters.follow, arrivals.judge)  # in this order: see triage.apps
    times = defaultdict(list)
    for number, text in enumerate(texts):
        without = number % 2
        for receiver in receivers if without else ():
            decided.disconnect(receiver)
        times[without].append(post(article, text, number))
        for receiver in receivers if without else ():
            decided.connect(receiver)
    with_it, without = (1000 * statistics.median(times[turn]) for turn in (0, 1))
    print(
        f"{what}: {with_it:.1f} ms with triage, {without:.1f} ms without: "
        f"{with_it / without:.2f} times"
    )


def report(labels):
    """Print how the flood came together."""
    from comments.models import Comment

    cluster = dict(Comment.objects.filter(pk__in=labels).values_list("pk", "cluster"))
    sizes = Counter(number for number in cluster.values() if number)
    bots = {cluster[pk] for pk, kind in labels.items() if kind and sizes[cluster[pk]] > 1}
    single = Counter(kind for pk, kind in labels.items() if kind and cluster[pk] not in bots)
    flood = sum(1 for kind in labels.values() if kind)
    taken = [pk for pk, kind in labels.items() if not kind and cluster[pk] in bots]
    print(f"clusters of the flood: {len(bots)}; of all: {sum(n > 1 for n in sizes.values())}")
    print(f"left single: {single.total()} of {flood}, {100 * single.total() / flood:.2f} %")
    for kind, number in single.most_common(5):
        print(f"    {number} of {kind}")
    print(f"people's comments in clusters of the flood: {len(taken)}")


class Desk:
    """A moderator's desk."""

    def __init__(self):
        from django.test import Client

        from tests.conftest import make_user

        self.client = Client()
        self.client.force_login(make_user("mary", "Moderators"))

    def time(self):
        """Return the median time of the desk, in ms."""
        times = []
        for _ in range(PAGES):
            begin = time.perf_counter()
            assert self.client.get(DESK).status_code == 200
            times.append(1000 * (time.perf_counter() - begin))
        return statistics.median(times)

    def clear(self, labels):
        """Mark every stack of the flood as spam, page by page, in bulks; print how many it took."""
        from comments.models import Comment, Status

        bulks, longest, key = 0, 0, ""
        while True:
            page = self.client.get(DESK, {"from": key} if key else {}).context
            bots = [c for c in page["comments"] if hasattr(c, "stack") and labels.get(c.pk)]
            if bots:
                begin = time.perf_counter()
                fields = {"action": "mark_spam", "cards": ",".join(c.stack.card for c in bots)}
                assert self.client.post(DESK + "decide/", {**fields, "many": 1}).status_code == 303
                longest = max(longest, time.perf_counter() - begin)
                bulks += 1
                continue
            if not page["next_query"]:
                break
            key = page["next_query"].partition("from=")[2]
        spam = Comment.objects.filter(pk__in=labels, latest__status=Status.SPAM)
        wrong = sum(not labels[pk] for pk in spam.values_list("pk", flat=True))
        print(f"cleared in {bulks} bulk decisions, the longest {longest:.2f} s")
        print(f"people's comments among them: {wrong}; of the flood: {len(spam) - wrong}")


if __name__ == "__main__":
    main()
