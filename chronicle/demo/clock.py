"""The past, for what only the present writes."""

import datetime
import itertools
from contextlib import contextmanager

from django.utils import timezone


@contextmanager
def at(moment):
    """Set Django's clock to ``moment``: whatever is stored inside was stored then. Each look at it
    is a microsecond later, because what was decided at the same instant counts as one go.

    For a process that does nothing else: every thread of it would see that time.
    """

    looks = itertools.count()

    class Past(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return (moment + datetime.timedelta(microseconds=next(looks))).astimezone(tz)

    real, timezone.datetime = timezone.datetime, Past
    try:
        yield
    finally:
        timezone.datetime = real
