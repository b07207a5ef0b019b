"""The way in of those who can't use pictures: no test, but a budget, and a line of its own.

A browser, or a client without one, is made to wait. Its neighbours are not: what comes from a
crowded address is taken all the same, at the end of the line.
"""

from dataclasses import replace

from . import owed
from .asking import Asker
from .budget import Budget, Exhausted
from .owed import HOUR

# An hour for one browser: a person's pace, not a flood's. Twice as many for one that has done the
# longer work, on the same tally.
UNABLE = Budget("unable", limit=3, seconds=HOUR)
UNABLE_BUT_PAID = replace(UNABLE, limit=6)
# An hour from one address prefix, as many as of one such browser; what is beyond is "crowded", and
# says nothing more to the alarm of the whole site.
CROWD = Budget("unable of prefix", limit=6, seconds=HOUR)
# Cookies are cheap, so beyond these an address has to compute for each: a flood has a price, and a
# neighbour with script gets in.
FLOOD = Budget("unable and unpaid of prefix", limit=60, seconds=HOUR)
# An hour for all whose address is not known: nothing else tells a flood of theirs apart.
NOWHERE = Budget("unable without address", limit=60, seconds=HOUR)


def take(asker: Asker, *, is_paid: bool) -> bool:
    """Take one for ``asker``, or raise Exhausted, and then roll back; return whether its address
    is crowded."""
    (UNABLE_BUT_PAID if is_paid else UNABLE).take(*asker.names)
    if not asker.client:
        NOWHERE.take(owed.SITE)
    elif not is_paid:
        FLOOD.take(*asker.clients)
    try:
        CROWD.take(*asker.clients)
    except Exhausted:
        return True
    owed.SITE_UNABLE.take(owed.SITE)
    return False
