"""The tabs of a branch, Books and Loans, and that of the head librarian, Branches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from sheets_sync.model import Label
from sheets_sync.schema import Address, Choice, Column, Day, Hit, Id, Params, Ref, Schema, Text, Whole
from sheets_sync.values import Options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reading_room.programme import Room
    from sheets_sync.table import Table

SHELVES = Options(
    "shelf",
    {
        "fiction": Label("Romans", "Romans", "Fiction"),
        "atlas": Label("Atlassen", "Atlas", "Atlases"),
        "press": Label("Kranten", "Presse", "Newspapers"),
    },
)
LANGUAGES = Options(
    "language",
    {
        "nl": Label("Nederlands", "néerlandais", "Dutch"),
        "fr": Label("Frans", "français", "French"),
        "en": Label("Engels", "anglais", "English"),
    },
)


class Book(Schema, tab=Label("Boeken", "Livres", "Books"), id="book_id"):
    """One title on the shelves of a branch."""

    book_id: Annotated[str, Column("Boeknr.", "N° du livre", "Book no.", prefilled=True), Id(r"B-\d{3}")]
    title: Annotated[str, Column("Titel", "Titre", "Title"), Text(2, 80)]
    shelf: Annotated[str, Column("Kast", "Rayon", "Shelf"), Choice(SHELVES)]
    copies: Annotated[int, Column("Exemplaren", "Exemplaires", "Copies"), Whole(1, 50)]


class Loan(Schema, tab=Label("Uitleningen", "Prêts", "Loans"), id="loan_id", optional=True):
    """One copy that left the reading room."""

    loan_id: Annotated[str, Column("Nr.", "N°", "No.", prefilled=True), Id(r"L-\d{3}")]
    book_id: Annotated[str, Column("Boeknr.", "N° du livre", "Book no."), Ref()]
    lent: Annotated[date, Column("Uitgeleend op", "Prêté le", "Lent on"), Day()]
    returned: Annotated[date | None, Column("Terug op", "Rendu le", "Returned on"), Day()] = None


class Branch(Schema, tab=Label("Filialen", "Antennes", "Branches"), id="branch_id", group="branch_id"):
    """One branch with its workbook."""

    branch_id: Annotated[str, Column("Filiaal", "Antenne", "Branch"), Id(r"[A-Z]{2,6}")]
    name: Annotated[str, Column("Naam", "Nom", "Name"), Text(2, 40)]
    workbook: Annotated[str, Column("Rekenblad", "Classeur", "Workbook"), Address("workbook")]
    language: Annotated[str, Column("Taal", "Langue", "Language"), Choice(LANGUAGES)]


@Loan.rule("LOA01", on="returned", needs=("lent",))
def returned_before_lent(loan: Loan, _room: Room) -> Params | None:
    """A book does not come back before it left."""
    if loan.returned is None or loan.returned >= loan.lent:
        return None
    return {"lent": loan.lent, "returned": loan.returned}


@Loan.table_rule("LOA02")
def book_not_on_the_shelves(table: Table[Loan], room: Room) -> Iterator[Hit]:
    """A loan is of a book of this branch."""
    for record in table.records:
        number = record.row.book_id
        if number is not None and room.books is not None and number not in room.books:
            yield Hit(record, {"value": number}, "book_id")


@Loan.cell_rule("LOA03", "lent")
def lent_on_closing_day(value: date, room: Room) -> Params | None:
    """The reading rooms are closed on one day of the week."""
    return {"value": value} if value.isoweekday() == room.closed_on else None
