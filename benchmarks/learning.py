"""What the spam score makes of a labelled collection: how well, how fast, in how much memory.

    python -m benchmarks.learning COLLECTION.jsonl

Every line of the file is a JSON object with "label" ("spam" or anything else), "text", and
"author" and "date" where they are known. For each number of lessons the collection is shuffled, so
many are learned and the rest is judged, once for every seed. Nothing of it reaches a database.
"""

import json
import random
import sys
import time
import tracemalloc
from datetime import datetime
from pathlib import Path

from comments.triage.features import Features
from comments.triage.knowledge import Knowledge
from comments.triage.measure import area

LESSONS = (0, 20, 50, 100, 200, 500, 1000)
SEEDS = range(10)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    items = load(Path(sys.argv[1]))
    collection = [(features_of(item), item["label"] == "spam") for item in items]
    print(f"{len(collection)} items, {sum(is_spam for _features, is_spam in collection)} spam")
    print("lessons  ROC AUC: mean  least   most")
    for lessons in LESSONS:
        # Fewer than twice as many lessons again would say little about what is left.
        if lessons * 1.5 < len(collection):
            areas = [area_after(lessons, collection, seed) for seed in SEEDS]
            mean = sum(areas) / len(areas)
            print(f"{lessons:7}        {mean:.4f} {min(areas):.4f} {max(areas):.4f}")
    print("{:.2f} ms a score, {:.2f} ms a lesson".format(*costs(items)))
    print(f"{memory(collection) / 1e6:.1f} MB for what is known")


def load(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def features_of(item):
    sent_at = datetime.fromisoformat(item["date"]) if item.get("date") else None
    return Features(item["text"], item.get("author") or "", sent_at=sent_at)


def area_after(lessons, collection, seed):
    """Return the ROC AUC on the rest of ``collection`` after so many lessons."""
    shuffled = random.Random(seed).sample(collection, len(collection))
    known = learned(shuffled[:lessons])
    return area([(known.score(features), is_spam) for features, is_spam in shuffled[lessons:]])


def learned(collection):
    known = Knowledge()
    for features, is_spam in collection:
        known.add(features.buckets, is_spam)
    return known


def costs(items):
    """Return the milliseconds of processor time of a score and of a lesson, the text read anew."""
    known = Knowledge()
    begin = time.process_time()
    for item in items:
        known.add(features_of(item).buckets, item["label"] == "spam")
    between = time.process_time()
    for item in items:
        known.score(features_of(item))
    each = 1000 / len(items)
    return (time.process_time() - between) * each, (between - begin) * each


def memory(collection):
    """Return the most bytes that were in use for what is known."""
    tracemalloc.start()
    learned(collection)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    main()
