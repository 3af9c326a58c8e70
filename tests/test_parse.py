"""Tab → rows: which tab, where its headings are, and which rows are records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import pytest

from sheets_sync.model import A1, Finding, Label, Language, Stored, Tab, Workbook
from sheets_sync.parse import parse
from sheets_sync.schema import Amount, Column, Day, Id, Schema, Text
from sheets_sync.table import Block, Entry
from support.grid import raw_tab


class Ticket(Schema, tab=Label("Kosten", "Dépenses", "Costs"), id="number"):
    """A small tab with a number that the template fills in."""

    number: Annotated[str, Column("Nr.", "N°", "No.", prefilled=True), Id(r"C-\d{3}")]
    day: Annotated[date, Column("Datum", "Date", "Day"), Day()]
    what: Annotated[str, Column("Omschrijving", "Libellé", "Description"), Text(0, 80)]
    amount: Annotated[float, Column("Bedrag", "Montant", "Amount"), Amount()]
    note: Annotated[str | None, Column("Nota", "Note", "Note"), Text(0, 80)] = None


class Plan(Schema, tab=Label("Activiteiten", "Activités", "Activities"), id="plan_id", optional=True):
    """A second tab, which may be missing."""

    plan_id: Annotated[str, Column("Nr. activiteit", "N° d’activité", "Activity no."), Id(r"A-\d{3}")]
    title: Annotated[str, Column("Titel", "Titre", "Title"), Text(0, 80)]


HEAD: list[Stored] = ["Nr.", "Datum", "Omschrijving", "Bedrag", "Nota"]
DAY = date(2025, 3, 14)


def costs(*rows: list[Stored], title: str = "Kosten", head: list[Stored] = HEAD, **layout: list[str]) -> Tab:
    """A tab with these rows below its headings."""
    return raw_tab(title, [head, *rows], **layout)


def read(*tabs: Tab, language: Language = "nl") -> tuple[list[Block], list[Finding]]:
    """The tables of a workbook with these tabs, and what was found."""
    return parse(Workbook("genk.xlsx", tabs), (Ticket, Plan), Entry("genk.xlsx", "P-1", "Genk", language))


def codes(findings: list[Finding]) -> list[str]:
    """The codes, those of severity info too."""
    return [f.code for f in findings]


ROW: list[Stored] = ["C-001", DAY, "Bus", 12.5, ""]


# ------------------------------------------------------------------------------------------------- which tab
@pytest.mark.parametrize("titles", [("Kosten", "Kosten oud"), ("Kosten oud", "Kosten"), ("Costs", "Kosten ")])
def test_the_expected_title_wins(titles: tuple[str, ...]) -> None:
    """The tab with the title of the template is read, whatever stands before or behind it; spaces give nothing."""
    (block,), findings = read(*(costs(ROW, title=title) for title in titles))

    assert block.tab.title.strip() == "Kosten"
    assert findings == []


@pytest.mark.parametrize("title", ["KOSTEN", "Dépenses", "depenses", "Costs", " costs "])
def test_a_title_in_any_language(title: str) -> None:
    """The title of the template in another language or in capitals is no finding."""
    (block,), findings = read(costs(ROW, title=title))

    assert block.tab.title == title
    assert findings == []


@pytest.mark.parametrize("title", ["Kosten 2025", "KOSTEN-2025", "kosten_genk", "Mijn kosten", "Kotsen", "Dépences"])
def test_a_close_title_is_told(title: str) -> None:
    """A tab that is nearly called so, and has the headings, is read with TAB02."""
    (block,), findings = read(costs(ROW, title=title))

    assert block.tab.title == title
    assert [(f.code, f.value, f.params) for f in findings] == [("TAB02", title, {"tab": title, "expected": "Kosten"})]


@pytest.mark.parametrize("title", ["Uitgaven", "Blad1", "Onkosten"])
def test_another_title_is_not_guessed(title: str) -> None:
    """A tab with another name is not read, though its headings fit: it is suggested."""
    blocks, (finding,) = read(costs(ROW, title=title))

    assert blocks == []
    assert (finding.code, finding.suggestion) == ("TAB01", title)


def test_two_close_titles() -> None:
    """Where two tabs fit equally well neither is read."""
    blocks, (finding,) = read(costs(ROW, title="Kosten 2024"), costs(ROW, title="Kosten 2025"))

    assert blocks == []
    assert finding.code == "TAB03"
    assert finding.params == {"a": "Kosten 2024", "b": "Kosten 2025", "expected": "Kosten"}


def test_optional_tabs_may_be_missing() -> None:
    """Only a tab that the programme needs is missed."""
    blocks, findings = read(raw_tab("Activiteiten", [["Nr. activiteit", "Titel"], ["A-001", "Reis"]]))

    assert [b.schema for b in blocks] == [Plan]
    assert codes(findings) == ["TAB01"]


# ------------------------------------------------------------------------------------------------- headings
@pytest.mark.parametrize("above", [0, 1, 7, 19])
def test_the_heading_row_is_looked_for(above: int) -> None:
    """The headings may stand in any of the first twenty rows, below titles and blank rows."""
    titles: list[list[Stored]] = [["Kosten van Genk"] if n % 2 == 0 else [] for n in range(above)]

    (block,), findings = read(raw_tab("Kosten", [*titles, HEAD, ROW]))

    assert block.heading_row == above + 1
    assert block.numbers == [above + 2]
    assert findings == []


def test_a_row_with_more_headings_wins() -> None:
    """A sentence with one or two words of the template above the table is not taken for the headings."""
    (block,), _ = read(raw_tab("Kosten", [["Datum", "14/03/2025", "Nota"], [], HEAD, ROW]))

    assert block.heading_row == 3


def test_no_headings() -> None:
    """Without headings nothing of the tab is read, and what they should be is said in the workbook's language."""
    blocks, (finding,) = read(raw_tab("Dépenses", [ROW, ROW]), language="fr")

    assert blocks == []
    assert finding.code == "HDR01"
    assert finding.params == {"n": 2, "examples": ("N°", "Date", "Libellé")}


