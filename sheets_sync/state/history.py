"""Questions to the state: the runs, and what was known of workbooks, partnerships and tabs after one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.model import TabCount
from sheets_sync.state.packing import DamagedContentError, from_json, snapshot_from_json, unpacked
from sheets_sync.state.sheets import unpack_sheet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from sheets_sync.model import Highlight, Param, Sheet
    from sheets_sync.snapshot import Snapshot


class RunLine(NamedTuple):
    """The line of a run; moments in UTC, days as ISO 8601."""

    id: int
    started: str
    ended: str
    version: str
    as_of: str
    what: tuple[str, ...]
    complete: bool
    books_read: int
    books_failed: int
    rows_read: int
    rows_accepted: int
    rows_aside: int
    rows_skipped: int
    errors: int
    warnings: int
    tabs_written: int


class BookLine(NamedTuple):
    """What was known of a workbook after a run; `rows` is the hash of its content."""

    workbook: str
    run: int
    label: str
    group: str | None
    language: str
    status: str
    modified: str | None
    editor: str
    tabs: tuple[TabCount, ...]
    rows: bytes | None
    rates: bytes | None


class OpenFinding(NamedTuple):
    """An error or warning that stands, with since when."""

    fingerprint: str
    code: str
    severity: str
    workbook: str | None
    group: str | None
    tab: str | None
    cell: str | None
    row: int | None
    row_id: str | None
    heading: str | None
    params: Mapping[str, Param]
    value: str | None
    accepted: str | None
    times: int
    first_seen: str
    open_since: str
    came_back: int
    first_run: int


class KeptSheet(NamedTuple):
    """One of the tool's tabs as it was after a run."""

    workbook: str
    sheet: Sheet
    highlights: tuple[Highlight, ...]


# ------------------------------------------------------------------------------------------------- runs
def runs(connection: sqlite3.Connection, limit: int | None = None) -> list[RunLine]:
    """The runs, the latest first."""
    rows = connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (-1 if limit is None else limit,))
    return [_run(row) for row in rows]


def run_of(connection: sqlite3.Connection, number: int) -> RunLine | None:
    """The run of this number, if it is remembered."""
    row = connection.execute("SELECT * FROM runs WHERE id = ?", (number,)).fetchone()
    return _run(row) if row else None


def run_before(connection: sqlite3.Connection, number: int) -> RunLine | None:
    """The run before this one, if it is remembered."""
    row = connection.execute("SELECT * FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1", (number,)).fetchone()
    return _run(row) if row else None


def latest_whole(connection: sqlite3.Connection) -> RunLine | None:
    """The latest run over all workbooks."""
    row = connection.execute("SELECT * FROM runs WHERE what = '[]' ORDER BY id DESC LIMIT 1").fetchone()
    return _run(row) if row else None


def _run(row: tuple[Any, ...]) -> RunLine:
    line = RunLine(*row)
    return line._replace(what=tuple(from_json(str(line.what))), complete=bool(line.complete))


# ------------------------------------------------------------------------------------------------- after a run
def books_after(connection: sqlite3.Connection, run: int) -> dict[str, BookLine]:
    """What was known of each workbook, by its name as registered."""
    rows = connection.execute(
        "SELECT workbook, max(run), label, grp, language, status, modified, editor, tabs, rows, rates FROM books "
        "WHERE run <= ? GROUP BY workbook",
        (run,),
    )
    lines = (BookLine(*row) for row in rows)
    return {
        line.workbook: line._replace(tabs=tuple(TabCount(*count) for count in from_json(str(line.tabs))))
        for line in lines
    }


def rows_after(connection: sqlite3.Connection, run: int) -> dict[str, tuple[BookLine, bytes]]:
    """The latest rows that were read of each workbook, with its line; none of one that is no longer registered."""
    latest = connection.execute(
        "SELECT workbook, rows, max(run) FROM books WHERE run <= ? AND rows IS NOT NULL GROUP BY workbook", (run,)
    ).fetchall()
    lines = books_after(connection, run)
    return {workbook: (lines[workbook], rows) for workbook, rows, _ in latest if lines[workbook].status != "gone"}


def figures_after(connection: sqlite3.Connection, run: int) -> dict[str, Mapping[str, str | None]]:
    """The figures of each partnership."""
    rows = connection.execute("SELECT grp, data, max(run) FROM figures WHERE run <= ? GROUP BY grp", (run,))
    return {group: from_json(data) for group, data, _ in rows}


def snapshot(connection: sqlite3.Connection, content: bytes | None) -> Snapshot:
    """The rows behind a hash; none where there is no content."""
    text = _text(connection, content)
    return snapshot_from_json(text) if text else ()


def sheets_after(connection: sqlite3.Connection, run: int) -> Iterator[KeptSheet]:
    """The tool's own tabs as they were, workbook by workbook, in their order."""
    rows = connection.execute(
        "SELECT workbook, head, max(run), place FROM sheets WHERE run <= ? GROUP BY workbook, title "
        "ORDER BY workbook, place",
        (run,),
    ).fetchall()
    for workbook, head, _, _ in rows:
        if head is not None:
            question = "SELECT piece FROM pieces WHERE head = ? ORDER BY place"
            pieces = [_text(connection, piece) for (piece,) in connection.execute(question, (head,))]
            yield KeptSheet(workbook, *unpack_sheet(_text(connection, head), pieces))


def _text(connection: sqlite3.Connection, content: bytes | None) -> str:
    """Raises DamagedContentError where a content is missing."""
    if content is None:
        return ""
    row = connection.execute("SELECT data FROM contents WHERE hash = ?", (content,)).fetchone()
    if row is None:
        raise DamagedContentError("a content is missing")
    return unpacked(row[0])


# ------------------------------------------------------------------------------------------------- findings
def open_findings(connection: sqlite3.Connection) -> list[OpenFinding]:
    """What stands now, the longest first."""
    rows = connection.execute(
        "SELECT fingerprint, code, severity, workbook, grp, tab, cell, row_no, row_id, heading, params, value, "
        "accepted, times, first_seen, open_since, came_back, first_run FROM findings WHERE solved IS NULL "
        "ORDER BY open_since, workbook, tab, row_no, code"
    )
    lines = (OpenFinding(*row) for row in rows)
    return [line._replace(params=from_json(str(line.params))) for line in lines]
