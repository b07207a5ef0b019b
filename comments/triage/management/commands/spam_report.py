from django.core.management.base import BaseCommand, CommandError

from comments.triage import trial
from comments.triage.models import LIKELY


class Command(BaseCommand):
    help = (
        "Say how well the spam score would have done on this site: learn from the earlier "
        "decisions of your moderators, judge the comments decided later, and compare. Changes "
        "nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--share",
            type=float,
            default=0.5,
            help="the part of the decisions, by time, to learn from: 0 for none (%(default)s)",
        )
        parser.add_argument(
            "--threshold",
            type=float,
            default=LIKELY / 1000,
            help="the likelihood from which to call a comment spam (%(default)s, as the desk does)",
        )

    def handle(self, *args, share, threshold, **options):
        if not 0 <= share < 1 or not 0 <= threshold <= 1:
            raise CommandError("--share lies between 0 and below 1, --threshold between 0 and 1.")
        found = trial.by_time(share, threshold)
        if not found.judged:
            raise CommandError("Nothing was decided yet that could be judged.")
        self.stdout.write(
            f"Learned from the first {found.learned} decisions, judged the {found.judged} after "
            f"them, of which {found.spam} were spam."
        )
        self.tell("ROC AUC", found.auc, "needs spam and approved comments among the judged")
        self.stdout.write(f"Called spam from {threshold:g} on:")
        self.tell(
            "  precision, how much of that was spam", found.precision, "nothing was called so"
        )
        self.tell("  recall, how much of the spam was that", found.recall, "there was no spam")

    def tell(self, name, number, instead):
        self.stdout.write(f"{name}: " + (f"{number:.4f}" if number is not None else instead))
