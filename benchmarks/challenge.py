"""What one challenge costs the server, besides its drawing: issuing, reading, judging.

    python -m benchmarks.challenge

Prints the median and the 95th percentile of the CPU time of each, in milliseconds. Judging is the
real thing: a write transaction that spends the key, on the database that DATABASE_URL names or on
a SQLite file. Nothing is kept.
"""

import os
import statistics
import time

ROUNDS = 300


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0)
    try:
        measure_all()
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure_all():
    from django.db import transaction

    from captcha import challenge
    from captcha.asking import Asker
    from captcha.models import Spent

    askers = [Asker(browser=f"{number:022}", clients=[f"{number}"]) for number in range(ROUNDS)]
    asker = askers[0]
    before = Spent.objects.count()
    report("issue", lambda: str(challenge.issue("comment/a", asker)))
    token = str(challenge.issue("comment/a", asker))
    report("read", lambda: challenge.read(token))
    print(f"rows written by issuing and reading: {Spent.objects.count() - before}")
    # One of each browser, because one that is wrong often owes harder ones.
    issued = iter([(str(challenge.issue("comment/a", one)), one) for one in askers])

    def judge():
        token, one = next(issued)
        with transaction.atomic():
            challenge.redeem(token, [1, 2], scope="comment/a", asker=one)

    report("judge", judge)


def report(name, action):
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        action()
        times.append((time.process_time() - start) * 1000)
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{name:6} median {median:.2f} ms, 95th percentile {p95:.2f} ms of CPU")


if __name__ == "__main__":
    main()
