"""Dates that a person typed as text: the day comes first, in all three languages; nothing is turned round.

A month may stand in letters, in any of the three languages. A two-digit year is of this century. Month and year, a
span of days or a year alone is no date.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.values.characters import plain, visible, without_accents
from sheets_sync.values.refusal import Refusal
from sheets_sync.values.text import closest

if TYPE_CHECKING:
    from sheets_sync.model import Stored


class DateRead(NamedTuple):
    """A date that can be read in one way only.

    `as_typed` is False where a person should see how it was read: letters, two digits for the year, words around it.
    `swap_mark` is the day's number where day, month and year were typed in digits in this order; 0 otherwise.
    """

    day: date
    as_typed: bool
    swap_mark: int


class _Written(NamedTuple):
    """Year, month and day as they were written; the month is a number or a word."""

    year: str
    month: str
    day: str
    as_typed: bool
    day_first: bool


_YEARS = range(1900, 2101)
_THIS_CENTURY = 2000
_MONTHS_OF_YEAR = range(1, 13)
_DAYS_OF_MONTH = range(1, 32)
_LONGEST = 60

_MONTH_NAMES = (
    "januari jan janvier janv january",
    "februari feb febr fevrier fev fevr february",
    "maart mrt mars march mar",
    "april apr avril avr",
    "mei mai may",
    "juni jun juin june",
    "juli jul juillet juil july",
    "augustus aug aout aou august",
    "september sep sept septembre",
    "oktober okt octobre oct october",
    "november nov novembre",
    "december dec decembre",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NAMES = (
    "maandag ma dinsdag di woensdag wo donderdag do vrijdag vr zaterdag za zondag zo",
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun",
)
_BEFORE = "|".join(
    ("le", "de", "the", "op", "on", "du", *(name for names in _WEEKDAY_NAMES for name in names.split()))
)

_GAP = "[-/., ]{0,3}"
_ORDINAL = "(?: ?(?:er|e|eme|de|ste|st|nd|rd|th)(?![a-z]))?"
_LEAD = rf"(?:(?:{_BEFORE})[.,]{{0,2}} ){{0,2}}"
_DIGITS = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark> ?[-/.] ?| )(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})")
#: The month before the day stands first, so that "th" in `Mar 12th 2025` is not taken for a month.
_LETTERS = (
    re.compile(
        rf"{_LEAD}(?P<month>[a-z]+){_GAP}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[-/., ]{{1,3}}(?P<year>[0-9]{{4}})"
    ),
    re.compile(
        rf"{_LEAD}(?P<day>[0-9]{{1,2}}){_ORDINAL}{_GAP}(?:(?:of|de|du) )?"
        rf"(?P<month>[a-z]+){_GAP}'?(?P<year>[0-9]{{4}}|[0-9]{{2}})"
    ),
    re.compile(r"(?P<year>[0-9]{4})[-/. ](?P<month>[a-z]+)[-/. ]{1,2}(?P<day>[0-9]{1,2})"),
)
_TIME = re.compile(
    r"(?:(?<=[0-9])t|,? (?:(?:om|at|a) )?)(?P<hour>[0-9]{1,2})"
    r"(?:[:hu](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?|[hu])"
    r" ?(?P<half>am|pm)?(?:u|h|uur)?(?:z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)


# ------------------------------------------------------------------------------------------------- what is typed
def read_date(text: str) -> DateRead | Refusal:
    """The date typed: CEL02 if it is none, CEL03 if it does not exist (31 February)."""
    return _read(text) if len(text) <= _LONGEST else _refusal("CEL02", text)


@lru_cache(maxsize=4096)  # the same days come back row after row
def _read(text: str) -> DateRead | Refusal:
    written = _written(_without_time(_folded(text)))
    if written is None:
        return _refusal("CEL02", text)
    year = int(written.year) + (_THIS_CENTURY if len(written.year) == len("25") else 0)
    month = int(written.month) if written.month.isdecimal() else _MONTHS.get(written.month)
    day = int(written.day)
    if month is None:
        return _refusal("CEL02", text, _existing(year, closest(written.month, _MONTHS.items()), day))
    if year not in _YEARS:
        return _refusal("CEL02", text)
    if month not in _MONTHS_OF_YEAR:
        return _refusal("CEL02", text, _existing(year, day, month))
    found = _existing(year, month, day)
    if found is None:
        return _refusal("CEL03", text, _last_day(year, month) if day in _DAYS_OF_MONTH else None)
    return DateRead(found, written.as_typed, day if written.day_first else 0)


def _folded(text: str) -> str:
    """The text in small letters without accents; a raised or foreign digit stays what it is, and is read as none."""
    other_digits = any(char.isnumeric() and not char.isascii() for char in text)
    return plain(text).casefold() if other_digits else without_accents(plain(text)).casefold()


def _written(text: str) -> _Written | None:
    if match := _DIGITS.fullmatch(text):
        usual = len(match["year"]) == len("2025") and match["mark"] in {"/", "-", "."}
        return _Written(match["year"], match["month"], match["day"], as_typed=usual, day_first=True)
    if match := _ISO.fullmatch(text):
        return _Written(match["year"], match["month"], match["day"], as_typed=True, day_first=False)
    for pattern in _LETTERS:
        if match := pattern.fullmatch(text):
            return _Written(match["year"], match["month"], match["day"], as_typed=False, day_first=False)
    return None


def _without_time(text: str) -> str:
    """The text without a time of the day behind it, if there is one that exists."""
    match = _TIME.search(text)
    if match is None:
        return text
    hours = range(1, 13) if match["half"] else range(24)
    sixty = range(60)
    exists = int(match["hour"]) in hours and int(match["minute"] or 0) in sixty and int(match["second"] or 0) in sixty
    return text[: match.start()] if exists else text


def _existing(year: int, month: int | None, day: int) -> date | None:
    if month is None or year not in _YEARS or month not in _MONTHS_OF_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _refusal(code: str, text: str, suggestion: date | None = None) -> Refusal:
    return Refusal(code, {"value": visible(text)}, suggestion)


# ------------------------------------------------------------------------------------------------- what is stored
def day_of(value: Stored) -> date | None:
    """The day that a spreadsheet stored as a date, with or without a time; None if the value is no date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def swapped(day: date) -> date | None:
    """The date with day and month exchanged, if that is another date."""
    if day.day == day.month or day.day not in _MONTHS_OF_YEAR:
        return None
    return date(day.year, day.day, day.month)
