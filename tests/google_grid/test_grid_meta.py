"""Developer metadata: where it can be, who sees it, how it is found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google_grid.making import BOT, ELS, ask, book, lines, refused, sheet

ROW = {"dimensionRange": lines("ROWS", 1, 2)}
COLUMN = {"dimensionRange": lines("COLUMNS", 2, 3)}
SHEET = {"sheetId": 0}
WHOLE = {"spreadsheet": True}


def create(key: str, place: dict[str, Any], value: str = "", **more: Any) -> dict[str, Any]:
    """A createDeveloperMetadata request."""
    told = {"metadataKey": key, "metadataValue": value, "location": place, "visibility": "DOCUMENT", **more}
    return {"createDeveloperMetadata": {"developerMetadata": told}}


def lookup(**asked: Any) -> dict[str, Any]:
    """A DataFilter."""
    return {"developerMetadataLookup": asked}


def filled() -> Any:
    """A spreadsheet with metadata in each kind of place."""
    spreadsheet = book(["a"])
    ask(
        spreadsheet,
        create("k", WHOLE, "1"),
        create("k", SHEET, "2"),
        create("r", ROW, "3"),
        create("c", COLUMN, "4", visibility="PROJECT"),
    )
    return spreadsheet


def test_each_stands_at_its_place() -> None:
    """On the spreadsheet, a tab, a row, a column; one of a project is seen only by who made it."""
    spreadsheet = filled()

    told = spreadsheet.get(include_grid=True, user=BOT)
    grid = told["sheets"][0]["data"][0]

    assert told["developerMetadata"][0]["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    assert told["sheets"][0]["developerMetadata"][0]["location"] == {"locationType": "SHEET"}
    assert grid["rowMetadata"][1]["developerMetadata"][0]["location"]["locationType"] == "ROW"
    assert grid["columnMetadata"][2]["developerMetadata"][0]["metadataValue"] == "4"
    other = spreadsheet.get(include_grid=True, user=ELS)["sheets"][0]["data"][0]
    assert "developerMetadata" not in other["columnMetadata"][2]


@pytest.mark.parametrize(
    ("asked", "gone"),
    [
        (lookup(metadataKey="k"), ["1", "2"]),
        (lookup(metadataKey="k", locationType="SHEET"), ["2"]),
        (lookup(metadataValue="3"), ["3"]),
        (lookup(visibility="PROJECT"), ["4"]),
        (lookup(metadataLocation=SHEET, locationMatchingStrategy="EXACT_LOCATION"), ["2"]),
        (lookup(metadataLocation=SHEET), ["2", "3", "4"]),
        (lookup(metadataLocation=ROW), ["2", "3", "4"]),
        (lookup(metadataLocation=WHOLE), ["1"]),
        (lookup(metadataKey="nope"), []),
    ],
)
def test_it_is_found_and_deleted(asked: dict[str, Any], gone: list[str]) -> None:
    """By key, value, visibility and place."""
    reply = ask(filled(), {"deleteDeveloperMetadata": {"dataFilter": asked}})[0]["deleteDeveloperMetadata"]

    assert [each["metadataValue"] for each in reply.get("deletedDeveloperMetadata", [])] == gone


@pytest.mark.parametrize("place", [WHOLE, SHEET, ROW, COLUMN])
def test_one_of_a_project_is_shown_and_given_only_to_who_made_it(place: dict[str, Any]) -> None:
    """Wherever it stands; others don't find it either."""
    spreadsheet = book(["a"])
    ask(spreadsheet, create("k", place, visibility="PROJECT"))

    seen = ["metadataKey" in str(spreadsheet.get(include_grid=True, user=user)) for user in (BOT, ELS)]
    reply = ask(spreadsheet, {"deleteDeveloperMetadata": {"dataFilter": lookup(metadataKey="k")}}, user=ELS)

    assert seen == [True, False]
    assert reply == [{"deleteDeveloperMetadata": {}}]


def test_it_is_changed() -> None:
    """Only what the mask names."""
    spreadsheet = filled()

    asked = {"dataFilters": [lookup(metadataKey="k", metadataValue="2")], "fields": "metadataValue"}
    reply = ask(spreadsheet, {"updateDeveloperMetadata": {**asked, "developerMetadata": {"metadataValue": "new"}}})[0]

    told = reply["updateDeveloperMetadata"]["developerMetadata"]
    assert [(each["metadataKey"], each["metadataValue"]) for each in told] == [("k", "new")]
    assert sheet(spreadsheet)["developerMetadata"] == told


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"metadataKey": ""}, "DeveloperMetadata.metadataKey is required."),
        ({"visibility": ""}, "DeveloperMetadata.visibility is required."),
        ({"location": {}}, "DeveloperMetadata.location must name exactly one location."),
        ({"location": {**SHEET, **WHOLE}}, "DeveloperMetadata.location must name exactly one location."),
        (
            {"location": {"dimensionRange": lines("ROWS", 1, 3)}},
            "DeveloperMetadata.location.dimensionRange must be exactly one row or column.",
        ),
        ({"metadataValue": "x" * 30_001}, "Developer metadata exceeds the limit of 30000 characters."),
        ({"metadataId": 7}, "Developer metadata with ID 7 already exists."),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], text: str) -> None:
    """Without a key, a place or a visibility; too long; twice."""
    spreadsheet = book()
    ask(spreadsheet, create("x", WHOLE, metadataId=7))
    body = create("k", SHEET)["createDeveloperMetadata"]["developerMetadata"] | change

    assert refused(spreadsheet, "createDeveloperMetadata", {"developerMetadata": body}) == text


def test_it_goes_with_the_row_and_the_tab_that_it_is_on() -> None:
    """What is on the spreadsheet stays."""
    spreadsheet = filled()
    spreadsheet.add_tab("Ander", user=ELS)

    spreadsheet.delete_rows("Blad1", 2, user=ELS)

    assert [one["metadataValue"] for one in spreadsheet.state.metadata] == ["1", "2", "4"]

    spreadsheet.delete_tab("Blad1", user=ELS)

    assert [one["metadataValue"] for one in spreadsheet.state.metadata] == ["1"]
