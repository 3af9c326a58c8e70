"""Which cells of a workbook light up: those with a finding that somebody is to do something about."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.lookup import CELLS, cells_of, joined, key_by_id, key_by_row
from sheets_sync.model import A1, Highlight, Range, Severity
from sheets_sync.page import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheets_sync.model import Finding, Sheet
    from sheets_sync.programme import Book
    from sheets_sync.table import Table


class Lit(NamedTuple):
    """The tables of a workbook with cells that light up, and the key of each cell."""

    highlights: tuple[Highlight, ...]
    keys: tuple[str, ...]


def lit_cells(book: Book, findings: Sequence[Finding]) -> Lit:
    """What lights up: errors and warnings that count, on a row of this workbook whose cells can be told apart."""
    highlights, keys = [], []
    for table in book.tables.values():
        title = table.block.tab.title
        here = [f for f in findings if f.location.workbook == book.entry.ref and f.location.tab == title]
        found = list(_Table(table).keys(f for f in here if f.counts and f.severity is not Severity.INFO))
        if found:
            highlights.append(_highlight(table))
            keys += found
    return Lit(tuple(highlights), tuple(keys))


def with_lookup(sheet: Sheet, keys: Iterable[str]) -> Sheet:
    """The tab with these keys in a hidden column behind its last; it gets no further row by it."""
    column = len(sheet.columns) + 1
    listed = beside(sheet, cells_of(keys, len(sheet.rows)))
    return replace(listed, lookup=Range(A1(1, column), A1(CELLS, column)))


def _highlight(table: Table[Any]) -> Highlight:
    block = table.block
    last = max((*block.numbers, *(row.number for row in block.skipped)), default=0)
    columns = block.columns.values()
    return Highlight(
        block.tab.title,
        _name(table),
        block.heading_row,
        max(last, block.heading_row),
        min(columns),
        max(columns),
        block.columns.get(block.schema.id_key or ""),
    )


def _name(table: Table[Any]) -> str:
    """What the table is called in the lookup, whatever its tab is called."""
    return table.block.schema.__name__


class _Table:
    """The rows and headings of a table as its cells hold them."""

    def __init__(self, table: Table[Any]) -> None:
        self.block, self.name = table.block, _name(table)
        self.id_column = self.block.columns.get(self.block.schema.id_key or "")
        self.ids = [joined(cell) for cell in self.block.id_cells]
        self.times = Counter(self.ids)
        self.headings = [joined(cell) for cell in self.block.heading_cells]

    def keys(self, findings: Iterable[Finding]) -> Iterator[str]:
        """The key of the cell of each finding; of one about a whole row, that of its number or its first cell."""
        for finding in findings:
            where = finding.location
            heading = self._heading(where.cell)
            if where.row is None or not heading:
                continue
            row_id, below = self._id(where.row), self._id(where.row + 1)
            if row_id and self.times[row_id] == 1:
                yield key_by_id(self.name, row_id, heading)
            elif row_id is not None and below is not None:
                yield key_by_row(self.name, where.row, row_id, below, heading)

    def _id(self, row: int) -> str | None:
        """What stands in the column of numbers; blank where there is none."""
        return self.ids[row - 1] if row <= len(self.ids) else ""

    def _heading(self, cell: A1 | None) -> str | None:
        """The heading above a cell; None where it is blank, or another column has the same."""
        column = cell.column if cell else self.id_column or min(self.block.columns.values())
        heading = self.headings[column - 1] if column <= len(self.headings) else None
        return heading if self.headings.count(heading) == 1 else None
