import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from captcha.models import Spent, Tally

KEPT = timedelta(hours=24)


class Command(BaseCommand):
    help = (
        "Delete spent challenges, and tallies of budgets, that have been over for a day. "
        "Safe at any time; run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        spent, _ = Spent.objects.filter(spent_at__lt=timezone.now() - KEPT).delete()
        # A window still counts while the next one lasts, an hour at most.
        over = time.time() - KEPT.total_seconds()
        tallies, _ = Tally.objects.filter(window__lt=over).delete()
        self.stdout.write(f"Deleted {spent} spent challenges and {tallies} tallies.")
