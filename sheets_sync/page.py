"""A tab that is read as a page: line after line, each cell with its look and its link."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sheets_sync.model import A1, Link, OutColumn, Range, Sheet, Style, Writable

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many characters a full bar has.
BAR = 20
_HIDDEN = 8  # the width of a column that nobody sees


class Put(NamedTuple):
    """A cell with a look or a link of its own, over `span` columns."""

    value: Writable
    style: Style | None = None
    link: Link | None = None
    span: int = 1


Cell: TypeAlias = "Put | Writable"


class Page:
    """Gathers the lines of a tab; `sheet()` is the tab."""

    def __init__(self, title: str, columns: Sequence[OutColumn]) -> None:
        self.title, self.columns = title, tuple(columns)
        self._rows: list[tuple[Writable, ...]] = []
        self._styles: dict[A1, Style] = {}
        self._links: dict[A1, Link] = {}
        self._merged: list[Range] = []
        self._heading_row: int | None = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def add(self, *cells: Cell) -> None:
        """One line, from the first column on; without cells a blank one."""
        values: list[Writable] = []
        row = len(self._rows) + 1
        for cell in cells:
            put = cell if isinstance(cell, Put) else Put(cell)
            place = A1(row, len(values) + 1)
            if put.style is not None:
                self._styles |= {A1(row, place.column + i): put.style for i in range(put.span)}
            if put.link is not None:
                self._links[place] = put.link
            if put.span > 1:
                self._merged.append(Range(place, A1(row, place.column + put.span - 1)))
            values += [put.value, *([None] * (put.span - 1))]
        self._rows.append(tuple(values))

    def wide(self, value: Writable, style: Style, link: Link | None = None) -> None:
        """One cell over the whole width."""
        self.add(Put(value, style, link, self.width))

    def headings(self) -> None:
        """The headings of the columns; they are repeated on each printed page."""
        self._heading_row = len(self._rows) + 1
        self._rows.append(tuple(column.heading for column in self.columns))

    def sheet(self, *, filtered: bool = False, frozen_columns: int = 0) -> Sheet:
        """The tab; where it has headings, what stands above and they themselves do not scroll."""
        heading = self._heading_row
        return Sheet(
            title=self.title,
            columns=self.columns,
            rows=tuple(self._rows),
            heading_row=heading,
            styles=self._styles,
            links=self._links,
            merged=tuple(self._merged),
            frozen=A1(heading + 1, frozen_columns + 1) if heading else None,
            filtered=filtered and heading is not None,
        )


def beside(sheet: Sheet, texts: Sequence[str]) -> Sheet:
    """The tab with texts in a hidden column behind its last; it gets no further row by it."""
    column = len(sheet.columns) + 1
    rows: list[Sequence[Writable]] = [
        (*row, *([None] * (column - 1 - len(row))), text) for row, text in zip(sheet.rows, texts, strict=False)
    ]
    columns = (*sheet.columns, OutColumn("", _HIDDEN, hidden=True))
    return replace(sheet, columns=columns, rows=(*rows, *sheet.rows[len(rows) :]))


def bar(share: Decimal) -> str:
    """A share as a bar of twenty blocks; what is more than the whole is a full bar."""
    filled = int((min(max(share, Decimal(0)), Decimal(1)) * BAR).to_integral_value(ROUND_HALF_UP))
    return "█" * filled + "░" * (BAR - filled)
