"""The measurements, one function each; every one returns figures that JSON can hold."""

import copy
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from captcha import export
from captcha.challenge import Sheet
from captcha.levels import LEVELS

from . import costs, hashing, labels, material, network, people, sites
from .deciding import Beliefs, Outcome, attack, log_odds
from .drawing import LEVEL, Drawers, Job, Sheets, joined
from .facts import Vocabulary
from .rates import Rate
from .sites import Site

ATTACKED = 50  # sites that the public network is tried on
SHEETS = 40  # challenges of each
SHEETS_A_LOOK = 6  # that it is trained on, of each site it makes up
CLOSE = range(1000, 1004)  # sites that are attacked with labels of their own day
CLOSE_SHEETS = 125  # challenges of each
LABELLED = (50, 200, 1_000, 5_000)  # tiles
TUNING = 40.0  # CPU seconds of training on them
TRUE = range(1000, 1002)  # sites whose key the fairness is measured with
TRUE_SHEETS = 200
MATERIAL_SHEETS = 20  # of each site that has some


@dataclass
class Lab:
    """What all measurements share. ``folder`` keeps trained networks, ``name`` is the
    generator's."""

    vocabulary: Vocabulary
    drawers: Drawers
    folder: Path
    name: str
    say: Callable[[str], None]
    _close: dict[int, tuple[Sheets, Sheets]] = field(default_factory=dict)

    @cached_property
    def attacked(self) -> Sheets:
        self.say(f"drawing {ATTACKED * SHEETS} challenges of {ATTACKED} unseen sites")
        return self.drawn(Job(sites.unseen(n), SHEETS, "attacked") for n in range(ATTACKED))

    def drawn(self, jobs: Iterable[Job]) -> Sheets:
        return joined(self.drawers.draw(jobs))

    def of_one(self, site: Site, count: int, seed: str) -> Sheets:
        """Return sheets of one site, drawn by all workers."""
        part = 25
        jobs = [
            Job(site, min(part, count - start), f"{seed} {start}")
            for start in range(0, count, part)
        ]
        return self.drawn(jobs)

    def close(self, number: int) -> tuple[Sheets, Sheets]:
        """Return what an attacker has labelled of a site's day, and what he is asked there."""
        if number not in self._close:
            site = sites.unseen(number)
            self.say(f"drawing for site {number}")
            tiles = LEVELS[LEVEL].tiles
            known = self.of_one(site, -(-LABELLED[-1] // tiles), "labelled")
            self._close[number] = known, self.of_one(site, CLOSE_SHEETS, "asked")
        return self._close[number]

    def network_file(self, minutes: float) -> Path:
        return self.folder / f"public-{minutes:g}.pt"

    def strongest(self) -> tuple[network.Network, float]:
        """Return the public network with the largest budget that was trained on this generator,
        and its minutes.

        Exits with a sentence where there is none.
        """
        kept = [network.load(path) for path in self.folder.glob("public-*.pt")]
        ours = [(net, record) for net, record in kept if record["generator"] == self.name]
        if not ours:
            sys.exit(
                f"{self.folder} has no network that was trained on these pictures. Train one "
                "first: ./run captcha-lab --only public --budgets 20"
            )
        net, record = max(ours, key=lambda one: one[1]["budget"])
        return net, record["budget"]


def some_sheets(count: int) -> list[Sheet]:
    """Return sheets of many sites, to be looked at in this process."""
    each = -(-count // ATTACKED)
    of_sites = (sites.unseen(number) for number in range(ATTACKED))
    asked = chain.from_iterable(
        export.challenges(site.secret_key, site.day, LEVEL, each, "people") for site in of_sites
    )
    return [sheet for one in asked for sheet in one.sheets]


def ask_people(lab: Lab) -> dict[str, Any]:
    return people.figures(some_sheets(2_000))


def ask_server(lab: Lab) -> dict[str, Any]:
    return costs.figures(some_sheets(300))


def guess(lab: Lab) -> dict[str, Any]:
    """Count the answers there are, and what always giving the same one wins."""
    guesses = {str(number): level.subsets**level.sheets for number, level in enumerate(LEVELS)}
    every = lab.attacked.right
    answer = np.zeros(every.shape[1], bool)
    answer[[0, 4, 8]] = True
    same = Rate(int((every == answer).all(1).sum()), len(every))
    return {"answers": guesses, "same": [same.hits, same.of]}


def look_up(lab: Lab) -> dict[str, Any]:
    """Attack each site by the pictures of its own day that are most alike."""
    found: dict[str, Any] = {}
    tiles = LABELLED[-1]
    for name, hashed in hashing.HASHES.items():
        outcomes, curves = [], []
        for number in CLOSE:
            known, unknown = lab.close(number)
            said = hashing.beliefs(known, unknown, lab.vocabulary.sizes, hashed)
            outcomes.append(attack(said, unknown))
            curves.append(auc(said, unknown))
        found[name] = pooled(outcomes) | {"auc": float(np.mean(curves))}
    return {"known_tiles": tiles, "hashes": found}


def auc(beliefs: Beliefs, sheets: Sheets) -> float:
    """Return how often a right tile is believed in more than a wrong one; 0.5 is chance."""
    from sklearn.metrics import roc_auc_score

    odds = log_odds(beliefs, sheets.asked)
    return float(roc_auc_score(sheets.right.ravel(), odds.ravel()))


def train_public(lab: Lab, minutes: float) -> dict[str, Any]:
    """Train a network on what the public code draws, and attack sites it has not seen. One that
    was stopped goes on."""
    stream = lab.drawers.stream(public_jobs())
    net = network.Network(lab.vocabulary.sizes)
    half_done = lab.folder / f"half-done-{lab.name}-{minutes:g}.pt"
    try:
        record = network.train_on_stream(net, stream, minutes, lab.say, half_done)
    finally:
        stream.stop()
    network.save(net, lab.network_file(minutes), {"generator": lab.name, "budget": minutes})
    half_done.unlink(missing_ok=True)
    outcome = attack(network.beliefs(net, lab.attacked), lab.attacked)
    adapted = attack(network.adapted_beliefs(net, lab.attacked, SHEETS), lab.attacked)
    return record | {
        **outcome.as_figures(),
        "adapted": adapted.as_figures(),
        "weights": net.weights,
        "sites": ATTACKED,
    }


def public_jobs() -> Iterator[Job]:
    return (Job(site, SHEETS_A_LOOK) for site in sites.public())


def learn_labels(lab: Lab) -> dict[str, Any]:
    """Attack each site with some labelled tiles of its own day."""
    net, minutes = lab.strongest()
    outcomes: dict[str, dict[int, list[Outcome]]] = {}
    for number in CLOSE:
        known, unknown = lab.close(number)
        for count in LABELLED:
            lab.say(f"site {number}: {count} labelled tiles")
            for name, said in learners(net, known, unknown, count):
                found = outcomes.setdefault(name, {}).setdefault(count, [])
                found.append(attack(said, unknown))
    curves = {
        name: {str(count): pooled(some) for count, some in curve.items()}
        for name, curve in outcomes.items()
    }
    return {"network_minutes": minutes, "tuning_seconds": TUNING, "attackers": curves}


def learners(
    net: network.Network, known: Sheets, unknown: Sheets, count: int
) -> Iterator[tuple[str, Beliefs]]:
    """Yield what each attacker believes after seeing ``count`` labelled tiles."""
    pixels, facts = known.tiles[:count], known.tile_facts[:count]
    asked, shape = unknown.tiles, unknown.right.shape
    sizes = net.sizes
    yield (
        "edge histograms, regression",
        labels.learned(labels.outlines(pixels), facts, labels.outlines(asked), sizes, shape),
    )
    yield (
        "public network frozen, regression",
        labels.learned(
            network.features(net, pixels), facts, network.features(net, asked), sizes, shape
        ),
    )
    yield (
        "public network, tuned",
        network.beliefs(network.tuned(net, pixels, facts, TUNING), unknown),
    )


def train_with_true_key(lab: Lab, minutes: float) -> dict[str, Any]:
    """Measure whether the pictures say enough: a network that may see as many labelled tiles of
    the site's own day as it likes."""
    start, before = lab.strongest()
    outcomes = []
    for number in TRUE:
        site = sites.unseen(number)
        lab.say(f"training with the true key of site {number}")
        net = copy.deepcopy(start)
        stream = lab.drawers.stream(own_jobs(site))
        try:
            network.train_on_stream(net, stream, minutes, lab.say)
        finally:
            stream.stop()
        unknown = lab.of_one(site, TRUE_SHEETS, "asked")
        outcomes.append(attack(network.beliefs(net, unknown), unknown))
    return pooled(outcomes) | {"minutes": minutes, "network_minutes": before, "sites": len(TRUE)}


def add_material(lab: Lab) -> dict[str, Any]:
    """Attack sites without and with textures and drawings of their operators' own, which the
    public network has not met."""
    net, minutes = lab.strongest()
    found: dict[str, Any] = {"network_minutes": minutes, "sites": ATTACKED}
    with TemporaryDirectory(prefix="captcha-material-") as place:
        folders = [material.make(Path(place, str(n)), n) for n in range(ATTACKED)]
        for name, of in (("without", [None] * ATTACKED), ("with", folders)):
            jobs = (
                Job(sites.unseen(n), MATERIAL_SHEETS, "material", folder)
                for n, folder in enumerate(of)
            )
            lab.say(f"drawing {name} material")
            drawn = lab.drawn(jobs)
            outcome = attack(network.beliefs(net, drawn), drawn)
            found[name] = pooled([outcome]) | {"cpu_ms": 1000 * drawn.seconds / len(drawn)}
    return found


def own_jobs(site: Site) -> Iterator[Job]:
    while True:
        yield Job(site, 12)


def pooled(outcomes: Sequence[Outcome]) -> dict[str, list[int]]:
    """Return the tiles and challenges of several sites together."""

    def total(rates: Sequence[Rate]) -> list[int]:
        return [sum(rate.hits for rate in rates), sum(rate.of for rate in rates)]

    return {
        "tiles": total([one.tiles for one in outcomes]),
        "passed": total([one.passed for one in outcomes]),
    }
