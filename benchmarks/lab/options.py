"""What can be said on the command line."""

import argparse
from pathlib import Path

BUDGETS = (2.0, 20.0, 120.0)  # CPU minutes of the network trained on the public code
PARTS = ("people", "cost", "by-eye", "blind", "public", "hash", "labels", "material", "true-key")
TRUE_MINUTES = 3.0  # of a training that begins with the public network
ROOT = Path(__file__).parents[2]


def read(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run captcha-lab",
        description=(
            "Attack the captcha's pictures and write docs/captcha-strength.md. Budgets are CPU "
            "minutes of training; other processes draw meanwhile. A training on the "
            "public code that was stopped goes on where it was."
        ),
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a few minutes: only tell whether the pictures leak or are unfair, write nothing",
    )
    parser.add_argument(
        "--only",
        type=_parts,
        default=PARTS,
        metavar="PART,...",
        help=f"some of: {', '.join(PARTS)} (default: all)",
    )
    parser.add_argument(
        "--budgets",
        type=_minutes,
        default=BUDGETS,
        metavar="MINUTES,...",
        help="of the network trained on the public code (default: 2,20,120)",
    )
    parser.add_argument(
        "--true-minutes",
        type=float,
        default=TRUE_MINUTES,
        metavar="MINUTES",
        help=f"of the one trained with a true key (default: {TRUE_MINUTES:g})",
    )
    parser.add_argument(
        "--threads", type=int, default=1, help="that the network may use (default: 1)"
    )
    parser.add_argument("--drawers", type=int, default=1, help="processes that draw (default: 1)")
    parser.add_argument(
        "--report",
        type=Path,
        default=ROOT / "docs" / "captcha-strength.md",
        metavar="FILE",
        help="where to write; plots and figures go into a folder beside it",
    )
    parser.add_argument(
        "--networks",
        type=Path,
        default=ROOT / "var" / "captcha-lab",
        metavar="FOLDER",
        help="where trained networks are kept for the parts that start from one",
    )
    return parser.parse_args(arguments)


def _parts(text: str) -> tuple[str, ...]:
    parts = set(text.split(","))
    if unknown := parts - set(PARTS):
        raise argparse.ArgumentTypeError(
            f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}"
        )
    return tuple(part for part in PARTS if part in parts)


def _minutes(text: str) -> tuple[float, ...]:
    try:
        minutes = tuple(float(one) for one in text.split(","))
    except ValueError:
        minutes = ()
    if not minutes or min(minutes) <= 0:
        raise argparse.ArgumentTypeError(f"write minutes like 2,20,120, not {text!r}")
    return minutes
