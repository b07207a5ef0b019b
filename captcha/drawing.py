"""Drawing sheets without letting a flood of requests draw the whole machine in.

One drawing at a time a process, a short line behind it, and the last sheets kept in memory.
"""

import threading
from collections import OrderedDict

from .challenge import Sheet

KEPT = 64  # sheets of at most 53 kB each
LINE = 2  # requests that may draw or wait to; a thread more would be one less for readers

_line = threading.BoundedSemaphore(LINE)
_pencil = threading.Lock()
_sheets: OrderedDict[tuple[str, int], bytes] = OrderedDict()


class Busy(Exception):
    """Too many sheets are asked for at once; asking again in a second helps."""


def is_kept(nonce: str, sheet: Sheet) -> bool:
    """Tell whether the picture is still in memory and so costs nothing."""
    return (nonce, sheet.index) in _sheets


def drawn(nonce: str, sheet: Sheet) -> bytes:
    """Return the picture of a challenge's sheet, drawn now or kept from before. Raises Busy.

    Kept under the nonce, because a renewed token shows the same.
    """
    name = (nonce, sheet.index)
    if kept := _sheets.get(name):
        return kept
    if not _line.acquire(blocking=False):
        raise Busy
    try:
        with _pencil:
            if name not in _sheets:
                _keep(name, sheet.draw())
            return _sheets[name]
    finally:
        _line.release()


def _keep(name: tuple[str, int], content: bytes) -> None:
    while len(_sheets) >= KEPT:
        _sheets.popitem(last=False)
    _sheets[name] = content
