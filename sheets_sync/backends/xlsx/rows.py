"""The rows of a tab as XML: the style of each cell, the height of each row, one row at a time."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.cells import Days, Head, head, row_xml, styled_row_xml
from sheets_sync.model import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.styles import Kind
    from sheets_sync.model import Sheet, Writable

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_LINE_POINTS, _MAX_POINTS = 15, 409


def rows_xml(sheet: Sheet, formats: Mapping[tuple[Style, Kind], int], days: Days) -> Iterator[str]:
    """Every row, an empty one too. Raises ValueError for more rows or columns than a tab can hold."""
    heads = _Heads(sheet, formats)
    styled = _styled(sheet)
    widths = _merged_widths(sheet)
    for number, row in enumerate(sheet.rows, 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise ValueError(f"more rows or columns than a tab can hold: {sheet.title!r}")
        own = styled.get(number)
        if own is None:
            cells = row_xml(number, row, heads.of_columns(len(row)), days)
        else:
            values = [*row, *([None] * (max(own) - len(row)))]
            cells = styled_row_xml(number, values, heads.of_row(own, len(values)), days, own)
        height = _height(row, widths[number]) if number in widths else ""
        yield f'<row r="{number}"{height}>{cells}</row>'


def _styled(sheet: Sheet) -> Mapping[int, Mapping[int, Style]]:
    """The cells with a style of their own, by row and column; the heading row has one throughout."""
    rows: dict[int, dict[int, Style]] = defaultdict(dict)
    if sheet.heading_row is not None and sheet.columns:
        rows[sheet.heading_row] = dict.fromkeys(range(1, len(sheet.columns) + 1), Style.HEADING)
    for cell, style in sheet.styles.items():
        rows[cell.row][cell.column] = style
    return rows


class _Heads:
    """The openings of cells, each made once."""

    def __init__(self, sheet: Sheet, formats: Mapping[tuple[Style, Kind], int]) -> None:
        self._formats = formats
        self._columns = [head(number, column.style, formats) for number, column in enumerate(sheet.columns, 1)]
        self._made: dict[tuple[int, Style], Head] = {}

    def of_columns(self, length: int) -> Sequence[Head]:
        """Those of an ordinary row; cells right of the last column are plain text."""
        while len(self._columns) < length:
            self._columns.append(head(len(self._columns) + 1, Style.TEXT, self._formats))
        return self._columns

    def of_row(self, styled: Mapping[int, Style], length: int) -> Sequence[Head]:
        """Those of a row in which some cells have a style of their own."""
        heads = list(self.of_columns(length))
        for column, style in styled.items():
            key = column, style
            if key not in self._made:
                self._made[key] = head(column, style, self._formats)
            heads[column - 1] = self._made[key]
        return heads


def _merged_widths(sheet: Sheet) -> Mapping[int, Mapping[int, float]]:
    """The width in characters of blocks merged within one row, by row and first column.

    A program fits the height of a row to its texts, but never to one in a merged cell.
    """
    rows: dict[int, dict[int, float]] = defaultdict(dict)
    for first, last in sheet.merged:
        if first.row == last.row and last.column <= len(sheet.columns):
            columns = sheet.columns[first.column - 1 : last.column]
            rows[first.row][first.column] = sum(column.width for column in columns)
    return rows


def _height(row: Sequence[Writable], widths: Mapping[int, float]) -> str:
    """The height of a row with merged texts of more than one line."""
    lines = 1
    for column, width in widths.items():
        text = row[column - 1] if column <= len(row) else None
        if isinstance(text, str):
            lines = max(lines, sum(max(1, ceil(len(line) / max(width, 1))) for line in text.split("\n")))
    return f' ht="{min(lines * _LINE_POINTS, _MAX_POINTS)}" customHeight="1"' if lines > 1 else ""
