"""Writing cells: masks, what is cleared, limits, and what Google says where it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google_grid.making import BOT, ELS, TAB, area, ask, book, cell, refused, values


def number(value: float) -> dict[str, Any]:
    """A CellData with a number."""
    return {"userEnteredValue": {"numberValue": value}}


def write(rows: list[list[dict[str, Any]]], fields: str = "userEnteredValue", **place: Any) -> dict[str, Any]:
    """An updateCells request."""
    return {"updateCells": {**place, "rows": [{"values": row} for row in rows], "fields": fields}}


def test_a_range_is_replaced_and_the_rest_of_it_cleared() -> None:
    """Only the fields of the mask: notes and formats stay."""
    spreadsheet = book(["a", "b"], ["c", "d"], ["e"])
    spreadsheet.note(TAB, "B2", "why", user=ELS)

    ask(spreadsheet, write([[number(1)]], range=area(0, 2, 0, 2)))

    assert values(spreadsheet) == [[1], [], ["e"]]
    assert cell(spreadsheet, "B2") == {"note": "why"}


def test_from_a_start_only_the_given_cells_are_written() -> None:
    """Rows may have different lengths; a cell that is given without a value is cleared."""
    spreadsheet = book(["a", "b", "c"], ["d", "e", "f"])

    ask(spreadsheet, write([[number(1), {}], [number(2)]], start={"sheetId": 0, "columnIndex": 1}))

    assert values(spreadsheet) == [["a", 1], ["d", 2, "f"]]


def test_a_star_replaces_everything() -> None:
    """Value, format, note and validation."""
    spreadsheet = book(["a"])
    spreadsheet.note(TAB, "A1", "why", user=ELS)
    spreadsheet.format(TAB, "A1", "NUMBER", "0.0", user=ELS)

    ask(spreadsheet, write([[number(1)]], "*", range={"sheetId": 0}))

    assert set(cell(spreadsheet, "A1")) == {"userEnteredValue", "effectiveValue", "formattedValue", "effectiveFormat"}


def test_a_part_of_a_format_is_written_by_itself() -> None:
    """The other parts stay, and so does a black that is said by an empty colour."""
    spreadsheet = book([1])
    ask(
        spreadsheet,
        write(
            [[{"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}}}]], "userEnteredFormat", start={}
        ),
    )

    style = {"numberFormat": {"type": "PERCENT"}, "backgroundColor": {}, "textFormat": {"bold": False}}
    mask = "userEnteredFormat(numberFormat,backgroundColor),userEnteredFormat.textFormat.italic"
    ask(spreadsheet, write([[{"userEnteredFormat": style}]], mask, start={}))

    assert cell(spreadsheet, "A1")["userEnteredFormat"] == {
        "numberFormat": {"type": "PERCENT", "pattern": "0.00%"},
        "backgroundColor": {},
        "backgroundColorStyle": {"rgbColor": {}},
        "textFormat": {"bold": True},
    }
    assert cell(spreadsheet, "A1")["formattedValue"] == "100,00%"


@pytest.mark.parametrize(
    ("rows", "place", "text"),
    [
        (1, {"range": area(0, 1, 25, 26)}, "Attempting to write column: 26, beyond the last requested column of: 25"),
        (3, {"range": area(0, 2, 0, 2)}, "Attempting to write row: 2, beyond the last requested row of: 1"),
        (1, {"start": {"rowIndex": 1000}}, "Attempting to write row: 1000, beyond the last requested row of: 999"),
        (1, {"range": {"sheetId": 9}}, "No grid with id: 9"),
        (1, {"range": area(0, 1001, 0, 1)}, "GridRange.endRowIndex[1001] is after last row in grid[1000]"),
        (1, {}, "Must specify exactly one of 'range' or 'start'."),
    ],
)
def test_what_does_not_fit_is_refused(rows: int, place: dict[str, Any], text: str) -> None:
    """Nothing is cut off."""
    asked = write([[number(1), number(2)]] * rows, **place)["updateCells"]

    assert refused(book(["a"]), "updateCells", asked) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            {"stringValue": "x" * 50_001},
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
        (
            {"stringValue": "😀" * 25_001},
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
        ({"errorValue": {"type": "REF"}}, "Invalid ExtendedValue: errorValue"),
        ({"stringValue": "a", "numberValue": 1}, "Invalid ExtendedValue: numberValue, stringValue"),
    ],
)
def test_a_value_that_no_cell_can_hold_is_refused(value: dict[str, Any], text: str) -> None:
    """Too long, read-only, or two at once."""
    asked = write([[{"userEnteredValue": value}]], start={})["updateCells"]

    assert refused(book(), "updateCells", asked) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("", "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"),
        ("userEnteredValue, note", "Invalid field: userEnteredValue, note"),
        ("effectiveValue", "Invalid field: effectiveValue"),
        ("userEnteredFormat.colour", "Invalid field: userEnteredFormat.colour"),
    ],
)
def test_a_mask_that_names_what_cannot_be_written_is_refused(fields: str, text: str) -> None:
    """An empty one too, and one with a space."""
    assert refused(book(), "updateCells", write([[number(1)]], fields, start={})["updateCells"]) == text


def test_a_text_is_never_a_formula() -> None:
    """However it begins; and an empty text is no value."""
    spreadsheet = book()

    ask(
        spreadsheet,
        write([[{"userEnteredValue": {"stringValue": "=1+1"}}, {"userEnteredValue": {"stringValue": ""}}]], start={}),
    )

    assert cell(spreadsheet, "A1")["effectiveValue"] == {"stringValue": "=1+1"}
    assert cell(spreadsheet, "B1") == {}


def test_repeated_cells_have_formulas_of_their_own() -> None:
    """As if the first had been copied down."""
    spreadsheet = book([1, 10], [2, 20], [3, 30])

    asked = {"userEnteredValue": {"formulaValue": "=A1*2+$B$1"}}
    ask(spreadsheet, {"repeatCell": {"range": area(0, 3, 2, 3), "cell": asked, "fields": "userEnteredValue"}})

    assert [row[2] for row in values(spreadsheet, render="FORMULA")] == ["=A1*2+$B$1", "=A2*2+$B$1", "=A3*2+$B$1"]
    assert [row[2] for row in values(spreadsheet)] == [12, 14, 16]


def test_a_repeated_nothing_clears_without_filling_the_grid() -> None:
    """Over a whole tab."""
    spreadsheet = book(["a"], ["b"])

    ask(spreadsheet, {"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": "userEnteredValue"}})

    assert values(spreadsheet) == []
    assert spreadsheet.state.tabs[0].cells == {}


def test_appended_cells_come_behind_the_last_row_and_the_grid_grows() -> None:
    """Rows with only a format don't count."""
    spreadsheet = book(["a"])
    spreadsheet.format(TAB, "A5", "NUMBER", user=ELS)

    rows = [{"values": [number(value)]} for value in range(1000)]
    ask(spreadsheet, {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}})

    assert values(spreadsheet, "A1:A3") == [["a"], [0], [1]]
    assert spreadsheet.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1001


