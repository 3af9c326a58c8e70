"""Findings that say the same of one column stand on one line, with all their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.model import A1, Severity
from sheets_sync.telling import MANY, in_order, ranges, sentences

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language

_WHOLE_ROW = 0  # a column without letters


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
    places = {finding.location.cell or A1(finding.location.row or 0, _WHOLE_ROW) for finding in findings}
    return ", ".join(_span(first, last) for first, last in ranges(places))


def _span(first: A1, last: A1) -> str:
    between = "–" if first.column == _WHOLE_ROW else ":"
    return str(first) if first == last else f"{first}{between}{last}"
