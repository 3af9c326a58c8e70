"""An .xlsx as a spreadsheet, as it is after somebody opens it in Drive and saves it as Google Sheets."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from tests.google.errors import ApiError
from tests.google.sheets.book import Spreadsheet
from tests.google.sheets.box import Box
from tests.google.sheets.cell import Cell
from tests.google.sheets.imported.rules import conditional_formats, validations
from tests.google.sheets.imported.styles import StyleReader
from tests.google.sheets.imported.worth import Worth
from tests.google.sheets.ranges import resolve
from tests.google.sheets.state import MOST_CELLS, Tab

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS, _COLUMNS = 1000, 26
_PIXELS_PER_POINT, _PIXELS_PER_LETTER, _PADDING = 4 / 3, 7, 5


def from_xlsx(path: Path, spreadsheet_id: str, *, locale: str = "nl_BE", title: str | None = None) -> Spreadsheet:
    """The spreadsheet of a workbook. A formula that is not worked out here keeps the result that the file has."""
    spreadsheet = Spreadsheet(spreadsheet_id, path.stem if title is None else title, locale=locale)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts that it leaves out
        formulas, results = load_workbook(path, rich_text=False), load_workbook(path, data_only=True)
    state = spreadsheet.state
    state.tabs = []
    for sheet in formulas.worksheets:
        tab = Tab(state.new_id({each.id for each in state.tabs}), sheet.title[:100])
        state.tabs.append(tab)
        _fill(tab, sheet, results[sheet.title], locale)
    if all(tab.hidden for tab in state.tabs):
        state.tabs[0].hidden = False
    _names(spreadsheet, formulas)
    return spreadsheet


def _fill(tab: Tab, sheet: Any, results: Any, locale: str) -> None:
    tab.hidden = sheet.sheet_state != "visible"
    worth, style = Worth(locale), StyleReader()
    for (row, column), cell in sheet._cells.items():
        told = worth.of(cell, results._cells.get((row, column)))
        note = cell.comment.text if cell.comment else None
        made = Cell(told.value, style.of(cell), note, stored=told.stored)
        if not made.empty:
            tab.cells[row - 1, column - 1] = made
    tab.merges = [
        Box(each.min_row - 1, each.max_row, each.min_col - 1, each.max_col) for each in sheet.merged_cells.ranges
    ]
    _size(tab)
    for merge in tab.merges:
        for at in tab.filled(merge):
            if at != (merge.top, merge.left):
                tab.put(*at, Cell(format=tab.cells[at].format))
    _lines(tab, sheet)
    validations(tab, sheet, locale)
    conditional_formats(tab, sheet, locale)
    if sheet.auto_filter.ref:
        tab.filter = {"range": tab.inside(_box(sheet.auto_filter.ref))}


def _size(tab: Tab) -> None:
    """The grid has what is filled in, and room around it; formats further out are left behind."""
    filled = [at for at, cell in tab.cells.items() if cell.value is not None or cell.note]
    rows = max([1, *(row + 1 for row, _ in filled), *(merge.bottom or 0 for merge in tab.merges)])
    columns = max([1, *(column + 1 for _, column in filled), *(merge.right or 0 for merge in tab.merges)])
    tab.rows, tab.columns = max(rows, _ROWS), max(columns, _COLUMNS)
    if tab.rows * tab.columns > MOST_CELLS:
        tab.rows, tab.columns = rows, columns
    for row, column in [at for at in tab.cells if at[0] >= tab.rows or at[1] >= tab.columns]:
        del tab.cells[row, column]


def _box(ref: str) -> Box:
    first, _, last = ref.replace("$", "").partition(":")
    (left, top), (right, bottom) = _corner(first), _corner(last or first)
    return Box(top - 1, bottom, left - 1, right)


def _corner(text: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(text)
    return column, row


def _lines(tab: Tab, sheet: Worksheet) -> None:
    for number, line in sheet.row_dimensions.items():
        size: dict[str, Any] = {"hiddenByUser": True} if line.hidden else {}
        if line.height:
            size["pixelSize"] = max(1, round(line.height * _PIXELS_PER_POINT))
        if size and number <= tab.rows:
            tab.sizes[0][number - 1] = size
    for column in sheet.column_dimensions.values():
        size = {"hiddenByUser": True} if column.hidden else {}
        if column.customWidth:
            size["pixelSize"] = max(1, round(column.width * _PIXELS_PER_LETTER + _PADDING))
        if size and column.min:
            last = min(column.max or column.min, tab.columns)
            tab.sizes[1].update({at - 1: size for at in range(column.min, last + 1)})
    frozen = re.fullmatch(r"([A-Z]+)(\d+)", str(sheet.freeze_panes or ""))
    if frozen:
        across, down = _corner(frozen[0])
        for name, count, most in (("Row", down - 1, tab.rows), ("Column", across - 1, tab.columns)):
            if 0 < count < most:
                tab.grid[f"frozen{name}Count"] = count


def _names(spreadsheet: Spreadsheet, workbook: Workbook) -> None:
    state = spreadsheet.state
    for name, defined in workbook.defined_names.items():
        try:
            tab, box = resolve(state, str(defined.attr_text))
        except (ApiError, AttributeError):
            continue  # a constant, or something that is gone: Google leaves it out as well
        state.names.append((str(state.new_id(set())), name, tab.id, box))
