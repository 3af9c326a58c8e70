"""Cells that are copied, cut and sorted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google_grid.making import ELS, TAB, area, ask, book, cell, lines, refused, sheet, values


def copy(
    source: dict[str, Any], destination: dict[str, Any], kind: str = "PASTE_NORMAL", **more: Any
) -> dict[str, Any]:
    """A copyPaste request."""
    return {"copyPaste": {"source": source, "destination": destination, "pasteType": kind, **more}}


def styled() -> Any:
    """A spreadsheet with a formula that has a format and a note."""
    spreadsheet = book([2, ""], [3, ""])
    spreadsheet.enter(TAB, "B1", "=A1*10", user=ELS)
    spreadsheet.format(TAB, "B1", "NUMBER", "0.0", user=ELS)
    spreadsheet.note(TAB, "B1", "why", user=ELS)
    return spreadsheet


def test_a_copy_has_all_of_a_cell_and_its_formula_moves_along() -> None:
    """As often as it fits in the destination."""
    spreadsheet = styled()

    ask(spreadsheet, copy(area(0, 1, 0, 2), area(3, 5, 0, 2)))

    assert values(spreadsheet, f"{TAB}!A4:B5", "FORMULA") == [[2, "=A4*10"], [2, "=A5*10"]]
    assert cell(spreadsheet, "B5")["note"] == "why"
    assert cell(spreadsheet, "B5")["formattedValue"] == "20,0"


def test_only_values_are_pasted_over_other_formats() -> None:
    """Results in place of formulas, nothing where nothing was; the format and note there stay."""
    spreadsheet = styled()
    spreadsheet.edit(TAB, "D2", "old", user=ELS)
    spreadsheet.format(TAB, "D1", "PERCENT", "0%", user=ELS)

    ask(spreadsheet, copy(area(0, 2, 0, 2), area(0, 2, 2, 4), "PASTE_VALUES"))

    assert values(spreadsheet, f"{TAB}!C1:D2", "FORMULA") == [[2, 20], [3]]
    assert cell(spreadsheet, "D1")["formattedValue"] == "2000%"
    assert "note" not in cell(spreadsheet, "D1")


def test_values_are_pasted_as_they_are_at_that_point_of_the_batch() -> None:
    """A staging tab is filled, copied over and deleted in one batch."""
    spreadsheet = book(["old"])
    rows = [{"values": [{"userEnteredValue": {"formulaValue": "=1+1"}}]}]

    ask(
        spreadsheet,
        {"addSheet": {"properties": {"sheetId": 5, "gridProperties": {"rowCount": 2, "columnCount": 2}}}},
        {"updateCells": {"range": {"sheetId": 5}, "rows": rows, "fields": "userEnteredValue"}},
        copy({"sheetId": 5}, area(0, 2, 0, 2), "PASTE_VALUES"),
        {"deleteSheet": {"sheetId": 5}},
    )

    assert values(spreadsheet, render="FORMULA") == [[2]]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("PASTE_FORMAT", {"userEnteredFormat", "effectiveFormat"}),
        ("PASTE_FORMULA", {"userEnteredValue", "effectiveValue", "formattedValue", "effectiveFormat"}),
    ],
)
def test_a_part_of_a_cell_is_pasted(kind: str, kept: set[str]) -> None:
    """Only the format, or only what was entered."""
    spreadsheet = styled()

    ask(spreadsheet, copy(area(0, 1, 1, 2), area(0, 1, 5, 6), kind))

    assert set(cell(spreadsheet, "F1")) == kept


def test_rows_become_columns() -> None:
    """With TRANSPOSE."""
    spreadsheet = book([1, 2, 3], [4, 5, 6])

    ask(spreadsheet, copy(area(0, 2, 0, 3), area(4, 5, 0, 1), pasteOrientation="TRANSPOSE"))

    assert values(spreadsheet)[4:] == [[1, 4], [2, 5], [3, 6]]


def test_merged_cells_are_merged_in_the_copy_too() -> None:
    """Wherever it goes."""
    spreadsheet = book(["a"])
    ask(spreadsheet, {"mergeCells": {"range": area(0, 1, 0, 2)}})

    ask(spreadsheet, copy(area(0, 1, 0, 3), area(2, 3, 1, 2)))

    assert sheet(spreadsheet)["merges"][1] == {
        "startRowIndex": 2,
        "endRowIndex": 3,
        "startColumnIndex": 1,
        "endColumnIndex": 3,
    }


def test_a_destination_without_an_end_is_the_whole_tab() -> None:
    """So it is filled with copies where their number comes out even."""
    spreadsheet = book([1], [2])

    ask(spreadsheet, copy(area(0, 2, 0, 1), {"sheetId": 0, "startColumnIndex": 3, "endColumnIndex": 4}))

    assert [row[3] for row in values(spreadsheet)] == [1, 2] * 500


def test_a_copy_that_does_not_fit_is_refused() -> None:
    """The grid doesn't grow for it."""
    asked = copy(area(0, 2, 0, 1), area(999, 1000, 0, 1))["copyPaste"]

    assert refused(book(["a"]), "copyPaste", asked) == "The destination of the copy reaches beyond the grid."


