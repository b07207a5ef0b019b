"""A week at the desk, with and without triage: how many decisions a day.

    python -m benchmarks.triage_week collection.jsonl [--plot docs/figures/week.svg]

Every day people and spammers write, and one determined bot that passes half of its challenges.
People's comments and the spammers' are drawn from a file of labelled comments, one JSON object a
line with "label" ("ham" or "spam") and "text"; the bot spins one text a day. Each evening a
moderator clears the queue, without a mistake, and the score learns from that. Counted are

- without triage: every comment by itself;
- with stacks: every card, a stack being one;
- with stacks and the score: the cards not called likely spam, and one decision for all that are,
  after a look at them; whatever of people's is among them is printed, because the look finds it.
"""

import argparse
import json
import os
import random
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAYS, PEOPLE, SPAM, CHALLENGES = 7, 60, 40, 600  # the numbers are of a day
PASSED = CHALLENGES // 2
BEGIN = datetime(2026, 6, 1, 8, tzinfo=UTC)
Day = namedtuple("Day", "comments cards with_score people_called")
WAYS = ("without triage", "with stacks", "with stacks and score")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("collection", type=Path, help="labelled comments, a JSON object a line")
    parser.add_argument("--plot", type=Path, help="where to write the SVG")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.test.runner import DiscoverRunner

    django.setup()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        days = week(chosen.collection)
    finally:
        runner.teardown_databases(databases)
    if chosen.plot:
        chosen.plot.write_text(plot(days))


def week(collection):
    """Live through the week; print and return its Days."""
    import time_machine

    from tests.conftest import make_article, make_user

    people, spam = texts(collection)
    print("| day | comments | stacks | stacks and score | people's among likely spam |")
    print("|---|---|---|---|---|")
    days = []
    with time_machine.travel(BEGIN, tick=True) as clock:
        moderator = make_user("mary", "Moderators")
        threads = [make_article().thread for _ in range(4)]
        for number in range(DAYS):
            clock.move_to(BEGIN + timedelta(days=number))
            written = mixed(people, spam, number)
            days.append(live(written, threads, moderator))
            print("| {} | {} | {} | {} | {} |".format(number + 1, *days[-1]), flush=True)
    return days


def texts(collection):
    """Return what people say and what spammers do, in an order that is always the same."""
    rows = [json.loads(line) for line in collection.read_text().splitlines()]
    random.Random(1).shuffle(rows)
    found = {
        label: [row["text"] for row in rows if row["label"] == label and row["text"].strip()]
        for label in ("ham", "spam")
    }
    return found["ham"], found["spam"]


def mixed(people, spam, number):
    """Return ``[(is_spam, name, text)]`` of one day."""
    from tests.comments.triage import floods

    dice = random.Random(number)
    pitch = floods.PITCHES[number]
    written = [(False, text) for text in people[number * PEOPLE : (number + 1) * PEOPLE]]
    written += [(True, text) for text in spam[number * SPAM : (number + 1) * SPAM]]
    written += [(True, floods.spun(pitch, dice)) for _ in range(PASSED)]
    dice.shuffle(written)
    return [(is_spam, f"Reader {dice.randrange(10**6)}", text) for is_spam, text in written]


def live(written, threads, moderator):
    """Store what was written, count what it asks of the moderator, decide and learn."""
    from comments.models import Transition
    from comments.triage import learning, scoring
    from comments.triage.models import LIKELY
    from tests.conftest import decide, submit

    stored = []
    for number, (is_spam, name, text) in enumerate(written):
        comment = submit(threads[number % len(threads)], text, name=name, browser=f"b{name}")
        stored.append((is_spam, comment))
    while scoring.renew():
        pass
    day = counted(stored, LIKELY)
    decide(Transition.APPROVE, *[c for is_spam, c in stored if not is_spam], by=moderator)
    decide(Transition.MARK_SPAM, *[c for is_spam, c in stored if is_spam], by=moderator)
    while learning.learn():
        pass
    return day


def counted(stored, likely):
    from comments.models import Comment

    ids = [comment.pk for _is_spam, comment in stored]
    rows = Comment.objects.filter(pk__in=ids).values_list("pk", "cluster", "score__permille")
    cards, left, called = set(), set(), 0
    is_spam = {comment.pk: spam for spam, comment in stored}
    for pk, cluster, permille in rows:
        card = ("stack", cluster) if cluster else ("comment", pk)
        cards.add(card)
        if permille < likely:
            left.add(card)
        elif not is_spam[pk]:
            called += 1
    return Day(len(ids), len(cards), len(left) + (len(left) < len(cards)), called)


def plot(days):
    """Return the decisions of every day as bars, readable on light and on dark pages."""
    wide, high, foot, top = 640, 300, 262, 40
    most = max(day.comments for day in days)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" role="img" font-family="sans-serif" font-size="12" fill="#808080">',
        "<title>Decisions a day</title>",
    ]
    for way, colour in enumerate(COLOURS):
        x = 20 + 190 * way
        lines.append(f'<rect x="{x}" y="8" width="12" height="12" fill="{colour}"/>')
        lines.append(f'<text x="{x + 18}" y="18">{WAYS[way]}</text>')
    for number, day in enumerate(days):
        left = 20 + number * 88
        for way, colour in enumerate(COLOURS):
            tall = (foot - top - 16) * day[way] / most
            x, y = left + way * 26, foot - tall
            lines.append(
                f'<rect x="{x}" y="{y:.1f}" width="22" height="{tall:.1f}" fill="{colour}"/>'
                f'<text x="{x + 11}" y="{y - 4:.1f}" text-anchor="middle">{day[way]}</text>'
            )
        lines.append(
            f'<text x="{left + 37}" y="{foot + 18}" text-anchor="middle">day {number + 1}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


COLOURS = ("#c2571a", "#3b7dd8", "#2e8b57")

if __name__ == "__main__":
    main()