def test_headings_in_three_languages_in_any_order() -> None:
    """Each heading is read in each language; a line break, capitals and accents make no difference."""
    head: list[Stored] = ["MONTANT", "libelle ", "Day", "No.", "Nota"]

    (block,), findings = read(costs([12.5, "Bus", DAY, "C-001", ""], head=head))

    assert dict(block.columns) == {"number": 4, "day": 3, "what": 2, "amount": 1, "note": 5}
    assert block.headings["amount"] == "MONTANT"
    assert block.row(0) == ("C-001", DAY, "Bus", 12.5, "")
    assert findings == []


def test_a_table_that_begins_further_right() -> None:
    """Empty columns at the left shift the addresses and nothing else."""
    (block,), _ = read(raw_tab("Kosten", [HEAD, ROW], left=2))

    assert block.columns["number"] == 3
    assert block.row(0)[0] == "C-001"


@pytest.mark.parametrize("typed", ["Bedragg", "Berdag", "Bedrg", "Montan", "Amuont"])
def test_a_typing_error_in_a_heading(typed: str) -> None:
    """One letter too many, too few or exchanged still means the column, and is told (HDR03)."""
    (block,), (finding,) = read(costs(ROW, head=["Nr.", "Datum", "Omschrijving", typed, "Nota"]))

    assert block.columns["amount"] == 4
    assert (finding.code, finding.value, finding.location.cell) == ("HDR03", typed, A1(1, 4))


def test_a_typing_error_beside_the_column_itself() -> None:
    """Where the column is there, something close to its heading is a column that people added."""
    _, (finding,) = read(costs([*ROW, 3.0], head=[*HEAD, "Bedragg"]))

    assert (finding.code, finding.location.cell) == ("HDR05", A1(1, 6))


def test_missing_columns() -> None:
    """A column that every row needs is missed once for the tab; one that may be empty is not missed."""
    blocks, findings = read(costs(["C-001", "Bus"], head=["Nr.", "Omschrijving"]))

    assert blocks == []
    assert [(f.code, f.params, f.location.cell) for f in findings] == [
        ("HDR02", {"expected": "Datum"}, None),
        ("HDR02", {"expected": "Bedrag"}, None),
    ]


def test_a_heading_twice() -> None:
    """Two columns that mean the same, in whatever language, leave it open which counts."""
    blocks, (finding,) = read(costs([*ROW, 3.0], head=[*HEAD, "Montant"]))

    assert blocks == []
    assert finding.code == "HDR04"
    assert finding.params == {"a": "D1", "b": "F1", "expected": "Bedrag"}
    assert finding.location.cell == A1(1, 6)


# ------------------------------------------------------------------------------------------------- rows
def kinds(*rows: list[Stored]) -> list[str]:
    """What each row below the headings is; rows that do not exist are left out."""
    (block,), _ = read(costs(*rows))
    kinds = dict.fromkeys(block.numbers, "record") | {s.number: s.reason for s in block.skipped}
    return [kinds[number] for number in sorted(kinds)]


