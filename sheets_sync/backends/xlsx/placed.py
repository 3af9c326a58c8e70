"""A tab of ours as it will stand in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sheets_sync.backends.xlsx.book import OldTab
    from sheets_sync.backends.xlsx.marks import Mark
    from sheets_sync.model import Sheet


class Placed(NamedTuple):
    """Under which mark, in which part, and the one that it replaces."""

    sheet: Sheet
    mark: Mark
    part: str
    old: OldTab | None
