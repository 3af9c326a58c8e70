"""Merged cells, filters, names and protections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google.errors import ApiError
from tests.google.sheets.refusal import PROTECTED
from tests.google_grid.making import BOT, ELS, OWNER, TAB, area, ask, book, cell, lines, refused, sheet, values


# ---------------------------------------------------------------------------------------------------------- merges
def test_merged_cells_keep_only_the_first_value() -> None:
    """The first of each part; formats stay."""
    spreadsheet = book(["a", "b", "c"], ["", "d", "e"])

    ask(spreadsheet, {"mergeCells": {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ROWS"}})

    assert values(spreadsheet) == [["a", "", "c"], ["d", "", "e"]]
    assert sheet(spreadsheet)["merges"] == [
        {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": 0, "endColumnIndex": 2} for row in (0, 1)
    ]


def test_a_merge_is_taken_whole() -> None:
    """To merge it with others, and to take it apart."""
    spreadsheet = book()
    ask(spreadsheet, {"mergeCells": {"range": area(0, 2, 0, 2)}})

    for kind in ("mergeCells", "unmergeCells"):
        text = refused(spreadsheet, kind, {"range": area(1, 3, 1, 3)})
        assert text == "You must select all cells in a merged range to merge or unmerge them."

    ask(spreadsheet, {"mergeCells": {"range": area(0, 3, 0, 3)}})

    assert len(sheet(spreadsheet)["merges"]) == 1


# ---------------------------------------------------------------------------------------------------------- filter
def test_a_filter_hides_rows_without_losing_them() -> None:
    """By the texts that are hidden, and by a condition."""
    spreadsheet = book(["soort", "bedrag"], ["zaal", 5], ["bus", 50], ["zaal", 500])
    spreadsheet.set_filter(TAB, "A1:B4", {1: ["bus"]}, user=ELS)

    def hidden() -> list[int]:
        rows = sheet(spreadsheet, include_grid=True)["data"][0]["rowMetadata"]
        return [index for index, row in enumerate(rows) if row.get("hiddenByFilter")]

    assert hidden() == [2]
    assert len(values(spreadsheet)) == 4

    more = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "10"}]}}
    told = {"range": area(0, 4, 0, 2), "criteria": {"1": more}}
    ask(spreadsheet, {"setBasicFilter": {"filter": told}})

    assert hidden() == [1]
    assert sheet(spreadsheet)["basicFilter"]["filterSpecs"] == [{"columnIndex": 1, "filterCriteria": more}]

    ask(spreadsheet, {"clearBasicFilter": {"sheetId": 0}})

    assert hidden() == []


# ----------------------------------------------------------------------------------------------------------- names
def test_a_name_is_changed_and_deleted() -> None:
    """It is asked for by its id; formulas follow, a text in them does not."""
    spreadsheet = book(["a"], ["b"])
    ask(
        spreadsheet,
        {"addNamedRange": {"namedRange": {"namedRangeId": "n1", "name": "een", "range": area(0, 1, 0, 1)}}},
    )

    spreadsheet.enter(TAB, "B1", "=een", user=ELS)
    spreadsheet.enter(TAB, "B2", '=INDIRECT("een")', user=ELS)

    asked = {"namedRangeId": "n1", "name": "twee", "range": area(1, 2, 0, 1)}
    ask(spreadsheet, {"updateNamedRange": {"namedRange": asked, "fields": "name,range"}})

    assert values(spreadsheet, "twee") == [["b"]]
    assert values(spreadsheet, "B1:B2", "FORMULA") == [["=twee"], ['=INDIRECT("een")']]
    assert values(spreadsheet, "B1:B2") == [["b"], ["#REF!"]]
    with pytest.raises(ApiError, match="Unable to parse range: een"):
        values(spreadsheet, "een")

    ask(spreadsheet, {"deleteNamedRange": {"namedRangeId": "n1"}})

    assert values(spreadsheet, "B1:B2") == [["#NAME?"], ["#REF!"]]
    assert refused(spreadsheet, "deleteNamedRange", {"namedRangeId": "n1"}) == "No named range with ID: n1"


@pytest.mark.parametrize("name", ["", "A1", "1x", "a b", "R1-C1", "x" * 251, "true", "CRM26"])
def test_a_name_that_could_be_something_else_is_refused(name: str) -> None:
    """An address, a number, two words."""
    asked = {"namedRange": {"name": name, "range": area(0, 1, 0, 1)}}

    assert refused(book(), "addNamedRange", asked) == f"Invalid named range name: {name}"


# ----------------------------------------------------------------------------------------------------- protections
def protected(place: dict[str, Any], **more: Any) -> Any:
    """A spreadsheet in which the owner protected a place."""
    spreadsheet = book(["a", "b"], ["c", "d"])
    ask(spreadsheet, {"addProtectedRange": {"protectedRange": {"range": place, **more}}}, user=OWNER)
    return spreadsheet


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("updateCells", {"range": area(1, 2, 0, 1), "fields": "userEnteredValue"}),
    ("repeatCell", {"range": {"sheetId": 0}, "cell": {}, "fields": "note"}),
    ("deleteDimension", {"range": lines("ROWS", 1, 2)}),
    ("sortRange", {"range": area(0, 2, 0, 2), "sortSpecs": [{}]}),
    ("copyPaste", {"source": area(0, 1, 0, 1), "destination": area(1, 2, 0, 1)}),
    ("mergeCells", {"range": area(0, 2, 0, 2)}),
    ("setDataValidation", {"range": area(1, 2, 0, 1)}),
    ("deleteSheet", {"sheetId": 0}),
]


@pytest.mark.parametrize(("kind", "body"), WRITES, ids=[kind for kind, _ in WRITES])
def test_a_protected_cell_refuses_everybody_else(kind: str, body: dict[str, Any]) -> None:
    """The whole batch fails; elsewhere on the tab one may still write."""
    spreadsheet = protected(area(1, 2, 0, 1))
    spreadsheet.add_tab("Ander", user=ELS)

    assert refused(spreadsheet, kind, body) == PROTECTED

    ask(spreadsheet, {"updateCells": {"range": area(0, 1, 0, 2), "fields": "note"}})


def test_rows_come_in_around_what_is_protected_but_not_in_its_midst() -> None:
    """Above it they only move it."""
    spreadsheet = protected(area(1, 3, 0, 1))

    assert refused(spreadsheet, "insertDimension", {"range": lines("ROWS", 2, 3)}) == PROTECTED

    ask(spreadsheet, {"insertDimension": {"range": lines("ROWS", 1, 2)}})

    assert sheet(spreadsheet)["protectedRanges"][0]["range"]["startRowIndex"] == 2


def test_the_reply_tells_the_editors_as_they_were_asked() -> None:
    """As recorded: who made it is an editor too, and is told of only by a later reading."""
    spreadsheet = book()
    asked = {"range": area(0, 2, 0, 2), "editors": {"users": [], "groups": []}, "warningOnly": False}

    reply = ask(spreadsheet, {"addProtectedRange": {"protectedRange": asked}})[0]["addProtectedRange"]

    assert reply["protectedRange"]["editors"] == {}
    assert reply["protectedRange"]["requestingUserCanEdit"]
    told = spreadsheet.get(user=BOT)["sheets"][0]["protectedRanges"][0]
    assert told["editors"] == {"users": [OWNER, BOT]}


@pytest.mark.parametrize("user", [ELS, OWNER, ELS.upper()])
def test_editors_and_the_owner_may(user: str) -> None:
    """Whatever the capitals of their address."""
    spreadsheet = protected(area(1, 2, 0, 1), editors={"users": [ELS]})

    spreadsheet.edit(TAB, "A2", "x", user=user)

    assert values(spreadsheet, "A2") == [["x"]]


def test_a_warning_stops_nobody() -> None:
    """And has no editors."""
    spreadsheet = protected({"sheetId": 0}, warningOnly=True, editors={"users": [ELS]})

    spreadsheet.edit(TAB, "A2", "x", user=BOT)

    told = spreadsheet.get(user=BOT)["sheets"][0]["protectedRanges"][0]
    assert told["requestingUserCanEdit"]
    assert told["range"] == {}
    assert told["editors"] == {}


def test_only_who_may_edit_sees_who_else_may() -> None:
    """`requestingUserCanEdit` is left out where it is false."""
    spreadsheet = protected(area(0, 1, 0, 1), editors={"users": [ELS]}, description="kop")

    for user, told in ((ELS, [OWNER, ELS]), (BOT, None)):
        here = spreadsheet.get(user=user)["sheets"][0]["protectedRanges"][0]
        assert here["description"] == "kop"
        assert here.get("requestingUserCanEdit") is (True if told else None)
        assert here.get("editors", {}).get("users") == told


def test_a_protected_tab_can_have_open_cells() -> None:
    """Only there others write."""
    spreadsheet = protected({"sheetId": 0}, unprotectedRanges=[area(1, 3, 0, 1)])

    spreadsheet.edit(TAB, "A2", "x", user=BOT)

    assert values(spreadsheet, "A2") == [["x"]]
    with pytest.raises(ApiError, match="protected cell"):
        spreadsheet.edit(TAB, "B2", "x", user=BOT)


def test_a_protection_is_changed_only_by_who_may_edit() -> None:
    """And so it is taken away."""
    spreadsheet = protected(area(0, 1, 0, 1))
    number = spreadsheet.get(user=OWNER)["sheets"][0]["protectedRanges"][0]["protectedRangeId"]

    assert refused(spreadsheet, "deleteProtectedRange", {"protectedRangeId": number}) == PROTECTED

    asked = {"protectedRangeId": number, "editors": {"users": [BOT]}, "description": "nu wel"}
    change = {"updateProtectedRange": {"protectedRange": asked, "fields": "editors,description"}}
    ask(spreadsheet, change, user=OWNER)
    ask(spreadsheet, {"deleteProtectedRange": {"protectedRangeId": number}})

    assert "protectedRanges" not in sheet(spreadsheet)
    assert refused(spreadsheet, "deleteProtectedRange", {"protectedRangeId": 4}) == "No protected range with ID: 4"


def test_values_cannot_be_written_there_either() -> None:
    """Through the values API and by a person in the browser."""
    spreadsheet = protected(area(0, 1, 0, 1))

    for write in (
        lambda: spreadsheet.values_update("A1", {"values": [["x"]]}, input_option="RAW", user=BOT),
        lambda: spreadsheet.values_clear("A1:B2", user=BOT),
        lambda: spreadsheet.enter(TAB, "A1", "x", user=BOT),
        lambda: spreadsheet.sort(TAB, 1, 1, user=BOT),
    ):
        with pytest.raises(ApiError, match="You are trying to edit a protected cell or object"):
            write()

    assert cell(spreadsheet, "A1")["formattedValue"] == "a"