RECORD = ROW
BLANK: list[Stored] = ["", "", "", "", ""]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["", "", "Totaal", 25.0, ""], "total"),
        (["TOTAL GÉNÉRAL", "", "", 25.0, ""], "total"),
        (["", "Totaal", "", 25.0, ""], "total"),
        (["", "", "Sub-totaal maart", 25.0, ""], "total"),
        (["", "", "sous-total", 25.0, ""], "total"),
        (["", "", "Totaal", "€ 25,00", ""], "total"),
        (["", "", "", 25.0, ""], "total"),
        (["", "", "Samen", 25.0, ""], "total"),
        (["", "", "Totaal: zie tabblad 2", "", ""], "total"),
        (["", "", "Bewijzen volgen", "", ""], "remark"),
        (["Opgelet: rij 3 is voorlopig", "", "", "", ""], "remark"),
        (["", "tweede kwartaal", "", "", ""], "remark"),
        (["", "", "", "zie map", ""], "remark"),
        (["C-009", "", "", "", ""], "blank"),
        (["c-009 ", "", "", "", ""], "blank"),
        (["", "", " \u00a0", "", "\n"], "blank"),
        (["", "", "", "", ""], "blank"),
        (["C-009", "", "Totaal hotel", "", ""], "record"),
        (["", DAY, "Totaal hotel", 25.0, ""], "record"),
        (["", "14/03/2025", "Totaal hotel", 25.0, ""], "record"),
        (["", "31/02/2025", "", "", ""], "record"),
        (["", datetime(2025, 3, 14, 9), "", "", ""], "record"),  # noqa: DTZ001  (a spreadsheet knows no time zone)
        (["", "", "Taxi", 24.0, ""], "record"),
        (["", "", "", 24.0, ""], "record"),
        (["", "", "", "24,00", ""], "record"),
        (["", "", "", "12.500", ""], "record"),
        (["C-009", "", "", "", "nog na te kijken"], "record"),
        (["7", "", "Taxi", "", ""], "record"),
        (["", "", "Totally different thing", 24.0, ""], "record"),
        (["", "", "Sommelier", 24.0, ""], "record"),
    ],
)
def test_what_a_row_is(row: list[Stored], kind: str) -> None:
    """A record, a total, a remark, or a blank row between two records."""
    assert kinds(RECORD, RECORD, row, RECORD)[2] == kind


def test_blank_rows_at_the_end_do_not_exist() -> None:
    """Blank and merely pre-filled rows count between filled ones only."""
    assert kinds(RECORD, BLANK, ["C-007", "", "", "", ""], RECORD, BLANK, ["C-008", "", "", "", ""], BLANK) == [
        "record",
        "blank",
        "blank",
        "record",
    ]


def test_a_single_amount_is_no_sum() -> None:
    """One row has no sum: the same amount alone below it is a cost that lacks the rest."""
    assert kinds(RECORD, ["", "", "", 12.5, ""]) == ["record", "record"]


def test_every_row_is_counted_once() -> None:
    """Rows read are records and skipped rows together, and totals and remarks are told (ROW10)."""
    rows = [RECORD, BLANK, ["", "", "Totaal", 12.5, ""], ["", "", "Einde", "", ""]]

    (block,), findings = read(costs(*rows))

    assert block.rows_read == 4
    assert [(f.code, f.location.row) for f in findings] == [("ROW10", 4), ("ROW10", 5)]


def test_cells_beside_the_table_make_no_row() -> None:
    """What people wrote in their own columns does not turn a blank row into a record."""
    (block,), _ = read(costs(ROW, [*BLANK, "telefoon 12"], [*BLANK, 99.0], head=[*HEAD, "Kladblok"]))

    assert block.rows_read == 1


# ------------------------------------------------------------------------------------------------- merged cells
@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("C2:C3", A1(2, 3)),  # over two rows
        ("C3:D3", A1(3, 3)),  # over two columns of the template
        ("C1:C2", A1(2, 3)),  # from the heading into the first row
        ("A2:E3", A1(2, 1)),
        ("A1:E1", None),  # the headings
        ("A4:E9", None),  # below the table
        ("F2:F3", None),  # beside it
        ("E2:F2", None),  # one column of the template and one beside it
    ],
)
def test_merged_cells(block: str, found: A1 | None) -> None:
    """Merged cells are told where they can hide a value of a record, once for the block."""
    _, findings = read(costs([*ROW, ""], [*ROW, ""], head=[*HEAD, ""], merged=[block]))

    assert [f.location.cell for f in findings if f.code == "CEL13"] == ([found] if found else [])


# ------------------------------------------------------------------------------------------------- keys
KEYS: list[Stored] = ["#number", "#day", "#what", "#amount", "#note"]


