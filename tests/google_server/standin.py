"""A small spreadsheet in the place of the real grid half: enough for the server to have something to serve."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CORNER = re.compile(r"([A-Z]+)(\d+)")


class StandIn:
    """Tabs of cells; a cell is what the API calls CellData."""

    def __init__(self, spreadsheet_id: str, title: str, *, locale: str = "en_US") -> None:
        self.id = spreadsheet_id
        self.title = title
        self.locale = locale
        self.owner = ""
        self.clock: Callable[[], datetime] = datetime.now
        self.on_change: Callable[[str], None] = lambda _user: None
        self.tabs: list[dict[str, Any]] = []
        self.cells: dict[str, dict[tuple[int, int], dict[str, Any]]] = {}
        self.lights: dict[tuple[int, int], dict[str, Any]] = {}
        self.add_tab("Sheet1", 0)

    def add_tab(self, title: str, number: int, **more: Any) -> None:
        """A tab of 1000 rows and 26 columns."""
        properties = {"title": title, "index": len(self.tabs), "sheetType": "GRID"}
        properties |= {"sheetId": number} if number else {}
        grid = {"rowCount": 1000, "columnCount": 26, **more.pop("grid", {})}
        self.tabs.append({"properties": {**properties, "gridProperties": grid, **more.pop("properties", {})}, **more})
        self.cells[title] = {}

    def edit(self, title: str, row: int, column: int, value: Any, *, user: str, **more: Any) -> None:
        """A person fills a cell."""
        self._put(title, row, column, value, **more)
        self.on_change(user)

    def get(
        self,
        *,
        ranges: Sequence[str] = (),
        include_grid: bool = False,
        cells: frozenset[str] | None = None,  # noqa: ARG002  (it only spares work)
        user: str = "",  # noqa: ARG002  (nothing here depends on who asks)
    ) -> dict[str, Any]:
        """The resource, untrimmed."""
        wanted = [self._tab(one) for one in ranges] or self.tabs
        tabs = [{**tab, "data": [self._data(tab)]} if include_grid else tab for tab in wanted]
        properties = {"title": self.title, "locale": self.locale, "timeZone": "Etc/GMT", "autoRecalc": "ON_CHANGE"}
        url = f"https://docs.google.com/spreadsheets/d/{self.id}/edit"
        return {"spreadsheetId": self.id, "properties": properties, "sheets": tabs, "spreadsheetUrl": url}

    def batch_update(self, body: dict[str, Any], *, user: str) -> dict[str, Any]:
        """Tabs are added, and the title changes."""
        for at, request in enumerate(body.get("requests", ())):
            match request:
                case {"addSheet": {"properties": {"title": title} as properties}}:
                    if any(tab["properties"]["title"] == title for tab in self.tabs):
                        said = f'A sheet with the name "{title}" already exists. Please enter another name.'
                        raise ApiError(400, f"Invalid requests[{at}].addSheet: {said}")
                    self.add_tab(title, properties.get("sheetId", 7))
                case {"updateSpreadsheetProperties": {"properties": {"title": title}}}:
                    self.title = title
        self.on_change(user)
        return {"spreadsheetId": self.id, "replies": [{} for _ in body.get("requests", ())]}

    def values_get(self, range_: str, *, major: str = "ROWS", **_: Any) -> dict[str, Any]:
        """Everything that a tab holds."""
        tab = self._tab(range_)
        rows = [[cell.get("formattedValue", "") for cell in row["values"]] for row in self._rows(tab)]
        while rows and not any(rows[-1]):
            rows.pop()
        answer = {"range": f"{tab['properties']['title']}!A1:Z1000", "majorDimension": major}
        return {**answer, "values": rows} if rows else answer

    def values_update(self, range_: str, body: dict[str, Any], *, user: str, **_: Any) -> dict[str, Any]:
        """Values from the first cell of a range on."""
        title, first = self._tab(range_)["properties"]["title"], CORNER.search(range_.rpartition("!")[2])
        top, left = (int(first[2]) - 1, ord(first[1]) - ord("A")) if first else (0, 0)
        rows = body.get("values", [])
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                self._put(title, top + down, left + right, value)
        self.on_change(user)
        held = {"updatedRows": len(rows), "updatedCells": sum(map(len, rows))}
        return {"spreadsheetId": self.id, "updatedRange": f"{title}!A{top + 1}", **held}

    def values_append(
        self, range_: str, body: dict[str, Any], *, input_option: str, insert_option: str, user: str
    ) -> dict[str, Any]:
        """Values below everything else."""
        assert (input_option, insert_option) == ("RAW", "OVERWRITE")
        title = self._tab(range_)["properties"]["title"]
        top = max((row for row, _ in self.cells[title]), default=-1) + 2
        updates = self.values_update(f"{title}!A{top}", body, user=user)
        return {"spreadsheetId": self.id, "updates": updates}

    def values_clear(self, range_: str, *, user: str) -> dict[str, Any]:
        """A tab without values."""
        title = self._tab(range_)["properties"]["title"]
        self.cells = {**self.cells, title: {}}
        self.on_change(user)
        return {"spreadsheetId": self.id, "clearedRange": f"{title}!A1:Z1000"}

    def lit(self, sheet_id: int) -> Mapping[tuple[int, int], dict[str, Any]]:
        """The cells that a test says are lit, on the first tab."""
        return {} if sheet_id else self.lights

    def _put(self, title: str, row: int, column: int, value: Any, **more: Any) -> None:
        kind = {bool: "boolValue", float: "numberValue", int: "numberValue"}.get(type(value), "stringValue")
        shown = str(value).upper() if isinstance(value, bool) else str(value)
        held = {kind: value}
        cell = {"userEnteredValue": held, "effectiveValue": held, "formattedValue": shown} if value != "" else {}
        self.cells = {**self.cells, title: {**self.cells[title], (row, column): {**cell, **more}}}

    def _tab(self, range_: str) -> dict[str, Any]:
        named = range_.rpartition("!")[0] or range_
        title = named[1:-1].replace("''", "'") if named.startswith("'") else named
        found = [tab for tab in self.tabs if tab["properties"]["title"] == title]
        if not found:
            raise ApiError(400, f"Unable to parse range: {range_}")
        return found[0]

    def _rows(self, tab: dict[str, Any]) -> list[dict[str, Any]]:
        cells = self.cells[tab["properties"]["title"]]
        high, wide = (max((place[axis] for place in cells), default=-1) + 1 for axis in (0, 1))
        return [{"values": [cells.get((row, column), {}) for column in range(wide)]} for row in range(high)]

    def _data(self, tab: dict[str, Any]) -> dict[str, Any]:
        grid = tab["properties"]["gridProperties"]
        rows, columns = [{"pixelSize": 21}] * grid["rowCount"], [{"pixelSize": 100}] * grid["columnCount"]
        return {"rowData": self._rows(tab), "rowMetadata": rows, "columnMetadata": columns}
