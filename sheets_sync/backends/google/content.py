"""The cells of one tab as requests: typed values only, so that nothing a person wrote is ever taken for a formula."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.backends.google.styles import cell_format, needs
from sheets_sync.kept import kept
from sheets_sync.model import A1, DAY_ZERO, Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.model import Sheet, Writable

#: Earlier days are written as text: spreadsheets don't agree on them.
_FIRST_YEAR = 1904
#: So many rows go into one request, and from so many cells of a column with a look of their own it gets one request.
ROWS, MANY = 400, 30
#: From so many cells with the same text on these are sent as one.
WORTH = 8
_SECONDS_A_DAY = 86_400


def typed(value: Writable) -> dict[str, Any]:
    """A cell with a value; nothing for an empty one."""
    held = kept(value)
    match held:
        case "":
            return {}
        case str():
            entered: dict[str, Any] = {"stringValue": held}
        case tuple():
            entered = {"boolValue": held[0]}
        case datetime():
            seconds = (held - datetime.combine(held.date(), time())).total_seconds()
            entered = {"numberValue": (held.date() - DAY_ZERO).days + seconds / _SECONDS_A_DAY}
        case date():
            is_old = held.year < _FIRST_YEAR
            entered = {"stringValue": str(held)} if is_old else {"numberValue": (held - DAY_ZERO).days}
        case _:
            entered = {"numberValue": held}
    return {"userEnteredValue": entered}


def block(sheet_id: int, first: A1, last: A1) -> dict[str, int]:
    """A block of cells, both corners included, as a GridRange: from 0, the end left out."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": first.row - 1,
        "endRowIndex": last.row,
        "startColumnIndex": first.column - 1,
        "endColumnIndex": last.column,
    }


class Content:
    """The cells of a tab that goes to the tab with this number; `links` are the addresses that its cells lead to."""

    def __init__(self, sheet: Sheet, sheet_id: int, links: Mapping[A1, str]) -> None:
        self._sheet, self._id, self._links = sheet, sheet_id, links

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self._sheet.rows)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(len(self._sheet.columns), *map(len, self._sheet.rows), 1)

    def requests(self) -> Iterator[dict[str, Any]]:
        """Everything that is in the tab goes, then come looks, values, and the cells with a look of their own."""
        fields = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
        yield {"updateCells": {"range": {"sheetId": self._id}, "fields": fields}}
        yield from self._columns()
        yield from self._values()
        yield from self._special()

    def _columns(self) -> Iterator[dict[str, Any]]:
        for number, column in enumerate(self._sheet.columns, 1):
            area = block(self._id, A1(1, number), A1(max(self.height, 1), number))
            yield _repeat(area, cell_format(column.style))

    def _values(self) -> Iterator[dict[str, Any]]:
        """Piece by piece; what stands in many cells below each other, such as a municipality, is sent once."""
        rows = self._sheet.rows
        for at in range(0, len(rows), ROWS):
            piece = rows[at : at + ROWS]
            runs = list(_runs_of_texts(piece))
            again = {(row, run.column) for run in runs for row in range(run.first, run.last + 1)}
            sent = [
                _row([None if (row, column) in again else value for column, value in enumerate(cells)])
                for row, cells in enumerate(piece)
            ]
            start = {"sheetId": self._id, "rowIndex": at, "columnIndex": 0}
            yield {"updateCells": {"start": start, "rows": sent, "fields": "userEnteredValue"}}
            for run in runs:
                column = run.column + 1
                area = block(self._id, A1(at + run.first + 1, column), A1(at + run.last + 1, column))
                yield {"repeatCell": {"range": area, "cell": typed(run.text), "fields": "userEnteredValue"}}

    def _special(self) -> Iterator[dict[str, Any]]:
        """Where there are many in a column, one request for each piece of it; else one for each run in a row."""
        columns: dict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
        for cell, look in self._looks():
            columns[cell.column][cell.row] = look
        few: dict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
        for column, looks in columns.items():
            if len(looks) > MANY:
                yield from self._column(column, looks)
            else:
                for row, look in looks.items():
                    few[row][column] = look
        for row, cells in sorted(few.items()):
            yield from self._runs(row, sorted(cells.items()))

    def _looks(self) -> Iterator[tuple[A1, Mapping[str, Any]]]:
        """The cells that look otherwise than their column."""
        sheet = self._sheet
        for row_number, row in enumerate(sheet.rows, 1):
            for number, value in enumerate(row, 1):
                cell = A1(row_number, number)
                column = sheet.columns[number - 1].style if number <= len(sheet.columns) else Style.TEXT
                base = Style.HEADING if row_number == sheet.heading_row else column
                style, link = sheet.styles.get(cell, base), self._links.get(cell)
                needed = needs(value)
                if style is not column or link is not None or needed is not None:
                    look = cell_format(style, needed, link)
                    if look is not cell_format(column):
                        yield cell, look

    def _column(self, column: int, looks: Mapping[int, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        base = cell_format(self._sheet.columns[column - 1].style)
        first, last = min(looks), max(looks)
        for at in range(first, last + 1, ROWS):
            end = min(at + ROWS - 1, last)
            rows = [{"values": [{"userEnteredFormat": looks.get(row, base)}]} for row in range(at, end + 1)]
            start = {"sheetId": self._id, "rowIndex": at - 1, "columnIndex": column - 1}
            yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredFormat"}}

    def _runs(self, row: int, cells: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
        begin = 0
        for at in range(1, len(cells) + 1):
            goes_on = at < len(cells) and cells[at][0] == cells[at - 1][0] + 1 and cells[at][1] == cells[begin][1]
            if not goes_on:
                yield _repeat(block(self._id, A1(row, cells[begin][0]), A1(row, cells[at - 1][0])), cells[begin][1])
                begin = at


class _Run(NamedTuple):
    """The same text in cells below each other; rows and the column count from 0."""

    first: int
    last: int
    column: int
    text: str


def _runs_of_texts(rows: Sequence[Sequence[Writable]]) -> Iterator[_Run]:
    """Those that are worth a request of their own."""
    width = max(map(len, rows), default=0)
    for column in range(width):
        begin = 0
        for at in range(1, len(rows) + 1):
            text = rows[begin][column] if column < len(rows[begin]) else None
            goes_on = at < len(rows) and column < len(rows[at]) and rows[at][column] == text
            if not (goes_on and isinstance(text, str) and isinstance(rows[at][column], str)):
                if isinstance(text, str) and text and at - begin >= WORTH:
                    yield _Run(begin, at - 1, column, text)
                begin = at


def _row(row: Sequence[Writable]) -> dict[str, Any]:
    cells = [typed(value) for value in row]
    while cells and not cells[-1]:
        cells.pop()
    return {"values": cells} if cells else {}


def _repeat(area: Mapping[str, int], look: Mapping[str, Any]) -> dict[str, Any]:
    return {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat"}}
