"""What is forgotten: runs beyond those to keep, with all that only they knew; no personal data stays for ever."""

from __future__ import annotations

from contextlib import suppress
from sqlite3 import Error
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sheets_sync.state.database import State

#: A file is written anew when this share of it is empty, and this many pages.
_EMPTY, _PAGES = 0.5, 1000

#: What holds from a run on until there is a later line, with the columns that tell of what.
_LASTING = {"books": ("workbook",), "figures": ("grp",), "sheets": ("workbook", "title")}


def forget(connection: sqlite3.Connection, keep: int) -> int:
    """Leave the latest runs, within a transaction; how many were forgotten.

    What an older run found and still holds is known from the oldest that is left on.
    """
    row = connection.execute("SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?", (keep - 1,)).fetchone()
    if row is None:
        return 0
    oldest: int = row[0]
    gone: int = connection.execute("SELECT count(*) FROM runs WHERE id < ?", (oldest,)).fetchone()[0]
    if not gone:
        return 0
    for table, columns in _LASTING.items():
        same = " AND ".join(f"later.{column} = {table}.{column}" for column in columns)
        later = f"SELECT 1 FROM {table} AS later WHERE {same} AND later.run > {table}.run AND later.run <= ?"  # noqa: S608  (names of ours)
        connection.execute(f"DELETE FROM {table} WHERE run < ? AND EXISTS ({later})", (oldest, oldest))  # noqa: S608  (the same)
        connection.execute(f"UPDATE {table} SET run = ? WHERE run < ?", (oldest, oldest))  # noqa: S608  (the same)
    connection.execute("DELETE FROM books WHERE run = ? AND status = 'gone'", (oldest,))
    connection.execute("DELETE FROM sheets WHERE run = ? AND head IS NULL", (oldest,))
    for table in ("sheets", "baselines", "packed"):
        connection.execute(f"DELETE FROM {table} WHERE workbook NOT IN (SELECT workbook FROM books)")  # noqa: S608  (the same)
    connection.execute("DELETE FROM findings WHERE solved_run < ?", (oldest,))
    connection.execute("DELETE FROM runs WHERE id < ?", (oldest,))
    _sweep(connection)
    return gone


def _sweep(connection: sqlite3.Connection) -> None:
    """Contents that nothing holds any more."""
    connection.execute("DELETE FROM pieces WHERE head NOT IN (SELECT head FROM sheets WHERE head IS NOT NULL)")
    held = " UNION ".join(
        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608  (names of ours)
        for table, column in (
            ("books", "rows"),
            ("books", "rates"),
            ("baselines", "rows"),
            ("packed", "rows"),
            ("sheets", "head"),
            ("pieces", "piece"),
        )
    )
    connection.execute(f"DELETE FROM contents WHERE hash NOT IN ({held})")  # noqa: S608  (the same)


def shrink(state: State) -> None:
    """Give back to the disk what is empty, where that is worth the writing; without room for it nothing happens."""
    if not state.remembers:
        return
    with suppress(Error):
        pages, empty = (
            state.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")
        )
        if empty > _PAGES and empty > pages * _EMPTY:
            state.connection.execute("VACUUM")
