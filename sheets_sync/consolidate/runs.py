"""The tab Runs: a line for each run that changed something, the latest first."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from sheets_sync.model import A1, OutColumn, Severity, Sheet, Style, TabCount
from sheets_sync.plan import diff
from sheets_sync.seal import sealed
from sheets_sync.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Change, Language, Stored, Tab, Writable

_COLUMNS = (
    ("run", 16, Style.DATE),
    ("workbooks_read", 14, Style.INTEGER),
    ("workbooks_failed", 14, Style.INTEGER),
    ("rows_read", 12, Style.INTEGER),
    ("rows_accepted", 12, Style.INTEGER),
    ("rows_set_aside", 12, Style.INTEGER),
    ("rows_skipped", 12, Style.INTEGER),
    ("errors", 12, Style.INTEGER),
    ("warnings", 14, Style.INTEGER),
    ("changed_tabs", 14, Style.INTEGER),
    ("outcome", 14, Style.TEXT),
)


def past_runs(existing: Mapping[str, Tab], catalogue: Catalogue, language: Language) -> Sequence[Sequence[Stored]]:
    """The lines that the tab holds now; what else somebody wrote there is no line of it."""
    tab = existing.get(catalogue.word("runs", language))
    lines = tab.rows[1:] if tab else ()
    return [line[: len(_COLUMNS)] for line in lines if line and isinstance(line[0], date)]


def runs_sheet(
    runs: Sequence[Sequence[Stored]],
    catalogue: Catalogue,
    language: Language,
    latest: Sequence[Writable] | None = None,
) -> Sheet:
    """The tab with these lines as they were, and the latest above them."""
    columns = tuple(OutColumn(catalogue.word(key, language), width, style) for key, width, style in _COLUMNS)
    rows = [tuple(column.heading for column in columns)]
    kept = [tuple(map(_as_read, row)) for row in runs]
    return Sheet(
        catalogue.word("runs", language),
        columns,
        [*rows, *([tuple(latest)] if latest else ()), *kept],
        frozen=A1(2, 1),
        filtered=True,
    )


def log_run(
    changes: Sequence[Change], workbook: str, existing: Mapping[str, Tab], outcome: Outcome, catalogue: Catalogue
) -> tuple[Change, ...]:
    """All changes of a run, with its own line in Runs; where nothing changes, nothing is logged.

    `workbook` is the coordinator's, and `existing` are the tabs that it holds now.
    """
    if not changes:
        return ()
    language = outcome.world.language
    title = catalogue.word("runs", language)
    others = [change for change in changes if (change.workbook, change.sheet.title) != (workbook, title)]
    line = _line(outcome, len(others) + 1, catalogue)
    sheet = runs_sheet(past_runs(existing, catalogue, language), catalogue, language, line)
    return (*others, *diff(existing, [sealed(sheet)], workbook))


def _line(outcome: Outcome, tabs: int, catalogue: Catalogue) -> Sequence[Writable]:
    report = outcome.report
    counts = [count for book in report.workbooks for count in book.tabs]
    statuses = Counter(book.status for book in report.workbooks)
    weights = Counter(finding.severity for finding in report.findings if finding.counts)
    return (
        report.as_of,
        statuses["read"],
        statuses["failed"],
        *TabCount.total(counts)[1:],
        weights[Severity.ERROR],
        weights[Severity.WARNING],
        tabs,
        catalogue.word("complete" if report.complete else "incomplete", outcome.world.language),
    )


def _as_read(stored: Stored) -> Writable:
    """A cell of an earlier line, as it is written again."""
    match stored:
        case bool() | str() | datetime() | date() | None:
            return stored
        case int() | float():
            return decimal_of(stored)
        case _:
            return str(stored)
