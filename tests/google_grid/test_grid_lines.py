"""Rows and columns that are put in, taken out and moved, and everything that goes along with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.google_grid.making import ELS, TAB, area, ask, book, cell, lines, refused, sheet, values


def insert(start: int, end: int, dimension: str = "ROWS", **more: Any) -> dict[str, Any]:
    """An insertDimension request."""
    return {"insertDimension": {"range": lines(dimension, start, end), **more}}


def delete(start: int, end: int, dimension: str = "ROWS") -> dict[str, Any]:
    """A deleteDimension request."""
    return {"deleteDimension": {"range": lines(dimension, start, end)}}


def test_everything_goes_along_with_rows_that_come_in() -> None:
    """Merges, names, protections, filter, conditional formats, metadata, notes, hidden rows."""
    spreadsheet = book(["h", "i"], ["a", 1], ["b", 2])
    spreadsheet.note(TAB, "A3", "why", user=ELS)
    rule = {
        "ranges": [area(1, 3, 0, 2)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B2>B$1"}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    place = {"location": {"dimensionRange": lines("ROWS", 2, 3)}, "metadataKey": "k", "visibility": "DOCUMENT"}
    ask(
        spreadsheet,
        {"mergeCells": {"range": area(2, 4, 3, 4)}},
        {"addNamedRange": {"namedRange": {"name": "data", "range": area(1, 3, 0, 2)}}},
        {"addProtectedRange": {"protectedRange": {"range": area(0, 3, 0, 1), "warningOnly": True}}},
        {"setBasicFilter": {"filter": {"range": area(0, 3, 0, 2)}}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"createDeveloperMetadata": {"developerMetadata": place}},
        {
            "updateDimensionProperties": {
                "range": lines("ROWS", 2, 3),
                "properties": {"hiddenByUser": True},
                "fields": "*",
            }
        },
    )

    ask(spreadsheet, insert(1, 3))

    told = sheet(spreadsheet, include_grid=True)
    rows = told["data"][0]["rowMetadata"]
    assert values(spreadsheet) == [["h", "i"], [], [], ["a", 1], ["b", 2]]
    assert cell(spreadsheet, "A5")["note"] == "why"
    assert told["merges"][0]["startRowIndex"] == 4
    assert spreadsheet.get()["namedRanges"][0]["range"]["startRowIndex"] == 3
    assert told["protectedRanges"][0]["range"]["endRowIndex"] == 5
    assert told["basicFilter"]["range"]["endRowIndex"] == 5
    assert told["conditionalFormats"][0]["ranges"][0]["startRowIndex"] == 3
    formula = told["conditionalFormats"][0]["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    assert formula == "=$B4>B$1"
    assert [index for index, row in enumerate(rows) if row.get("hiddenByUser")] == [4]
    assert [index for index, row in enumerate(rows) if row.get("developerMetadata")] == [4]
    assert len(rows) == 1002


def test_a_conditional_format_keeps_what_it_says_when_its_first_row_goes() -> None:
    """It is about the next row then, and not about something that is gone."""
    spreadsheet = book(["h"], [1], [2], [3])
    rule = {
        "ranges": [area(1, 4, 0, 1)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2>1"}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    ask(spreadsheet, {"addConditionalFormatRule": {"rule": rule}})

    ask(spreadsheet, delete(1, 2))

    assert list(spreadsheet.lit(0)) == [(1, 0), (2, 0)]


@pytest.mark.parametrize(
    ("request_", "formula"),
    [
        (insert(0, 1), "=SUM(A2:A4)+A3+$A$4"),
        (insert(1, 2), "=SUM(A1:A4)+A3+$A$4"),
        (insert(3, 4), "=SUM(A1:A3)+A2+$A$3"),
        (insert(0, 2, "COLUMNS"), "=SUM(C1:C3)+C2+$C$3"),
        (delete(0, 1), "=SUM(A1:A2)+A1+$A$2"),
        (delete(1, 2), "=SUM(A1:A2)+#REF!+$A$2"),
        (delete(0, 3), "=SUM(#REF!)+#REF!+#REF!"),
        ({"moveDimension": {"source": lines("ROWS", 0, 1), "destinationIndex": 5}}, "=SUM(A1:A2)+A1+$A$2"),
        ({"moveDimension": {"source": lines("ROWS", 1, 2), "destinationIndex": 5}}, "=SUM(A1:A2)+A5+$A$2"),
    ],
)
def test_formulas_elsewhere_follow(request_: dict[str, Any], formula: str) -> None:
    """In another tab, with a text that looks like an address left alone."""
    spreadsheet = book([1], [2], [3])
    spreadsheet.add_tab("Som", user=ELS)
    spreadsheet.enter("Som", "A1", f'=SUM({TAB}!A1:A3)+{TAB}!A2+{TAB}!$A$3&"A1"', user=ELS)

    ask(spreadsheet, request_)

    told = values(spreadsheet, "Som!A1", "FORMULA")[0][0]
    assert told.replace(f"{TAB}!", "") == formula + '&"A1"'


@pytest.mark.parametrize(
    ("start", "end", "to", "order"),
    [(0, 1, 3, "bcade"), (3, 5, 1, "adebc"), (1, 3, 5, "adebc"), (1, 2, 2, "abcde"), (1, 2, 1, "abcde")],
)
def test_rows_are_moved_before_a_row(start: int, end: int, to: int, order: str) -> None:
    """Counted before they are moved."""
    spreadsheet = book(*"abcde")

    ask(spreadsheet, {"moveDimension": {"source": lines("ROWS", start, end), "destinationIndex": to}})

    assert "".join(row[0] for row in values(spreadsheet)) == order


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        (
            "deleteDimension",
            {"range": lines("ROWS", 999, 1001)},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        ("deleteDimension", {"range": lines("COLUMNS", 0, 26)}, "You can't delete all the columns on the sheet."),
        (
            "insertDimension",
            {"range": lines("ROWS", 5, 5)},
            "DimensionRange.endIndex[5] must be after DimensionRange.startIndex[5]",
        ),
        (
            "insertDimension",
            {"range": lines("ROWS", 0, 1), "inheritFromBefore": True},
            "inheritFromBefore cannot be true if inserting at the first row.",
        ),
        (
            "moveDimension",
            {"source": lines("ROWS", 0, 3), "destinationIndex": 2},
            "The destination is inside the source.",
        ),
        ("appendDimension", {"dimension": "ROWS"}, "AppendDimensionRequest.length must be positive."),
        ("appendDimension", {"length": 2}, "No dimension specified."),
    ],
)
def test_what_cannot_be_is_refused(kind: str, body: dict[str, Any], text: str) -> None:
    """In Google's words where they are known."""
    assert refused(book(["a"]), kind, body) == text


