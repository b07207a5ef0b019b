"""Dates and durations as they are written in Arabic; Django knows half of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import override

EVENING = datetime(2026, 11, 22, 19, 45, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_arabic():
    with override("ar"), timezone.override(UTC):
        yield


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DATE_FORMAT", "22 نوفمبر 2026"),
        ("DATETIME_FORMAT", "22 نوفمبر 2026، 7:45 م"),
        ("TIME_FORMAT", "7:45 م"),
        ("MONTH_DAY_FORMAT", "22 نوفمبر"),
        # A mark after each part keeps day, month and year in this order from right to left.
        ("SHORT_DATE_FORMAT", "22\u200f/11\u200f/2026"),
        ("SHORT_DATETIME_FORMAT", "22\u200f/11\u200f/2026، 7:45 م"),
    ],
)
def test_a_date_is_day_month_year_with_an_arabic_comma(name, words):
    assert formats.date_format(EVENING, name) == words


def test_a_date_that_was_typed_in_digits_is_read():
    assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"
    assert date(2026, 11, 22).strftime(formats.get_format("DATE_INPUT_FORMATS")[0]) == "2026-11-22"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(minutes=1), "دقيقة واحدة"),
        (timedelta(minutes=2), "دقيقتين"),
        (timedelta(hours=3), "3 ساعات"),
        (timedelta(hours=11), "11 ساعة"),
        (timedelta(days=2), "يومين"),
        (timedelta(days=330), "10 أشهر، 3 أسابيع"),
        (timedelta(days=365 * 100 + 25), "100 سنة"),
    ],
)
def test_a_duration_has_the_right_form_of_its_unit(passed, words):
    assert timesince(EVENING - passed, EVENING).replace("\xa0", " ") == words
