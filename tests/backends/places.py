"""Places where workbooks live, each with the backend that reads and writes them, for one suite over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import openpyxl
from openpyxl.comments import Comment

from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.model import column_letters
from support.books import save_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sheets_sync.backends import Backend
    from sheets_sync.model import Stored

Rows: TypeAlias = "Sequence[Sequence[Stored]]"


class Place(Protocol):
    """What the suite needs to know of a kind of workbook, apart from its backend."""

    backend: Backend

    def put(self, ref: str, tabs: Mapping[str, Rows]) -> None:
        """A person makes a workbook, or another of the same name."""
        ...

    def edit(self, ref: str, title: str, row: int, column: int, value: Stored) -> None:
        """A person changes one cell and saves."""
        ...

    def comment(self, ref: str, title: str, row: int, column: int, text: str) -> None:
        """A person puts a comment to a cell."""
        ...

    def sort(self, ref: str, title: str, first: int, column: int, width: int) -> None:
        """A person sorts the rows from the first on by a column, and sees only some of them."""
        ...

    def rename(self, ref: str, title: str, new: str) -> None:
        """A person gives a tab another title."""
        ...

    def close_off(self, ref: str) -> None:
        """From now on the workbook must not be touched: it is open, or its rights don't allow it."""
        ...

    def open_up(self, ref: str) -> None:
        """The same, over."""
        ...

    def held(self) -> Mapping[str, object]:
        """Everything that is there, by name, as it compares."""
        ...


class XlsxPlace:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backend: Backend = XlsxBackend(folder)

    def put(self, ref: str, tabs: Mapping[str, Rows]) -> None:
        save_book(self.folder / ref, tabs)

    def edit(self, ref: str, title: str, row: int, column: int, value: Stored) -> None:
        book = openpyxl.load_workbook(self.folder / ref)
        book[title].cell(row, column).value = value
        book.save(self.folder / ref)

    def comment(self, ref: str, title: str, row: int, column: int, text: str) -> None:
        book = openpyxl.load_workbook(self.folder / ref)
        book[title].cell(row, column).comment = Comment(text, "Els")
        book.save(self.folder / ref)

    def sort(self, ref: str, title: str, first: int, column: int, width: int) -> None:
        book = openpyxl.load_workbook(self.folder / ref)
        sheet = book[title]
        block = sheet.iter_rows(first, max_col=width)
        rows = sorted(
            ([cell.value for cell in row] for row in block), key=lambda row: str(row[column - 1]), reverse=True
        )
        for number, row in enumerate(rows, first):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place).value = value
        sheet.auto_filter.ref = f"A{first - 1}:{column_letters(width)}{sheet.max_row}"
        sheet.row_dimensions[first].hidden = True
        book.save(self.folder / ref)

    def rename(self, ref: str, title: str, new: str) -> None:
        book = openpyxl.load_workbook(self.folder / ref)
        book[title].title = new
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace(f"'{title}'!", f"'{new}'!")
        book.save(self.folder / ref)

    def close_off(self, ref: str) -> None:
        (self.folder / f"~${ref}").write_bytes(b"Els")

    def open_up(self, ref: str) -> None:
        (self.folder / f"~${ref}").unlink()

    def held(self) -> Mapping[str, object]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if not path.name.startswith("~$")}
