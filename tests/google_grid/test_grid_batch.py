"""Batches on the fake spreadsheet: what they answer, and that they are done whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google.errors import ApiError
from tests.google.sheets.book import Spreadsheet

BOT = "bot@project.example"


def book(**options: Any) -> Spreadsheet:
    """A new spreadsheet."""
    return Spreadsheet("1abc", "Kosten", **options)


def cell(value: float | str) -> dict[str, Any]:
    """A CellData with a value."""
    kind = "stringValue" if isinstance(value, str) else "numberValue"
    return {"userEnteredValue": {kind: value}}


def test_a_new_spreadsheet_has_one_tab_as_google_makes_it() -> None:
    """Id and index are said although they are 0, as in recorded answers."""
    sheets = book(locale="en_US").get()["sheets"]

    assert sheets == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]


def test_a_batch_is_answered_one_to_one_and_applied() -> None:
    """A tab with an id of our choice can be written by later requests of the same batch."""
    spreadsheet = book()

    answer = spreadsheet.batch_update(
        {
            "requests": [
                {"addSheet": {"properties": {"sheetId": 7, "title": "Controle", "hidden": True}}},
                {
                    "updateCells": {
                        "range": {"sheetId": 7},
                        "rows": [{"values": [cell("a"), cell(2)]}],
                        "fields": "userEnteredValue",
                    }
                },
            ]
        },
        user=BOT,
    )

    assert [list(reply) for reply in answer["replies"]] == [["addSheet"], []]
    assert spreadsheet.values_get("Controle!A1:B1")["values"] == [["a", "2"]]


def test_a_batch_that_fails_changes_nothing_and_tells_nobody() -> None:
    """The text names the request that failed."""
    spreadsheet = book()
    told: list[str] = []
    spreadsheet.on_change = told.append
    before = spreadsheet.get(include_grid=True)

    with pytest.raises(ApiError) as failed:
        spreadsheet.batch_update(
            {"requests": [{"addSheet": {"properties": {"title": "nieuw"}}}, {"deleteSheet": {"sheetId": 5}}]},
            user=BOT,
        )

    assert failed.value.code == 400
    assert failed.value.message == "Invalid requests[1].deleteSheet: No grid with id: 5"
    assert spreadsheet.get(include_grid=True) == before
    assert told == []
