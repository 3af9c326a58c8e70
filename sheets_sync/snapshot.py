"""The rows of a workbook as they were read, apart from how they were judged: what one run can compare with another.

Only what stands in the columns of a schema; the rest of a workbook is nobody's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from sheets_sync.model import Stored
    from sheets_sync.programme import Tables
    from sheets_sync.table import Reason, Table


class KeptRow(NamedTuple):
    """A row that counts: its number, what a person numbered it, and what is stored in its cells."""

    number: int
    row_id: str | None
    cells: tuple[Stored, ...]


class KeptSkipped(NamedTuple):
    """A row that is no record, and why."""

    number: int
    reason: Reason
    cells: tuple[Stored, ...]


class KeptColumn(NamedTuple):
    """A column of the table: its key in the schema, its number in the tab, its heading as typed."""

    key: str
    number: int
    heading: str


class KeptTab(NamedTuple):
    """The table of a tab. `schema` is the name of its schema; the cells of a row follow `columns`."""

    schema: str
    title: str
    heading_row: int
    columns: tuple[KeptColumn, ...]
    rows: tuple[KeptRow, ...]
    skipped: tuple[KeptSkipped, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns."""
        return tuple(column.key for column in self.columns)


Snapshot: TypeAlias = tuple[KeptTab, ...]


def snapshot_of(tables: Tables) -> Snapshot:
    """The tables of one workbook, in their order."""
    return tuple(_kept(table) for table in tables.values())


def _kept(table: Table[Any]) -> KeptTab:
    block = table.block
    columns = tuple(KeptColumn(key, number, block.headings[key]) for key, number in block.columns.items())
    records = table.records
    cells = zip(*records.stored.values(), strict=True)
    rows = tuple(map(KeptRow, records.numbers, records.row_ids, cells))
    skipped = tuple(KeptSkipped(row.number, row.reason, row.cells) for row in block.skipped if row.cells)
    return KeptTab(block.schema.__name__, block.tab.title, block.heading_row, columns, rows, skipped)
