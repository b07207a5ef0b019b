"""The pieces that a report is made of: its sections, tables and paragraphs."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from ..record import Record

LINE = 110  # characters
PLOTS = "strength"  # the folder beside the report


def filled(text: str) -> str:
    """Return it with paragraphs, not tables, broken into lines."""
    return "\n".join(
        line if line.startswith(("|", "#", "!", "./run", "    ")) else fill(line, LINE)
        for line in text.split("\n")
    )


def section(title: str, record: Record, *parts: str) -> str:
    """Return how a section begins: its title, and when its parts were measured."""
    days = sorted({record.date(part) for part in parts})
    return f"## {title}\n\nMeasured {' and '.join(days)}. "


def not_run(title: str) -> str:
    return f"## {title}\n\nNot run.\n"


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
