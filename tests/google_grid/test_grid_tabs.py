"""Tabs and the spreadsheet itself: added, changed, deleted, duplicated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google.errors import ApiError
from tests.google_grid.making import BOT, ELS, TAB, area, ask, book, lines, refused, sheet, values


def titles(spreadsheet: Any) -> list[str]:
    """The titles of the tabs, in order."""
    return [each["properties"]["title"] for each in spreadsheet.get()["sheets"]]


def add(**properties: Any) -> dict[str, Any]:
    """An addSheet request."""
    return {"addSheet": {"properties": properties}}


def change(fields: str, **properties: Any) -> dict[str, Any]:
    """An updateSheetProperties request."""
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def test_a_tab_is_added_as_asked() -> None:
    """Id, place, size and colour; the reply tells them, zero values left out."""
    spreadsheet = book()

    reply = ask(
        spreadsheet,
        add(
            sheetId=5,
            title="Controle",
            index=0,
            hidden=False,
            gridProperties={"rowCount": 3, "columnCount": 2, "frozenRowCount": 1},
            tabColor={"red": 1},
        ),
    )[0]["addSheet"]["properties"]

    assert reply == {
        "sheetId": 5,
        "title": "Controle",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 3, "columnCount": 2, "frozenRowCount": 1},
        "tabColor": {"red": 1},
        "tabColorStyle": {"rgbColor": {"red": 1}},
    }
    assert titles(spreadsheet) == ["Controle", TAB]


def test_a_tab_without_a_name_gets_one_in_the_language_of_the_spreadsheet() -> None:
    """And an id of its own."""
    spreadsheet = book(locale="fr_FR")

    ids = [ask(spreadsheet, add())[0]["addSheet"]["properties"]["sheetId"] for _ in range(3)]

    assert titles(spreadsheet) == ["Feuille 1", "Feuille 2", "Feuille 3", "Feuille 4"]
    assert len({0, *ids}) == 4


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"title": "BLAD1"}, 'A sheet with the name "BLAD1" already exists. Please enter another name.'),
        ({"title": "x" * 101}, "The sheet name cannot be greater than 100 characters."),
        ({"sheetId": 0}, "A sheet with the ID 0 already exists. Please enter another ID."),
        ({"sheetId": -1}, "Invalid sheet ID: -1. Sheet IDs must be non-negative."),
        ({"index": 3}, "Invalid sheet index: 3"),
        ({"gridProperties": {"rowCount": 0}}, "A sheet must have at least one row."),
        (
            {"gridProperties": {"rowCount": 1_000_000, "columnCount": 10}},
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
    ],
)
def test_a_tab_that_cannot_be_is_refused(properties: dict[str, Any], text: str) -> None:
    """A title or id that is taken, a size beyond what a spreadsheet holds."""
    assert refused(book(), "addSheet", {"properties": properties}) == text


def test_the_last_visible_tab_stays() -> None:
    """It is neither deleted nor hidden, and the last of all is never deleted."""
    spreadsheet = book()

    hiding = change("hidden", sheetId=0, hidden=True)["updateSheetProperties"]

    assert refused(spreadsheet, "updateSheetProperties", hiding) == "You can't hide all the sheets in a document."
    assert refused(spreadsheet, "deleteSheet", {"sheetId": 0}) == "You can't remove all the sheets in a document."

    ask(spreadsheet, add(sheetId=5, hidden=True))

    assert (
        refused(spreadsheet, "deleteSheet", {"sheetId": 0})
        == "You can't remove all the visible sheets in a document."
    )


@pytest.mark.parametrize(
    ("tab", "index", "order"),
    [
        (1, 3, "2 3 1 4"),
        (1, 1, "1 2 3 4"),
        (1, 0, "1 2 3 4"),
        (4, 0, "4 1 2 3"),
        (3, 1, "1 3 2 4"),
        (1, 4, "2 3 4 1"),
    ],
)
def test_a_tab_is_moved_before_the_one_at_its_index(tab: int, index: int, order: str) -> None:
    """The index counts the tab where it still stands."""
    spreadsheet = book()
    ask(
        spreadsheet,
        change("title", title="1"),
        *(add(sheetId=number, title=str(number + 1)) for number in (1, 2, 3)),
    )

    ask(spreadsheet, change("index", sheetId=tab - 1, index=index))

    assert " ".join(titles(spreadsheet)) == order


def test_only_what_the_mask_names_changes() -> None:
    """And what it names without giving it goes back to what it is by itself."""
    spreadsheet = book()
    ask(spreadsheet, change("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 2, "rowCount": 5}))

    assert sheet(spreadsheet)["properties"]["gridProperties"] == {
        "rowCount": 1000,
        "columnCount": 26,
        "frozenRowCount": 2,
    }

    ask(spreadsheet, change("gridProperties(frozenRowCount)", gridProperties={}))

    assert sheet(spreadsheet)["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_a_smaller_grid_loses_what_stood_outside() -> None:
    """Cells, and the parts of merges and names."""
    spreadsheet = book(["a", "b"], ["c", "d"], ["e", "f"])
    ask(spreadsheet, {"mergeCells": {"range": area(1, 3, 3, 4)}})
    ask(spreadsheet, {"addNamedRange": {"namedRange": {"name": "all", "range": area(0, 3, 0, 2)}}})

    ask(spreadsheet, change("gridProperties", gridProperties={"rowCount": 2, "columnCount": 5}))

    assert values(spreadsheet) == [["a", "b"], ["c", "d"]]
    assert "merges" not in sheet(spreadsheet)
    assert spreadsheet.get()["namedRanges"][0]["range"]["endRowIndex"] == 2


def test_freezing_everything_is_refused() -> None:
    """A row must be left to scroll."""
    asked = change("gridProperties", gridProperties={"rowCount": 2, "columnCount": 2, "frozenRowCount": 2})

    text = refused(book(), "updateSheetProperties", asked["updateSheetProperties"])

    assert text == "You can't freeze all visible rows on the sheet."


def test_formulas_follow_a_tab_that_is_renamed_and_lose_one_that_is_deleted() -> None:
    """In all tabs, with quotes where the new title needs them."""
    spreadsheet = book()
    spreadsheet.add_tab("Bron", [[7]], user=ELS)
    spreadsheet.enter(TAB, "A1", "=Bron!A1*2", user=ELS)

    spreadsheet.rename("Bron", "Het's nieuw", user=ELS)

    assert values(spreadsheet, "A1", "FORMULA") == [["='Het''s nieuw'!A1*2"]]
    assert values(spreadsheet, "A1") == [[14]]

    spreadsheet.delete_tab("Het's nieuw", user=ELS)

    assert values(spreadsheet, "A1", "FORMULA") == [["=#REF!*2"]]
    assert values(spreadsheet, "A1") == [["#REF!"]]


def test_a_copy_of_a_tab_has_all_that_is_on_it() -> None:
    """Cells, merges, conditional formats, protections and metadata, these under ids of their own."""
    spreadsheet = book(["a", 1], ["b", 2])
    rule = {
        "ranges": [area(0, 2, 1, 2)],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"backgroundColor": {"red": 1}}},
    }
    ask(
        spreadsheet,
        {"mergeCells": {"range": area(4, 5, 0, 2)}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, "warningOnly": True}}},
        *(
            {
                "createDeveloperMetadata": {
                    "developerMetadata": {"metadataKey": "k", "visibility": "DOCUMENT", **place}
                }
            }
            for place in ({"location": {"sheetId": 0}}, {"location": {"dimensionRange": lines("ROWS", 1, 2)}})
        ),
    )

    reply = ask(
        spreadsheet,
        {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 8, "insertSheetIndex": 1, "newSheetName": "Kopie"}},
        {"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": 1}},
    )[0]["duplicateSheet"]["properties"]

    first, copy = sheet(spreadsheet, 0, include_grid=True), sheet(spreadsheet, 2, include_grid=True)
    assert (reply["sheetId"], reply["title"], reply["index"]) == (8, "Kopie", 1)
    assert titles(spreadsheet) == [TAB, f"Copy of {TAB}", "Kopie"]
    assert copy["data"][0]["rowData"] == first["data"][0]["rowData"]
    assert copy["merges"][0] == {**first["merges"][0], "sheetId": 8}
    assert copy["conditionalFormats"][0]["ranges"] == [{**first["conditionalFormats"][0]["ranges"][0], "sheetId": 8}]
    ids = [each["protectedRanges"][0]["protectedRangeId"] for each in (first, copy)]
    assert ids[0] != ids[1]
    assert copy["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 8}
    assert copy["developerMetadata"][0]["metadataId"] != first["developerMetadata"][0]["metadataId"]
    assert copy["data"][0]["rowMetadata"][1]["developerMetadata"][0]["metadataKey"] == "k"


def test_the_locale_decides_how_numbers_show() -> None:
    """An unknown one is refused."""
    spreadsheet = book([1.5])

    asked = {"properties": {"locale": "en_GB", "title": "New"}, "fields": "locale,title"}
    ask(spreadsheet, {"updateSpreadsheetProperties": asked})

    assert values(spreadsheet, render="FORMATTED_VALUE") == [["1.5"]]
    assert spreadsheet.title == "New"
    asked = {"properties": {"locale": "tlh"}, "fields": "locale"}
    assert refused(spreadsheet, "updateSpreadsheetProperties", asked) == "Unsupported locale: tlh"


def test_ranges_choose_the_tabs() -> None:
    """Two ranges on a tab are two blocks; a tab that is not there fails the whole call."""
    spreadsheet = book(["a", "b"], ["c", "d"])
    spreadsheet.add_tab("Ander", [["x"]], user=ELS)

    told = spreadsheet.get(ranges=[f"{TAB}!A2:B", f"{TAB}!B1"], include_grid=True)["sheets"]

    assert len(told) == 1
    assert [block.get("startRow") for block in told[0]["data"]] == [1, None]
    assert [block.get("startColumn") for block in told[0]["data"]] == [None, 1]
    with pytest.raises(ApiError, match="Unable to parse range: Nope!A1"):
        spreadsheet.get(ranges=[f"{TAB}!A1", "Nope!A1"])


def test_a_kind_that_is_not_known_says_so() -> None:
    """With 501, so that nobody takes it for an answer of Google's."""
    with pytest.raises(ApiError, match=r"Invalid requests\[0\].addChart: not known") as failed:
        ask(book(), {"addChart": {}})

    assert failed.value.code == 501


@pytest.mark.parametrize(
    ("requests", "text"), [([], "Must specify at least one request."), ([{}], "No request set.")]
)
def test_a_batch_of_nothing_is_refused(requests: list[dict[str, Any]], text: str) -> None:
    """No request, or an empty one."""
    with pytest.raises(ApiError, match=text):
        book().batch_update({"requests": requests}, user=BOT)
