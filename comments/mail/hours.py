"""When a mail that gathers things goes out."""

from datetime import timedelta

from django.utils import timezone

MORNING = 7  # o'clock in the site's time zone: read with the coffee, and before the day's work


def next_morning(moment):
    """Return the first MORNING after ``moment``."""
    local = timezone.localtime(moment)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
