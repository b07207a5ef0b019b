"""What the captcha tells the desk's figures: answers, which are counted exactly, and a sample of
what was shown, which nothing stores."""

import logging
import time
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from captcha.levels import LEVELS
from captcha.models import Spent, Verdict
from comments.desk.charts import Chart

logger = logging.getLogger(__name__)

HOUR = 3600  # seconds
HOURS = 24  # as long as answers are kept
VERDICTS = (Verdict.PASSED, Verdict.WRONG, Verdict.UNABLE)


def count_shown(sender, **kwargs):
    """Count one challenge handed out: a receiver of ``captcha.signals.issued``."""
    key = key_of(int(time.time()) // HOUR)
    try:
        cache.add(key, 0, (HOURS + 1) * HOUR)
        cache.incr(key)
    except Exception as failure:  # every cache has its own; readers are served without it
        logger.warning("The cache does not count what is shown: %s", type(failure).__name__)


def shown():
    """Return how many were counted in the last HOURS, as far as this cache knows; None if it
    cannot tell."""
    now = int(time.time()) // HOUR
    try:
        return sum(cache.get_many([key_of(now - ago) for ago in range(HOURS)]).values())
    except Exception as failure:
        logger.warning("The cache does not tell what was shown: %s", type(failure).__name__)
        return None


def key_of(hour):
    return f"chronicle.shown.{hour}"


def captcha_charts():
    """Return the captcha's figures of the last day. One query."""
    since = timezone.now() - timedelta(hours=HOURS)
    rows = Spent.objects.filter(spent_at__gte=since).values("level", "verdict")
    counts = {(row["level"], row["verdict"]): row["n"] for row in rows.annotate(n=Count("pk"))}
    found = [
        [counts.get((level, verdict.value), 0) for verdict in VERDICTS]
        for level in range(len(LEVELS))
    ]
    exact = _("Answers, counted exactly. The bar is the share that passed.")
    return [
        Chart(
            name="captcha",
            title=_("Pictures in the last 24 hours"),
            note=" ".join([exact, sample()]),
            head=[_("Level"), _("Passed"), _("Wrong"), _("Could not use pictures"), _("Share")],
            rows=[
                [str(level), *numbers, f"{passed_of(numbers):.0f} %"]
                for level, numbers in enumerate(found)
            ],
            shares=[passed_of(numbers) for numbers in found],
        )
    ]


def passed_of(numbers):
    """Return the percentage of answers with pictures that passed."""
    passed, wrong, _unable = numbers
    return 100 * passed / (passed + wrong) if passed + wrong else 0


def sample():
    """Return the sentence about what was shown."""
    number = shown()
    if number is None:
        return _("What was shown is not known: the cache does not answer.")
    return _(
        "Shown: at least %(number)d. That is a sample: what the process that drew this page has "
        "handed out, reloads included; with a cache that all processes share, what all have."
    ) % {"number": number}
