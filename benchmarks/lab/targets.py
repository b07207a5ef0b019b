"""What the captcha wants to reach, and whether it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Any

from . import legibility, margins
from .options import BUDGETS
from .rates import Rate, percent
from .record import Record

PASSED_BY_NETWORK = 0.05
TRUE_TILES = 0.99
LABELS = 2_000
LABELS_PASS = 0.1
HASH_TILES = 0.52
BY_EYE = 0.97
SECONDS = 10
MILLISECONDS = 30
BYTES = 40_000


@dataclass(frozen=True)
class Line:
    """One promise: ``is_kept`` is None where it was not measured."""

    promise: str
    target: str
    reached: str
    is_kept: bool | None


NOT_RUN = "not run"


def lines(record: Record) -> list[Line]:
    return [
        network_line(record),
        fairness_line(record),
        labels_line(record),
        hash_line(record),
        by_eye_line(record),
        separation_line(record),
        hidden_line(record),
        degrees_line(record),
        seconds_line(record),
        cost_line(record),
    ]


def network_line(record: Record) -> Line:
    most = f"{BUDGETS[-1]:g}"
    promise = f"challenges passed by a network trained on the public code for {most} CPU minutes"
    target = f"at most {percent(PASSED_BY_NETWORK)} %"
    runs = {float(budget): figures for budget, figures in record.named("public")}
    if not runs:
        return Line(promise, target, NOT_RUN, None)
    longest = BUDGETS[-1] if BUDGETS[-1] in runs else max(runs)
    rate = best_passed(runs[longest])
    if longest == BUDGETS[-1]:
        return Line(promise, target, str(rate), rate.share <= PASSED_BY_NETWORK)
    # More training only helps the attacker, so a shorter run can break the promise, not keep it.
    is_kept = None if rate.share <= PASSED_BY_NETWORK else False
    return Line(promise, target, f"{rate} after {longest:g} minutes; {most} not run", is_kept)


def best_passed(run: dict[str, Any]) -> Rate:
    """Return the challenges passed with or without getting used to the sites' looks."""
    rates = [Rate(*run["passed"]), Rate(*run["adapted"]["passed"])]
    return max(rates, key=lambda rate: rate.share)


def fairness_line(record: Record) -> Line:
    promise = "tiles judged right by the same network trained with the true key"
    figures = record.figures("true-key")
    rate = Rate(*figures["tiles"]) if figures else None
    return Line(
        promise,
        f"at least {percent(TRUE_TILES)} %",
        str(rate) if rate else NOT_RUN,
        rate.share >= TRUE_TILES if rate else None,
    )


def labels_line(record: Record) -> Line:
    promise = f"labelled tiles of one site's day that pass {percent(LABELS_PASS)} % of challenges"
    target = f"at least {LABELS:,}"
    figures = record.figures("labels")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    needed = sorted((*labels_needed(curve), name) for name, curve in figures["attackers"].items())
    reached = "; ".join(f"{words} ({name})" for _, words, name in needed)
    return Line(promise, target, reached, needed[0][0] >= LABELS)


def labels_needed(curve: dict[str, Any]) -> tuple[float, str]:
    """Return how many labels bring LABELS_PASS, between the measured numbers as if the share rose
    evenly with their logarithm, and how to say it."""
    points = sorted((int(count), Rate(*one["passed"]).share) for count, one in curve.items())
    if points[0][1] >= LABELS_PASS:
        return points[0][0], f"{points[0][0]:,} or fewer"
    for (fewer, low), (more, high) in pairwise(points):
        if high >= LABELS_PASS:
            part = (LABELS_PASS - low) / (high - low)
            number = exp(log(fewer) + part * (log(more) - log(fewer)))
            return number, f"about {float(f'{number:.2g}'):,.0f}"
    return float("inf"), f"more than {points[-1][0]:,}"


def hash_line(record: Record) -> Line:
    promise = "tiles judged right by looking up the most similar pictures of the day"
    target = f"chance: at most {percent(HASH_TILES)} %"
    figures = record.figures("hash")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    rates: Sequence[Rate] = [Rate(*one["tiles"]) for one in figures["hashes"].values()]
    best = max(rates, key=lambda rate: rate.share)
    return Line(promise, target, str(best), best.share <= HASH_TILES)


def by_eye_line(record: Record) -> Line:
    promise = "challenges of a hundred solved by eye, without the key"
    target = f"at least {BY_EYE * 100:.0f}"
    figures = record.figures("by-eye")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    rate = Rate(figures["right"], figures["of"])
    return Line(promise, target, f"{rate.hits} of {rate.of}", rate.share >= BY_EYE)


def separation_line(record: Record) -> Line:
    ((measure, least),) = legibility.TARGETS.items()
    promise, target = f"{measure} in 99.9 % of tiles", f"at least {least:g}"
    figures = record.figures("people")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    reached = figures["legibility"][measure]["thousandth"]
    return Line(promise, target, f"{reached:.2f}", reached >= least)


def hidden_line(record: Record) -> Line:
    promise = "share of the limb or thing that decides which something else hides"
    target = f"at most {percent(margins.MOST_HIDDEN)} %"
    figures = record.figures("people")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    worst = max(figures["margins"]["hidden"].values())
    return Line(promise, target, f"{percent(worst)} % at worst", worst <= margins.MOST_HIDDEN)


def degrees_line(record: Record) -> Line:
    promise = "degrees between any arm and the end of what it shows"
    target = f"at least {margins.LEAST_DEGREES}"
    figures = record.figures("people")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    fewest = figures["margins"]["degrees"]
    return Line(promise, target, f"{fewest:.1f} at worst", fewest >= margins.LEAST_DEGREES)


def seconds_line(record: Record) -> Line:
    promise = "seconds that a challenge takes a reader, by the keystroke-level model"
    target = f"under {SECONDS}"
    figures = record.figures("people")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    times = figures["seconds"]
    reached = "; ".join(f"{seconds:.1f} ({who})" for who, seconds in times.items())
    return Line(promise, target, reached, max(times.values()) < SECONDS)


def cost_line(record: Record) -> Line:
    promise = "CPU time and size of a challenge at level 0"
    target = f"at most {MILLISECONDS} ms and {BYTES // 1000} kB"
    figures = record.figures("cost")
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    reached = (
        f"{figures['median_ms']:.0f} ms (95th percentile {figures['slow_ms']:.0f}), "
        f"{figures['bytes'] / 1000:g} kB"
    )
    is_kept = figures["slow_ms"] <= MILLISECONDS and figures["bytes"] <= BYTES
    return Line(promise, target, reached, is_kept)
