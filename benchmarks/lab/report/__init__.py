"""The report, written anew from the record each time."""

from pathlib import Path

from .. import targets
from ..record import Record
from . import attackers, readers
from .text import PLOTS, filled, table

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


HOW = """## Measure it again

```
./run captcha-lab                         # everything, about four hours
./run captcha-lab --budgets 2,20          # without the longest training
./run captcha-lab --only people,cost      # some parts
./run captcha-lab --quick                 # a few minutes: does it leak, is it fair
```

It needs PyTorch, whose builds for Python 3.11 on an x86-64 Linux, and for Macs, have their hashes
in `requirements/torch.txt`; another machine's build needs its own there. `./run test` runs all of
`--quick` but its network, which is the only part that needs PyTorch.

What is measured is kept in `strength/figures.json`; a later run replaces the parts it measures
again, and forgets the others once the pictures have changed.
"""


def write(record: Record, path: Path) -> None:
    """Write the report to ``path`` and its plots into a folder beside it."""
    folder = path.parent / PLOTS
    folder.mkdir(parents=True, exist_ok=True)
    sections = [
        HEAD.format(generator=record.generator),
        promises(record),
        attackers.blind(record),
        attackers.public_network(record, folder),
        attackers.few_labels(record, folder),
        attackers.hashes(record),
        attackers.own_material(record),
        attackers.true_key(record),
        readers.by_eye(record),
        readers.people(record),
        readers.cost(record),
        HOW,
    ]
    path.write_text("\n".join(filled(section) for section in sections))


def promises(record: Record) -> str:
    rows = [
        [line.promise, line.target, line.reached, MARKS[line.is_kept]]
        for line in targets.lines(record)
    ]
    return "## Promises\n\n" + table(["what", "target", "measured", "kept"], rows)
