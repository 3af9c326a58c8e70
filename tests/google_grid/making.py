"""Short ways to make a spreadsheet, to ask something of it and to see what stands in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.google.errors import ApiError
from tests.google.sheets.book import Spreadsheet

if TYPE_CHECKING:
    from collections.abc import Sequence

BOT = "bot@project.example"
ELS = "els@genk.example"
OWNER = "owner@project.example"
TAB = "Blad1"
NOON = datetime(2025, 6, 30, 12)  # noqa: DTZ001  (a cell has no zone)


def book(*rows: Sequence[Any], **options: Any) -> Spreadsheet:
    """A spreadsheet with these values from A1 of its first tab on, on a fixed day."""
    made = Spreadsheet("1abc", "Kosten", **options)
    made.clock = lambda: NOON
    made.owner = OWNER
    if rows:
        made.values_update("A1", {"values": [list(row) for row in rows]}, input_option="RAW", user=ELS)
    return made


def ask(spreadsheet: Spreadsheet, *requests: dict[str, Any], user: str = BOT) -> list[dict[str, Any]]:
    """The replies to a batch."""
    replies: list[dict[str, Any]] = spreadsheet.batch_update({"requests": list(requests)}, user=user)["replies"]
    return replies


def refused(spreadsheet: Spreadsheet, kind: str, body: dict[str, Any], user: str = BOT) -> str:
    """Why a request is refused, which leaves the spreadsheet as it was."""
    before = spreadsheet.get(include_grid=True)
    with pytest.raises(ApiError) as failed:
        ask(spreadsheet, {kind: body}, user=user)
    assert spreadsheet.get(include_grid=True) == before
    assert failed.value.code == 400
    prefix = f"Invalid requests[0].{kind}: "
    assert failed.value.message.startswith(prefix)
    return failed.value.message.removeprefix(prefix)


def values(spreadsheet: Spreadsheet, range_: str = TAB, render: str = "UNFORMATTED_VALUE") -> list[list[Any]]:
    """What stands in a range."""
    found: list[list[Any]] = spreadsheet.values_get(range_, render=render).get("values", [])
    return found


def cell(spreadsheet: Spreadsheet, a1: str, tab: str = TAB) -> dict[str, Any]:
    """The CellData of one cell."""
    resource = spreadsheet.get(ranges=[f"'{tab}'!{a1}"], include_grid=True)
    rows = resource["sheets"][0]["data"][0].get("rowData")
    found: dict[str, Any] = rows[0]["values"][0] if rows else {}
    return found


def sheet(spreadsheet: Spreadsheet, index: int = 0, **options: Any) -> dict[str, Any]:
    """A tab in Google's JSON."""
    found: dict[str, Any] = spreadsheet.get(**options)["sheets"][index]
    return found


def area(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> dict[str, int]:
    """A GridRange."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def lines(dimension: str, start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    """A DimensionRange."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}
