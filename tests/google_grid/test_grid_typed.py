"""What people type, by the locale, and how numbers show."""

# ruff: noqa: DTZ001  (a cell has no zone)
from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.google.sheets.local import local
from tests.google.sheets.shown import EPOCH, serial, shown
from tests.google.sheets.typed import typed
from tests.google_grid.making import ELS, NOON, TAB, book, cell, values

TYPED: list[tuple[str, str, Any, str | None]] = [
    ("nl_BE", "12,50", 12.5, None),
    ("nl_BE", "12.50", "12.50", None),
    ("nl_BE", "1.234,56", 1234.56, "NUMBER"),
    ("nl_BE", "1,234.56", "1,234.56", None),
    ("nl_BE", "12.500", 12500.0, "NUMBER"),
    ("nl_BE", "1234.1234", "1234.1234", None),
    ("nl_BE", "-5", -5.0, None),
    ("nl_BE", "+5", 5.0, None),
    ("nl_BE", "00123", 123.0, None),
    ("nl_BE", "12,5%", 0.125, "PERCENT"),
    ("nl_BE", "€ 12", 12.0, "CURRENCY"),
    ("nl_BE", "12,00 €", 12.0, "CURRENCY"),
    ("nl_BE", "12 EUR", "12 EUR", None),
    ("nl_BE", "1E3", 1000.0, "SCIENTIFIC"),
    ("nl_BE", "3/4/2025", datetime(2025, 4, 3), "DATE"),
    ("nl_BE", "25/12/25", datetime(2025, 12, 25), "DATE"),
    ("nl_BE", "12/25/2025", "12/25/2025", None),
    ("nl_BE", "31/2/2025", "31/2/2025", None),
    ("nl_BE", "14-3-2025", datetime(2025, 3, 14), "DATE"),
    ("nl_BE", "14.3.2025", datetime(2025, 3, 14), "DATE"),
    ("nl_BE", "2025-03-14", datetime(2025, 3, 14), "DATE"),
    ("nl_BE", "3/4", datetime(2025, 4, 3), "DATE"),
    ("nl_BE", "3 mei 2025", datetime(2025, 5, 3), "DATE"),
    ("nl_BE", "3 mai 2025", "3 mai 2025", None),
    ("nl_BE", "3/4/2025 14:30", datetime(2025, 4, 3, 14, 30), "DATE_TIME"),
    ("nl_BE", "12:00", 0.5, "TIME"),
    ("nl_BE", "25:00", "25:00", None),
    ("nl_BE", "WAAR", True, None),
    ("nl_BE", "false", False, None),
    ("nl_BE", "VRAI", "VRAI", None),
    ("nl_BE", "'12", "12", None),
    ("nl_BE", "=", "=", None),
    ("nl_BE", "zaal", "zaal", None),
    ("fr_FR", "12,50", 12.5, None),
    ("fr_FR", "1\u202f234,50", 1234.5, "NUMBER"),
    ("fr_FR", "1\u00a0234,50", 1234.5, "NUMBER"),
    ("fr_FR", "1.234,50", "1.234,50", None),
    ("fr_FR", "1er mars 2025", datetime(2025, 3, 1), "DATE"),
    ("fr_FR", "VRAI", True, None),
    ("en_US", "12.50", 12.5, None),
    ("en_US", "12,50", "12,50", None),
    ("en_US", "1,234.56", 1234.56, "NUMBER"),
    ("en_US", "3/4/2025", datetime(2025, 3, 4), "DATE"),
    ("en_US", "25/12/2025", "25/12/2025", None),
    ("en_US", "3:30 PM", 15.5 / 24, "TIME"),
    ("en_GB", "3/4/2025", datetime(2025, 4, 3), "DATE"),
    ("en_GB", "3 March 2025", datetime(2025, 3, 3), "DATE"),
    ("en_GB", "£5", 5.0, "CURRENCY"),
]


@pytest.mark.parametrize(("locale", "text", "value", "kind"), TYPED)
def test_a_typed_text_becomes(locale: str, text: str, value: Any, kind: str | None) -> None:
    """A number, a day, true or false where the locale reads it so; otherwise it stays a text."""
    entered, style = typed(text, local(locale), NOON)

    expected = serial(value) if isinstance(value, datetime) else value
    assert entered is not None
    assert next(iter(entered.values())) == expected
    assert type(next(iter(entered.values()))) is type(expected)
    assert (style or {}).get("type") == kind


def test_a_formula_and_nothing_are_typed_too() -> None:
    """What begins with = is a formula, an empty text empties the cell."""
    spreadsheet = book(["a"])

    spreadsheet.enter(TAB, "A1", "", user=ELS)
    spreadsheet.enter(TAB, "B1", "=1+1", user=ELS)

    assert values(spreadsheet) == [["", 2]]


