"""Which cells of a municipal workbook light up, and how the list of them stands beside what people read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.feedback import Desk
from sheets_sync.feedback.highlights import lit_cells, with_lookup
from sheets_sync.model import A1, Highlight, OutColumn, Range, Severity, Sheet
from sheets_sync.plan import diff
from support.cases import CATALOGUE, PROGRAMME
from support.writing import held, outcome_of

if TYPE_CHECKING:
    from sheets_sync.check import Outcome
    from sheets_sync.feedback.highlights import Lit

BAD = "n.v.t."


def lit(outcome: Outcome, ref: str = "own.xlsx") -> Lit:
    """What lights up in a workbook."""
    book = next(book for book in outcome.world.books if book.entry.ref == ref)
    return lit_cells(book, outcome.report.findings)


def keys(data: dict[str, Any], ref: str = "own.xlsx") -> list[str]:
    """The keys of the costs that light up in a workbook."""
    return [key.removeprefix("¦Cost") for key in lit(outcome_of(data), ref).keys if key.startswith("¦Cost")]


def costs(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case with these costs."""
    return {"costs": list(rows), **more}


# ------------------------------------------------------------------------------------------------- which cells
def test_errors_and_warnings_light_up_by_the_number_of_their_row_and_their_heading() -> None:
    """What is only told does not."""
    found = keys(costs({}, {"Bedrag": BAD}, {"Bedrag": -5}, {"Datum bewijsstuk": "3 mei 2025"}))

    assert found == ["¬C-002¬Bedrag¬", "¬C-003¬Bedrag¬"]


def test_the_table_is_told_with_all_its_columns_and_rows() -> None:
    """From its headings down, whatever stands above and beside."""
    outcome = outcome_of(costs({"Bedrag": BAD}, {}, layout={"costs": {"above": [["Kosten van Genk"], []]}}))

    assert lit(outcome).highlights == (Highlight("Kosten", "Cost", 3, 5, 1, 13, 1),)


def test_a_tab_in_which_all_is_well_is_not_highlighted() -> None:
    """No rule is put there."""
    assert lit(outcome_of(costs({}))) == ((), ())


def test_what_the_coordinator_accepted_does_not_light_up() -> None:
    """Nobody has to do anything about it."""
    outcome = outcome_of(costs({"Bedrag": BAD}))
    accepted = tuple(finding.accept("gezien") for finding in outcome.report.findings)

    assert lit(replace(outcome, report=replace(outcome.report, findings=accepted))) == ((), ())


def test_a_finding_in_another_workbook_does_not_light_up_here() -> None:
    """Though its tab has the same title."""
    data = costs({}, other={"language": "nl", "costs": [{"Bedrag": BAD}]})

    assert keys(data) == []
    assert keys(data, "other.xlsx") == ["¬C-001¬Bedrag¬"]


def test_of_a_finding_about_a_row_the_number_lights_up() -> None:
    """There is no cell that it stands on."""
    outcome = outcome_of(costs({}, {"Bedrag": BAD}))
    findings = [
        f._replace(location=f.location._replace(cell=None, key=None, column=None)) for f in outcome.report.findings
    ]

    lit = lit_cells(outcome.world.books[0], [f for f in findings if f.severity is Severity.ERROR])

    assert lit.keys == ("¦Cost¬C-002¬Nr. kost¬",)


# ------------------------------------------------------------------------------------------------- which row
@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("", "@3¬¬¬Bedrag¬"),
        (None, "@3¬¬¬Bedrag¬"),
        (" c-002", "¬ c-002¬Bedrag¬"),
        (7.0, "¬7¬Bedrag¬"),
        ("tussendoor", "¬tussendoor¬Bedrag¬"),
        ("Nr. kost", "@3¬Nr. kost¬¬Bedrag¬"),
    ],
)
def test_a_row_is_known_by_its_number_as_it_stands_there(number: object, key: str) -> None:
    """Right or wrong; where there is none, or the headings say the same, by its place as well."""
    assert key in keys(costs({}, {"Nr. kost": number, "Bedrag": BAD}))


