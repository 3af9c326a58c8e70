"""What a run leaves: its line, the rows of each workbook, the tool's tabs, the findings; in one transaction.

A line for a workbook, a partnership or a tab is only added where it differs from the latest, so that a quiet night
adds the line of the run and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync import __version__
from sheets_sync.model import Severity, TabCount
from sheets_sync.snapshot import snapshot_of
from sheets_sync.state.memory import remember_findings
from sheets_sync.state.packing import packed, snapshot_to_json, to_json
from sheets_sync.state.retention import forget, shrink
from sheets_sync.state.sheets import pack_sheet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence
    from datetime import date, datetime

    from sheets_sync.check import Outcome
    from sheets_sync.model import BookReport, Finding, Highlight, Sheet
    from sheets_sync.programme import Book, Programme
    from sheets_sync.state.contents import Contents
    from sheets_sync.state.database import State

_GONE = "gone"


class OwnTabs(NamedTuple):
    """The tool's tabs of one workbook: all their titles, and those whose content is to be stored."""

    workbook: str
    titles: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What is recorded beside the outcome. `since` gives the day since when a finding stands, as a workbook has it.

    `what` is the part that was asked for, () for all. `vanished` are the workbooks whose rows are still compared with
    those of an earlier run; `contents` the rows of all of them. So many runs are kept (`keep`), this one included.
    `accept_loss`: a person confirmed what is gone, also of workbooks that could not be read.
    """

    started: datetime
    ended: datetime
    since: Callable[[Finding], date]
    contents: Contents
    what: Sequence[str] = ()
    tabs: Sequence[OwnTabs] = ()
    vanished: Collection[str] = field(default_factory=frozenset)
    keep: int = 400
    accept_loss: bool = False


def record(state: State, outcome: Outcome, programme: Programme, coordinator: str, run: Run) -> bool:
    """Remember a run; whether it could be kept. `coordinator` is the name of the coordinator's workbook."""
    kept = state.write(lambda connection: _Recorder(connection, outcome, programme, coordinator, run).record())
    shrink(state)
    return kept


