"""How much a client may have of something, counted exactly, in the database."""

import time
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

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
        ends = self._window()
        rows = Tally.objects.filter(budget=self.name, client=client, window=ends)
        room = rows.filter(taken__lt=self.limit)
        if room.update(taken=F("taken") + 1):
            return
        _, is_first = Tally.objects.get_or_create(
            budget=self.name, client=client, window=ends, defaults={"taken": 1}
        )
        # Not the first after all: another made the row between the two statements, or it is full.
        if not is_first and not room.update(taken=F("taken") + 1):
            raise Exhausted(ends - int(time.time()))

    def put_back(self, client: str) -> None:
        """Put back one that ``client`` took a moment ago."""
        rows = Tally.objects.filter(budget=self.name, client=client, taken__gt=0)
        rows.filter(window=self._window()).update(taken=F("taken") - 1)

    def reset(self, client: str) -> None:
        """Forget all that ``client`` has taken."""
        Tally.objects.filter(budget=self.name, client=client).delete()

    def tallies(self, clients: Collection[str]) -> Q:
        """Return the condition for what ``clients`` took in this window and the one before it,
        so that nobody's record is wiped clean by the turn of an hour."""
        ends = self._window()
        return Q(budget=self.name, client__in=list(clients), window__in=[ends, ends - self.seconds])

    def _window(self) -> int:
        """Return the second in which the present window ends."""
        now = int(time.time())
        return now - now % self.seconds + self.seconds
