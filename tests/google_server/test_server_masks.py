"""The parameter `fields`: what is asked for, what is refused, and where rows of cells end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google import discovery
from tests.google.errors import ApiError
from tests.google.masks import apply_mask, read_mask, trimmed, wanted_cells, wants_grid

BOOK = {
    "spreadsheetId": "1x",
    "properties": {"title": "Kosten", "locale": "nl_BE"},
    "sheets": [
        {
            "properties": {"title": "A", "gridProperties": {"rowCount": 9}},
            "data": [
                {
                    "rowData": [
                        {"values": [{"note": "n", "formattedValue": "1"}, {"formattedValue": "2"}, {}]},
                        {"values": [{}, {}]},
                        {"values": [{"formattedValue": "3"}]},
                        {},
                    ]
                }
            ],
        }
    ],
}
CELL = "sheets.data.rowData.values"
NOTES = f"{CELL}.note"


def mask(fields: str, path: str = "/v4/spreadsheets/1x") -> Any:
    """The mask of a read of a spreadsheet, or of another address."""
    service = discovery.drive() if "drive" in path else discovery.sheets()
    found = service.find("GET", path)
    assert found is not None
    return read_mask(service, found[0], fields)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ("spreadsheetId", {"spreadsheetId": "1x"}),
        ("properties.title", {"properties": {"title": "Kosten"}}),
        ("properties/title", {"properties": {"title": "Kosten"}}),
        ("spreadsheetId,properties(locale,timeZone)", {"spreadsheetId": "1x", "properties": {"locale": "nl_BE"}}),
        ("sheets(properties(title))", {"sheets": [{"properties": {"title": "A"}}]}),
        ("sheets.*.title", {"sheets": [{"properties": {"title": "A"}}]}),
        ("namedRanges", {}),
        ("spreadsheetId,*", {"spreadsheetId": "1x"}),
        ("properties,properties.title", {"properties": {"title": "Kosten"}}),
        ("spreadsheetId,", {"spreadsheetId": "1x"}),
    ],
)
def test_only_what_is_asked_for_is_answered(fields: str, shown: dict[str, Any]) -> None:
    """Groups, paths by point and by slash, stars; a narrower path wins over a wider one."""
    assert apply_mask(mask(fields), BOOK) == shown


@pytest.mark.parametrize("fields", ["", "*", "sheets()", None])
def test_no_mask_is_everything(fields: str | None) -> None:
    """An empty mask, an empty group and a single star are no mask; the rows are trimmed all the same."""
    shown = apply_mask(mask(fields), BOOK)  # type: ignore[arg-type]

    rows = shown["sheets"][0]["data"][0]["rowData"]
    assert [len(row.get("values", ())) for row in rows] == [2, 0, 1]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("bogus", "Error expanding 'fields' parameter. Cannot find matching fields for path 'bogus'."),
        ("sheets.bogus,other", "Cannot find matching fields for path 'sheets.bogus'."),
        ("spreadsheetId, properties", "Cannot find matching fields for path ' properties'."),
        ("sheets(", "Invalid FieldMask 'sheets('. Cannot find matching ')' for all '('."),
        ("spreadsheetId)", "Invalid FieldMask 'spreadsheetId)'. Cannot find matching '(' for all ')'."),
        ("spreadsheetId.x", "Cannot find matching fields for path 'spreadsheetId.x'."),
    ],
)
def test_sheets_refuses_what_it_cannot_expand(fields: str, said: str) -> None:
    """The message says nothing, the details say which path; a space is enough."""
    with pytest.raises(ApiError) as refused:
        mask(fields)

    assert refused.value.message == "Request contains an invalid argument."
    assert said in refused.value.details[0]["fieldViolations"][0]["description"]


@pytest.mark.parametrize(
    ("fields", "what"),
    [("files(id,bogus)", "bogus"), ("files(id,)", "files(id,)"), ("files(id", "files(id"), ("nope", "nope")],
)
def test_drive_refuses_in_its_own_words(fields: str, what: str) -> None:
    """Drive names the part that it does not know, or the whole mask where it cannot be read."""
    with pytest.raises(ApiError) as refused:
        mask(fields, "/drive/v3/files")

    assert refused.value.message == f"Invalid field selection {what}"
    assert (refused.value.reason, refused.value.location) == ("invalidParameter", "fields")


def test_drive_overlooks_blanks() -> None:
    """A blank beside a name is no fault there."""
    assert mask("nextPageToken, files( id ,name )", "/drive/v3/files") == {
        "nextPageToken": {},
        "files": {"id": {}, "name": {}},
    }


def test_cells_that_the_mask_empties_end_the_rows() -> None:
    """Only the first cell has a note, so that is where the rows end; without any note there are no rows."""
    noted = apply_mask(mask(NOTES), BOOK)["sheets"][0]["data"][0]
    nothing = apply_mask(mask("sheets.data.rowData.values.hyperlink"), BOOK)["sheets"][0]["data"][0]

    assert noted == {"rowData": [{"values": [{"note": "n"}]}]}
    assert nothing == {}


def test_empty_rows_between_stay() -> None:
    """An empty row between filled ones is an empty object, cells before the last filled one too."""
    assert trimmed([{"values": [{}]}, {"values": [{}, {"note": "n"}, {}]}, {}, {"values": []}]) == [
        {},
        {"values": [{}, {"note": "n"}]},
    ]


@pytest.mark.parametrize(
    ("fields", "asked", "grid", "cells"),
    [
        ("", False, False, None),
        ("", True, True, None),
        ("sheets.properties", True, False, frozenset()),
        ("sheets", False, True, None),
        (NOTES, False, True, frozenset({"note"})),
        ("sheets.data.rowData", False, True, None),
        (f"{NOTES},{CELL}.effectiveFormat", False, True, frozenset({"note", "effectiveFormat"})),
        (f"{CELL}.effectiveFormat.numberFormat.type", False, True, frozenset({"effectiveFormat.numberFormat"})),
        ("spreadsheetId", True, False, frozenset()),
    ],
)
def test_the_mask_decides_about_the_grid(fields: str, asked: bool, grid: bool, cells: frozenset[str] | None) -> None:
    """A mask that reaches the cells has them answered, whatever includeGridData says; none leaves it to that."""
    read = mask(fields)

    assert wants_grid(read, asked=asked) == grid
    assert wanted_cells(read) == cells
