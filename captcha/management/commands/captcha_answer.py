from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from captcha import challenge
from captcha.token import Unreadable


class Command(BaseCommand):
    help = (
        "Print the numbers of the right tiles of a challenge (from 1, in reading order, a second "
        "sheet's after the first's), given its token. Works with the site's secret key only; "
        "looking spends nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("token", help="the value of the form's hidden field captcha-token")

    def handle(self, *args: Any, token: str, **options: Any) -> None:
        try:
            asked = challenge.read(token)
        except Unreadable as error:
            raise CommandError(
                f"This is not a token of this site: {error}. Copy the whole value of the form's "
                "captcha-token, and use the secret key the site runs with."
            ) from None
        self.stdout.write(" ".join(str(tile) for tile in sorted(asked.answer)))
