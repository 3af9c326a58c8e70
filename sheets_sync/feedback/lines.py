"""Findings that say the same of one column stand on one line, with all their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.model import Severity, column_letters
from sheets_sync.telling import in_order, sentences

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language

#: From so many on, equal findings are one line.
MANY = 5


def lines_of(findings: Iterable[Finding], catalogue: Catalogue, language: Language) -> list[tuple[Finding, ...]]:
    """The lines in the order in which they are read: one finding each, or all those that are equal."""
    ordered = in_order(findings)
    alike: dict[Hashable, list[Finding]] = {}
    for finding in ordered:
        alike.setdefault(_sameness(finding, catalogue, language), []).append(finding)
    lines: list[tuple[Finding, ...]] = []
    for finding in ordered:
        equal = alike[_sameness(finding, catalogue, language)]
        if len(equal) < MANY:
            lines.append((finding,))
        elif finding is equal[0]:
            lines.append(tuple(equal))
    return lines


def _sameness(finding: Finding, catalogue: Catalogue, language: Language) -> Hashable:
    """What two findings must share to be one line. Of what is only told, the first sentence stands for all."""
    where = finding.location
    if where.tab is None or where.row is None:
        return id(finding)
    told = None if finding.severity is Severity.INFO else sentences(finding, catalogue, language)
    return (
        finding.code,
        where.workbook,
        where.tab,
        where.key,
        where.column,
        where.cell is None,
        finding.accepted,
        told,
    )


def cells_of(findings: Sequence[Finding]) -> str:
    """The cells of a line, those below each other as a range: "G5:G7, G12"; or the rows: "5–7, 12"."""
    spans: list[tuple[int, int, int]] = []  # column (0: the whole row), first and last row
    places = {(f.location.cell.column if f.location.cell else 0, f.location.row or 0) for f in findings}
    for column, row in sorted(places):
        if spans and spans[-1][0] == column and spans[-1][2] == row - 1:
            spans[-1] = (column, spans[-1][1], row)
        else:
            spans.append((column, row, row))
    return ", ".join(_span(column_letters(column), first, last) for column, first, last in spans)


def _span(letters: str, first: int, last: int) -> str:
    if first == last:
        return f"{letters}{first}"
    return f"{letters}{first}:{letters}{last}" if letters else f"{first}–{last}"
