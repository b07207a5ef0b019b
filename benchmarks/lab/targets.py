"""What the captcha wants to reach, and whether it does."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Any

from captcha.levels import LEVELS

from . import legibility, margins
from .drawing import LEVEL
from .options import BUDGETS
from .rates import Rate, percent
from .record import Record

# What the pictures were designed to reach, set before any was drawn.
PASSED_BY_NETWORK = 0.05
TRUE_TILES = 0.99
LABELS = 2_000
LABELS_PASS = 0.1
CHANCE = 0.5  # half the tiles are right
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


Judge = Callable[[dict[str, Any]], tuple[str, bool]]


def judged(record: Record, part: str, promise: str, target: str, judge: Judge) -> Line:
    """Return the line of a promise; `judge` says of a part's figures what was reached and whether
    that keeps it."""
    figures = record.figures(part)
    if not figures:
        return Line(promise, target, NOT_RUN, None)
    return Line(promise, target, *judge(figures))


def fairness_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        rate = Rate(*figures["tiles"])
        return str(rate), rate.share >= TRUE_TILES

    promise = "tiles judged right by the same network trained with the true key"
    return judged(record, "true-key", promise, f"at least {percent(TRUE_TILES)} %", judge)


def labels_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        curves = figures["attackers"].items()
        needed = sorted((*labels_needed(curve), name) for name, curve in curves)
        reached = "; ".join(f"{words} ({name})" for _, words, name in needed)
        return reached, needed[0][0] >= LABELS

    promise = f"labelled tiles of one site's day that pass {percent(LABELS_PASS)} % of challenges"
    return judged(record, "labels", promise, f"at least {LABELS:,}", judge)


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
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        rates = {name: Rate(*one["tiles"]) for name, one in figures["hashes"].items()}
        reached = "; ".join(f"{rate} ({name})" for name, rate in rates.items())
        return reached, all(rate.interval[0] <= CHANCE for rate in rates.values())

    promise = "tiles judged right by looking up the most similar pictures of the day"
    return judged(record, "hash", promise, f"chance: {percent(CHANCE)} % in the interval", judge)


def by_eye_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        rate = Rate(figures["right"], figures["of"])
        return f"{rate.hits} of {rate.of}", rate.share >= BY_EYE

    promise = "challenges of a hundred solved by eye, without the key"
    return judged(record, "by-eye", promise, f"at least {BY_EYE * 100:.0f}", judge)


def separation_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        reached = figures["legibility"][legibility.MEASURE]["thousandth"]
        return f"{reached:.2f}", reached >= legibility.LEAST

    promise = f"{legibility.MEASURE} in 99.9 % of tiles"
    return judged(record, "people", promise, f"at least {legibility.LEAST:g}", judge)


def hidden_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        worst = max(figures["margins"]["hidden"].values())
        tiles = figures["sheets"] * LEVELS[LEVEL].tiles
        return f"{percent(worst)} % at worst in {tiles:,} tiles", worst <= margins.MOST_HIDDEN

    promise = "share of the limb or thing that decides which something else hides"
    return judged(record, "people", promise, f"at most {percent(margins.MOST_HIDDEN)} %", judge)


def degrees_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        fewest = figures["margins"]["degrees"]
        return f"{fewest:.1f} at worst", fewest >= margins.LEAST_DEGREES

    promise = "degrees between any arm and the end of what it shows"
    return judged(record, "people", promise, f"at least {margins.LEAST_DEGREES}", judge)


def seconds_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        times = figures["seconds"]
        reached = "; ".join(f"{seconds:.1f} ({who})" for who, seconds in times.items())
        return reached, max(times.values()) < SECONDS

    promise = "seconds that a challenge takes a reader, by the keystroke-level model"
    return judged(record, "people", promise, f"under {SECONDS}", judge)


def cost_line(record: Record) -> Line:
    def judge(figures: dict[str, Any]) -> tuple[str, bool]:
        reached = (
            f"{figures['median_ms']:.0f} ms (95th percentile {figures['slow_ms']:.0f}; the least "
            f"of three), {figures['bytes'] / 1000:g} kB"
        )
        return reached, figures["slow_ms"] <= MILLISECONDS and figures["bytes"] <= BYTES

    target = f"at most {MILLISECONDS} ms and {BYTES // 1000} kB"
    return judged(record, "cost", "CPU time and size of a challenge at level 0", target, judge)
