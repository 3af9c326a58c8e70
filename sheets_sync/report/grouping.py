"""Findings in the order in which a person works through them: by partnership, by workbook, errors first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from sheets_sync.model import Severity
from sheets_sync.telling import MANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sheets_sync.model import BookReport, Finding, Report

Kind: TypeAlias = Literal["coordinator", "partnership", "run"]

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


class Group(NamedTuple):
    """What is told in one line: one finding, or many of one code in one column of one tab."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that speaks for all."""
        return self.findings[0]


class Part(NamedTuple):
    """One workbook with what was found in it. `book` is None for what is not a registered municipal workbook."""

    workbook: str | None
    book: BookReport | None
    groups: tuple[Group, ...]


class Block(NamedTuple):
    """One partnership with its workbooks, or what belongs to none: the coordinator's workbook, the run itself.

    `figures` is None where the report has none for it, as for a file that is checked by itself.
    """

    kind: Kind
    id: str | None
    figures: Mapping[str, str | None] | None
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        """The municipalities of the partnership; those whose workbook is not read only where there is no other."""
        books = [part.book for part in self.parts if part.book and part.book.label]
        active = [book for book in books if book.status != "skipped"]
        return " – ".join(dict.fromkeys(book.label for book in active or books))

    @property
    def findings(self) -> Iterator[Finding]:
        """All that was found in it."""
        return (finding for part in self.parts for group in part.groups for finding in group.findings)


# ------------------------------------------------------------------------------------------------- groups
def group(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Errors first, accepted findings last, those of one code together; five or more in one column as one group."""
    findings = list(findings)
    first_seen: dict[str, int] = {}
    for number, finding in enumerate(findings):
        first_seen.setdefault(finding.code, number)
    findings.sort(key=lambda f: (not f.counts, _WEIGHT[f.severity], first_seen[f.code]))
    columns: dict[object, list[Finding]] = {}
    for finding in findings:
        columns.setdefault(_column(finding), []).append(finding)
    groups: list[Group] = []
    for alike in columns.values():
        groups += [Group(tuple(alike))] if len(alike) >= MANY else [Group((finding,)) for finding in alike]
    return tuple(groups)


def _column(finding: Finding) -> object:
    """What equal findings share: the code, the column, and the reason where they are accepted."""
    where = finding.location
    place = (where.workbook, where.tab, where.key) if where.row else id(finding)
    return (finding.accepted, finding.severity, finding.code, finding.group, place)


# ------------------------------------------------------------------------------------------------- blocks
def arrange(report: Report) -> tuple[Block, ...]:
    """The coordinator's own workbook, each partnership as registered, and last what concerns the run itself.

    Each finding stands in exactly one block; a workbook stands there even where nothing was found in it.
    """
    books = {book.workbook: book for book in reversed(report.workbooks)}
    found: dict[tuple[Kind, str | None], list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(_owner(finding, books), []).append(finding)
    figures = {each.get("partnership_id"): each for each in report.groups}
    blocks = [
        _block("coordinator", None, found.get(("coordinator", None), ())),
        *(
            _block("partnership", name, found.get(("partnership", name), ()), own, figures.get(name))
            for name, own in _partnerships(report).items()
        ),
        _block("run", None, found.get(("run", None), ())),
    ]
    return tuple(block for block in blocks if block.parts or block.figures)


def _owner(finding: Finding, books: Mapping[str, BookReport]) -> tuple[Kind, str | None]:
    """The block in which a finding stands."""
    workbook = finding.location.workbook
    if workbook is not None:
        return ("partnership", books[workbook].group) if workbook in books else ("coordinator", None)
    return ("partnership", finding.group) if finding.group is not None else ("run", None)


def _partnerships(report: Report) -> dict[str | None, list[BookReport]]:
    """Each partnership of the report with its workbooks: those with figures, then those without."""
    found: dict[str | None, list[BookReport]] = {figures.get("partnership_id"): [] for figures in report.groups}
    for book in report.workbooks:
        found.setdefault(book.group, []).append(book)
    for finding in report.findings:
        if finding.location.workbook is None and finding.group is not None:
            found.setdefault(finding.group, [])
    return found


def _block(
    kind: Kind,
    name: str | None,
    findings: Iterable[Finding],
    books: Sequence[BookReport] = (),
    figures: Mapping[str, str | None] | None = None,
) -> Block:
    """What stands on the partnership itself comes first, then its workbooks as registered."""
    found: dict[str | None, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.location.workbook, []).append(finding)
    known = {book.workbook: book for book in books}
    names = dict.fromkeys([*([None] if None in found else []), *known, *found])
    parts = tuple(Part(ref, known.get(ref or ""), group(found.get(ref, ()))) for ref in names)
    return Block(kind, name, figures, parts)