def test_the_rows_under_the_frozen_ones_are_not_all_deleted() -> None:
    """One stays."""
    spreadsheet = book(["a"])
    grid = {"gridProperties": {"frozenRowCount": 1, "rowCount": 5, "columnCount": 2}}
    ask(spreadsheet, {"updateSheetProperties": {"properties": grid, "fields": "gridProperties"}})

    text = refused(spreadsheet, "deleteDimension", {"range": lines("ROWS", 1, 5)})

    assert text == "Sorry, it is not possible to delete all non-frozen rows."


@pytest.mark.parametrize(("start", "end", "left"), [(0, 1, 1), (1, 3, 1), (2, 4, 2), (0, 2, None)])
def test_fewer_rows_are_frozen_where_some_of_them_go(start: int, end: int, left: int | None) -> None:
    """Those below don't count."""
    spreadsheet = book(["a"])
    grid = {"gridProperties": {"frozenRowCount": 2}}
    fields = "gridProperties.frozenRowCount"
    ask(spreadsheet, {"updateSheetProperties": {"properties": grid, "fields": fields}})

    ask(spreadsheet, delete(start, end))

    assert sheet(spreadsheet)["properties"]["gridProperties"].get("frozenRowCount") == left


@pytest.mark.parametrize(("before", "bold"), [(True, True), (False, False)])
def test_new_rows_look_like_the_one_before_or_behind(before: bool, bold: bool) -> None:
    """Only formats and validations come along, no values and no notes."""
    spreadsheet = book(["a"], ["b"])
    spreadsheet.note(TAB, "A1", "why", user=ELS)
    style = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    ask(spreadsheet, {"repeatCell": {"range": area(0, 1, 0, 1), "cell": style, "fields": "userEnteredFormat"}})

    ask(spreadsheet, insert(1, 2, inheritFromBefore=before))

    told = spreadsheet.state.tabs[0].cell(1, 0)
    assert (told.value, told.note, told.format is not None) == (None, None, bold)