def test_what_refers_to_cells_that_are_cut_finds_them() -> None:
    """Their own formulas still refer to what they did."""
    spreadsheet = styled()
    spreadsheet.enter(TAB, "D1", "=B1+$B$1", user=ELS)

    place = {"sheetId": 0, "rowIndex": 9, "columnIndex": 2}
    ask(spreadsheet, {"cutPaste": {"source": area(0, 1, 1, 2), "destination": place}})

    assert values(spreadsheet, "D1", "FORMULA") == [[f"={TAB}!C10+{TAB}!$C$10"]]
    assert values(spreadsheet, "C10", "FORMULA") == [["=A1*10"]]
    assert values(spreadsheet, "D1") == [[40]]
    assert cell(spreadsheet, "B1") == {}


def test_rows_are_sorted_with_their_notes_and_formats() -> None:
    """Numbers, then texts, then true and false; blanks last, in both directions."""
    spreadsheet = book(["b", 1], [True, 2], [10, 3], ["", 4], ["A", 5], [2, 6])
    spreadsheet.note(TAB, "A3", "ten", user=ELS)
    asked = {"range": area(0, 6, 0, 2), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}

    ask(spreadsheet, {"sortRange": asked})

    assert [row[1] for row in values(spreadsheet)] == [6, 3, 5, 1, 2, 4]
    assert cell(spreadsheet, "A2")["note"] == "ten"

    asked["sortSpecs"] = [{"sortOrder": "DESCENDING"}]
    ask(spreadsheet, {"sortRange": asked})

    assert [row[1] for row in values(spreadsheet)] == [2, 1, 5, 3, 6, 4]


def test_equal_rows_are_sorted_by_the_next_column_and_keep_their_order() -> None:
    """Formulas refer to their own row afterwards."""
    spreadsheet = book(["b", 1], ["a", 2], ["b", 0])
    for row in (1, 2, 3):
        spreadsheet.enter(TAB, f"C{row}", f"=B{row}*2", user=ELS)

    specs = [{"dimensionIndex": 0}, {"dimensionIndex": 1}]
    ask(spreadsheet, {"sortRange": {"range": area(0, 3, 0, 3), "sortSpecs": specs}})

    assert values(spreadsheet) == [["a", 2, 4], ["b", 0, 0], ["b", 1, 2]]
    assert values(spreadsheet, f"{TAB}!C1:C3", "FORMULA") == [["=B1*2"], ["=B2*2"], ["=B3*2"]]


@pytest.mark.parametrize(
    ("specs", "merged", "text"),
    [
        ([], False, "Must specify at least one sort spec."),
        ([{"dimensionIndex": 7}], False, "A column to sort by is not in the range."),
        ([{}], True, "You can't sort a range that contains vertical merges."),
    ],
)
def test_what_cannot_be_sorted(specs: list[dict[str, Any]], merged: bool, text: str) -> None:
    """Without a column, by one outside, or with cells merged over rows."""
    spreadsheet = book(["b"], ["a"])
    if merged:
        ask(spreadsheet, {"mergeCells": {"range": area(0, 2, 1, 2)}})

    assert refused(spreadsheet, "sortRange", {"range": area(0, 2, 0, 2), "sortSpecs": specs}) == text


def test_sorting_leaves_the_rows_themselves_where_they_are() -> None:
    """A hidden row, and metadata on a row, belong to the place and not to what stands there."""
    spreadsheet = book(["b"], ["a"])
    hide = {"range": lines("ROWS", 0, 1), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    ask(spreadsheet, {"updateDimensionProperties": hide})

    spreadsheet.sort(TAB, 1, 1, last_row=2, user=ELS)

    rows = sheet(spreadsheet, include_grid=True)["data"][0]["rowMetadata"]
    assert values(spreadsheet) == [["a"], ["b"]]
    assert rows[0] == {"pixelSize": 21, "hiddenByUser": True}