class _Recorder:
    """One recording, within a transaction."""

    def __init__(
        self, connection: sqlite3.Connection, outcome: Outcome, programme: Programme, coordinator: str, run: Run
    ) -> None:
        self.connection, self.outcome, self.programme, self.run = connection, outcome, programme, run
        self.coordinator = coordinator
        self.day = outcome.report.as_of.isoformat()
        self.id = 0

    def record(self) -> None:
        self.id = self._line()
        self._books()
        self._figures()
        for tabs in self.run.tabs:
            self._tabs(tabs)
        remember_findings(self.connection, self.outcome.report, self.id, self.run)
        forget(self.connection, self.run.keep)

    def _line(self) -> int:
        report = self.outcome.report
        statuses = Counter(book.status for book in report.workbooks)
        weights = Counter(finding.severity for finding in report.findings if finding.counts)
        values = (
            self.run.started.isoformat(timespec="seconds"),
            self.run.ended.isoformat(timespec="seconds"),
            __version__,
            self.day,
            to_json(list(self.run.what)),
            report.complete,
            statuses["read"],
            statuses["failed"],
            *TabCount.total(count for book in report.workbooks for count in book.tabs)[1:],
            weights[Severity.ERROR],
            weights[Severity.WARNING],
            len(report.writes or ()),
        )
        marks = ", ".join("?" * len(values))
        done = self.connection.execute(f"INSERT INTO runs VALUES (NULL, {marks})", values)  # noqa: S608  (only marks)
        return done.lastrowid or 0

    # ------------------------------------------------------------------------------------ workbooks
    def _books(self) -> None:
        latest = {
            row[0]: row[1:]
            for row in self.connection.execute(
                "SELECT workbook, label, grp, language, status, modified, editor, tabs, rows, rates, max(run) "
                "FROM books GROUP BY workbook"
            )
        }
        books = {book.entry.ref: book for book in self.outcome.world.books}
        for told in self.outcome.report.workbooks:
            if told.workbook == self.coordinator:  # listed among the municipal ones by mistake (SRC12)
                continue
            line = self._book(told, books[told.workbook])
            if self.run.accept_loss and told.status == "failed":
                self.connection.execute("DELETE FROM baselines WHERE workbook = ?", (told.workbook,))
            if latest.get(told.workbook, ())[:-1] != line:
                self._insert("books", (told.workbook, self.id, *line))
        self._coordinator(latest.get(self.coordinator, ())[:-1])
        if not self.run.what:
            there = {*books, self.coordinator}
            for workbook, line in latest.items():
                if workbook not in there and line[3] != _GONE:
                    self._insert("books", (workbook, self.id, *line[:3], _GONE, None, "", "[]", None, None))

    def _book(self, told: BookReport, book: Book) -> tuple[object, ...]:
        rows = rates = modified = None
        editor = book.workbook.editor if book.workbook is not None else ""
        if book.workbook is not None:
            modified = book.workbook.modified.isoformat() if book.workbook.modified else None
            rows = self._rows(told.workbook, book)
            used = tuple(self.programme.rates_used(book))
            rates = self._store(to_json(used)) if used else None
        tabs = to_json([list(count) for count in told.tabs])
        return (told.label, told.group, told.language, told.status, modified, editor, tabs, rows, rates)

    def _rows(self, ref: str, book: Book) -> bytes:
        """The hash of the rows of a workbook, which are stored; they are what the next run compares with."""
        rows, data, version, made_by = self.run.contents.of(book)
        if data is not None:
            self.connection.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", (rows, data))
            self._replace("packed", (ref, version, made_by, rows))
        if ref not in self.run.vanished:
            self.connection.execute(
                "INSERT INTO baselines VALUES (?, ?, ?, ?) ON CONFLICT (workbook) DO UPDATE "
                "SET run = excluded.run, as_of = excluded.as_of, rows = excluded.rows",
                (ref, self.id, self.day, rows),
            )
        return rows

    def _coordinator(self, before: tuple[object, ...]) -> None:
        """The coordinator's own tabs are rows as well: whoever changed a ceiling or a rate is asked about it."""
        world = self.outcome.world
        rows = self._store(snapshot_to_json(snapshot_of(world.coordinator)))
        line = ("", None, world.language, "read", None, "", "[]", rows, None)
        if before != line:
            self._insert("books", (self.coordinator, self.id, *line))

    # ------------------------------------------------------------------------------------ partnerships and tabs
    def _figures(self) -> None:
        latest = dict(
            row[:2] for row in self.connection.execute("SELECT grp, data, max(run) FROM figures GROUP BY grp")
        )
        for figures in self.outcome.report.groups:
            group, data = next(iter(figures.values())), to_json(dict(figures))
            if group is not None and latest.get(group) != data:
                self._insert("figures", (group, self.id, data))

    def _tabs(self, tabs: OwnTabs) -> None:
        latest = {
            title: (place, head)
            for title, place, head, _ in self.connection.execute(
                "SELECT title, place, head, max(run) FROM sheets WHERE workbook = ? GROUP BY title", (tabs.workbook,)
            )
        }
        places = {title: place for place, title in enumerate(tabs.titles)}
        lines: dict[str, tuple[int, bytes | None]] = {
            title: (place, None) for title, (place, head) in latest.items() if head and title not in places
        }
        for sheet in tabs.sheets:
            lit = tabs.highlights if sheet.lookup is not None else ()
            lines[sheet.title] = (places[sheet.title], self._sheet(sheet, lit))
        for title, line in lines.items():
            if latest.get(title) != line:
                self._insert("sheets", (tabs.workbook, title, self.id, *line))

    def _sheet(self, sheet: Sheet, highlights: Sequence[Highlight]) -> bytes:
        head, pieces = pack_sheet(sheet, highlights)
        self.connection.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?)", [head, *pieces])
        lines = [(head.hash, place, piece.hash) for place, piece in enumerate(pieces)]
        self.connection.executemany("INSERT OR IGNORE INTO pieces VALUES (?, ?, ?)", lines)
        return head.hash

    # ------------------------------------------------------------------------------------ lines
    def _store(self, text: str) -> bytes:
        content = packed(text)
        self.connection.execute("INSERT OR IGNORE INTO contents VALUES (?, ?)", content)
        return content.hash

    def _insert(self, table: str, values: Sequence[object]) -> None:
        self.connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  (a table of ours)

    def _replace(self, table: str, values: Sequence[object]) -> None:
        self.connection.execute(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  (the same)
