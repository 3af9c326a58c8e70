"""Dates typed as text: the day first, in three languages, and nothing turned round."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheets_sync.values import DateRead, Refusal, day_of, read_date, swapped

CASES = tomllib.loads(Path(__file__).with_name("dates.toml").read_text(encoding="utf-8"))["case"]
#: No clock: a slow machine is no fault of the code.
untimed = settings(deadline=None, max_examples=300)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
datelike = st.lists(
    st.sampled_from(
        ["1", "12", "31", "99", "2025", "25", "/", "-", ".", " ", ", ", "mei", "mars", "er", "T10:00", "le"]
    ),
    max_size=9,
).map("".join)


# ------------------------------------------------------------------------------------------------- cases as data
@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_each_text_has_one_outcome(case: dict[str, str | int]) -> None:
    """A date is read, or refused with its code and what may have been meant, as dates.toml says."""
    text, expected = str(case["text"]), str(case["read"])

    read = read_date(text)

    if isinstance(read, Refusal):
        meant = date.fromisoformat(str(case["meant"])) if "meant" in case else None
        assert (read.code, read.suggestion) == (expected, meant)
    else:
        assert read == DateRead(
            date.fromisoformat(expected), bool(case.get("usual", True)), int(case.get("day_first", 0))
        )


def test_a_refusal_carries_the_text_as_it_is_shown() -> None:
    """The sentence quotes the cell on one line, without what cannot be seen."""
    assert read_date("mei\n2025\u200b ") == Refusal("CEL02", {"value": "mei 2025"})


# ------------------------------------------------------------------------------------------------- what holds for all
DIGITS = (
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%Y}",
    "{0:%d-%m-%Y}",
    "{0:%d.%m.%Y}",
    "{0:%d %m %Y}",
    "{0:%d/%m/%Y %H:%M}",
)
ISO = ("{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y-%m-%dT%H:%M:%S}")


@untimed
@given(days)
@example(date(2025, 2, 1))
@example(date(2024, 2, 29))
def test_a_date_in_digits_is_read_back_the_day_first(day: date) -> None:
    """Every date in every usual style is the same date again, and its mark of a swap is its day."""
    moment = datetime.combine(day, time(13, 5))

    read = [read_date(style.format(moment)) for style in DIGITS]
    iso = [read_date(style.format(moment)) for style in ISO]

    assert {(found.day, found.swap_mark) for found in read if isinstance(found, DateRead)} == {(day, day.day)}
    assert {(found.day, found.swap_mark) for found in iso if isinstance(found, DateRead)} == {(day, 0)}
    assert not [found for found in read + iso if isinstance(found, Refusal)]


@untimed
@given(
    days,
    st.sampled_from(["nl_BE", "fr_BE", "fr_BJ", "en_GB", "en_RW", "en_US"]),
    st.sampled_from(["d MMMM y", "d MMM y", "EEEE d MMMM y", "EEE d MMM y", "dd-MMM-y", "long", "full"]),
)
def test_a_date_in_letters_is_read_back(day: date, locale: str, style: str) -> None:
    """The months and weekdays of the three languages, whole or short, are read as meant and shown to be so."""
    read = read_date(format_date(day, style, locale=locale))

    assert read == DateRead(day, as_typed=False, swap_mark=0)


@untimed
@given(days)
def test_the_month_first_is_never_read_as_another_date(day: date) -> None:
    """Month/day/year is refused where the day is no month; the suggestion is the date that was meant."""
    read = read_date(f"{day:%m/%d/%Y}")

    if day.day > 12:
        assert read == Refusal("CEL02", {"value": f"{day:%m/%d/%Y}"}, day)
    else:
        assert isinstance(read, DateRead)
        assert read.day in {day, swapped(day)}


@untimed
@given(st.text(max_size=80) | datelike)
@example("\ud800")
@example("9" * 100000)
@example("31/12/2100")
@example("32/12/2100")
def test_no_text_ever_raises_and_each_suggestion_is_a_date(text: str) -> None:
    """Whatever stands in a cell, the answer is a date, or a refusal that suggests a readable date or nothing."""
    read = read_date(text)

    if isinstance(read, Refusal):
        assert read.suggestion is None or isinstance(read.suggestion, date)
        assert str(read.params["value"]).encode().decode() == read.params["value"]
    offered = read.day if isinstance(read, DateRead) else read.suggestion
    if isinstance(offered, date):
        again = read_date(f"{offered:%d/%m/%Y}")
        assert isinstance(again, DateRead)
        assert again.day == offered


# ------------------------------------------------------------------------------------------------- what is stored
@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (date(2025, 3, 7), date(2025, 3, 7)),
        (datetime(2025, 3, 7, 14, 5), date(2025, 3, 7)),  # noqa: DTZ001  (a spreadsheet knows no time zone)
        (time(14, 5), None),
        (timedelta(hours=30), None),
        (45723.0, None),
        ("2025-03-07", None),
        (True, None),
        (None, None),
    ],
)
def test_the_day_of_a_stored_value(stored: object, expected: date | None) -> None:
    """A stored date is taken as it is, its time left out; everything else is no date."""
    found = day_of(stored)  # type: ignore[arg-type]

    assert found == expected
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 7, 3), date(2025, 3, 7)),
        (date(2025, 12, 12), None),
        (date(2025, 7, 13), None),
        (date(2025, 2, 12), date(2025, 12, 2)),
    ],
)
def test_a_date_that_may_be_turned_round(day: date, expected: date | None) -> None:
    """Only a date with two different numbers up to twelve has another reading."""
    assert swapped(day) == expected
