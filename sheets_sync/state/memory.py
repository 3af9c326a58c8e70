"""The memory of findings: new, open, solved, came back; first seen, and for how long it has been open.

A finding is solved by a run that looked at its place and did not find it. One that nobody looked at, because its
workbook could not be read or was not asked for, stays as it was.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sheets_sync.model import Severity
from sheets_sync.state.packing import params_to_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from sheets_sync.model import Finding, Report
    from sheets_sync.state.record import Run

#: Why a workbook could not be read (SRC01-SRC09): solved by another reason, too.
_READING = "SRC0"
#: Findings of these families come and go with the run, and say nothing of a workbook.
_FLEETING = ("WRT", "SYS")

_KEEP = """
INSERT INTO findings (
    fingerprint, code, severity, workbook, grp, tab, cell, row_no, row_id, heading, params, value, accepted, times,
    first_seen, open_since, last_seen, first_run, last_run
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (fingerprint) DO UPDATE SET
    severity = excluded.severity, workbook = excluded.workbook, grp = excluded.grp, tab = excluded.tab,
    cell = excluded.cell, row_no = excluded.row_no, row_id = excluded.row_id, heading = excluded.heading,
    params = excluded.params, value = excluded.value, accepted = excluded.accepted, times = excluded.times,
    came_back = came_back + (solved IS NOT NULL),
    open_since = iif(solved IS NULL, open_since, excluded.last_seen),
    last_seen = excluded.last_seen, last_run = excluded.last_run, solved = NULL, solved_run = NULL
"""


def remember_findings(connection: sqlite3.Connection, report: Report, number: int, run: Run) -> None:
    """Keep the errors and warnings of a run, and mark as solved what it looked for and did not find."""
    known = {row[0] for row in connection.execute("SELECT fingerprint FROM findings")}
    connection.executemany(_KEEP, _lines(report, number, known, run))
    looked = _LookedAt(report, whole=not run.what)
    gone = [
        (report.as_of.isoformat(), number, fingerprint)
        for fingerprint, code, workbook, group in connection.execute(
            "SELECT fingerprint, code, workbook, grp FROM findings WHERE solved IS NULL AND last_run < ?", (number,)
        )
        if looked.covers(code, workbook, group)
    ]
    connection.executemany("UPDATE findings SET solved = ?, solved_run = ? WHERE fingerprint = ?", gone)


def kept(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that are remembered: somebody must solve them, and they are about what people wrote."""
    return (f for f in findings if f.severity is not Severity.INFO and not f.code.startswith(_FLEETING))


def _lines(report: Report, number: int, known: set[str], run: Run) -> Iterator[tuple[object, ...]]:
    day = report.as_of.isoformat()
    findings = [(finding.fingerprint, finding) for finding in kept(report.findings)]
    times = Counter(fingerprint for fingerprint, _ in findings)
    for fingerprint, finding in dict(reversed(findings)).items():  # of several the first
        where = finding.location
        since = day if fingerprint in known else run.since(finding).isoformat()
        yield (
            fingerprint, finding.code, finding.severity.value, where.workbook, finding.group, where.tab,
            str(where.cell) if where.cell else None, where.row, where.row_id, where.column,
            params_to_json(finding.params), finding.value, finding.accepted, times[fingerprint],
            since, since, day, number, number,
        )  # fmt: skip


class _LookedAt:
    """What a run looked at: of the whole programme all but what could not be read; of a part of it what it read.

    A workbook that is no longer registered was looked at by a run of the whole.
    """

    def __init__(self, report: Report, *, whole: bool) -> None:
        self._whole = whole
        books = report.workbooks
        self._read = {book.workbook for book in books if book.status == "read"}
        self._failed = {book.workbook for book in books if book.status == "failed"}
        self._unknown = {book.group for book in books if book.status == "failed"}
        self._groups = {book.group for book in books} - self._unknown

    def covers(self, code: str, workbook: str | None, group: str | None) -> bool:
        """Whether a finding of this code would have been found again."""
        if workbook is None:
            return group not in self._unknown if self._whole else group in self._groups
        if workbook in self._failed:
            return code.startswith(_READING)
        return self._whole or workbook in self._read
