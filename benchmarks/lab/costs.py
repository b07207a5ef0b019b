"""What a level-0 challenge costs the server, and how much of it goes over the wire."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

from captcha.challenge import Sheet


def figures(sheets: Sequence[Sheet]) -> dict[str, Any]:
    spent, lengths = [], set()
    for sheet in sheets:
        start = time.process_time()
        lengths.add(len(sheet.draw()))
        spent.append(1000 * (time.process_time() - start))
    return {
        "median_ms": statistics.median(spent),
        "slow_ms": statistics.quantiles(spent, n=20)[-1],
        "bytes": max(lengths),
        "lengths": len(lengths),
        "sheets": len(spent),
    }
