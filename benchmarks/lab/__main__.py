"""``./run captcha-lab``: the attacks of ``parts``, their record and the report.

What needs Torch is imported late: the processes that draw start by importing this module too.
"""

import os
import sys
import tempfile
import time


def main() -> int:
    from . import options

    chosen = options.read()
    with tempfile.TemporaryDirectory(prefix="captcha-lab-") as state:
        os.environ.setdefault("VAR_DIR", state)
        os.environ.setdefault("OMP_NUM_THREADS", str(chosen.threads))  # NumPy's, too
        from .drawing import Drawers, prepare_django

        prepare_django()
        from . import facts

        vocabulary = facts.of_public_code()
        drawers = Drawers(vocabulary, chosen.drawers)
        try:
            return run(chosen, vocabulary, drawers)
        finally:
            drawers.close()


def run(chosen, vocabulary, drawers) -> int:
    import torch

    from . import by_eye, parts, quick, record, report

    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)  # a network begins with the same weights; its tiles are always others
    name = record.generator()
    lab = parts.Lab(vocabulary, drawers, chosen.networks, name, say)
    if chosen.quick:
        return quick.run(lab)
    kept = record.load(chosen.report.parent / report.PLOTS / "figures.json")

    def measure(part: str, action, *arguments) -> None:
        say(f"== {part}")
        kept.put(part, action(lab, *arguments))
        report.write(kept, chosen.report)

    simple = {
        "people": parts.ask_people,
        "cost": parts.ask_server,
        "blind": parts.guess,
        "hash": parts.look_up,
        "labels": parts.learn_labels,
        "material": parts.add_material,
    }
    for part in chosen.only:
        if part == "public":
            for minutes in sorted(chosen.budgets):
                measure(f"public {minutes:g}", parts.train_public, minutes)
        elif part == "true-key":
            measure(part, parts.train_with_true_key, chosen.true_minutes)
        elif part == "by-eye":
            folder = chosen.report.parent / report.PLOTS / "by-eye"
            if found := by_eye.figures(folder, name):
                kept.put(part, found)
            else:
                say(f"{folder} has no answers for the pictures of generator {name}; left out.")
        else:
            measure(part, simple[part])
    report.write(kept, chosen.report)
    say(f"Wrote {chosen.report}.")
    return 0


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