def test_a_validation_is_set_and_taken_away() -> None:
    """It shows in the cell, the value stays."""
    spreadsheet = book(["a"])
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}, "strict": True}

    ask(spreadsheet, {"setDataValidation": {"range": area(0, 2, 0, 1), "rule": rule}})

    assert cell(spreadsheet, "A1")["dataValidation"] == rule
    assert cell(spreadsheet, "A2") == {"dataValidation": rule}

    ask(spreadsheet, {"setDataValidation": {"range": area(0, 2, 0, 1)}})

    assert "dataValidation" not in cell(spreadsheet, "A1")
    assert values(spreadsheet) == [["a"]]


def test_null_is_the_same_as_absent() -> None:
    """As in recorded requests."""
    spreadsheet = book(["a"])

    spreadsheet.batch_update(
        {
            "requests": [
                {
                    "updateCells": None,
                    "repeatCell": {"range": area(0, 1, 0, 1), "cell": {"note": None}, "fields": "note"},
                }
            ],
            "responseRanges": None,
        },
        user=BOT,
    )

    assert values(spreadsheet) == [["a"]]


def test_rows_are_trimmed_on_what_is_wanted() -> None:
    """A cell without a wanted field counts as empty; rows and columns without content are still told of."""
    spreadsheet = book(["a"], ["b"], ["c"])
    spreadsheet.note(TAB, "B2", "why", user=ELS)

    grid = spreadsheet.get(include_grid=True, cells=frozenset({"note"}))["sheets"][0]["data"][0]

    assert grid["rowData"] == [{}, {"values": [{}, {"note": "why"}]}]
    assert [len(grid["rowMetadata"]), len(grid["columnMetadata"])] == [1000, 26]


def test_the_answer_can_hold_the_spreadsheet_after_the_change() -> None:
    """With the ranges and the grid that were asked for."""
    spreadsheet = book(["a"])

    answer = spreadsheet.batch_update(
        {
            "requests": [write([[number(5)]], start={})],
            "includeSpreadsheetInResponse": True,
            "responseRanges": [f"{TAB}!A1"],
            "responseIncludeGridData": True,
        },
        user=BOT,
    )

    grid = answer["updatedSpreadsheet"]["sheets"][0]["data"][0]
    assert grid["rowData"][0]["values"][0]["effectiveValue"] == {"numberValue": 5}
    assert len(grid["rowMetadata"]) == 1