def test_rows_with_the_same_number_are_known_by_their_place_as_well() -> None:
    """A text and a number that are joined alike are the same."""
    found = keys(costs({"Nr. kost": "7", "Bedrag": BAD}, {"Nr. kost": 7.0}, {"Nr. kost": "8", "Bedrag": BAD}))

    assert [key for key in found if "Bedrag" in key] == ["@2¬7¬7¬Bedrag¬", "¬8¬Bedrag¬"]


@pytest.mark.parametrize("number", [7.5, True, "a¦b", "a¬b"])
def test_a_row_whose_number_cannot_be_compared_does_not_light_up(number: object) -> None:
    """Better no light than one in the wrong place."""
    assert keys(costs({}, {"Nr. kost": number, "Bedrag": BAD})) == []


# ------------------------------------------------------------------------------------------------- which column
def test_a_heading_is_taken_as_it_stands_in_its_cell() -> None:
    """Spaces, capitals and line breaks included."""
    found = keys(costs({"Bedrag": BAD}, layout={"costs": {"rename": {"Bedrag": " BEDRAG\n"}}}))

    assert found == ["¬C-001¬ BEDRAG\n¬"]


# ------------------------------------------------------------------------------------------------- the list
PAGE = Sheet("Check", (OutColumn("a"), OutColumn("b")), [("title",), (), ("a", "b"), ("c", "d")], heading_row=3)


def test_the_list_stands_in_a_hidden_column_behind_the_last() -> None:
    """Always in the same cells, though few of them hold something; no row is added."""
    sheet = with_lookup(PAGE, ["¦a¬", "¦b¬"])

    assert sheet.columns == (*PAGE.columns, OutColumn("", 8, hidden=True))
    assert sheet.rows == (("title", None, "¦a¬¦b¬"), *PAGE.rows[1:])
    assert sheet.lookup == Range(A1(1, 3), A1(10, 3))


def test_a_long_list_stands_beside_as_many_rows_as_there_are() -> None:
    """Cells that are blank make room for it."""
    rows = with_lookup(PAGE, [f"¦{n:0100d}¬" for n in range(400)]).rows

    assert [len(row) for row in rows] == [3] * 4
    assert [str(row[2]).count("¦") for row in rows] == [101, 101, 101, 97]
    assert [row[:2] for row in rows] == [("title", None), (None, None), ("a", "b"), ("c", "d")]


def test_a_list_that_is_empty_changes_no_row() -> None:
    """And where Check is as it was before there were highlights, nothing is to be written."""
    sheet = with_lookup(PAGE, [])

    assert sheet.rows == tuple(PAGE.rows)
    assert diff({"Check": held(PAGE)}, [sheet], "own.xlsx") == ()


def test_the_same_list_is_not_written_again_and_another_one_is() -> None:
    """The hidden cells are compared as all others."""
    sheet = with_lookup(PAGE, ["¦a¬"])

    assert diff({"Check": held(sheet)}, [sheet], "own.xlsx") == ()
    assert diff({"Check": held(sheet)}, [with_lookup(PAGE, [])], "own.xlsx")[0].cells == 1


def test_check_has_the_list_and_overview_stays_as_it_is() -> None:
    """Both are the tabs that stand beside a workbook which is not to be touched, but for the list."""
    outcome = outcome_of(costs({"Bedrag": BAD}))
    desk, book = Desk(outcome, PROGRAMME, CATALOGUE), outcome.world.books[0]

    (check, overview), highlights = desk.lit(book)

    plain, same = desk.sheets(book)
    assert overview == same
    assert check == with_lookup(plain, ["¦Cost¬C-001¬Bedrag¬"])
    assert [highlight.tab for highlight in highlights] == ["Kosten"]
