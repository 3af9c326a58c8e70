"""Snapshots in the state of the tool; where it cannot keep them, everything is read."""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import TYPE_CHECKING

from sheets_sync.backends.google.snapshots import FULL_READ_EVERY, Snapshot

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sheets_sync.state.database import State

_HEAD_COLUMNS = "asked, version, modified, by_people, editor, read_at"
_COLUMNS = f"{_HEAD_COLUMNS}, content"
_HEAD = f"SELECT {_HEAD_COLUMNS}, x'' FROM snapshots WHERE spreadsheet = ?"  # noqa: S608  (our own names)
_GET = f"SELECT {_COLUMNS} FROM snapshots WHERE spreadsheet = ?"  # noqa: S608  (the same)
_PUT = f"INSERT OR REPLACE INTO snapshots (spreadsheet, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_FORGET = "DELETE FROM snapshots WHERE read_at < ?"
#: Whatever is registered is read more often: of the rest nothing is kept, for it may be about people.
_FORGET_AFTER = 2 * FULL_READ_EVERY
_LEVEL = 1  # a tenth of the size at next to no cost


class StoredSnapshots:
    """What earlier runs asked of spreadsheets, for this one, and what this one asked, for the next.

    The state is opened to look for the first, and again to keep the second: all of it, or nothing.
    """

    def __init__(self, look: Callable[[], State], keep: Callable[[], State] | None) -> None:
        self._look, self._keep = look, keep
        self._new: dict[str, Snapshot] = {}

    @cached_property
    def _earlier(self) -> State:
        return self._look()

    def head(self, spreadsheet_id: str) -> Snapshot | None:
        snapshot = self._new.get(spreadsheet_id)
        return snapshot._replace(content=b"") if snapshot else self._kept(_HEAD, spreadsheet_id)

    def get(self, spreadsheet_id: str) -> Snapshot | None:
        snapshot = self._new.get(spreadsheet_id) or self._kept(_GET, spreadsheet_id)
        try:
            return snapshot._replace(content=zlib.decompress(snapshot.content)) if snapshot else None
        except zlib.error:
            return None

    def _kept(self, question: str, spreadsheet_id: str) -> Snapshot | None:
        """What earlier runs kept, its content compressed."""

        def found(connection: sqlite3.Connection) -> Snapshot | None:
            row = connection.execute(question, (spreadsheet_id,)).fetchone()
            return Snapshot._make(row) if row else None

        return self._earlier.read(found, None)

    def put(self, spreadsheet_id: str, snapshot: Snapshot) -> None:
        if self._keep is not None:
            self._new[spreadsheet_id] = snapshot._replace(content=zlib.compress(snapshot.content, _LEVEL))

    def close(self) -> None:
        self.save()
        if "_earlier" in vars(self):
            self._earlier.close()
            del self._earlier

    def save(self) -> None:
        if not self._new or self._keep is None:
            return
        rows = [(found, *snapshot) for found, snapshot in self._new.items()]

        def kept(connection: sqlite3.Connection) -> None:
            connection.executemany(_PUT, rows)
            latest = max(snapshot.read_at for snapshot in self._new.values())
            connection.execute(_FORGET, (latest - _FORGET_AFTER,))

        with self._keep() as state:
            if state.write(kept):
                self._new.clear()
        if "_earlier" in vars(self):  # opened before there was anything
            self._earlier.close()
            del self._earlier