def test_a_cell_formatted_as_text_keeps_what_is_typed() -> None:
    """No number comes of it, and no formula."""
    spreadsheet = book()
    spreadsheet.format(TAB, "A1:B1", "TEXT", user=ELS)

    spreadsheet.enter(TAB, "A1", "0032", user=ELS)
    spreadsheet.enter(TAB, "B1", "=1+1", user=ELS)

    assert values(spreadsheet) == [["0032", "=1+1"]]


def test_a_format_that_is_there_stays() -> None:
    """A date typed into a cell with a format of its own shows in that."""
    spreadsheet = book()
    spreadsheet.format(TAB, "A1", "DATE", "yyyy-mm-dd", user=ELS)

    spreadsheet.enter(TAB, "A1", "3/4/2025", user=ELS)

    assert cell(spreadsheet, "A1")["formattedValue"] == "2025-04-03"


SHOWN: list[tuple[str, float, str, str, str]] = [
    ("nl_BE", 1234.5, "", "", "1234,5"),
    ("nl_BE", 1 / 3, "", "", "0,3333333333"),
    ("nl_BE", 1e20, "", "", "1E+20"),
    ("nl_BE", 12.0, "", "", "12"),
    ("nl_BE", 1234.5, "NUMBER", "", "1.234,50"),
    ("nl_BE", 1234.5, "NUMBER", "0", "1235"),
    ("nl_BE", -1234.567, "NUMBER", "#,##0.00", "-1.234,57"),
    ("nl_BE", -5.0, "NUMBER", "0.00;(0.00)", "(5,00)"),
    ("nl_BE", 0.0, "NUMBER", '0;-0;"nul"', "nul"),
    ("nl_BE", 0.5, "NUMBER", "#.##", ",5"),
    ("nl_BE", 7.0, "NUMBER", "000", "007"),
    ("nl_BE", -0.001, "NUMBER", "0.00", "0,00"),
    ("nl_BE", 0.125, "PERCENT", "", "12,50%"),
    ("nl_BE", 0.125, "PERCENT", "0%", "13%"),
    ("nl_BE", 12.5, "CURRENCY", "", "12,50 €"),
    ("nl_BE", 1250.0, "CURRENCY", '#,##0.00 "€"', "1.250,00 €"),
    ("nl_BE", 1250.0, "CURRENCY", "[$FCFA] #,##0", "FCFA 1.250"),
    ("nl_BE", 12345.0, "SCIENTIFIC", "0.00E+00", "1,23E+04"),
    ("fr_FR", 1234567.5, "NUMBER", "#,##0.0", "1\u202f234\u202f567,5"),
    ("en_US", 12.5, "CURRENCY", "", "$12.50"),
    ("nl_BE", 45750.0, "DATE", "", "3/04/2025"),
    ("fr_FR", 45750.0, "DATE", "", "03/04/2025"),
    ("en_US", 45750.0, "DATE", "", "4/3/2025"),
    ("nl_BE", 45750.0, "DATE", "d mmmm yyyy", "3 april 2025"),
    ("fr_FR", 45750.0, "DATE", "ddd d mmm yy", "jeu. 3 avr. 25"),
    ("nl_BE", 45750.0, "DATE", "yyyy-mm-dd", "2025-04-03"),
    ("nl_BE", 45750.604166666664, "DATE_TIME", "dd/mm/yyyy hh:mm", "03/04/2025 14:30"),
    ("nl_BE", 45750.604166666664, "DATE_TIME", "", "3/04/2025 14:30:00"),
    ("en_US", 0.604166666666667, "TIME", "h:mm am/pm", "2:30 PM"),
    ("nl_BE", 0.604166666666667, "TIME", "", "14:30:00"),
    ("nl_BE", 1e9, "DATE", "", "1000000000"),
    ("nl_BE", 5.0, "TEXT", "", "5"),
]


@pytest.mark.parametrize(("locale", "number", "kind", "pattern", "text"), SHOWN)
def test_a_number_shows(locale: str, number: float, kind: str, pattern: str, text: str) -> None:
    """By its format and the locale."""
    style = {key: value for key, value in (("type", kind), ("pattern", pattern)) if value}

    assert shown(number, style, local(locale)) == text


def test_days_are_counted_from_the_end_of_1899() -> None:
    """1900 was no leap year here."""
    assert serial(EPOCH) == 0
    assert serial(datetime(1900, 3, 1)) == 61
    assert serial(datetime(2025, 6, 30)) == 45838
