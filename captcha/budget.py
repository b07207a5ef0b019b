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
    """``limit`` of something per client in ``seconds``; without a limit it is only counted.

    What was taken in the window before weighs as much as of that window still lies within the last
    ``seconds``, so that the turn of an hour does not double the limit.
    """

    name: str
    seconds: int
    limit: int | None = None

    def take(self, *names: str) -> None:
        """Take one for the client of that name, or raise Exhausted; what it took under the names
        that follow, its former ones, counts as well.

        Exact across threads, processes and machines, also at the same instant: the database
        compares and adds in one statement. A client without a name has no budget to exhaust.
        """
        client = next(iter(names), "")
        if not client:
            return
        ends = self._window()
        rows = Tally.objects.filter(budget=self.name, client=client, window=ends)
        if self.limit is not None:
            room = self.limit - self._carried(names, ends)
            if room <= 0:
                raise Exhausted(self._wait(names, ends))
            rows = rows.filter(taken__lt=room)
        if rows.update(taken=F("taken") + 1):
            return
        _, is_first = Tally.objects.get_or_create(
            budget=self.name, client=client, window=ends, defaults={"taken": 1}
        )
        # Not the first after all: another made the row between the two statements, or it is full.
        if not is_first and not rows.update(taken=F("taken") + 1):
            raise Exhausted(self._wait(names, ends))

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

    def _carried(self, names: Collection[str], ends: int) -> int:
        """Return what counts beside the present name's own taking in the present window."""
        _, former, before = self._taken(names, ends)
        return former + -(-before * (ends - int(time.time())) // self.seconds)

    def _taken(self, names: Collection[str], ends: int) -> tuple[int, int, int]:
        """Return what the present name and the former ones took in the window that ``ends``, and
        what all took in the one before. One query."""
        own = former = before = 0
        rows = Tally.objects.filter(self.tallies(names))
        for client, window, taken in rows.values_list("client", "window", "taken"):
            if window != ends:
                before += taken
            elif client == next(iter(names)):
                own += taken
            else:
                former += taken
        return own, former, before

    def _wait(self, names: Collection[str], ends: int) -> int:
        """Return in how many seconds there is one more for a client who had the whole limit."""
        own, former, before = self._taken(names, ends)
        left, limit = ends - int(time.time()), self.limit or 0
        if own + former < limit:  # the window before still weighs too much
            return max(1, left - self.seconds * (limit - 1 - own - former) // max(before, 1))
        return left + self.seconds - self.seconds * (limit - 1) // (own + former)

    def _window(self) -> int:
        """Return the second in which the present window ends."""
        now = int(time.time())
        return now - now % self.seconds + self.seconds
