"""How our tabs come out of a printer: A4, readable, no last page with a few lines, headings on each."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from people import CHECK, OURS, by_openpyxl

from sheets_sync.backends.xlsx.package import new_package
from sheets_sync.backends.xlsx.splice import with_sheets, without_sheets
from sheets_sync.model import A1, OutColumn, Sheet, Style

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: A list of the coordinator's: far wider than a page, of which the first two columns don't scroll.
LIST = Sheet(
    "All costs",
    (OutColumn("Partnership", 14), OutColumn("Municipality", 20), *(OutColumn(f"Column {n}", 16) for n in range(20))),
    [("SDGP-BJ-01", "Ninove")] * 3,
    frozen=A1(2, 3),
    filtered=True,
)


def text(lines: int, *, width: float = 90) -> Sheet:
    """A tab that is read as a text, of so many lines."""
    return Sheet("Overview", (OutColumn("", width, Style.WRAP),), [("word",)] * lines, heading_row=None)


def printed(sheet: Sheet) -> Worksheet:
    """The tab as another program reads it."""
    return openpyxl.load_workbook(BytesIO(new_package([sheet]))).worksheets[0]


@pytest.mark.parametrize(
    ("lines", "pages"),
    [(1, 1), (33, 1), (34, 1), (40, 1), (43, 1), (45, 2), (66, 2), (75, 2), (78, 3)],
)
def test_a_few_lines_too_many_begin_no_page(lines: int, pages: int) -> None:
    """A page holds 33 lines; up to a third more go on it, somewhat smaller."""
    assert printed(text(lines)).page_setup.fitToHeight == pages


def test_what_is_wider_than_the_page_is_smaller_and_so_lower() -> None:
    """Twice as wide as the page, so half as high."""
    assert printed(text(66, width=290)).page_setup.fitToHeight == 1


@pytest.mark.parametrize("sheet", [text(50), LIST], ids=["a text", "a list"])
def test_a_hidden_column_takes_no_room(sheet: Sheet) -> None:
    """It doesn't come on paper."""
    with_hidden = replace(sheet, columns=(*sheet.columns, OutColumn("", 255, hidden=True)))

    before, after = printed(sheet).page_setup, printed(with_hidden).page_setup

    assert (after.fitToWidth, after.fitToHeight) == (before.fitToWidth, before.fitToHeight)


def test_a_text_of_many_lines_counts_as_many() -> None:
    """The height of its row, not one."""
    sheet = replace(text(0), rows=[("\n".join("word" for _ in range(20)),)] * 3)

    assert printed(sheet).page_setup.fitToHeight == 2


def test_a_list_has_as_many_pages_as_it_needs() -> None:
    """It is as wide as the page where it can be read then."""
    sheet = printed(replace(LIST, columns=LIST.columns[:8]))

    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", None)


def test_a_wide_list_is_on_pages_side_by_side() -> None:
    """The two halves of a row follow each other, and each begins with the columns that don't scroll."""
    sheet = printed(LIST)

    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$B")


def test_columns_that_do_not_scroll_and_fill_a_page_are_no_reason_for_more() -> None:
    """Otherwise each of the pages would show nothing but them."""
    assert printed(replace(LIST, frozen=A1(2, 22))).page_setup.fitToWidth == 1


@pytest.mark.parametrize(("landscape", "orientation"), [(True, "landscape"), (False, "portrait")])
def test_on_a4(orientation: str, *, landscape: bool) -> None:
    """The paper that every municipality has."""
    setup = printed(replace(text(1), landscape=landscape)).page_setup

    assert (setup.paperSize, setup.orientation) == (9, orientation)


def test_headings_are_repeated_in_a_workbook_of_somebody() -> None:
    """Also after a change of what the tab holds, and not where it has no headings any more."""
    person = by_openpyxl()
    first = with_sheets(person, [*OURS, LIST])
    moved = with_sheets(first, [replace(CHECK, heading_row=3)])
    gone = with_sheets(first, [replace(CHECK, heading_row=None)])

    assert [_titles(package, "Check") for package in (first, moved, gone)] == ["$2:$2", "$3:$3", None]
    assert _titles(gone, "All costs") == "$1:$1"
    assert with_sheets(gone, [CHECK]) == with_sheets(first, [CHECK])
    assert without_sheets(moved) == person


def _titles(package: bytes, title: str) -> str | None:
    sheet = openpyxl.load_workbook(BytesIO(package))[title]
    return None if sheet.print_title_rows is None else str(sheet.print_title_rows)
