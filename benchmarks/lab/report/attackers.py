"""What the report says of the attackers, one section each."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .. import targets
from ..plots import Curve, Plot
from ..rates import Rate, percent
from ..record import Record
from .text import PLOTS, not_run, section, table

Runs = Sequence[tuple[str, dict[str, Any]]]  # CPU minutes, and what was reached with them


def blind(record: Record) -> str:
    figures = record.figures("blind")
    if not figures:
        return not_run("Guessing blindly")
    rows = [[level, f"1 in {number:,}"] for level, number in figures["answers"].items()]
    same = Rate(*figures["same"])
    return (
        section("Guessing blindly", record, "blind")
        + "Every answer but none and all is equally likely, so a guess wins\n\n"
        + table(["level", "a guess wins"], rows)
        + f"\nAlways giving the same answer at level 0 won {same.hits} of {same.of:,}.\n"
    )


def public_network(record: Record, folder: Path) -> str:
    title = "A network trained on the public code"
    runs = record.named("public")
    if not runs:
        return not_run(title)
    plot = plot_of(runs)
    (folder / "public-network.svg").write_text(plot.svg())
    missing = [f"{one:g}" for one in targets.BUDGETS if one not in {float(b) for b, _ in runs}]
    late = f"\nNot run: {' and '.join(missing)} CPU minutes.\n" if missing else ""
    return (
        section(title, record, *(f"public {budget}" for budget, _ in runs))
        + words_on(runs[-1][1])
        + budgets(runs)
        + late
        + f"\n![{plot.title}]({PLOTS}/public-network.svg)\n"
    )


def words_on(run: dict[str, Any]) -> str:
    asked, sites = run["passed"][1], run["sites"]
    return (
        f"A network of {run['weights']:,} weights, trained on tiles of random keys and days, then "
        f"let loose on {asked:,} challenges of {sites} sites whose keys it has "
        "not seen. It decides by the public rule that a wrong tile has one wrong fact. Choosy "
        "attackers answer only the surest of as many as one browser, and one address with ever new "
        "cookies, are asked in ten minutes before they get harder; adapting ones first get used to "
        f"the look of {asked // sites} unlabelled challenges of the site. "
        "Drawing is not part of the budget, because tiles can be kept.\n\n"
    )


def budgets(runs: Runs) -> str:
    """Return the table with a row for each budget."""
    counts = surest_counts(runs)
    heads = ["CPU minutes", "and drawing", "tiles drawn", "tiles judged right", "challenges passed",
             "after adapting", *(f"the surest of {count}" for count in counts)]  # fmt: skip
    rows = [
        [
            budget,
            f"{one['drawing_minutes']:.1f}",
            f"{one['tiles_drawn']:,}",
            *map(rate, (one["tiles"], one["passed"], one["adapted"]["passed"])),
            *(rate(one["surest"][count]) for count in counts),
        ]
        for budget, one in runs
    ]
    return table(heads, rows)


def plot_of(runs: Runs) -> Plot:
    curves = [
        Curve("all challenges, answered", curve_of(runs, lambda one: one["passed"])),
        Curve("all, after adapting", curve_of(runs, lambda one: one["adapted"]["passed"])),
        *(
            Curve(f"the surest of {count}", curve_of(runs, lambda one, c=count: one["surest"][c]))
            for count in surest_counts(runs)
        ),
    ]
    return Plot(
        "Challenges passed by a network trained on the public code",
        "CPU minutes of training",
        curves,
        (targets.PASSED_BY_NETWORK, "target"),
    )


def surest_counts(runs: Runs) -> list[str]:
    return sorted(runs[-1][1]["surest"], key=int)


def curve_of(runs: Runs, pick: Callable[[dict], list[int]]) -> list[tuple[float, float]]:
    return [(float(budget), Rate(*pick(one)).share) for budget, one in runs]


def rate(counted: Sequence[int]) -> str:
    return str(Rate(*counted))


def few_labels(record: Record, folder: Path) -> str:
    figures = record.figures("labels")
    if not figures:
        return not_run("A few labels of one site's day")
    curves = figures["attackers"]
    counts = sorted(next(iter(curves.values())), key=int)
    rows = [
        [name, *(rate(curve[count]["passed"]) for count in counts)]
        for name, curve in curves.items()
    ]
    plot = Plot(
        "Challenges passed after labelling tiles of one site's one day",
        "labelled tiles",
        [
            Curve(name, [(int(count), Rate(*curve[count]["passed"]).share) for count in counts])
            for name, curve in curves.items()
        ],
        (targets.LABELS_PASS, f"{percent(targets.LABELS_PASS)} %"),
    )
    (folder / "labels.svg").write_text(plot.svg())
    return (
        section("A few labels of one site's day", record, "labels")
        + "Somebody labels tiles by hand. He may start from the network that was trained on the "
        f"public code for {figures['network_minutes']:g} CPU minutes, kept as it is or trained on "
        f"for {figures['tuning_seconds']:g} CPU seconds.{without_labels(record)} Challenges "
        "passed:\n\n"
        + table(["attacker", *(f"{int(count):,} tiles" for count in counts)], rows)
        + f"\n![{plot.title}]({PLOTS}/labels.svg)\n"
    )


def without_labels(record: Record) -> str:
    """Return a sentence on what the network passes that the labelling starts from."""
    minutes = record.figures("labels")["network_minutes"]
    run = record.figures(f"public {minutes:g}")
    if not run:
        return ""
    return f" Without any label, that network passes {rate(run['passed'])} and needs none."


def hashes(record: Record) -> str:
    figures = record.figures("hash")
    if not figures:
        return not_run("Looking up similar pictures")
    rows = [
        [name, rate(one["tiles"]), f"{one['auc']:.3f}", rate(one["passed"])]
        for name, one in figures["hashes"].items()
    ]
    return (
        section("Looking up similar pictures", record, "hash")
        + f"Somebody has {figures['known_tiles']:,} labelled tiles of the site's day, and believes "
        "of a new one what holds of the nine that are most alike. Half the tiles are right, so "
        "chance is 50 % of tiles, an area under the curve of 0.5, and 0.2 % of challenges.\n\n"
        + table(["likeness", "tiles judged right", "area", "challenges passed"], rows)
    )


def own_material(record: Record) -> str:
    figures = record.figures("material")
    if not figures:
        return not_run("Material of an operator's own")
    rows = [
        [name, rate(one["tiles"]), rate(one["passed"]), f"{one['cpu_ms']:.0f} ms"]
        for name in ("without", "with")
        for one in [figures[name]]
    ]
    return (
        section("Material of an operator's own", record, "material")
        + f"The public network ({figures['network_minutes']:g} CPU minutes) against "
        f"{figures['sites']} sites, without and with six textures and twelve drawings "
        "(`CAPTCHA_MATERIAL`) that were made up for each and that it has not met. The CPU time "
        "of a challenge includes what the lab needs to cut it into tiles, and the first reading of "
        "the material:\n\n"
        + table(["material", "tiles judged right", "challenges passed", "CPU"], rows)
    )


def true_key(record: Record) -> str:
    figures = record.figures("true-key")
    if not figures:
        return not_run("Fairness: a network with the true key")
    return (
        section("Fairness: a network with the true key", record, "true-key")
        + "What no network can learn with all the labels there are, people may not see either. The "
        f"public network ({figures['network_minutes']:g} CPU minutes) was trained on for "
        f"{figures['minutes']:g} CPU minutes on pictures of the very site and day, for "
        f"{figures['sites']} sites:\n\n"
        f"- tiles judged right: {rate(figures['tiles'])}\n"
        f"- challenges passed: {rate(figures['passed'])}\n"
    )
