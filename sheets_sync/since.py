"""Since when each finding has stood in a workbook: Check keeps it in a hidden column for the next run.

So nothing but the workbook itself is needed to know it. Where the column is gone all findings are new.
"""

from __future__ import annotations

import re
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheets_sync.model import Finding, Tab

_CELL = re.compile(r"since (\d{4}-\d\d-\d\d):((?: [0-9a-f]{16})+)")
#: So many fingerprints are kept in a cell, far below what one can hold; more only where the rows don't suffice.
_USUAL, _MOST = 400, 1_900


class Since:
    """The day on which each finding was first told, by its fingerprint; of a new one that is today."""

    def __init__(self, held: Tab | None, today: date) -> None:
        self._days = dict(_remembered(held.rows)) if held is not None else {}
        self._today = today

    def of(self, findings: Iterable[Finding]) -> date:
        """The day of the oldest of them."""
        return min(self._days.get(finding.fingerprint, self._today) for finding in findings)

    def cells(self, findings: Iterable[Finding], rows: int) -> Sequence[str]:
        """What is kept of these findings, in no more cells than rows; what doesn't fit will be new again."""
        days: dict[date, dict[str, None]] = {}
        for finding in findings:
            days.setdefault(self.of([finding]), {})[finding.fingerprint] = None
        full = min(max(_USUAL, ceil(sum(map(len, days.values())) / max(rows - len(days), 1))), _MOST)
        cells = []
        for day, prints in sorted(days.items()):
            each = list(prints)
            cells += [f"since {day}: {' '.join(each[at : at + full])}" for at in range(0, len(each), full)]
        return cells[:rows]


def _remembered(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, date]]:
    """Each fingerprint with its day, wherever in the tab a program or a person has moved the cells."""
    for row in rows:
        for cell in row:
            found = _CELL.fullmatch(cell) if isinstance(cell, str) else None
            if found is not None:
                try:
                    day = date.fromisoformat(found[1])
                except ValueError:  # no day of the calendar: not written by the tool
                    continue
                yield from ((each, day) for each in found[2].split())