def keyed(head: list[Stored], *rows: list[Stored], keys: list[Stored] = KEYS) -> Tab:
    """A tab made from a template: the keys above the headings."""
    return raw_tab("Kosten", [["Kosten van Genk"], keys, head, *rows])


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ["#", "Wanneer", "Wat", "Hoeveel (€)", "Waarom"],
        ["Nr.", "Nota", "Bedrag", "Datum", "Omschrijving"],
        ["Nr.", "Datum", "", "Bedrag", ""],
    ],
    ids=["as they were", "in own words", "those of other columns", "some emptied"],
)
def test_with_keys_a_heading_may_say_anything(head: list[Stored]) -> None:
    """A template knows its columns by their keys: a reworded heading is no finding, and moves no value."""
    (block,), findings = read(keyed(head, ROW))

    assert findings == []
    assert block.heading_row == 3
    assert block.columns == {"number": 1, "day": 2, "what": 3, "amount": 4, "note": 5}
    assert [block.row(at) for at in range(len(block.numbers))] == [tuple(ROW)]
    assert block.heading("what") == (head[2] or "Omschrijving")


def test_a_copied_column_has_its_key_twice() -> None:
    """Which of the two counts cannot be told, whatever their headings say."""
    head, keys = [*HEAD, "Bedrag 2025"], [*KEYS, "#amount"]

    blocks, (finding,) = read(keyed(head, [*ROW, 3], keys=keys))

    assert blocks == []
    assert (finding.code, str(finding.location.cell), finding.value) == ("HDR04", "F3", "Bedrag 2025")


def test_a_column_without_a_key_is_a_persons_own() -> None:
    """It is not used, also where it is called like a column of the template."""
    (block,), findings = read(keyed([*HEAD, "Bedrag"], [*ROW, 99], keys=[*KEYS, ""]))

    assert block.columns["amount"] == 4
    assert [(f.code, str(f.location.cell)) for f in findings] == [("HDR05", "F3")]


def test_a_key_that_was_lost_is_found_by_its_heading() -> None:
    """Where somebody made a column anew, its heading tells what the key would have told."""
    (block,), findings = read(keyed(HEAD, ROW, keys=["#number", "#day", "#what", "", "#note"]))

    assert (block.columns["amount"], findings) == (4, [])


def test_a_column_that_was_deleted_is_missing() -> None:
    """The keys tell what is there, and what is not."""
    blocks, (finding,) = read(
        keyed(["Nr.", "Datum", "Wat"], ["C-001", DAY, "Bus"], keys=["#number", "#day", "#what"])
    )

    assert blocks == []
    assert (finding.code, finding.location.key) == ("HDR02", "amount")


@pytest.mark.parametrize(
    ("between", "heading_row"),
    [([], 3), ([[""]], 4), ([["Vul hieronder in"]], 4), ([[""], ["Let op"], [""]], 6)],
    ids=["nothing", "a blank row", "a sentence", "several rows"],
)
def test_rows_between_the_keys_and_the_headings(between: list[list[Stored]], heading_row: int) -> None:
    """A row that was inserted above the headings hides no record."""
    tab = raw_tab("Kosten", [["Kosten"], KEYS, *between, ["Nummer", "Dag", "Wat", "Euro", "Nota"], ROW])

    (block,), findings = read(tab)

    assert (block.heading_row, len(block.numbers), findings) == (heading_row, 1, [])


@pytest.mark.parametrize("first", [ROW, ["C-001", "", "Bus", "", ""], ["", DAY, "Bus", "", ""]])
def test_without_headings_the_first_record_is_a_record(first: list[Stored]) -> None:
    """Somebody took the headings away: the keys alone tell the columns, and no row disappears."""
    (block,), findings = read(raw_tab("Kosten", [KEYS, first, ["C-002", *ROW[1:]]]))

    assert block.heading_row == 1
    assert (len(block.numbers), findings) == (2, [])


def test_a_tab_with_another_name_is_known_by_its_keys() -> None:
    """It is suggested although no heading is that of the template."""
    tab = raw_tab("Onze uitgaven", [KEYS, ["a", "b", "c", "d", "e"], ROW])

    _, (finding,) = read(tab)

    assert (finding.code, finding.suggestion) == ("TAB01", "Onze uitgaven")


@pytest.mark.parametrize(
    "cells", [["#number"], ["number", "day", "what"], ["#1", "#2", "#3"], ["#Number", "# day x"]]
)
def test_what_is_no_row_of_keys(cells: list[Stored]) -> None:
    """One key alone, keys without their sign, and other texts with the sign decide nothing."""
    (block,), _ = read(raw_tab("Kosten", [cells, HEAD, ROW]))

    assert block.heading_row == 2
