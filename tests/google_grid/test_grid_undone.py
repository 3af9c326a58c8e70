"""Each kind of request does something, and is undone where a later one of its batch fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.google.errors import ApiError
from tests.google.sheets.batch import KINDS
from tests.google_grid.making import BOT, ELS, TAB, area, ask, book, lines

if TYPE_CHECKING:
    from tests.google.sheets.book import Spreadsheet

RULE = {
    "ranges": [area(0, 2, 0, 1)],
    "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}},
}
LOOKUP = {"developerMetadataLookup": {"metadataKey": "k"}}
PLACES = (lines("ROWS", 1, 2), lines("COLUMNS", 1, 2))
METADATA = {"metadataKey": "k", "metadataValue": "v", "visibility": "DOCUMENT"}

DONE: dict[str, dict[str, Any]] = {
    "addConditionalFormatRule": {"rule": RULE},
    "addDimensionGroup": {"range": lines("COLUMNS", 1, 3)},
    "addNamedRange": {"namedRange": {"name": "nieuw", "range": area(0, 1, 0, 1)}},
    "addProtectedRange": {"protectedRange": {"range": area(4, 5, 0, 1)}},
    "addSheet": {"properties": {"title": "Nieuw"}},
    "appendCells": {"sheetId": 0, "rows": [{"values": [{"note": "n"}]}], "fields": "note"},
    "appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 3},
    "autoResizeDimensions": {"dimensions": lines("COLUMNS", 4, 5)},
    "clearBasicFilter": {"sheetId": 0},
    "copyPaste": {"source": area(0, 1, 0, 1), "destination": area(6, 7, 0, 1)},
    "createDeveloperMetadata": {"developerMetadata": {**METADATA, "location": {"sheetId": 0}}},
    "cutPaste": {"source": area(0, 1, 0, 1), "destination": {"sheetId": 0, "rowIndex": 6}},
    "deleteConditionalFormatRule": {"sheetId": 0},
    "deleteDeveloperMetadata": {"dataFilter": LOOKUP},
    "deleteDimension": {"range": lines("ROWS", 0, 1)},
    "deleteDimensionGroup": {"range": lines("ROWS", 3, 4)},
    "deleteNamedRange": {"namedRangeId": "n1"},
    "deleteProtectedRange": {"protectedRangeId": 3},
    "deleteSheet": {"sheetId": 5},
    "duplicateSheet": {"sourceSheetId": 0},
    "insertDimension": {"range": lines("ROWS", 0, 1)},
    "mergeCells": {"range": area(3, 4, 0, 2)},
    "moveDimension": {"source": lines("ROWS", 0, 1), "destinationIndex": 2},
    "repeatCell": {"range": area(0, 1, 0, 1), "cell": {"note": "n"}, "fields": "note"},
    "setBasicFilter": {"filter": {"range": area(0, 1, 0, 1)}},
    "setDataValidation": {"range": area(0, 1, 0, 1), "rule": {"condition": {"type": "BOOLEAN"}}},
    "sortRange": {"range": area(0, 2, 0, 2), "sortSpecs": [{}]},
    "unmergeCells": {"range": area(7, 8, 0, 2)},
    "updateCells": {"range": area(0, 1, 0, 1), "fields": "userEnteredValue"},
    "updateConditionalFormatRule": {"index": 0, "rule": {**RULE, "ranges": [area(0, 1, 0, 1)]}},
    "updateDeveloperMetadata": {
        "dataFilters": [LOOKUP],
        "developerMetadata": {"metadataValue": "new"},
        "fields": "metadataValue",
    },
    "updateDimensionProperties": {
        "range": lines("ROWS", 0, 1),
        "properties": {"pixelSize": 9},
        "fields": "pixelSize",
    },
    "updateNamedRange": {"namedRange": {"namedRangeId": "n1", "name": "anders"}, "fields": "name"},
    "updateProtectedRange": {"protectedRange": {"protectedRangeId": 3, "description": "d"}, "fields": "description"},
    "updateSheetProperties": {
        "properties": {"gridProperties": {"frozenRowCount": 1}},
        "fields": "gridProperties.frozenRowCount",
    },
    "updateSpreadsheetProperties": {"properties": {"title": "Nieuw"}, "fields": "title"},
}


def furnished() -> Spreadsheet:
    """A spreadsheet with one of everything."""
    spreadsheet = book(["b", 1], ["a", 2])
    spreadsheet.enter(TAB, "C1", "=B1*2", user=ELS)
    wide = {"range": lines("COLUMNS", 4, 5), "properties": {"pixelSize": 30}, "fields": "pixelSize"}
    ask(
        spreadsheet,
        {"addSheet": {"properties": {"sheetId": 5, "title": "Ander"}}},
        {"addNamedRange": {"namedRange": {"namedRangeId": "n1", "name": "een", "range": area(0, 2, 0, 1)}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 3, "range": area(9, 10, 0, 1)}}},
        {"addConditionalFormatRule": {"rule": RULE}},
        {"mergeCells": {"range": area(7, 8, 0, 2)}},
        {"setBasicFilter": {"filter": {"range": area(0, 2, 0, 2)}}},
        {"addDimensionGroup": {"range": lines("ROWS", 3, 5)}},
        {"updateDimensionProperties": wide},
        *({"createDeveloperMetadata": {"developerMetadata": {**METADATA, "location": place}}} for place in LOCATIONS),
    )
    return spreadsheet


LOCATIONS = [{"spreadsheet": True}, *({"dimensionRange": place} for place in PLACES)]


def test_each_kind_has_its_example() -> None:
    """Who adds a kind adds one here."""
    assert DONE.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", DONE)
def test_it_does_something_and_is_undone(kind: str) -> None:
    """Nothing of it is left where the next request fails."""
    spreadsheet = furnished()
    before = spreadsheet.get(include_grid=True, user=BOT)

    with pytest.raises(ApiError, match="deleteSheet: No grid with id: 99"):
        ask(spreadsheet, {kind: DONE[kind]}, {"deleteSheet": {"sheetId": 99}})

    assert spreadsheet.get(include_grid=True, user=BOT) == before

    replies = ask(spreadsheet, {kind: DONE[kind]})

    assert spreadsheet.get(include_grid=True, user=BOT) != before
    assert set(replies[0]) <= {kind}
