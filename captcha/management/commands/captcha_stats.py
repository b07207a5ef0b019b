from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import timezone

from captcha import owed
from captcha.levels import LEVELS
from captcha.models import Spent

DAY = timedelta(hours=24)


class Command(BaseCommand):
    help = (
        "Print how the answers of the last day came out, by level, and whether the defence "
        "against an attack is up. The counts are exact: one row an answer."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lately = Spent.objects.filter(spent_at__gte=timezone.now() - DAY)
        rows = lately.values("level", "verdict").annotate(number=Count("pk"))
        counts = {(row["level"], row["verdict"]): row["number"] for row in rows}
        self.stdout.write("level  passed   wrong  unable")
        for level in range(len(LEVELS)):
            numbers = [counts.get((level, verdict), 0) for verdict in ("passed", "wrong", "unable")]
            self.stdout.write(f"{level:5}" + "".join(f"{number:8}" for number in numbers))
        now = owed.attack()
        self.stdout.write(
            f"Defence: {'up' if now.is_on else 'down'} ({now.mode.value}); in the last minutes "
            f"{now.wrong} wrong answers and {now.unable} comments without pictures."
        )
