"""A new workbook, as it is made for a file, into an empty spreadsheet that a person made and shared.

A service account has no room of its own in Drive, so it makes none itself. Every tab is a new one: whatever stands in
the spreadsheet is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from openpyxl.cell import Cell

from sheets_sync.addresses import within
from sheets_sync.backends.google.content import ROWS, block, typed
from sheets_sync.backends.google.data_validation import colours, kept_cells, limits, typed_formula
from sheets_sync.backends.google.marks import free_number
from sheets_sync.backends.google.styles import colour, pixels
from sheets_sync.backends.titles import key_of
from sheets_sync.model import A1, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.backends.google.reading import Spread
    from sheets_sync.model import Language

#: How each language writes days and amounts; in all three the day comes first.
LOCALES: dict[Language, str] = {"nl": "nl_BE", "fr": "fr_FR", "en": "en_GB"}
_POINTS_TO_PIXELS = 4 / 3
#: What only a tab has in which somebody worked.
_USED = frozenset({
    "merges", "basicFilter", "protectedRanges", "developerMetadata", "charts", "conditionalFormats"
})  # fmt: skip
_FORMATS = {"dd/mm/yyyy": "DATE", "@": "TEXT"}


def is_empty(found: Mapping[str, Any]) -> bool:
    """Whether nobody put anything into a spreadsheet yet, by what the service tells: no value, no note, no rule."""
    return "namedRanges" not in found and not any(map(_is_used, found.get("sheets", ())))


def _is_used(sheet: Mapping[str, Any]) -> bool:
    if sheet.keys() & _USED or sheet["properties"].get("sheetType", "GRID") != "GRID":
        return True
    cells = (
        cell for part in sheet.get("data", ()) for row in part.get("rowData", ()) for cell in row.get("values", ())
    )
    return any(cell.keys() & {"effectiveValue", "userEnteredValue", "note"} for cell in cells)


def filling(book: Workbook, spread: Spread, language: Language) -> list[dict[str, Any]]:
    """What makes a new workbook of it, in front of the tabs that it has, all at once."""
    numbers = {grid.number for grid in spread.grids}
    ids: dict[str, int] = {}
    for sheet in book.worksheets:
        ids[sheet.title] = free_number(key_of(sheet.title), numbers)
        numbers.add(ids[sheet.title])
    properties = {"properties": {"locale": LOCALES[language]}, "fields": "locale"}
    requests: list[dict[str, Any]] = [{"updateSpreadsheetProperties": properties}]
    for place, sheet in enumerate(book.worksheets):
        requests.append(_tab(sheet, ids[sheet.title], place))
    for sheet in book.worksheets:
        requests += _Filling(sheet, ids).requests()
    return requests


def _tab(sheet: Worksheet, sheet_id: int, place: int) -> dict[str, Any]:
    frozen = A1.parse(sheet.freeze_panes) if sheet.freeze_panes else A1(1, 1)
    areas = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    rows = [A1.parse(cells.rpartition(":")[2]).row for area in areas for cells in area.split()]
    grid = {
        "rowCount": max([sheet.max_row, *rows]),
        "columnCount": sheet.max_column + 2,
        "frozenRowCount": frozen.row - 1,
        "frozenColumnCount": frozen.column - 1,
        "hideGridlines": not sheet.sheet_view.showGridLines,
    }
    properties: dict[str, Any] = {
        "sheetId": sheet_id,
        "title": sheet.title,
        "index": place,
        "hidden": sheet.sheet_state != "visible",
        "gridProperties": grid,
    }
    tab_colour = sheet.sheet_properties.tabColor
    if tab_colour is not None:
        properties["tabColorStyle"] = colour(tab_colour.rgb[-6:])
    return {"addSheet": {"properties": properties}}


class _Filling:
    """What goes into one tab."""

    def __init__(self, sheet: Worksheet, ids: dict[str, int]) -> None:
        self._sheet, self._ids, self._id = sheet, ids, ids[sheet.title]

    def requests(self) -> Iterator[dict[str, Any]]:
        yield from self._columns()
        yield from self._cells()
        yield from self._looks()
        for merged in self._sheet.merged_cells.ranges:
            area = block(self._id, A1(merged.min_row, merged.min_col), A1(merged.max_row, merged.max_col))
            yield {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}
        yield from self._rows()
        yield from limits(self._sheet, self._id)
        yield from colours(self._sheet, self._id)
        if self._sheet.protection.sheet:
            yield kept_cells(self._id, self._open())

    def _columns(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self._sheet.max_column + 1):
            dimension = self._sheet.column_dimensions[column_letters(number)]
            yield _sized(self._id, "COLUMNS", number, pixels(dimension.width), hidden=dimension.hidden)
            kind = _FORMATS.get(dimension.number_format or "")
            if kind is not None:  # also where no row is filled in yet
                look = {"numberFormat": {"type": kind, "pattern": dimension.number_format}}
                area = {"sheetId": self._id, "startColumnIndex": number - 1, "endColumnIndex": number}
                fields = "userEnteredFormat.numberFormat"
                yield {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": fields}}

    def _cells(self) -> Iterator[dict[str, Any]]:
        rows = [{"values": [self._cell(cell) for cell in row]} for row in self._sheet.iter_rows()]
        for at in range(0, len(rows), ROWS):
            start = {"sheetId": self._id, "rowIndex": at, "columnIndex": 0}
            yield {"updateCells": {"start": start, "rows": rows[at : at + ROWS], "fields": "userEnteredValue,note"}}

    def _looks(self) -> Iterator[dict[str, Any]]:
        """One request for all cells below one another that look alike: hundreds of rows are still to be filled in."""
        for number, column in enumerate(self._sheet.iter_cols(), 1):
            row = 1
            for look, cells in groupby(self._look(cell) for cell in column):
                last = row + len(list(cells)) - 1
                if look:
                    area = block(self._id, A1(row, number), A1(last, number))
                    cell = {"userEnteredFormat": look}
                    yield {"repeatCell": {"range": area, "cell": cell, "fields": "userEnteredFormat"}}
                row = last + 1

    def _cell(self, cell: Cell | MergedCell) -> dict[str, Any]:
        made: dict[str, Any] = {}
        value = cell.value
        if not isinstance(cell, Cell):
            return made
        if cell.data_type == "f":
            made["userEnteredValue"] = {"formulaValue": typed_formula(str(value).removeprefix("="))}
        elif isinstance(value, str | int | float | date | datetime | bool):
            made |= typed(Decimal(str(value)) if isinstance(value, float) else value)
        if cell.comment is not None:
            made["note"] = cell.comment.text
        return made

    def _look(self, cell: Cell | MergedCell) -> dict[str, Any]:
        if not isinstance(cell, Cell) or not cell.has_style:
            return {}
        font, alignment = cell.font, cell.alignment
        text: dict[str, Any] = {"fontSize": round(font.size or 11)}
        text |= {name: True for name in ("bold", "italic") if getattr(font, name)}
        if font.color is not None and isinstance(font.color.rgb, str):
            text["foregroundColorStyle"] = colour(font.color.rgb[-6:])
        link = cell.hyperlink.location if cell.hyperlink else None
        if link:
            title, _, place = link.rpartition("!")
            title = title.removeprefix("'").removesuffix("'").replace("''", "'")
            text["link"] = {"uri": within(self._ids[title], A1.parse(place))}
        look: dict[str, Any] = {
            "textFormat": text,
            "wrapStrategy": "WRAP" if alignment.wrap_text else "OVERFLOW_CELL",
            "verticalAlignment": "MIDDLE" if alignment.vertical == "center" else "TOP",
        }
        if alignment.horizontal in {"left", "center", "right"}:
            look["horizontalAlignment"] = alignment.horizontal.upper()
        if cell.fill.fill_type == "solid":
            look["backgroundColorStyle"] = colour(cell.fill.fgColor.rgb[-6:])
        if cell.border.top.style:
            line = {"style": "SOLID", "colorStyle": colour(cell.border.top.color.rgb[-6:])}
            look["borders"] = dict.fromkeys(("top", "bottom", "left", "right"), line)
        if cell.number_format != "General":
            kind = _FORMATS.get(cell.number_format, "NUMBER")
            look["numberFormat"] = {"type": kind, "pattern": cell.number_format}
        return look

    def _rows(self) -> Iterator[dict[str, Any]]:
        for number, dimension in self._sheet.row_dimensions.items():
            if dimension.hidden or dimension.height:
                high = round((dimension.height or 15) * _POINTS_TO_PIXELS)
                yield _sized(self._id, "ROWS", number, high, hidden=dimension.hidden)

    def _open(self) -> Sequence[dict[str, int]]:
        """The cells below the headings that are free to be filled in, column by column; and all to their right."""
        columns: dict[int, list[int]] = defaultdict(list)
        for row in self._sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and not cell.protection.locked:
                    columns[cell.column].append(cell.row)
        areas = []
        for first, column in groupby(sorted(columns.items()), key=lambda item: min(item[1])):
            numbers = [number for number, _ in column]
            start = {"sheetId": self._id, "startRowIndex": first - 1}
            for begin, end in _runs(numbers):
                areas.append({**start, "startColumnIndex": begin - 1, "endColumnIndex": end})
        return areas


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers as few spans: 1, 2, 3, 7 are 1 to 3 and 7 to 7."""
    for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0]):
        span = [number for _, number in run]
        yield span[0], span[-1]


def _sized(sheet_id: int, dimension: str, number: int, size: int, *, hidden: bool) -> dict[str, Any]:
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": sheet_id, "dimension": dimension, "startIndex": number - 1, "endIndex": number},
            "properties": {"pixelSize": size, "hiddenByUser": bool(hidden)},
            "fields": "pixelSize,hiddenByUser",
        }
    }
