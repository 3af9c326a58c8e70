"""What differs between two runs: row by row, workbook by workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.difference import difference
from sheets_sync.state.history import rows_after, snapshot

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sheets_sync.difference import RowChange
    from sheets_sync.state.history import BookLine


_NOTHING = (None, None)


class BookChange(NamedTuple):
    """A workbook with the rows that differ; `book` is what was known of it last."""

    book: BookLine
    rows: tuple[RowChange, ...]


def changes(
    connection: sqlite3.Connection, earlier: int, later: int, wanted: Callable[[BookLine], bool] = lambda _: True
) -> list[BookChange]:
    """The workbooks with rows that are not the same after both runs, by their name.

    Of a workbook that could not be read in one of them, the rows are those of the latest reading before.
    """
    before, after = rows_after(connection, earlier), rows_after(connection, later)
    found = []
    for workbook in sorted(before.keys() | after.keys()):
        old, new = before.get(workbook), after.get(workbook)
        line = (new or old or _NOTHING)[0]
        hashes = [side[1] if side else None for side in (old, new)]
        if line is not None and hashes[0] != hashes[1] and wanted(line):
            rows = tuple(difference(*(snapshot(connection, content) for content in hashes)))
            found += [BookChange(line, rows)] if rows else []
    return found
