"""The rows of each workbook of a run as a content: packed once, and not at all where the file is still the same."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync import __version__
from sheets_sync.snapshot import snapshot_of
from sheets_sync.state.history import snapshot
from sheets_sync.state.packing import packed, snapshot_to_json
from sheets_sync.vanished import Baseline

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from sheets_sync.programme import Book, Programme
    from sheets_sync.state.database import State


class Content(NamedTuple):
    """The hash of some rows, what is stored of them (None: it is stored already), and of which file they are."""

    hash: bytes
    data: bytes | None
    version: str
    made_by: str


class Contents:
    """What is known of the rows of each workbook."""

    def __init__(self, before: Mapping[str, tuple[str, str, bytes]], programme: Programme) -> None:
        self._before = before
        self._made: dict[str, Content] = {}
        columns = [(s.__name__, s.tab, [(f.key, f.column.label) for f in s.fields.values()]) for s in programme.tabs]
        self._reader = f"{__version__} {blake2b(repr(columns).encode(), digest_size=8).hexdigest()}"

    @classmethod
    def of_state(cls, state: State, programme: Programme) -> Contents:
        """What is stored of the files as they were."""
        nothing: dict[str, tuple[str, str, bytes]] = {}
        return cls(state.read(_packed, nothing), programme)

    def of(self, book: Book) -> Content:
        """The content of a workbook that was read."""
        ref = book.entry.ref
        if ref not in self._made:
            version, made_by = book.workbook.version if book.workbook else "", f"{self._reader} {book.entry.language}"
            before = self._before.get(ref)
            if before is not None and version and before[:2] == (version, made_by):
                self._made[ref] = Content(before[2], None, version, made_by)
            else:
                self._made[ref] = Content(*packed(snapshot_to_json(snapshot_of(book.tables))), version, made_by)
        return self._made[ref]


def _packed(connection: sqlite3.Connection) -> dict[str, tuple[str, str, bytes]]:
    rows = connection.execute("SELECT workbook, version, made_by, rows FROM packed")
    return {workbook: (version, made_by, content) for workbook, version, made_by, content in rows}


class KnownBaseline(NamedTuple):
    """The rows with which a workbook is compared, not yet unpacked."""

    as_of: str
    rows: bytes


def baselines(connection: sqlite3.Connection) -> dict[str, KnownBaseline]:
    """Those of all workbooks."""
    rows = connection.execute("SELECT workbook, as_of, rows FROM baselines")
    return {workbook: KnownBaseline(as_of, content) for workbook, as_of, content in rows}


def unpacked_baseline(connection: sqlite3.Connection, known: KnownBaseline) -> Baseline:
    """One of them, with its rows."""
    return Baseline(date.fromisoformat(known.as_of), snapshot(connection, known.rows))
