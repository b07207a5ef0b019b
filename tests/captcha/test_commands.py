"""The operator's commands."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.utils import timezone
from PIL import Image

from captcha import contact, owed
from captcha.asking import Asker
from captcha.challenge import CLOCK_SKEW, LONGEST_LIFE, issue, redeem
from captcha.management.commands.captcha_prune import KEPT
from captcha.models import Defence, Spent, Tally

OTHER_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ"


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_captcha_answer_prints_the_right_tiles_in_reading_order():
    """Without the ``db`` fixture any query fails: looking spends nothing."""
    asked = issue("letter", Asker())
    printed = run("captcha_answer", str(asked))
    assert printed == " ".join(str(tile) for tile in sorted(asked.answer)) + "\n"


@pytest.mark.django_db
def test_what_captcha_answer_prints_passes():
    asker = Asker("A" * 22)
    asked = issue("letter", asker)
    tiles = [int(tile) for tile in run("captcha_answer", str(asked)).split()]
    assert redeem(str(asked), tiles, scope="letter", asker=asker).value == "passed"


def test_captcha_answer_tells_nothing_with_another_secret_key(settings):
    token = str(issue("letter", Asker()))
    settings.SECRET_KEY = OTHER_KEY
    with pytest.raises(CommandError, match="use the secret key the site runs with"):
        run("captcha_answer", token)


@pytest.mark.parametrize("token", ["", "x", "A" * 92, "я" * 92])
def test_captcha_answer_says_what_is_wrong_with_a_token(token):
    with pytest.raises(CommandError, match="This is not a token of this site"):
        run("captcha_answer", token)


@pytest.fixture
def old_and_new(db):
    now = timezone.now()
    for nonce, age in [("old", 25), ("young", 23), ("new", 0)]:
        Spent.objects.create(nonce=nonce)
        Spent.objects.filter(nonce=nonce).update(spent_at=now - timedelta(hours=age))
    for client, ends in [("over", -25), ("counts still", -0.5), ("on", 1)]:
        ends = now + timedelta(hours=ends)
        Tally.objects.create(budget="b", client=client, window=int(ends.timestamp()))


def test_captcha_prune_deletes_what_is_over_and_nothing_else(old_and_new):
    assert run("captcha_prune") == "Deleted 1 spent challenges and 1 tallies.\n"
    assert set(Spent.objects.values_list("nonce", flat=True)) == {"young", "new"}
    assert set(Tally.objects.values_list("client", flat=True)) == {"counts still", "on"}


def test_captcha_prune_can_run_at_any_time(old_and_new):
    run("captcha_prune")
    assert run("captcha_prune") == "Deleted 0 spent challenges and 0 tallies.\n"


def test_a_spent_key_is_kept_longer_than_any_token_lives():
    assert timedelta(seconds=LONGEST_LIFE + CLOCK_SKEW) < KEPT == timedelta(hours=24)


def test_a_tally_is_kept_while_its_window_counts_as_the_one_before():
    budgets = [owed.TRIES, owed.PREFIX, owed.SITE_WRONG, owed.SITE_UNABLE]
    assert max(budget.seconds for budget in budgets) < KEPT.total_seconds()


@pytest.mark.django_db
def test_captcha_stats_counts_how_the_last_days_answers_came_out():
    for number, (level, verdict, hours) in enumerate(
        [(0, "passed", 1), (0, "passed", 23), (0, "wrong", 2), (2, "unable", 3), (1, "wrong", 25)]
    ):
        Spent.objects.create(nonce=str(number), level=level, verdict=verdict)
        at = timezone.now() - timedelta(hours=hours)
        Spent.objects.filter(nonce=str(number)).update(spent_at=at)
    header, *levels, defence = run("captcha_stats").splitlines()
    assert header.split() == ["level", "passed", "wrong", "unable"]
    assert [line.split() for line in levels] == [
        ["0", "2", "1", "0"],
        ["1", "0", "0", "0"],
        ["2", "0", "0", "1"],
    ]
    assert defence.startswith("Defence: down (auto)")


@pytest.mark.django_db
def test_captcha_stats_says_that_the_defence_is_up():
    Defence.objects.update(mode="on")
    assert "Defence: up (on)" in run("captcha_stats")


def export(directory, *options, key="somebody else"):
    return run(
        "captcha_export", str(directory), "--secret-key", key, "--day", "2026-11-22", *options
    )


def lines_of(directory):
    return [json.loads(line) for line in (directory / "challenges.jsonl").read_text().splitlines()]


@pytest.fixture
def exported(tmp_path):
    """Seven challenges with contact sheets, without the ``db`` fixture: no query is made."""
    export(tmp_path / "out", "--count", "7", "--seed", "tests", "--contact")
    return tmp_path / "out"


def test_captcha_export_writes_each_sheet_beside_a_line_about_it(exported):
    lines = lines_of(exported)
    assert [line["challenge"] for line in lines] == list(range(1, 8))
    for line in lines:
        with Image.open(exported / line["picture"]) as picture:
            assert picture.width == line["grid"]["columns"] * line["grid"]["tile_pixels"]
        asked = line["prompt"]["facts"].items()
        right = [tile["number"] for tile in line["tiles"] if asked <= tile["facts"].items()]
        assert right == line["answer"]


def test_captcha_export_with_a_seed_writes_the_same_bytes_again(exported, tmp_path):
    export(tmp_path / "again", "--count", "2", "--seed", "tests")
    name = "000002.jpg"
    assert (tmp_path / "again" / name).read_bytes() == (exported / name).read_bytes()


def test_contact_sheets_hold_every_picture_and_no_answer(exported):
    assert len(list(exported.glob("contact-*.png"))) == 2
    lines = lines_of(exported)
    answers = [f"{line['challenge']}: {' '.join(map(str, line['answer']))}" for line in lines]
    assert (exported / "contact-answers.txt").read_text().splitlines() == answers


def test_every_contact_sheet_begins_with_the_next_picture(exported):
    pages = sorted(exported.glob("contact-*.png"))
    for page, first in zip(pages, ("000001.jpg", "000007.jpg"), strict=True):
        with Image.open(page) as paper, Image.open(exported / first) as picture:
            left, top = contact.MARGIN, contact.MARGIN + contact.TITLE
            box = (left, top, left + picture.width, top + picture.height)
            assert paper.crop(box).tobytes() == picture.convert("RGB").tobytes()


def test_captcha_export_writes_both_sheets_of_a_hard_challenge(tmp_path):
    assert "Wrote 4 sheets" in export(tmp_path / "out", "--count", "2", "--level", "2")
    lines = lines_of(tmp_path / "out")
    assert [line["challenge"] for line in lines] == [1, 1, 2, 2]
    assert lines[1]["tiles"][0]["number"] == 10


def test_captcha_export_refuses_a_folder_that_holds_something(exported):
    with pytest.raises(CommandError, match="is not empty"):
        export(exported)


def test_captcha_export_refuses_a_folder_it_cannot_make(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be written to"):
        export(tmp_path / "file" / "out")


def test_captcha_export_finds_a_folder_read_only_before_it_draws(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(CommandError, match="cannot be written to: Permission denied"):
        export(tmp_path)
    assert not any(tmp_path.iterdir())


def test_captcha_export_knows_the_first_and_the_last_day_of_a_token(tmp_path):
    for day in ("1970-01-01", "2105-12-31"):
        export(tmp_path / day, "--day", day, "--count", "1")
        assert (tmp_path / day / "000001.jpg").exists()


def test_captcha_export_refuses_the_sites_own_key_unless_it_is_named(tmp_path, settings):
    for key in (settings.SECRET_KEY, OTHER_KEY):
        settings.SECRET_KEY_FALLBACKS = [OTHER_KEY]
        with pytest.raises(CommandError, match="this site's own secret key"):
            export(tmp_path / "out", key=key)
    export(tmp_path / "own", "--count", "1", "--seed", "tests", key="the site's own")
    export(tmp_path / "else", "--count", "1", "--seed", "tests")
    own, other = (tmp_path / name / "000001.jpg" for name in ("own", "else"))
    assert own.read_bytes() != other.read_bytes()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--day", "22.11.2026"], "write the day like 2026-11-22"),
        (["--day", "1969-12-31"], "name a day from 1970-01-01 to 2105-12-31"),
        (["--day", "2106-01-01"], "name a day from 1970-01-01 to 2105-12-31"),
        (["--day", "2105-12-31", "--days", "2"], "say at most 1 for --days"),
        (["--days", "99999999"], "say at most 28894 for --days"),
        (["--count", "0"], "say how many"),
        (["--count", "many"], "say how many"),
        (["--level", "9"], "invalid choice"),
    ],
)
def test_captcha_export_says_what_is_wrong_with_an_option(tmp_path, options, says):
    with pytest.raises(CommandError, match=says):
        export(tmp_path / "out", *options)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("captcha_answer", ["reading order", "secret key", "spends nothing"]),
        ("captcha_export", ["labelled", "its right tiles", "train a solver", "solved by eye"]),
        ("captcha_prune", ["over for a day", "run it daily"]),
        ("captcha_stats", ["the last day", "exact"]),
    ],
)
def test_the_help_says_what_the_command_does(name, says):
    text = " ".join(
        load_command_class("captcha", name).create_parser("manage.py", name).format_help().split()
    )
    assert all(phrase in text for phrase in says)
