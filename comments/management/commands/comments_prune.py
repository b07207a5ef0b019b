from django.core.management.base import BaseCommand, CommandError

from comments import retention


class Command(BaseCommand):
    help = (
        "Erase the words of comments that were rejected or marked as spam long ago; the record of "
        "the decisions stays. Forget from where comments came before today. Safe at any time; run "
        "it daily."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=retention.DAYS, help="keep them so long (%(default)s)"
        )

    def handle(self, *args, days, **options):
        if days < 1:
            raise CommandError("Keep them for a day at least: --days 1 or more.")
        self.stdout.write(f"Erased the words of {retention.erase(days)} refused comments.")
        number = retention.forget_clients()
        self.stdout.write(f"Forgot from where {number} comments came before today.")
        retention.daily.send(retention)
