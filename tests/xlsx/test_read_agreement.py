"""Whichever way a tab is read, and by whichever library it was written, its cells are the same."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sheets_sync.backends.xlsx import patch as plain_way
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.model import UNSTORED

if TYPE_CHECKING:
    from collections.abc import Sequence

Grid = list[list[Any]]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!"]
MINUTE = timedelta(minutes=1)
FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "d mmm yyyy", time: "hh:mm:ss", timedelta: "[h]:mm"}


class Result:
    """A formula with the result that is stored beside it."""

    def __init__(self, value: float | str | bool) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Result({self.value!r})"


class Styled:
    """A blank cell with a format."""


# What no two libraries agree on stays out: control characters, line ends, what looks like an escape.
# An empty text as a result too: XlsxWriter stores it without its type, so that it is no result.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="_"), max_size=12
)
cents = st.integers(-(10**9), 10**9).map(lambda number: number / 100)
moments = st.integers(1, 30_000_000).map(lambda minutes: datetime(1990, 1, 1) + minutes * MINUTE)  # noqa: DTZ001  (a cell has no zone)
times = st.integers(1, 1_439).map(lambda minutes: (datetime(2000, 1, 1) + minutes * MINUTE).time())  # noqa: DTZ001  (the same)
durations = st.integers(1_441, 90_000).map(lambda minutes: minutes * MINUTE)
values = st.one_of(
    st.just(""),
    texts,
    cents,
    st.integers(-(2**40), 2**40).map(float),
    st.booleans(),
    moments,
    moments.map(datetime.date),
    times,
    durations,
    st.builds(Styled),
    st.builds(Result, st.one_of(cents, st.booleans(), st.sampled_from(ERRORS), texts.filter(bool))),
)
grids = st.lists(st.lists(values, min_size=1, max_size=6), min_size=1, max_size=8)


def by_xlsxwriter(grid: Grid) -> bytes:
    """The grid as a workbook of XlsxWriter, in its first tab."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        tab = book.add_worksheet()
        formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        for r, line in enumerate(grid):
            for c, value in enumerate(line):
                if isinstance(value, Result):
                    tab.write_formula(r, c, "=A1", None, value.value)
                elif isinstance(value, Styled):
                    tab.write_blank(r, c, None, formats[date])
                elif type(value) in formats:
                    tab.write_datetime(r, c, value, formats[type(value)])
                elif value != "":
                    tab.write(r, c, value)
    return file.getvalue()


def lost(value: Any) -> bool:
    """Whether openpyxl forgets to say that a text counts: one of nothing but spaces is not written with it."""
    return isinstance(value, str) and not value.strip()


def by_openpyxl(grid: Grid) -> bytes:
    """The grid as a workbook of openpyxl, which stores no results."""
    book = openpyxl.Workbook()
    tab = book.active
    for r, line in enumerate(grid, 1):
        for c, value in enumerate(line, 1):
            if isinstance(value, Result):
                tab.cell(r, c, "=A1")
            elif isinstance(value, Styled):
                tab.cell(r, c).number_format = FORMATS[date]
            elif value != "" and not lost(value):
                cell = tab.cell(r, c, value)
                cell.number_format = FORMATS.get(type(value), "General")
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ours(content: bytes, *, rewritten: bool = False) -> Grid:
    """What we read, by the quick way or by the one for odd XML."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        if not rewritten:
            (tab,) = read_workbook(path, "ref").tabs
        else:
            with patch.object(plain_way, "plain", return_value=None):
                (tab,) = read_workbook(path, "ref").tabs
    return [list(line) for line in tab.rows]


def theirs(content: bytes) -> Grid:
    """What openpyxl reads."""
    tab = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    return [["" if value is None else value for value in line] for line in tab.iter_rows(values_only=True)]


def bare(content: bytes) -> Grid:
    """What calamine reads by itself."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def cells(grid: Sequence[Sequence[Any]]) -> dict[tuple[int, int], Any]:
    """The filled cells by their place, in the types that both libraries can tell apart."""
    return {(r, c): same(v) for r, line in enumerate(grid) for c, v in enumerate(line) if v != "" and same(v) != ""}


def same(value: Any) -> Any:
    """A value without what is only a habit of a library."""
    if isinstance(value, Result):
        return same(value.value)
    if isinstance(value, Styled):
        return ""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


@settings(max_examples=80, deadline=None)
@given(grids)
def test_what_was_written_is_read(grid: Grid) -> None:
    """Every value comes back in its place, and openpyxl sees the same."""
    content = by_xlsxwriter(grid)

    found = cells(ours(content))

    assert found == cells(theirs(content)) == cells(grid)


@settings(max_examples=40, deadline=None)
@given(grids)
def test_a_formula_that_was_never_computed_shows(grid: Grid) -> None:
    """A workbook of openpyxl has formulas without results; all else comes back."""
    content = by_openpyxl(grid)
    expected = {
        (r, c): UNSTORED if isinstance(value, Result) else same(value)
        for r, line in enumerate(grid)
        for c, value in enumerate(line)
        if value != "" and not isinstance(value, Styled) and not lost(value)
    }

    found = cells(ours(content))

    assert found == expected


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
@settings(max_examples=40, deadline=None)
@given(grid=grids)
def test_both_ways_of_reading_give_the_same_cells(write: Any, grid: Grid) -> None:
    """Value by value, type by type, with the same blank cells around."""
    content = write(grid)

    quick, rewritten = ours(content), ours(content, rewritten=True)

    assert quick == rewritten
    assert [[type(v) for v in line] for line in quick] == [[type(v) for v in line] for line in rewritten]


@settings(max_examples=40, deadline=None)
@given(grids)
def test_all_that_calamine_reads_is_read(grid: Grid) -> None:
    """Apart from the cells that it leaves empty, the result is its own."""
    content = by_xlsxwriter(grid)

    found, alone = ours(content), bare(content)

    assert [
        [v if w != "" else w for v, w in zip(*lines, strict=False)] for lines in zip(found, alone, strict=False)
    ] == alone
