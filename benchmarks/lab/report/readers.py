"""What the report says of people, and of the server that draws for them."""

from typing import Any

from .. import legibility, margins
from ..by_eye import EXPORT
from ..rates import percent
from ..record import Record
from .text import PLOTS, not_run, section, table


def by_eye(record: Record) -> str:
    figures = record.figures("by-eye")
    if not figures:
        return not_run("Solved by eye")
    wrong = ", ".join(map(str, figures["wrong"])) or "none"
    return (
        section("Solved by eye", record, "by-eye")
        + f"{figures['right']} of {figures['of']} challenges were solved right by a reader who saw "
        f"only the pictures and the questions, and enlarged what was doubtful; wrong: {wrong}. "
        f"{figures['words']} The sheets, the answers given and the right ones are in "
        f"[{PLOTS}/by-eye]({PLOTS}/by-eye); this lays them out on pages to try it:\n\n"
        f"```\n{EXPORT}```\n"
    )


def people(record: Record) -> str:
    figures = record.figures("people")
    if not figures:
        return not_run("What it asks of people")
    words = ", ".join(f"{count:.1f} in {lang}" for lang, count in figures["words"].items())
    return (
        section("What it asks of people", record, "people")
        + f"{figures['prompts']:,} different questions. {figures['clicks']:.1f} clicks on average, "
        f"the button among them; words to read: {words}. Seconds by the keystroke-level model "
        "(Card, Moran and Newell, 1980), reading and looking at every tile twice; a finger after "
        "MacKenzie (2015):\n\n"
        + times(figures)
        + f"\nHow clear the drawings are, in every tile of {figures['sheets']:,} sheets, in its "
        "fields of day and of night apart, as a share of the way from black to white: the largest "
        "of the differences in light, outline and texture between the figure and seven pixels "
        "around it.\n\n"
        + clearness(figures)
        + "\nHow far the same tiles are from being doubtful; of a chair its legs decide, and the "
        "sitting:\n\n" + sureness(figures["margins"])
    )


def times(figures: dict[str, Any]) -> str:
    slow = figures["slow_seconds"]
    rows = [
        [who, f"{seconds:.1f} s", f"{slow[who]:.1f} s"]
        for who, seconds in figures["seconds"].items()
    ]
    return table(["language, hand", "on average", "one in twenty"], rows)


def clearness(figures: dict[str, Any]) -> str:
    rows = [
        [name, *(f"{one[part]:.2f}" for part in ("least", "thousandth", "median")),
         f"{legibility.LEAST:g}"]
        for name, one in figures["legibility"].items()
    ]  # fmt: skip
    return table(["measure", "least", "in 99.9 %", "median", "target"], rows)


def sureness(sure: dict[str, Any]) -> str:
    most = percent(margins.MOST_HIDDEN)
    rows = [
        [f"hidden of what decides: {kind}", f"{percent(share)} %", f"at most {most} %"]
        for kind, share in sure["hidden"].items()
    ]
    degrees = [f"{sure['degrees']:.1f} degrees", f"at least {margins.LEAST_DEGREES}"]
    rows.append(["between an arm and the end of a fact", *degrees])
    return table(["margin", "worst tile", "target"], rows)


def cost(record: Record) -> str:
    figures = record.figures("cost")
    if not figures:
        return not_run("What it costs the server")
    return (
        section("What it costs the server", record, "cost")
        + f"{figures['sheets']} sheets at level 0, each the least of three: median "
        f"{figures['median_ms']:.1f} ms of CPU, "
        f"95th percentile {figures['slow_ms']:.1f} ms, and {figures['first_ms']:.1f} ms in "
        "the median for the first that a process draws with each of a day's four programs; "
        f"{figures['bytes']:,} bytes, "
        + ("all the same length.\n" if figures["lengths"] == 1 else "**of different lengths**.\n")
    )
