import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from captcha.models import Spent, Tally

KEPT = timedelta(hours=24)


class Command(BaseCommand):
    help = (
        "Delete spent challenges older than a day and tallies of budgets whose time is over. "
        "Safe at any time; run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        spent, _ = Spent.objects.filter(spent_at__lt=timezone.now() - KEPT).delete()
        tallies, _ = Tally.objects.filter(window__lt=time.time()).delete()
        self.stdout.write(f"Deleted {spent} spent challenges and {tallies} tallies.")
