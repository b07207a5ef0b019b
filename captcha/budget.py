"""How much a client may have of something, counted exactly, in the database."""

import time
from dataclasses import dataclass

from django.db.models import F

from .models import Tally


class Exhausted(Exception):
    """The client has had all of it; ``retry_after`` is the seconds until there is more."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"exhausted for {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Budget:
    """``limit`` of something per client in every window of ``seconds``."""

    name: str
    limit: int
    seconds: int

    def take(self, client: str) -> None:
        """Take one for ``client``, or raise Exhausted.

        Exact across threads, processes and machines, also at the same instant: the database
        compares and adds in one statement. An empty ``client`` has no budget to exhaust.
        """
        if not client:
            return
        now = int(time.time())
        ends = now - now % self.seconds + self.seconds
        row, _ = Tally.objects.get_or_create(budget=self.name, client=client, window=ends)
        room = Tally.objects.filter(pk=row.pk, taken__lt=self.limit)
        if not room.update(taken=F("taken") + 1):
            raise Exhausted(ends - now)

    def give_back(self, client: str) -> None:
        """Forget what ``client`` has taken."""
        Tally.objects.filter(budget=self.name, client=client).delete()
