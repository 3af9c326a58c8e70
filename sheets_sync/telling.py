"""How findings are told wherever they are: in which order, in which colour, in whose words, how many in a line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sheets_sync.model import Severity, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import A1, Finding, Language

#: From so many on, findings that say the same of one column are told in one line.
MANY = 5
_STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.MUTED}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, warnings, what the coordinator accepted, infos; within these as they were."""
    return sorted(findings, key=_weight)


def _weight(finding: Finding) -> int:
    if finding.severity is Severity.INFO:
        return 3
    return 2 if not finding.counts else int(finding.severity is not Severity.ERROR)


def colour(finding: Finding) -> Style:
    """That of its severity; grey where nobody has to do anything."""
    return _STYLES[finding.severity] if finding.counts else Style.MUTED


def sentences(finding: Finding, catalogue: Catalogue, language: Language) -> tuple[str, str]:
    """What is wrong, and how to solve it with what is suggested."""
    rendered = catalogue.render(finding, language)
    return rendered.message, f"{rendered.fix} {rendered.hint}" if rendered.hint else rendered.fix


def ranges(cells: Iterable[A1]) -> Iterator[tuple[A1, A1]]:
    """Cells as few blocks: those that follow each other in a column are one, from its first to its last cell."""
    ordered = sorted(cells, key=lambda cell: (cell.column, cell.row))
    for _, run in groupby(enumerate(ordered), key=lambda item: (item[1].column, item[1].row - item[0])):
        block = [cell for _, cell in run]
        yield block[0], block[-1]
