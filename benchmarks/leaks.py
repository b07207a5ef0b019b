"""What everything but the pixels tells about the answer: nothing, a classifier has to find.

    python -m benchmarks.leaks

Asks for 20,000 challenges as a browser does and collects all that can be measured without looking
at a picture: sizes, header values and their order, the time it took, the time of day, the bytes of
the token, the place in the row. A boosted-tree classifier (scikit-learn, which is no dependency of
this project: pip install scikit-learn) learns from four fifths and guesses the rest, five times.
The area under its curve is 0.5 for pure chance. Then the same for 3,000 sheets that are drawn,
with their sizes and how long drawing took.
"""

import os
import random
import sys
import time
from zlib import crc32

CHALLENGES = 20_000
DRAWN = 3_000
LABELS = {
    "more than four tiles are right": lambda answer: len(answer) > 4,
    "tile 1 is right": lambda answer: 1 in answer,
}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    try:
        import sklearn  # noqa: F401
    except ImportError:
        sys.exit("This measurement needs scikit-learn: pip install scikit-learn")
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0)
    try:
        report("without pictures", *collect(CHALLENGES, facts_of_challenge))
        report("with the sizes and times of sheets", *collect(DRAWN, facts_of_sheet))
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def collect(count, facts_of):
    """Return a row of numbers for each of ``count`` challenges, and their answers."""
    from captcha.challenge import read

    rows, answers = [], []
    for number in range(count):
        facts, token = facts_of(number)
        rows.append([number, *facts])
        answers.append(read(token).answer)
    return rows, answers


def facts_of_challenge(number):
    """Return all that is seen of a challenge, and its token."""
    answer, seconds = ask(number)
    said = answer.json()
    return facts_of_answer(answer, seconds) + facts_of_token(said["token"]), said["token"]


def facts_of_sheet(number):
    """Return all that is seen of a challenge and its sheet but the pixels, and its token."""
    answer, seconds = ask(number)
    said = answer.json()
    url = said["sheets"][0]["url"]
    client = somewhere()
    start = time.perf_counter()
    sheet = client.get(url)
    drawing = time.perf_counter() - start
    facts = facts_of_answer(answer, seconds) + facts_of_answer(sheet, drawing)
    return facts + facts_of_token(said["token"]), said["token"]


def ask(number):
    """Return the answer to a new browser's request, and the seconds it took."""
    from captcha.asking import cookie_of

    client = somewhere()
    client.cookies["browser"] = cookie_of(f"{number:022}")
    start = time.perf_counter()
    answer = client.post("/captcha/challenge/", {"scope": "comment/an-article"})
    return answer, time.perf_counter() - start


def somewhere():
    """Return a client at an address of its own: nobody has so many sheets drawn from one."""
    from django.test import Client

    return Client(REMOTE_ADDR=f"10.{random.randrange(256)}.{random.randrange(256)}.1")


def facts_of_answer(answer, seconds):
    """Return sizes, header names in their order and values (as checksums), and times. Not the
    entity tag: it is a digest of the pixels."""
    headers = [(name, value) for name, value in answer.items() if name != "ETag"]
    return [
        answer.status_code,
        len(answer.content),
        len(str(answer.cookies)),
        seconds,
        time.time() % 86400,
        time.time() % 1,
        crc32(repr([name for name, _ in headers]).encode()),
        *[crc32(value.encode()) for _, value in sorted(headers)],
    ]


def facts_of_token(token):
    from base64 import urlsafe_b64decode

    return list(urlsafe_b64decode(token))


def report(title, rows, answers):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    print(f"{len(rows)} challenges {title}, {len(rows[0])} numbers each:")
    for name, label in LABELS.items():
        truth = [label(answer) for answer in answers]
        model = HistGradientBoostingClassifier(random_state=1)
        folds = StratifiedKFold(5, shuffle=True, random_state=1)
        guesses = cross_val_predict(model, rows, truth, cv=folds, method="predict_proba")[:, 1]
        print(f'  AUC {roc_auc_score(truth, guesses):.3f} for "{name}"')


if __name__ == "__main__":
    main()
