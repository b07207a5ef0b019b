"""A moderator who clears a queue by keyboard alone, as fast as the desk lets him."""

import time
from dataclasses import dataclass

# What he presses for a comment, by a word in it: of ten, six are good and one is unclear.
KEYS = {"good": "a", "advertisement": "s", "rude": "r", "unclear": "v3"}
MIX = ["good", "good", "rude", "good", "advertisement", "good", "unclear", "good", "good", "rude"]

# Runs in the server's environment.
FILL = """
from django.db import transaction
from tests.browser.clearing import MIX
from tests.conftest import make_article, make_user, submit
make_user("mary", "Moderators"), make_user("otto", "Moderators")
threads = [make_article().thread for _ in range(4)]
with transaction.atomic():
    for number in range({number}):
        submit(threads[number % 4], f"Number {{number}} is {{MIX[number % 10]}}.",
            name=f"Reader {{number % 50}}", browser=f"{{number % 50:032}}")
"""
LOG = """
from collections import Counter
from comments.models import Decision
made = Decision.objects.exclude(moderator=None).values_list("transition", flat=True)
print(sorted(Counter(made).items()))
"""


@dataclass
class Shift:
    """What a moderator did in one go."""

    decisions: int = 0
    keystrokes: int = 0
    seconds: float = 0.0

    def __str__(self):
        return (
            f"{self.decisions} decisions, {self.keystrokes / self.decisions:.2f} keystrokes each, "
            f"{60 * self.decisions / self.seconds:.0f} a minute"
        )


def clear(page):
    """Decide about everything on the open desk, page after page; return the Shift."""
    shift, start = Shift(), time.monotonic()
    waiting = page.locator("[data-current]:not([data-done]) [data-wording], #cards .empty").first
    while "Nothing waits" not in (text := waiting.text_content()):
        keys = next(keys for word, keys in KEYS.items() if word in text)
        for key in keys:
            page.keyboard.press(key)
        shift.decisions += 1
        shift.keystrokes += len(keys)
    shift.seconds = time.monotonic() - start
    return shift


def expected(number):
    """Return how many of each decision ``number`` comments of the mix need."""
    acts = {"a": "approve", "s": "mark_spam", "r": "reject", "v3": "send_back"}
    made = [acts[KEYS[MIX[n % 10]]] for n in range(number)]
    return sorted((act, made.count(act)) for act in set(made))