def test_a_name_whose_cells_are_gone_is_told_no_more_and_stays_taken() -> None:
    """As people found (gspread issue 1530)."""
    spreadsheet = book(["a"], ["b"])
    named = {"namedRange": {"name": "gone", "range": area(0, 1, 0, 1)}}
    ask(spreadsheet, {"addNamedRange": named}, delete(0, 1))

    assert "namedRanges" not in spreadsheet.get()
    assert refused(spreadsheet, "addNamedRange", named) == (
        "Cannot add named range with name: gone. A named range with that name already exists."
    )


def test_groups_lie_over_one_another() -> None:
    """The depth counts how many of them a row is in."""
    spreadsheet = book()
    ask(
        spreadsheet,
        {"addDimensionGroup": {"range": lines("COLUMNS", 1, 5)}},
        {"addDimensionGroup": {"range": lines("COLUMNS", 2, 4)}},
    )

    reply = ask(spreadsheet, {"deleteDimensionGroup": {"range": lines("COLUMNS", 3, 5)}})[0]["deleteDimensionGroup"]

    assert [
        (each["range"]["startIndex"], each["range"]["endIndex"], each["depth"]) for each in reply["dimensionGroups"]
    ] == [
        (1, 4, 1),
        (2, 3, 2),
    ]


MOST = 12
row_edits = st.one_of(
    st.builds(lambda at, n: ("insert", at, n, 0), st.integers(0, MOST - 1), st.integers(1, 3)),
    st.builds(lambda at, n: ("delete", at, n, 0), st.integers(0, MOST - 1), st.integers(1, 3)),
    st.builds(
        lambda at, n, to: ("move", at, n, to), st.integers(0, MOST - 1), st.integers(1, 3), st.integers(0, MOST)
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(row_edits, min_size=1, max_size=6), st.sampled_from(["ROWS", "COLUMNS"]))
def test_rows_go_as_lines_in_a_list_do_and_formulas_find_them(
    edits: list[tuple[str, int, int, int]], way: str
) -> None:
    """Whatever is put in, taken out and moved: the values are as in a list, and each formula shows its own row."""
    spreadsheet = book()
    model: list[str | None] = [f"v{n}" for n in range(MOST)]
    grid = {"rowCount": MOST, "columnCount": MOST}
    down = way == "ROWS"
    ask(spreadsheet, {"updateSheetProperties": {"properties": {"gridProperties": grid}, "fields": "gridProperties"}})
    spreadsheet.values_update(
        "A1", {"values": [model], "majorDimension": "COLUMNS" if down else "ROWS"}, input_option="RAW", user=ELS
    )
    spreadsheet.add_tab("Zie", user=ELS)
    for n in range(MOST):
        there = f"A{n + 1}" if down else f"{chr(65 + n)}1"
        spreadsheet.enter("Zie", f"A{n + 1}", f"={TAB}!{there}", user=ELS)

    for kind, at, count, to in edits:
        end = min(at + count, len(model))
        if at >= len(model) or (kind == "delete" and end - at == len(model)) or (kind == "move" and at < to < end):
            continue
        if kind == "insert":
            ask(spreadsheet, insert(at, at + count, way))
            model[at:at] = [None] * count
        elif kind == "delete":
            ask(spreadsheet, delete(at, end, way))
            del model[at:end]
        elif to <= len(model):
            ask(spreadsheet, {"moveDimension": {"source": lines(way, at, end), "destinationIndex": to}})
            moved = model[at:end]
            rest = model[:at] + [...] * len(moved) + model[end:]  # type: ignore[list-item]
            model = [each for each in [*rest[:to], *moved, *rest[to:]] if each is not ...]

    size = sheet(spreadsheet)["properties"]["gridProperties"]["rowCount" if down else "columnCount"]
    found = spreadsheet.values_get(TAB, major="COLUMNS" if down else "ROWS").get("values", [[]])[0]
    assert size == len(model)
    assert [each or None for each in found] + [None] * (size - len(found)) == model
    shown = [row[0] for row in values(spreadsheet, "Zie")]
    assert shown == [f"v{n}" if f"v{n}" in model else "#REF!" for n in range(MOST)]
