"""Places where workbooks live, each with the backend that reads and writes them, for one suite over all of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import openpyxl
from openpyxl.comments import Comment

from sheets_sync.backends import Access
from sheets_sync.backends.google.opening import open_google
from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.model import A1, column_letters
from support.books import save_book
from support.google import Waiting, google_server, key_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sheets_sync.backends import Backend
    from sheets_sync.model import Stored
    from tests.google.server import GoogleServer

ELS = "els@example.org"
Rows: TypeAlias = "Sequence[Sequence[Stored]]"


class Place(Protocol):
    """What the suite needs to know of a kind of workbook, apart from its backend."""

    backend: Backend
    ref: str  # of the one workbook that the suite works with

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

    def held(self) -> Mapping[str, object]:
        """Everything that is there, by name, as it compares."""
        ...


class XlsxPlace:
    """Files in a folder."""

    ref = "boek.xlsx"

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
        """From now on the workbook must not be touched: somebody has it open."""
        (self.folder / f"~${ref}").write_bytes(b"Els")

    def open_up(self, ref: str) -> None:
        """The same, over."""
        (self.folder / f"~${ref}").unlink()

    def held(self) -> Mapping[str, object]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if not path.name.startswith("~$")}


class GooglePlace:
    """Spreadsheets on a strict server, shared with the account of the tool."""

    def __init__(self, server: GoogleServer, folder: Path) -> None:
        self.server = server
        key = key_file(server, folder)
        self.account = server.service_account()["client_email"]
        self.ref = server.create("boek", owner=ELS).id
        server.share(self.ref, self.account)
        self.backend: Backend = open_google(Access(key, server.endpoint, write=True, clock=Waiting(server)))

    def book(self, ref: str) -> Any:
        """The spreadsheet, for what people do in it."""
        return self.server.spreadsheet(ref)

    def put(self, ref: str, tabs: Mapping[str, Rows]) -> None:
        book = self.book(ref)
        held = [sheet["properties"]["title"] for sheet in book.get()["sheets"]]
        for title, rows in tabs.items():
            if title not in held:
                book.add_tab(title, rows, user=ELS)
        for title in held:
            if title not in tabs and title == "Blad1":
                book.delete_tab(title, user=ELS)

    def edit(self, ref: str, title: str, row: int, column: int, value: Stored) -> None:
        book = self.book(ref)
        sheet = next(s["properties"] for s in book.get()["sheets"] if s["properties"]["title"] == title)
        for dimension, name, wanted in (("ROWS", "rowCount", row), ("COLUMNS", "columnCount", column)):
            missing = wanted - sheet["gridProperties"][name]
            if missing > 0:
                asked = {"sheetId": sheet.get("sheetId", 0), "dimension": dimension, "length": missing}
                book.batch_update({"requests": [{"appendDimension": asked}]}, user=ELS)
        book.edit(title, str(A1(row, column)), value, user=ELS)

    def comment(self, ref: str, title: str, row: int, column: int, text: str) -> None:
        self.book(ref).note(title, str(A1(row, column)), text, user=ELS)

    def sort(self, ref: str, title: str, first: int, column: int, width: int) -> None:
        book = self.book(ref)
        sheet = next(s["properties"] for s in book.get()["sheets"] if s["properties"]["title"] == title)
        area = {"startRowIndex": first - 1, "startColumnIndex": 0, "endColumnIndex": width}
        area["sheetId"] = sheet.get("sheetId", 0)
        order = {"dimensionIndex": column - 1, "sortOrder": "DESCENDING"}
        book.batch_update({"requests": [{"sortRange": {"range": area, "sortSpecs": [order]}}]}, user=ELS)

    def rename(self, ref: str, title: str, new: str) -> None:
        self.book(ref).rename(title, new, user=ELS)

    def held(self) -> Mapping[str, object]:
        return {self.ref: self.book(self.ref).get(include_grid=True)}


@contextmanager
def xlsx_place(folder: Path) -> Iterator[Place]:
    """A folder."""
    yield XlsxPlace(folder)


@contextmanager
def google_place(folder: Path) -> Iterator[Place]:
    """A server from now to the end of a test."""
    with google_server() as server:
        yield GooglePlace(server, folder)
