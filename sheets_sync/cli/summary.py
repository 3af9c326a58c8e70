"""How a run ended, as a small JSON file for whoever watches over it: times, exit code, counts; nothing of a cell."""

from __future__ import annotations

import json
import mmap
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sheets_sync import __version__
from sheets_sync.cli.common import emit
from sheets_sync.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheets_sync.model import Finding, Report

SCHEMA_VERSION = 1
#: Room for the counts of all codes that there will ever be.
_ROOM = 1 << 16


class Board:
    """A few words that the child which does the work leaves for its parent, however it ends.

    They stand in memory that both have: no file, and nothing that a killed child could keep from its parent.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _ROOM)

    def put(self, words: Mapping[str, Any]) -> None:
        """Leave these in place of what was left before."""
        text = json.dumps(words).encode()
        if len(text) < _ROOM:
            self._shared[: len(text) + 1] = text + b"\0"

    def get(self) -> dict[str, Any]:
        """What was left last; nothing where the child died in the middle of it."""
        try:
            words = json.loads(self._shared[: self._shared.find(b"\0")])
        except ValueError:
            return {}
        return words if isinstance(words, dict) else {}

    def close(self) -> None:
        """The memory is free."""
        self._shared.close()


@dataclass(slots=True)
class Summary:
    """The summary of one run: begun with the command, filled in by the work, written at the end."""

    command: str
    as_of: str
    dry_run: bool
    path: str | None = None
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    board: Board = field(default_factory=Board)

    def note(self, report: Report) -> None:
        """What the run knows by now."""
        self.board.put(counts(report, dry_run=self.dry_run))

    def note_findings(self, findings: Iterable[Finding]) -> None:
        """What stopped the run."""
        self.board.put(_findings(findings))

    def write(self, exit_code: int) -> None:
        """The file, whole or not at all; no file where none is asked for. Raises NotWrittenError."""
        if self.path is not None:
            emit(self.text(exit_code, datetime.now(UTC)), self.path)

    def text(self, exit_code: int, ended: datetime) -> str:
        """What the file holds; None stands where nobody could count."""
        head = {
            "schema_version": SCHEMA_VERSION,
            "version": __version__,
            "command": self.command,
            "dry_run": self.dry_run,
            "as_of": self.as_of,
            "started": self.started.isoformat(timespec="seconds"),
            "ended": ended.isoformat(timespec="seconds"),
            "exit_code": exit_code,
        }
        known = {"complete": False, "workbooks": None, "findings": None, "codes": None}
        return f"{json.dumps(head | known | self.board.get(), indent=1)}\n"


def counts(report: Report, *, dry_run: bool = False) -> dict[str, Any]:
    """How many workbooks and findings of each kind. Written are those of which a tab was; a trial run writes none."""
    statuses = Counter(book.status for book in report.workbooks)
    written = set() if dry_run else {change.workbook for change in report.writes or ()}
    return {
        "complete": report.complete,
        "workbooks": {key: statuses[key] for key in ("read", "failed", "skipped")} | {"written": len(written)},
        **_findings(report.findings),
    }


def _findings(findings: Iterable[Finding]) -> dict[str, Any]:
    """By severity, and by code. What the coordinator accepted counts apart."""
    told = list(findings)
    weights = Counter(f.severity.value for f in told if f.counts)
    accepted = sum(not f.counts for f in told)
    return {
        "findings": {each.value: weights[each.value] for each in Severity} | {"accepted": accepted},
        "codes": dict(sorted(Counter(f.code for f in told if f.counts).items())),
    }
