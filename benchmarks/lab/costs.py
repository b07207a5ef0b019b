"""What a level-0 challenge costs the server, and how much of it goes over the wire."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

from captcha.challenge import Sheet

AGAIN = 3  # times that a sheet is drawn after the first


def figures(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Draw each of ``sheets`` again and again. The first sheet of a program is told apart: from it
    a process finds out the quality, and keeps the rings. A server draws four such a day, and all
    others as the later times. Of those the least counts: what else a machine does only adds (as
    the documentation of ``timeit`` has it)."""
    first, spent, lengths, met = [], [], set(), set()
    for sheet in sheets:
        drawings = []
        for _ in range(1 + AGAIN):
            start = time.process_time()
            lengths.add(len(sheet.draw()))
            drawings.append(1000 * (time.process_time() - start))
        if sheet.program not in met:
            met.add(sheet.program)
            first.append(drawings[0])
        spent.append(min(drawings[1:]))
    return {
        "median_ms": statistics.median(spent),
        "slow_ms": statistics.quantiles(spent, n=20)[-1],
        "first_ms": statistics.median(first),
        "bytes": max(lengths),
        "lengths": len(lengths),
        "sheets": len(spent),
    }
