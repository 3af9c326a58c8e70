"""The seal of a tab: it breaks when somebody writes in the tab by hand, and by nothing that a program does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sheets_sync.backends.xlsx.package import new_package
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.model import OutColumn, Sheet, Tab
from sheets_sync.seal import is_edited, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from sheets_sync.model import Stored, Writable

COLUMNS = (OutColumn("Nr."), OutColumn("Bedrag"), OutColumn("Dag"))
SHEET = Sheet(
    "Lijst",
    COLUMNS,
    [
        ("Nr.", "Bedrag", "Dag"),
        ("C-001", Decimal("12.50"), date(2025, 6, 30)),
        ("C-002", None, date(2025, 6, 1)),
        (),
        ("C-003", Decimal("1000000.00"), None),
    ],
)


def held(sheet: Sheet = SHEET) -> Tab:
    """The tab as a file gives it back."""
    width = len(sheet.columns)
    rows = [[*row, *([None] * (width - len(row)))] for row in sheet.rows]
    return Tab(sheet.title, [[_stored(cell) for cell in row] for row in rows])


def _stored(value: Writable) -> Stored:
    match value:
        case None:
            return ""
        case bool() | str() | date():
            return value
        case _:
            return float(value)


def edited(row: int, column: int, value: Stored) -> Tab:
    """The tab after somebody changed one cell, further right or below than ours where need be."""
    tab = held(sealed(SHEET))
    rows = [[*line, *[""] * column][: max(len(tab.rows[0]), column)] for line in tab.rows]
    rows += [[""] * len(rows[0]) for _ in range(row - len(rows))]
    rows[row - 1][column - 1] = value
    return replace(tab, rows=rows)


def test_the_seal_stands_in_a_hidden_column_behind_all_others() -> None:
    """In the first row; what a person sees is as it was."""
    made = sealed(SHEET)

    assert made.columns == (*COLUMNS, OutColumn("", hidden=True))
    assert [row[:3] for row in made.rows] == [row[:3] for row in SHEET.rows]
    assert str(made.rows[0][3]).startswith("sheets-sync:")
    assert made.rows[1:] == SHEET.rows[1:]


def test_no_cell_is_hidden_with_it() -> None:
    """A row may be longer than there are columns."""
    made = sealed(replace(SHEET, rows=[("a",), ("b", 1, 2, 3, 4)]))

    assert [column.hidden for column in made.columns] == [False] * 5 + [True]
    assert made.rows[0][:5] == ("a", None, None, None, None)


def test_what_is_hidden_beside_it_belongs_to_no_row() -> None:
    """Rows that are sorted leave it where it is; what is typed there counts as anywhere else."""
    hidden = [(*row, *[None] * (3 - len(row)), f"¦{number}") for number, row in enumerate(SHEET.rows)]
    tab = held(sealed(replace(SHEET, columns=(*COLUMNS, OutColumn("", hidden=True)), rows=hidden)))
    rows = [list(row) for row in tab.rows]
    rows[1], rows[2] = [*rows[2][:3], *rows[1][3:]], [*rows[1][:3], *rows[2][3:]]

    assert not is_edited(replace(tab, rows=rows))
    for place, value in ((3, "another"), (3, ""), (4, "x"), (4, 0.0)):
        assert is_edited(replace(tab, rows=[*rows[:4], [*rows[4][:place], value, *rows[4][place + 1 :]]]))
    assert is_edited(replace(tab, rows=[[*row, "x"] for row in rows]))
    assert is_edited(replace(tab, rows=[*rows, ["", "", "x", "", ""]]))


def test_a_tab_without_rows_needs_none() -> None:
    """Whatever is found in it later is somebody's."""
    empty = replace(SHEET, rows=[])

    assert sealed(empty) == empty
    assert not is_edited(Tab("Lijst", []))
    assert is_edited(Tab("Lijst", [["bel Jan"]]))


def test_a_tab_as_it_was_written_is_not_edited() -> None:
    """Numbers come back as floats, nothing as an empty text."""
    assert not is_edited(held(sealed(SHEET)))


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (2, 1, "C-001 gedaan"),
        (3, 2, "?"),
        (2, 2, 12.51),
        (2, 3, date(2025, 7, 1)),
        (9, 1, "x"),
        (1, 9, "x"),
        (2, 2, ""),
    ],
)
def test_whatever_is_changed_breaks_it(row: int, column: int, value: Stored) -> None:
    """A text, a cell that was free, a number, a day, below, right of the seal, a cell that is emptied."""
    assert is_edited(edited(row, column, value))


def test_a_tab_that_lost_its_seal_may_hold_anything() -> None:
    """Nobody knows; but an empty one holds nothing."""
    assert is_edited(held())
    assert not is_edited(Tab("Lijst", [["", ""], ["", " "]]))


def test_a_formula_or_a_comment_is_somebodys_whatever_the_values_are() -> None:
    """The tool writes neither."""
    assert is_edited(replace(held(sealed(SHEET)), annotated=True))


def test_the_order_of_rows_and_empty_rows_are_no_writing() -> None:
    """To sort a list, or to put a blank row in or above it, is no reason to keep it."""
    tab = held(sealed(SHEET))
    first, *others = tab.rows
    blank = [""] * 4

    assert not is_edited(replace(tab, rows=[first, *reversed(others)]))
    assert not is_edited(replace(tab, rows=[blank, first, blank, *others, blank]))
    assert not is_edited(replace(tab, rows=[*reversed(others), first]))


def test_two_cells_that_change_places_break_it() -> None:
    """Every value stands in its row."""
    tab = held(sealed(SHEET))
    rows = [list(row) for row in tab.rows]
    rows[1][0], rows[2][0] = rows[2][0], rows[1][0]

    assert is_edited(replace(tab, rows=rows))


NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(-(10**4), 10**4, places=6),
    st.floats(1e-12, 1e12).map(Decimal),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=40),
    NUMBERS,
    st.dates(date(1890, 1, 1)),
    st.datetimes(datetime(1904, 1, 2), datetime(9999, 1, 1)),  # noqa: DTZ001  (a spreadsheet knows no zones)
)
ROWS = st.lists(st.lists(VALUES, max_size=4), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
@example(rows=[["\x1f"]])  # white space for Python, and no character for a file
@example(rows=[[datetime(2000, 1, 1, 0, 0, 0, 499500)]])  # noqa: DTZ001  (a reader rounds it to half a second)
def test_no_save_by_another_program_breaks_it(tmp_path: Path, rows: list[list[Writable]]) -> None:
    """It keeps sixteen digits of a number, and no text of spaces; whatever stands in the tab, nobody wrote there."""
    path = tmp_path / "lijst.xlsx"
    package = new_package([sealed(Sheet("Lijst", COLUMNS, rows, heading_row=None))])
    path.write_bytes(package)
    (ours,) = read_workbook(path, "lijst").own
    openpyxl.load_workbook(BytesIO(package)).save(path)
    (theirs,) = read_workbook(path, "lijst").own

    assert (is_edited(ours), is_edited(theirs)) == (False, False)


@given(number=NUMBERS, digits=st.sampled_from([15, 16, 17]))
def test_a_number_is_the_same_with_as_many_digits_as_programs_keep(number: Decimal | int, digits: int) -> None:
    """However it is written: exactly, or rounded to fifteen digits, as LibreOffice does."""
    written = sealed(Sheet("Lijst", COLUMNS, [("Nr.", number)]))
    kept = float(f"{float(number):.{digits}g}")

    assert not is_edited(Tab("Lijst", [["Nr.", kept, "", written.rows[0][3]]]))
