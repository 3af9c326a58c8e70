"""What was read → what there is to say about it: the pure heart of a run.

`register` takes the coordinator's tabs, `assess` the municipal workbooks as the shell reads them one by one.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sheets_sync.errors import SourceError
from sheets_sync.model import BookReport, Finding, Location, Report, Severity, TabCount, Workbook
from sheets_sync.parse import parse
from sheets_sync.programme import Acceptance, Book, Registry, Standing, World
from sheets_sync.table import Entry
from sheets_sync.validate import Readers, TooManyFindings, apply_rules, to_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Param
    from sheets_sync.programme import HeldRate, Programme, Tables
    from sheets_sync.schema import Schema

#: Findings about a cell or a row set the row aside; those about a partnership or a workbook do not.
_ON_ROWS = frozenset({"cell", "row"})
#: Stands for findings in every language, as on the terminal.
_WRONG = "✖"
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Checker:
    """What stays the same through a run.

    `most_findings` are told of one workbook: nobody reads more, and a run has to hold those of many.
    """

    programme: Programme
    settings: Any
    catalogue: Catalogue
    language: Language
    as_of: date
    most_findings: int = sys.maxsize


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run knows once everything is decided: the report, and what is needed to write it down."""

    world: World
    standing: Standing
    report: Report


# ------------------------------------------------------------------------------------------------- the coordinator
def register(
    checker: Checker,
    workbook: Workbook,
    accepted: Sequence[Acceptance] = (),
    closed: Mapping[int, Sequence[HeldRate]] = MappingProxyType({}),
) -> tuple[World, list[Finding]]:
    """The registered workbooks, from the coordinator's own tabs; mistakes in these are findings like any other.

    `accepted` are exceptions beside those of the tab, `closed` the rates of the years that were closed.
    """
    programme = checker.programme
    entry = Entry(workbook.ref, None, "", checker.language)
    tables, findings = _tables(workbook, programme.coordinator_tabs, entry, Readers(checker.language))
    registry, found = programme.register(tables, checker.settings, checker.catalogue)
    findings += found
    registry, found = programme.freeze(registry, tables, closed)
    findings += found
    registry = replace(registry, acceptances=(*registry.acceptances, *accepted))
    for table in tables.values():
        findings += apply_rules(table, registry.data)
    world = World(registry, checker.settings, checker.as_of, checker.language, coordinator=tables)
    return world, [_grouped(f, tables) for f in findings]


def _grouped(finding: Finding, tables: Tables) -> Finding:
    """A finding in a row of the coordinator that names a partnership is about that partnership."""
    if finding.group is not None or finding.location.row is None:
        return finding
    for table in tables.values():
        key, numbers = table.block.schema.group_key, table.records.numbers
        if key and table.block.tab.title == finding.location.tab:
            at = bisect_left(numbers, finding.location.row)
            found = at < len(numbers) and numbers[at] == finding.location.row
            return finding._replace(group=table.records.column(key)[at] if found else None)
    return finding


# ------------------------------------------------------------------------------------------------- the workbooks
def assess(
    checker: Checker,
    world: World,
    read: Callable[[str], Workbook | SourceError | None],
    findings: Sequence[Finding] = (),
) -> Outcome:
    """Check each registered workbook as it is read; `read` gives None for one that is not to be read.

    One after the other: what is kept of each are its records, not its tabs.
    """
    readers: dict[Language, Readers] = {}
    found = list(findings)
    books = []
    for entry in world.registry.entries:
        book, about = _examined(checker, world, entry, read(entry.ref) if entry.read else None, readers)
        books.append(book)
        found += about
    return _concluded(checker, world, books, found)


def _examined(
    checker: Checker,
    world: World,
    entry: Entry,
    read: Workbook | SourceError | None,
    readers: dict[Language, Readers],
) -> tuple[Book, list[Finding]]:
    """What was read of a registered workbook, checked on its own."""
    if read is None:
        return Book(entry, "skipped"), []
    if isinstance(read, SourceError):
        failed = Finding(read.code, Location(workbook=entry.ref), read.params, group=entry.group)
        return Book(entry, "failed"), [failed]
    reader = readers.setdefault(entry.language, Readers(entry.language))
    try:
        book, about = _checked(checker, world, entry, read, reader)
    except TooManyFindings:
        most = f"{checker.most_findings} {_WRONG}"
        params: Mapping[str, Param] = {"size": f"> {most}", "limit": most}
        return Book(entry, "failed"), [Finding("SRC08", Location(workbook=entry.ref), params, group=entry.group)]
    return book, [f if f.group is not None else f._replace(group=entry.group) for f in about]


