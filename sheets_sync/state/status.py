"""How each partnership stands, from what is remembered of the latest run: no workbook is read for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, TypeAlias

from sheets_sync.model import Severity
from sheets_sync.state.history import books_after, figures_after, latest_whole, open_findings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from sheets_sync.state.history import BookLine, OpenFinding, RunLine

#: What somebody must do: solve errors, look at warnings, nothing; see why a workbook was not read; none is active.
Light: TypeAlias = Literal["unread", "act", "look", "good", "idle"]
_ORDER: tuple[Light, ...] = ("unread", "act", "look", "good", "idle")
#: A finding is new for so many days, and old after so many.
WEEK, MONTH = 7, 30
#: For so many days the memory of a run is recent enough to go by.
RECENT = 2


@dataclass(frozen=True, slots=True)
class Ages:
    """How many findings are open, by for how long: up to 7 days, more, more than 30."""

    new: int = 0
    week: int = 0
    month: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.week + self.month


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """One partnership; `group` None is what belongs to none: the coordinator's own workbook.

    `findings` are those that count, the longest open first; `last_entry` is the latest change of its workbooks.
    """

    group: str | None
    light: Light
    books: tuple[BookLine, ...]
    figures: Mapping[str, str | None]
    findings: tuple[OpenFinding, ...]
    ages: Ages
    last_entry: date | None

    @property
    def label(self) -> str:
        """The municipalities."""
        active = [book for book in self.books if book.status != "skipped"]
        return " – ".join(dict.fromkeys(book.label for book in active or self.books))

    @property
    def share(self) -> Decimal | None:
        """What part of the ceiling is claimed; None where it is not known."""
        claimed, ceiling = amount(self.figures.get("claimed_eur")), amount(self.figures.get("ceiling_eur"))
        return claimed / ceiling if claimed is not None and ceiling else None

    def count(self, severity: Severity) -> int:
        """How many of its findings are of one kind."""
        return sum(finding.times for finding in self.findings if finding.severity == severity)


@dataclass(frozen=True, slots=True)
class Status:
    """All of them, the most urgent first, as they were after `run`; `days` ago is how long that is."""

    run: RunLine
    days: int
    groups: tuple[GroupStatus, ...]

    @property
    def recent(self) -> bool:
        """Whether it can be gone by."""
        return self.days <= RECENT


def status(connection: sqlite3.Connection, today: date) -> Status | None:
    """The standing of everybody; None where no run over all workbooks is remembered."""
    run = latest_whole(connection)
    if run is None:
        return None
    latest = connection.execute("SELECT max(id) FROM runs").fetchone()[0]  # a part may have been read since
    books = [book for book in books_after(connection, latest).values() if book.status != "gone"]
    figures = figures_after(connection, latest)
    open_ones = [finding for finding in open_findings(connection) if finding.accepted is None]
    codes = {book.group for book in books if book.group is not None} | figures.keys()
    groups = [_group(code, books, figures.get(code, {}), open_ones, today) for code in sorted(codes)]
    own = _group(None, (), {}, [f for f in open_ones if f.group not in codes], today)
    groups.sort(key=lambda group: _ORDER.index(group.light))
    days = (today - date.fromisoformat(run.as_of)).days
    return Status(run, days, (*groups, *([own] if own.findings else [])))


def _group(
    code: str | None,
    books: Iterable[BookLine],
    figures: Mapping[str, str | None],
    findings: Iterable[OpenFinding],
    today: date,
) -> GroupStatus:
    mine = tuple(book for book in books if book.group == code)
    found = tuple(f for f in findings if code is None or f.group == code)
    changed = (date.fromisoformat(book.modified) for book in mine if book.modified)
    return GroupStatus(
        code, _light(code, mine, found), mine, figures, found, _ages(found, today), max(changed, default=None)
    )


def _light(code: str | None, books: Iterable[BookLine], findings: Iterable[OpenFinding]) -> Light:
    statuses = {book.status for book in books}
    if "failed" in statuses:
        return "unread"
    if code is not None and "read" not in statuses:
        return "idle"
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return "act"
    return "look" if severities else "good"


def _ages(findings: Iterable[OpenFinding], today: date) -> Ages:
    new = week = month = 0
    for finding in findings:
        days = (today - date.fromisoformat(finding.open_since)).days
        if days > MONTH:
            month += finding.times
        elif days > WEEK:
            week += finding.times
        else:
            new += finding.times
    return Ages(new, week, month)


def amount(text: str | None) -> Decimal | None:
    """An amount of the report, None where it is not known."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
