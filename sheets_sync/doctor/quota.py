"""What a run asks of Google, and how long that takes at the pace that Google allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.backends.google.limiter import PER_WINDOW
from sheets_sync.doctor.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheets_sync.backends.google.examine import Examiner

#: So many files stand on one page of Drive's list.
_PAGE = 1000


def quota(refs: Sequence[str], examiner: Examiner | None) -> Iterator[Check]:
    """What the first run and one without changes cost; nothing where no workbook is in Google."""
    if not refs:
        return
    pages = max(1, -(-len((examiner and examiner.files) or ()) // _PAGE))
    spreadsheets = len(refs)
    minutes = 2 * ((spreadsheets - 1) // PER_WINDOW)
    params = {"reads": spreadsheets, "writes": spreadsheets, "lists": 2 * pages, "minutes": minutes}
    yield Check("quota", "ok", "quota_first" if minutes else "quota_first_short", params)
    yield Check("quota", "ok", "quota_quiet", {"lists": pages})