def _checked(
    checker: Checker, world: World, entry: Entry, read: Workbook, readers: Readers
) -> tuple[Book, list[Finding]]:
    """A workbook with what its tabs and the rules on it tell. Raises TooManyFindings."""
    most = checker.most_findings
    tables, findings = _tables(read, checker.programme.tabs, entry, readers, most)
    kept = replace(read, tabs=tuple(replace(tab, rows=()) for tab in read.tabs))
    book = Book(entry, "read", kept, tables)
    book = replace(book, context=checker.programme.context(book, world))
    for table in tables.values():
        findings += apply_rules(table, book.context, most)
        if len(findings) > most:
            raise TooManyFindings
    return book, findings


def _concluded(checker: Checker, world: World, books: Iterable[Book], findings: Sequence[Finding]) -> Outcome:
    """The rules across workbooks, the standing of each row, the figures: what is known when all are examined."""
    found = list(findings)
    world = world.with_books(books)
    world = replace(world, ledger=checker.programme.ledger(world))
    for rule in checker.programme.world_rules:
        found += rule.check(world)
    accepted: dict[str, list[Acceptance]] = {}
    for each in world.registry.acceptances:
        accepted.setdefault(each.code, []).append(each)
    judged = [judge(checker, f, accepted.get(f.code, ())) for f in found]
    standing = _standing(checker, judged)
    judged += [judge(checker, f, accepted.get(f.code, ())) for f in checker.programme.closing(world, standing)]
    reports = tuple(_report(book, standing) for book in world.books)
    report = Report(
        as_of=checker.as_of,
        complete=all(r.status != "failed" for r in reports),
        workbooks=reports,
        groups=tuple(checker.programme.figures(world, standing)),
        findings=tuple(_in_order(judged, world)),
        names=checker.programme.names(),
    )
    return Outcome(world, standing, report)


def _tables(
    workbook: Workbook, schemas: Sequence[type[Schema]], entry: Entry, readers: Readers, most: int = sys.maxsize
) -> tuple[Tables, list[Finding]]:
    blocks, findings = parse(workbook, schemas, entry)
    tables = {}
    for block in blocks:
        table, found = to_records(block, readers, most)
        tables[block.schema] = table
        findings += found
    return tables, findings


# ------------------------------------------------------------------------------------------------- judgement
def judge(checker: Checker, finding: Finding, acceptances: Iterable[Acceptance]) -> Finding:
    """The finding with the severity of the catalogue, and accepted if an exception of the coordinator holds."""
    severity = checker.catalogue.codes[finding.code].severity
    if severity is not finding.severity:
        finding = finding._replace(severity=severity)
    acceptance = next((each for each in acceptances if each.covers(finding, checker.as_of)), None)
    return finding if acceptance is None else finding.accept(acceptance.reason)


def _standing(checker: Checker, findings: Iterable[Finding]) -> Standing:
    codes: dict[tuple[str, str, int], list[str]] = {}
    aside = set()
    for finding in sorted(findings, key=lambda f: _RANK[f.severity]):
        where = finding.location
        if where.workbook is None or where.tab is None or where.row is None:
            continue
        place = (where.workbook, where.tab, where.row)
        if finding.code not in codes.setdefault(place, []):
            codes[place].append(finding.code)
        level = checker.catalogue.codes[finding.code].level
        if finding.severity is Severity.ERROR and finding.counts and level in _ON_ROWS:
            aside.add(place)
    return Standing.of({place: tuple(c) for place, c in codes.items()}, aside)


def _report(book: Book, standing: Standing) -> BookReport:
    entry = book.entry
    counts = []
    for table in book.tables.values():
        block = table.block
        aside = len(standing.rows_aside(table))
        accepted = len(table.records) - aside
        counts.append(TabCount(block.tab.title, block.rows_read, accepted, aside, len(block.skipped)))
    return BookReport(entry.ref, entry.group, entry.label, entry.language, book.status, tuple(counts))


def _in_order(findings: Iterable[Finding], world: World) -> list[Finding]:
    """By workbook as registered (the coordinator's first), tab, row and column; the partnership's own last."""
    books = {b.entry.ref: i for i, b in enumerate(world.books, 1)}
    tabs: dict[tuple[str | None, str | None], int] = {}
    for book in world.books:
        for i, tab in enumerate(book.workbook.tabs if book.workbook else ()):
            tabs[book.entry.ref, tab.title] = i

    def key(finding: Finding) -> tuple[int, int, int, int, str]:
        where = finding.location
        book = books.get(where.workbook, 0) if where.workbook else len(books) + 1
        column = where.cell.column if where.cell else 0
        return (book, tabs.get((where.workbook, where.tab), -1), where.row or 0, column, finding.code)

    return sorted(findings, key=key)


def bare_world(checker: Checker, entries: Iterable[Entry]) -> World:
    """The world of workbooks that are checked without a coordinator's."""
    return World(Registry(tuple(entries)), checker.settings, checker.as_of, checker.language)
