"""The programme as the engine asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import BaseModel, Field

from reading_room.tabs import Book, Branch, Loan
from sheets_sync.model import Finding, Language, Location
from sheets_sync.programme import Programme, Registry
from sheets_sync.table import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheets_sync import programme
    from sheets_sync.messages import Catalogue
    from sheets_sync.programme import Figures, Standing, Tables, World


class Settings(BaseModel):
    """The [rules] of this programme: the day on which reading rooms are closed, 1 is Monday."""

    closed_on: Annotated[int, Field(ge=1, le=7)] = 1


@dataclass(frozen=True)
class Room:
    """What the rules of a branch may know: its books (None where the tab could not be read)."""

    books: frozenset[str] | None
    closed_on: int


class ReadingRoom(Programme):
    """An inventory of reading rooms."""

    messages = "reading_room.messages"
    tabs = (Book, Loan)
    coordinator_tabs = (Branch,)
    settings = Settings

    def register(self, tables: Tables, settings: Any, catalogue: Catalogue) -> tuple[Registry, list[Finding]]:  # noqa: ARG002  (the branches need neither)
        table = tables.get(Branch)
        entries = []
        for record in table.records if table is not None else ():
            row = record.row
            where = table.location(record, "workbook") if table is not None else Location()
            if not record.broken:
                entries.append(
                    Entry(row.workbook, row.branch_id, row.name, cast("Language", row.language), location=where)
                )
        return Registry(tuple(entries)), []

    def bare(self, ref: str, label: str, language: Language) -> Entry:
        return Entry(ref, None, label, language)

    def context(self, book: programme.Book, world: World) -> Room:
        books = book.table(Book)
        known = None if books is None else frozenset(r.row_id for r in books.records if r.row_id)
        return Room(known, world.settings.closed_on)

    def figures(self, world: World, standing: Standing) -> Sequence[Figures]:
        """Per branch the number of copies, and of those in rows without an error."""
        return [_copies(book, standing) for book in world.books]


def _copies(book: programme.Book, standing: Standing) -> Figures:
    table = book.table(Book)
    records = table.records if table is not None else ()
    aside = standing.rows_aside(table) if table is not None else ()
    sound = [r for r in records if r.number not in aside]
    return {
        "branch": book.entry.group,
        "copies": str(sum(r.row.copies or 0 for r in records)),
        "accepted": str(sum(r.row.copies for r in sound)),
    }


@ReadingRoom.rule("BRA01")
def books_without_loans(world: World) -> Iterator[Finding]:
    """A branch that has books lends them."""
    for book in world.books:
        books, loans = book.table(Book), book.table(Loan)
        if books is not None and books.records and (loans is None or not loans.records):
            where = Location(workbook=book.entry.ref)
            yield Finding("BRA01", where, {"n": len(books.records)}, group=book.entry.group)
