import json
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from captcha import contact, export
from captcha.challenge import Sheet
from captcha.levels import HARDEST

LINES = "challenges.jsonl"
PAGE = contact.COLUMNS * contact.ROWS
# A token keeps its times in 32 bits of seconds since 1970 (captcha/token.py): whole years of them.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2105, 12, 31)
OWN = "the site's own"


class Command(BaseCommand):
    help = (
        "Write labelled challenges into a new folder: one JPEG a sheet, as a browser gets it, and "
        "challenges.jsonl, with one line a sheet that holds its question, the facts it asks for, "
        "its grid, its right tiles and the facts of every tile. They are what a site with the "
        "given secret key would show on the given day, so that anybody can attack the pictures, "
        "or judge whether they are fair, with means of their own. The database is not needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, help="a folder that is empty or not there yet")
        parser.add_argument(
            "--secret-key",
            required=True,
            metavar="KEY",
            help=(
                "the secret key of the site that would show them: any words, such as 'somebody "
                "else'. It is not this site's: whoever gets labelled pictures of a site's day can "
                f'train a solver on them. "{OWN}" exports those all the same.'
            ),
        )
        parser.add_argument(
            "--day",
            required=True,
            type=_day,
            metavar="YYYY-MM-DD",
            help="the day (UTC) on which they would be issued",
        )
        parser.add_argument(
            "--days",
            type=_count,
            default=1,
            help="spread them over so many days from that one; each has a look of its own",
        )
        parser.add_argument(
            "--level",
            type=int,
            default=0,
            choices=range(HARDEST + 1),
            help="how hard: 0 is what a reader meets first (default: 0)",
        )
        parser.add_argument(
            "--count", type=_count, default=100, help="how many challenges (default: 100)"
        )
        parser.add_argument(
            "--seed", default="", help="any words; the same words give the same challenges"
        )
        parser.add_argument(
            "--contact",
            action="store_true",
            help=(
                f"write contact sheets as well: pages of {PAGE} numbered sheets with their "
                "questions, to be solved by eye, and contact-answers.txt to check them against"
            ),
        )

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        secret_key = _secret_key(options["secret_key"])
        days = _days(options["day"], options["days"], options["count"])
        _begin(directory)
        asked = chain.from_iterable(
            export.challenges(
                secret_key,
                day,
                options["level"],
                count,
                options["seed"] and f"{options['seed']} {day}",
            )
            for day, count in days.items()
        )
        sheets = [
            (number, sheet)
            for number, challenge in enumerate(asked, start=1)
            for sheet in challenge.sheets
        ]
        with (directory / LINES).open("w", encoding="utf-8") as lines:
            for number, challenge, sheet in self._counted(sheets):
                picture = _picture(directory, number)
                picture.write_bytes(sheet.draw())
                line = {"picture": picture.name, "challenge": challenge, "level": options["level"]}
                lines.write(json.dumps(line | export.described(sheet)) + "\n")
        if options["contact"]:
            _write_contact_sheets(directory, [sheet for _, sheet in sheets])
        self.stdout.write(f"Wrote {len(sheets)} sheets and {LINES} into {directory}.")

    def _counted(self, sheets: list[tuple[int, Sheet]]) -> Iterator[tuple[int, int, Sheet]]:
        """Yield the sheets with their numbers, and say every hundred how far it is."""
        for number, (challenge, sheet) in enumerate(sheets, start=1):
            yield number, challenge, sheet
            if number % 100 == 0:
                self.stderr.write(f"{number} of {len(sheets)} sheets")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"write the day like 2026-11-22, not {text!r}") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ArgumentTypeError(f"name a day from {FIRST_DAY} to {LAST_DAY}, not {text}")
    return day


def _days(first: date, days: int, count: int) -> Counter[date]:
    """Return how many of ``count`` challenges each of the days gets, as evenly as can be."""
    if days > (left := (LAST_DAY - first).days + 1):
        raise CommandError(
            f"The last day that challenges can be issued on is {LAST_DAY}: say at most {left} for "
            "--days."
        )
    return Counter(first + timedelta(number * days // count) for number in range(count))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError(f"say how many, such as 100, not {text!r}")
    return int(text)


def _secret_key(words: str) -> str:
    if words == OWN:
        return settings.SECRET_KEY
    if words in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        raise CommandError(
            "That is this site's own secret key. Labelled pictures of a site's day are what a "
            f"solver is trained on: take other words, or say '{OWN}' if you mean it."
        )
    return words


def _begin(directory: Path) -> None:
    """Make the folder and, if it is empty, the file of the lines in it: what can't be written to
    is found out before anything is drawn."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        is_empty = not any(directory.iterdir())
        if is_empty:
            (directory / LINES).touch()
    except OSError as error:
        raise CommandError(
            f"{directory} cannot be written to: {error.strerror}. Name another folder."
        ) from None
    if not is_empty:
        raise CommandError(f"{directory} is not empty. Name a folder that is not there yet.")


def _picture(directory: Path, number: int) -> Path:
    return directory / f"{number:06}.jpg"


def _write_contact_sheets(directory: Path, sheets: list[Sheet]) -> None:
    questions = [
        f"{number}. {sheet.prompt.sentence('en')}" for number, sheet in enumerate(sheets, start=1)
    ]
    for start in range(0, len(sheets), PAGE):
        part = slice(start, start + PAGE)
        numbers = range(start + 1, min(start + PAGE, len(sheets)) + 1)
        pictures = [_picture(directory, number).read_bytes() for number in numbers]
        page = contact.page(questions[part], pictures)
        page.save(directory / f"contact-{start // PAGE + 1:03}.png", optimize=True)
    answers = [
        f"{number}: {' '.join(map(str, sorted(sheet.answer)))}\n"
        for number, sheet in enumerate(sheets, start=1)
    ]
    (directory / "contact-answers.txt").write_text("".join(answers))
