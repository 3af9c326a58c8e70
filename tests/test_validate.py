"""Rows → records: what could be read, one finding for what could not, and rules asked about the rest only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field, field_validator, model_validator

from sheets_sync.model import A1, UNSTORED, Finding, Label, Language, Money, Stored, Workbook
from sheets_sync.parse import parse
from sheets_sync.schema import Address, Amount, Choice, Column, Day, Hit, Id, Number, Ref, Schema, Text, Whole
from sheets_sync.table import Entry, Table, first_of
from sheets_sync.validate import Readers, apply_rules, to_records
from sheets_sync.values import Options, decimal_of
from sheets_sync.values.amounts import LARGEST
from support.grid import raw_tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheets_sync.schema import Params

COLOURS = Options("colour", {"red": Label("rood", "rouge", "red"), "blue": Label("blauw", "bleu", "blue")})


class Thing(Schema, tab=Label("Dingen", "Choses", "Things"), id="thing_id"):
    """A tab with a column of each kind."""

    thing_id: Annotated[str, Column("Nr.", "N°", "No.", prefilled=True), Id(r"T-\d{2}")]
    name: Annotated[str, Column("Naam", "Nom", "Name"), Text(3, 20)]
    day: Annotated[date | None, Column("Datum", "Date", "Day"), Day()] = None
    price: Annotated[Decimal | None, Column("Prijs", "Prix", "Price"), Amount("currency", nonzero=True)] = None
    currency: Annotated[str | None, Column("Munt", "Monnaie", "Currency", registered=True), Text(0, 3)] = None
    weight: Annotated[Decimal | None, Column("Gewicht", "Poids", "Weight"), Number(), Field(gt=0)] = None
    count: Annotated[int | None, Column("Aantal", "Nombre", "Count"), Whole(0, 10)] = None
    colour: Annotated[str | None, Column("Kleur", "Couleur", "Colour"), Choice(COLOURS)] = "red"
    belongs_to: Annotated[str | None, Column("Hoort bij", "Va avec", "Belongs to"), Ref()] = None
    mail: Annotated[str | None, Column("E-mail", "Courriel", "E-mail address"), Address("mail")] = None


HEAD: list[Stored] = [f.column.nl for f in Thing.fields.values()]


def read(*rows: dict[str, Stored], language: Language = "nl") -> tuple[Table[Any], list[Finding]]:
    """The records of a tab with these rows, each with a number and a name."""
    cells = [[(_default(n) | row).get(key, "") for key in Thing.fields] for n, row in enumerate(rows, 1)]
    workbook = Workbook("genk.xlsx", (raw_tab("Dingen", [HEAD, *cells]),))
    entry = Entry("genk.xlsx", "P-1", "Genk", language, {"currency": "EUR"})
    (block,), findings = parse(workbook, (Thing,), entry)
    assert findings == []
    return to_records(block, Readers(language))


def _default(number: int) -> dict[str, Stored]:
    return {"thing_id": f"T-{number:02d}", "name": "Lamp", "belongs_to": "A-001"}


def value(key: str, cell: Stored, **others: Stored) -> object:
    """What a cell reads as where nothing is wrong with it."""
    table, findings = read({key: cell, **others})
    assert [f for f in findings if f.code != "CEL14"] == []
    return getattr(table.records[0].row, key)


def fault(key: str, cell: Stored, **others: Stored) -> Finding:
    """The one finding on a cell that cannot be read; the record then has None in it."""
    table, (finding,) = read({key: cell, **others})
    assert getattr(table.records[0].row, key) is None
    assert table.records[0].broken == {key}
    assert finding.location.cell == A1(2, list(Thing.fields).index(key) + 1)
    return finding


# ------------------------------------------------------------------------------------------------- what is read
@pytest.mark.parametrize(
    ("key", "cell", "expected"),
    [
        ("name", " Lamp \n", "Lamp"),
        ("name", 2025.0, "2025"),
        ("day", date(2025, 3, 14), date(2025, 3, 14)),
        ("day", datetime(2025, 3, 14, 23, 59), date(2025, 3, 14)),  # noqa: DTZ001  (a spreadsheet knows no time zone)
        ("day", "14 mars 2025", date(2025, 3, 14)),
        ("day", "", None),
        ("price", 12.1, Decimal("12.1")),
        ("price", "1.234,56", Decimal("1234.56")),
        ("price", -3.0, Decimal(-3)),
        ("price", 0.1 + 0.2, Decimal("0.3")),
        ("price", 1e12, Decimal(10**12)),
        ("currency", "", "EUR"),
        ("weight", "1,5", Decimal("1.5")),
        ("weight", 1450.0, Decimal(1450)),
        ("count", 3.0, 3),
        ("count", "3", 3),
        ("count", 0.0, 0),
        ("colour", "", "red"),
        ("colour", "BLEU", "blue"),
        ("colour", "blue", "blue"),
        ("belongs_to", " a-007", "A-007"),
        ("belongs_to", 7.0, "7"),
        ("mail", "sdg@genk.example", "sdg@genk.example"),
    ],
)
def test_what_a_cell_means(key: str, cell: Stored, expected: object) -> None:
    """Stored values are taken as they are, typed ones as meant, empty ones as schema or registration say."""
    assert value(key, cell) == expected


@given(
    st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-(10**14), 10**14).map(lambda n: n / 100)
)
def test_a_stored_amount_is_the_number_that_is_shown(number: float) -> None:
    """However a float keeps it, an amount is what the spreadsheet shows, to 15 digits."""
    expected = decimal_of(number)
    assume(expected and abs(expected) < LARGEST)

    table, _ = read({"price": number, "currency": "USD"})

    assert str(table.records[0].row.price) == str(expected)


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("name", "", "CEL01"),
        ("name", UNSTORED, "CEL10"),
        ("name", "#VERW!", "CEL09"),
        ("name", "Chargement...", "CEL09"),
        ("name", "laden...", "CEL09"),
        ("belongs_to", "Chargement...", "CEL09"),
        ("day", "binnenkort", "CEL02"),
        ("day", "30/02/2025", "CEL03"),
        ("day", 14.0, "CEL02"),
        ("day", True, "CEL02"),
        ("price", "duur", "CEL05"),
        ("price", "12.500", "CEL06"),
        ("price", date(2025, 3, 14), "CEL05"),
        ("price", timedelta(hours=3), "CEL05"),
        ("price", True, "CEL05"),
        ("price", "$ 12,00", "CUR01"),
        ("weight", 0.0, "CEL07"),
        ("weight", "zwaar", "CEL05"),
        ("weight", "1.450", "CEL06"),
        ("count", 11.0, "CEL08"),
        ("count", 2.5, "CEL08"),
        ("count", "drie", "CEL08"),
        ("count", True, "CEL08"),
        ("count", date(2025, 3, 14), "CEL08"),
        ("colour", "roze", "CEL11"),
        ("colour", 1.0, "CEL11"),
        ("mail", "Jan Peeters", "CEL15"),
        ("mail", "a@b.be, c@d.be", "CEL15"),
        ("thing_id", "7", "ROW01"),
        ("thing_id", "", "ROW01"),
    ],
)
def test_what_cannot_be_read(key: str, cell: Stored, code: str) -> None:
    """Each cell that cannot be read has one finding, in that cell, and no value."""
    assert fault(key, cell).code == code


@pytest.mark.parametrize(("cell", "n"), [("ok", 2), ("x" * 21, 21)])
def test_a_text_of_another_length_is_kept(cell: str, n: int) -> None:
    """A text that is too short or too long is told, and the row keeps its place (CEL12)."""
    table, (finding,) = read({"name": cell, "count": 1.0})

    assert finding.code == "CEL12"
    assert finding.params == {"n": n, "min": 3, "max": 20}
    assert table.records[0].row.name == cell


@pytest.mark.parametrize("cell", [0.0, "0", "0,00 €"])
def test_zero_is_no_amount(cell: Stored) -> None:
    """Where 0 is no amount it is a fault (CEL07), yet it is known to be 0: it makes no total uncertain."""
    table, (finding,) = read({"price": cell})

    assert (finding.code, finding.params["value"]) == ("CEL07", "0")
    assert table.records[0].broken == {"price"}
    assert table.records[0].row.price == 0


# ------------------------------------------------------------------------------------------------- one finding each
def test_currency_of_the_row() -> None:
    """An amount is read in the currency of its row: the same text is thousands in francs, in doubt in euro."""
    table, (finding,) = read(
        {"price": "12.500", "currency": "XOF"},
        {"price": "12.500", "currency": ""},
    )

    assert table.records[0].row.price == 12500
    assert (finding.code, finding.location.row, finding.params["a"]) == ("CEL06", 3, Money(Decimal(12500), "EUR"))


def test_decimals_of_the_row() -> None:
    """More decimals than the currency has is one finding, and the amount is known (CUR02)."""
    table, (finding,) = read(
        {"price": 62.5, "currency": "RWF"}, {"price": 62.55}, {"price": "62,00", "currency": "RWF"}
    )

    assert (finding.code, finding.location.row, finding.params["n"]) == ("CUR02", 2, 0)
    assert table.records[0].row.price == Decimal("62.5")


def test_one_finding_per_cell() -> None:
    """Each cell of a row has its own finding, and a cell has one."""
    _, findings = read({"name": "", "day": "31/02/2025", "price": "12.500", "colour": "roze", "count": 99.0})

    assert sorted((str(f.location.cell), f.code) for f in findings) == [
        ("B2", "CEL01"),
        ("C2", "CEL03"),
        ("D2", "CEL06"),
        ("G2", "CEL08"),
        ("H2", "CEL11"),
    ]


def test_what_was_read_as_meant() -> None:
    """A value in an unusual form counts, and is told with its reading (CEL14)."""
    table, findings = read({"day": "14 maart 25", "price": "12.5", "thing_id": "t-07"})

    assert table.records[0].broken == frozenset()
    assert table.records[0].row_id == "T-07"
    assert [(f.code, f.value, f.params["reading"]) for f in findings] == [
        ("CEL14", "t-07", "T-07"),
        ("CEL14", "14 maart 25", date(2025, 3, 14)),
        ("CEL14", "12.5", Money(Decimal("12.5"), "EUR")),
    ]


def test_the_value_is_shown_as_in_the_spreadsheet() -> None:
    """A finding shows the cell as a reader of the workbook sees it."""
    findings = [*read({"count": 2.5}, {"weight": -1234.5})[1], *read({"count": True}, language="fr")[1]]

    assert [f.value for f in findings] == ["2,5", "-1234,5", "VRAI"]


# ------------------------------------------------------------------------------------------------- numbers of rows
def test_the_first_keeps_its_number() -> None:
    """Of rows with one number the first keeps it; each later one is told, with the next free number (ROW02)."""
    table, findings = read({}, {"thing_id": "T-01"}, {"thing_id": "T-05"}, {"thing_id": "t-01"})

    assert [(f.code, str(f.location.cell), f.suggestion) for f in findings if f.code != "CEL14"] == [
        ("ROW02", "A3", "T-06"),
        ("ROW02", "A5", "T-06"),
    ]
    assert findings[-1].params == {"value": "T-01", "rows": (2, 3, 5)}
    assert len(table.records) == 4


def test_no_number_is_suggested_that_does_not_fit() -> None:
    """After T-99 there is no free number of the pattern."""
    _, (finding,) = read({"thing_id": "T-99"}, {"thing_id": "nieuw"})

    assert (finding.code, finding.suggestion) == ("ROW01", None)


# ------------------------------------------------------------------------------------------------- dates turned round
TYPED: list[Stored] = ["14/03/2025", "25.03.2025"]
STORED: list[Stored] = [date(2025, 4, 3), date(2025, 6, 3), date(2025, 5, 2)]


@pytest.mark.parametrize(
    ("days", "cells"),
    [
        ([*TYPED, *STORED], ["C4", "C5", "C6"]),
        ([*STORED, *TYPED], ["C2", "C3", "C4"]),
        ([*TYPED, *STORED, date(2025, 7, 7)], ["C4", "C5", "C6"]),  # 7 July turned round is 7 July
        ([*TYPED, *STORED, "2025-03-01", "14 maart 2025"], ["C4", "C5", "C6"]),  # these say nothing
        ([*TYPED, *STORED, "31/02/2025"], ["C4", "C5", "C6"]),
        ([TYPED[0], *STORED], []),  # one typed date is no mark
        ([*TYPED, *STORED[:2]], []),  # two stored ones are none
        ([*TYPED, *STORED, date(2025, 3, 13)], []),
        ([*TYPED, *STORED, "12/03/2025"], []),
        (STORED, []),
        (TYPED, []),
    ],
)
def test_the_mark_of_a_swap(days: list[Stored], cells: list[str]) -> None:
    """Typed days all above 12 beside stored days all up to 12: each stored date that could be another is in doubt."""
    table, findings = read(*({"day": day} for day in days))

    doubts = [f for f in findings if f.code == "CEL04"]
    assert [str(f.location.cell) for f in doubts] == cells
    assert all(f.params["a"] == table.records[f.location.row - 2].row.day for f in doubts if f.location.row)


# ------------------------------------------------------------------------------------------------- rules
class Ruled(Schema, tab=Label("Regels", "Règles", "Rules"), id="no"):
    """A tab whose rules note what they are asked about."""

    no: Annotated[str, Column("Nr.", "N°", "No."), Id(r"\d")]
    day: Annotated[date, Column("Datum", "Date", "Day"), Day()]
    count: Annotated[int | None, Column("Aantal", "Nombre", "Count"), Whole(0, 10)] = None


ASKED: list[object] = []


@Ruled.cell_rule("CEL05", "count")
def count_seen(value: int, _context: object) -> Params | None:
    """Asked for each readable value."""
    ASKED.append(("cell", value))
    return {"value": "7"} if value == 7 else None


@Ruled.rule("CEL07", on="day", needs=("count", "no"))
def row_seen(row: Ruled, _context: object) -> Params | None:
    """Asked where the columns that it needs could be read."""
    ASKED.append(("row", row.no))
    return None


@Ruled.table_rule("CEL12")
def table_seen(table: Table[Ruled], context: object) -> Iterator[Hit]:
    """Asked once, for the whole tab."""
    ASKED.append(("table", len(table.records), context))
    yield Hit(table.records[-1], {"n": 1, "min": 2, "max": 3})


def test_rules_are_asked_about_what_could_be_read() -> None:
    """A broken cell is not shown to a rule that needs it; equal values are asked about once."""
    rows: list[list[Stored]] = [
        ["1", date(2025, 1, 1), 7.0],
        ["2", "vroeg", 7.0],
        ["3", date(2025, 1, 3), "zeven"],
        ["4", date(2025, 1, 4), ""],
    ]
    workbook = Workbook("genk.xlsx", (raw_tab("Regels", [["Nr.", "Datum", "Aantal"], *rows]),))
    (block,), _ = parse(workbook, (Ruled,), Entry("genk.xlsx", "P-1", "Genk", "nl"))
    table, broken = to_records(block, Readers("nl"))
    ASKED.clear()

    findings = apply_rules(table, "context")

    assert [f.code for f in broken] == ["CEL02", "CEL08"]
    assert ASKED == [("cell", 7), ("row", "1"), ("row", "4"), ("table", 4, "context")]
    assert [(f.code, str(f.location.cell or f.location.row), f.value) for f in findings] == [
        ("CEL05", "C2", "7"),
        ("CEL05", "C3", "7"),
        ("CEL12", "5", None),
    ]
    assert all(f.group == "P-1" for f in findings)


def test_a_rule_sees_the_columns_that_it_names() -> None:
    """What a rule does not name may be broken in its row, so it cannot look at it."""

    class Nosy(Schema, tab=Label("Neus", "Nez", "Nose"), id="no"):
        no: Annotated[str, Column("Nr.", "N°", "No."), Id(r"\d")]
        day: Annotated[date, Column("Datum", "Date", "Day"), Day()]

    @Nosy.rule("CEL07", on="day")
    def nosy(row: Nosy, _context: object) -> Params:
        return {"value": row.no}

    workbook = Workbook("genk.xlsx", (raw_tab("Neus", [["Nr.", "Datum"], ["1", date(2025, 1, 1)]]),))
    (block,), _ = parse(workbook, (Nosy,), Entry("genk.xlsx", "P-1", "Genk", "nl"))
    table, _ = to_records(block, Readers("nl"))

    with pytest.raises(AttributeError, match="no"):
        apply_rules(table, None)


def test_a_rule_names_columns_that_exist() -> None:
    """A rule on a column that the schema does not have is refused when the programme is imported."""
    with pytest.raises(TypeError, match="colour"):
        Ruled.rule("CEL05", needs=("colour",))
    with pytest.raises(TypeError, match="names the columns"):
        Ruled.rule("CEL05")


def test_a_column_has_a_kind() -> None:
    """A field without a kind is refused when the programme is imported."""
    with pytest.raises(TypeError, match=r"Half\.word"):

        class Half(Schema, tab=Label("Half", "Demi", "Half")):
            word: Annotated[str, Column("Woord", "Mot", "Word")]


def test_a_validator_has_its_place() -> None:
    """Cells are checked column by column, so a validator of the class would never be asked: it is refused."""
    with pytest.raises(TypeError, match=r"Looked.*AfterValidator"):

        class Looked(Schema, tab=Label("Half", "Demi", "Half")):
            word: Annotated[str, Column("Woord", "Mot", "Word"), Text()]

            @field_validator("word")
            @classmethod
            def look(cls, value: str) -> str:
                return value

    with pytest.raises(TypeError, match=r"Compared.*rule"):

        class Compared(Schema, tab=Label("Half", "Demi", "Half")):
            word: Annotated[str, Column("Woord", "Mot", "Word"), Text()]

            @model_validator(mode="after")
            def look(self) -> Compared:
                return self


def even(value: int) -> int:
    """The half of an even number."""
    if value % 2:
        raise ValueError("odd")
    return value // 2


class Pairs(Schema, tab=Label("Paren", "Paires", "Pairs"), id="no"):
    """A tab with a validator of its author."""

    no: Annotated[str, Column("Nr.", "N°", "No."), Id(r"\d")]
    count: Annotated[int, Column("Aantal", "Nombre", "Count"), Whole(0, 10), AfterValidator(even)]
    half: Annotated[int | None, Column("Helft", "Moitié", "Half"), Whole(0, 5)] = None


def test_a_validator_in_the_annotation() -> None:
    """What an author asks of a cell in the annotation of its column is asked of each one that could be read."""
    rows: list[list[Stored]] = [["1", 4.0], ["2", 5.0], ["3", ""], ["4", 12.0], ["5", "vijf"], ["6", 6.0]]
    workbook = Workbook("genk.xlsx", (raw_tab("Paren", [["Nr.", "Aantal"], *rows]),))
    (block,), _ = parse(workbook, (Pairs,), Entry("genk.xlsx", "P-1", "Genk", "nl"))

    table, findings = to_records(block, Readers("nl"))

    assert table.records.column("count") == [2, None, None, None, None, 3]
    assert table.records.column("half") == [None] * 6
    assert sorted((f.code, str(f.location.cell)) for f in findings) == [
        ("CEL01", "B4"),
        ("CEL08", "B3"),
        ("CEL08", "B5"),
        ("CEL08", "B6"),
    ]


def test_a_record_is_made_once() -> None:
    """The records of a tab are a sequence like any other; each is the same one whenever it is asked for."""
    table, _ = read({}, {}, {})
    records = table.records

    assert [record.number for record in records] == [2, 3, 4]
    assert records[-1] is records[2]
    assert [record.number for record in records[1:]] == [3, 4]
    assert records.row_ids == ["T-01", "T-02", "T-03"]
    with pytest.raises(IndexError):
        records[3]


def test_a_table_by_its_schema() -> None:
    """Among the tables of a workbook one is found by its schema."""
    table, _ = read({})

    assert first_of([table], Thing) is table
    assert first_of([table], Ruled) is None
