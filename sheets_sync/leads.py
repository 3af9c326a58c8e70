"""Where a place in a workbook on the web is opened: at the very cell, where the number of its tab is known. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.addresses import web_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.model import A1, Link
    from sheets_sync.programme import Book


class Leads:
    """The links into the workbooks of a run; a file has none of this kind."""

    def __init__(self, books: Iterable[Book]) -> None:
        read = ((book.entry.ref, book.workbook) for book in books if book.workbook is not None)
        self._numbers = {(ref, tab.title): tab.number for ref, workbook in read for tab in workbook.tabs}

    def to(self, ref: str | None, tab: str | None, cell: A1 | None) -> Link | None:
        """A link to a cell; to the workbook where no more is known; None where it is not on the web."""
        number = self._numbers.get((ref, tab)) if ref is not None and tab is not None else None
        return web_link(ref or "", number, cell)
