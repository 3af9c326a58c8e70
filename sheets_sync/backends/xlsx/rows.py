"""The rows of a tab as XML: the style of each cell, the height of each row, one row at a time."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import MAX_ROWS
from sheets_sync.backends.xlsx.cells import Days, Head, head, row_xml, styled_row_xml
from sheets_sync.backends.xlsx.styles import WRAPPING
from sheets_sync.model import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.xlsx.styles import Kind
    from sheets_sync.model import Sheet, Writable

MAX_COLUMNS = 16_384
_LINE_POINTS, _MAX_POINTS = 15, 409
_FULL = 0.9  # how much of a line is filled before a word goes to the next
_USUAL_WIDTH = 9


def rows_xml(sheet: Sheet, formats: Mapping[tuple[Style, Kind], int], days: Days, heights: Heights) -> Iterator[str]:
    """Every row, an empty one too. Raises ValueError for more rows or columns than a tab can hold."""
    heads = _Heads(sheet, formats)
    styled = _styled(sheet)
    for number, row in enumerate(sheet.rows, 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise ValueError(f"more rows or columns than a tab can hold: {sheet.title!r}")
        own = styled.get(number)
        if own is None:
            cells = row_xml(number, row, heads.of_columns(len(row)), days)
        else:
            values = [*row, *([None] * (max(own) - len(row)))]
            cells = styled_row_xml(number, values, heads.of_row(own, len(values)), days, own)
        height = heights.attribute(number, row, own or {})
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
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = head(column, style, self._formats)
            heads[column - 1] = made
        return heads


class Heights:
    """The height of each row with a text of several lines, since not every program fits it by itself.

    None does so for a text in a merged cell. A row without such a text keeps the height that the program gives it.
    `points` is the height of all rows so far.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.points = 0.0
        self._widths = [column.width for column in sheet.columns]
        self._wrapped = {i for i, column in enumerate(sheet.columns) if column.style in WRAPPING}
        self._merged: dict[int, dict[int, float]] = defaultdict(dict)
        for first, last in sheet.merged:
            if first.row == last.row and last.column <= len(sheet.columns):
                columns = sheet.columns[first.column - 1 : last.column]
                self._merged[first.row][first.column - 1] = sum(column.width for column in columns)

    def attribute(self, number: int, row: Sequence[Writable], own: Mapping[int, Style]) -> str:
        """The height as an attribute of the row; nothing where one line is enough."""
        if not (own or self._wrapped or number in self._merged):
            self.points += _LINE_POINTS
            return ""
        merged = self._merged.get(number, {})
        lines = 1
        for place, text in enumerate(row):
            if not isinstance(text, str):
                continue
            width = merged.get(place) or (self._widths[place] if place < len(self._widths) else _USUAL_WIDTH)
            needed = lines_of(text, width)  # asked first: most texts fit, and telling that costs least
            if needed > lines and (place in merged or self._wraps(place, own)):
                lines = needed
        points = min(lines * _LINE_POINTS, _MAX_POINTS)
        self.points += points
        return f' ht="{points}" customHeight="1"' if lines > 1 else ""

    def _wraps(self, place: int, own: Mapping[int, Style]) -> bool:
        """Whether a long text goes on below, by the style of its cell or else of its column."""
        style = own.get(place + 1)
        return place in self._wrapped if style is None else style in WRAPPING


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes at a width in characters; words are not broken, so that lines are not full."""
    if len(text) <= width and "\n" not in text:
        return 1
    fits = max(width * _FULL, 1)
    return sum(max(1, ceil(len(line) / fits)) if len(line) > width else 1 for line in text.split("\n"))
