"""The report, written anew from the record each time."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from . import legibility, margins, targets
from .by_eye import EXPORT
from .plots import Curve, Plot
from .rates import Rate, percent
from .record import Record

LINE = 110  # characters
PLOTS = "strength"  # the folder beside the report
MARKS = {True: "yes", False: "**no**", None: "not run"}

HEAD = """# How strong the pictures are

Everybody has the source code, so an attacker can draw as many labelled pictures as he likes and
train on them. This page says how far that brings him, and what the pictures ask of people.
`./run captcha-lab` writes it; whoever doubts a figure can measure it again, or export challenges
with `manage.py captcha_export` and attack them with means of their own.

What was tried before, and what each step bought, is in [captcha-designs.md](captcha-designs.md).

Pictures measured: generator `{generator}` (a digest of what it draws). Figures in brackets are 95 %
intervals (Wilson).
"""


def write(record: Record, path: Path) -> None:
    """Write the report to ``path`` and its plots into a folder beside it."""
    folder = path.parent / PLOTS
    folder.mkdir(parents=True, exist_ok=True)
    sections = [
        HEAD.format(generator=record.generator),
        promises(record),
        blind(record),
        public_network(record, folder),
        few_labels(record, folder),
        hashes(record),
        own_material(record),
        true_key(record),
        by_eye(record),
        people(record),
        cost(record),
        HOW,
    ]
    path.write_text("\n".join(filled(section) for section in sections))


def filled(text: str) -> str:
    """Return it with paragraphs, not tables, broken into lines."""
    return "\n".join(
        line if line.startswith(("|", "#", "!", "./run", "    ")) else fill(line, LINE)
        for line in text.split("\n")
    )


def promises(record: Record) -> str:
    rows = [
        [line.promise, line.target, line.reached, MARKS[line.is_kept]]
        for line in targets.lines(record)
    ]
    return "## Promises\n\n" + table(["what", "target", "measured", "kept"], rows)


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
    runs = record.named("public")
    missing = [f"{one:g}" for one in targets.BUDGETS if one not in {float(b) for b, _ in runs}]
    if not runs:
        return not_run("A network trained on the public code")
    _, last = runs[-1]
    counts = sorted(last["surest"], key=int)
    rows = [
        [
            budget,
            f"{one['drawing_minutes']:.1f}",
            f"{one['tiles_drawn']:,}",
            str(Rate(*one["tiles"])),
            str(Rate(*one["passed"])),
            str(Rate(*one["adapted"]["passed"])),
            *(str(Rate(*one["surest"][count])) for count in counts),
        ]
        for budget, one in runs
    ]
    curves = [
        Curve("all challenges, answered", curve_of(runs, lambda one: one["passed"])),
        Curve("all, after adapting", curve_of(runs, lambda one: one["adapted"]["passed"])),
        *(
            Curve(f"the surest of {count}", curve_of(runs, lambda one, c=count: one["surest"][c]))
            for count in counts
        ),
    ]
    plot = Plot(
        "Challenges passed by a network trained on the public code",
        "CPU minutes of training",
        curves,
        (targets.PASSED_BY_NETWORK, "target"),
    )
    (folder / "public-network.svg").write_text(plot.svg())
    words = (
        f"A network of {last['weights']:,} weights, trained on tiles of random keys and days, then "
        f"let loose on {last['passed'][1]:,} challenges of {last['sites']} sites whose keys it has "
        "not seen. It decides by the public rule that a wrong tile has one wrong fact. Choosy "
        "attackers answer only the surest of as many as one browser, and one address with ever new "
        "cookies, are asked in ten minutes before they get harder; adapting ones first get used to "
        f"the look of {last['passed'][1] // last['sites']} unlabelled challenges of the site. "
        "Drawing is not part of the budget, because tiles can be kept.\n\n"
    )
    heads = ["CPU minutes", "and drawing", "tiles drawn", "tiles judged right", "challenges passed",
             "after adapting", *(f"the surest of {count}" for count in counts)]  # fmt: skip
    late = f"\nNot run: {' and '.join(missing)} CPU minutes.\n" if missing else ""
    return (
        section("A network trained on the public code", record, f"public {runs[-1][0]}")
        + words
        + table(heads, rows)
        + late
        + f"\n![{plot.title}]({PLOTS}/public-network.svg)\n"
    )


def few_labels(record: Record, folder: Path) -> str:
    figures = record.figures("labels")
    if not figures:
        return not_run("A few labels of one site's day")
    curves = figures["attackers"]
    counts = sorted(next(iter(curves.values())), key=int)
    rows = [
        [name, *(str(Rate(*curve[count]["passed"])) for count in counts)]
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
        f"for {figures['tuning_seconds']:g} CPU seconds. Challenges passed:\n\n"
        + table(["attacker", *(f"{int(count):,} tiles" for count in counts)], rows)
        + f"\n![{plot.title}]({PLOTS}/labels.svg)\n"
    )


def hashes(record: Record) -> str:
    figures = record.figures("hash")
    if not figures:
        return not_run("Looking up similar pictures")
    rows = [
        [name, str(Rate(*one["tiles"])), f"{one['auc']:.3f}", str(Rate(*one["passed"]))]
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
        [name, str(Rate(*one["tiles"])), str(Rate(*one["passed"])), f"{one['cpu_ms']:.0f} ms"]
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
        f"- tiles judged right: {Rate(*figures['tiles'])}\n"
        f"- challenges passed: {Rate(*figures['passed'])}\n"
    )


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
    times = [
        [who, f"{seconds:.1f} s", f"{figures['slow_seconds'][who]:.1f} s"]
        for who, seconds in figures["seconds"].items()
    ]
    sure, most = figures["margins"], percent(margins.MOST_HIDDEN)
    rows = [
        [f"hidden of what decides: {kind}", f"{percent(share)} %", f"at most {most} %"]
        for kind, share in sure["hidden"].items()
    ]
    rows.append(
        ["between an arm and the end of a fact", f"{sure['degrees']:.1f} degrees",
         f"at least {margins.LEAST_DEGREES}"]
    )  # fmt: skip
    clear = [
        [name, f"{one['least']:.2f}", f"{one['thousandth']:.2f}", f"{one['median']:.2f}",
         f"{legibility.TARGETS[name]:g}"]
        for name, one in figures["legibility"].items()
    ]  # fmt: skip
    return (
        section("What it asks of people", record, "people")
        + f"{figures['prompts']:,} different questions. {figures['clicks']:.1f} clicks on average, "
        f"the button among them; words to read: {words}. Seconds by the keystroke-level model "
        "(Card, Moran and Newell, 1980), reading and looking at every tile twice; a finger after "
        "MacKenzie (2015):\n\n"
        + table(["language, hand", "on average", "one in twenty"], times)
        + f"\nHow clear the drawings are, in every tile of {figures['sheets']:,} sheets, in its "
        "fields of day and of night apart, as a share of the way from black to white: the largest "
        "of the differences in light, outline and texture between the figure and seven pixels "
        "around it.\n\n"
        + table(["measure", "least", "in 99.9 %", "median", "target"], clear)
        + "\nHow far the same tiles are from being doubtful; of a chair its legs decide, and the "
        "sitting:\n\n" + table(["margin", "worst tile", "target"], rows)
    )


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


HOW = """## Measure it again

```
./run captcha-lab                         # everything, about four hours
./run captcha-lab --budgets 2,20          # without the longest training
./run captcha-lab --only people,cost      # some parts
./run captcha-lab --quick                 # a few minutes: does it leak, is it fair
```

What is measured is kept in `strength/figures.json`; a later run replaces the parts it measures
again, and forgets the others once the pictures have changed.
"""


def section(title: str, record: Record, part: str) -> str:
    return f"## {title}\n\nMeasured {record.date(part)}. "


def not_run(title: str) -> str:
    return f"## {title}\n\nNot run.\n"


def curve_of(runs: Sequence[tuple[str, dict]], pick) -> list[tuple[float, float]]:
    return [(float(budget), Rate(*pick(one)).share) for budget, one in runs]


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
