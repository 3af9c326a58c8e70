"""The Spreadsheet resource: what spreadsheets.get answers, before a mask picks from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.google.sheets import parts
from tests.google.sheets.box import Box
from tests.google.sheets.celldata import DEFAULT_FORMAT, FIELDS, CellReader
from tests.google.sheets.conditional import Light
from tests.google.sheets.hidden import hidden_by_filter
from tests.google.sheets.ranges import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]
_SIZE = (21, 100)
_THEME = {
    "TEXT": {},
    "BACKGROUND": {"red": 1, "green": 1, "blue": 1},
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


@dataclass(frozen=True)
class Reading:
    """Who reads a state, and with which results; `wanted` are the fields of a cell, none without the grid."""

    state: State
    calc: Calculator
    spreadsheet_id: str
    user: str
    owner: str
    wanted: frozenset[str] | None

    def resource(self, ranges: Sequence[str]) -> Json:
        """The Spreadsheet; with ranges only the tabs that one of them is on."""
        chosen: dict[int, list[Box]] = {tab.id: [] for tab in self.state.tabs} if not ranges else {}
        for text in ranges:
            tab, box = resolve(self.state, text)
            chosen.setdefault(tab.id, []).append(box)
        said: Json = {
            "spreadsheetId": self.spreadsheet_id,
            "properties": self._properties(),
            "sheets": [
                self._sheet(tab, index, chosen[tab.id])
                for index, tab in enumerate(self.state.tabs)
                if tab.id in chosen
            ],
        }
        if names := [parts.name_of(name) for name in self.state.names if name[3] is not None]:
            said["namedRanges"] = names
        said["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{self.spreadsheet_id}/edit"
        if metadata := self._metadata("SPREADSHEET", None):
            said["developerMetadata"] = metadata
        return said

    def _properties(self) -> Json:
        return {
            "title": self.state.title,
            "locale": self.state.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": self.state.time_zone,
            "defaultFormat": DEFAULT_FORMAT,
            "spreadsheetTheme": _theme(),
            **self.state.properties,
        }

    def _metadata(self, kind: str, sheet: int | None) -> list[Json]:
        return [
            parts.metadata_of(one)
            for one in self.state.metadata
            if one["location"]["locationType"] == kind
            and one["location"].get("sheetId") == sheet
            and parts.visible(one, self.user)
        ]

    def _sheet(self, tab: Tab, index: int, boxes: list[Box]) -> Json:
        said: Json = {"properties": parts.properties_of(tab, index)}
        if self.wanted is not None:
            said["data"] = [self._grid(tab, box) for box in boxes or [Box()]]
        lists = {
            "merges": [box.json(tab.id) for box in tab.merges],
            "conditionalFormats": [parts.rule_of(tab, rule) for rule in tab.rules],
            "protectedRanges": [
                parts.protection_of(self.state, tab, one, self.user, self.owner) for one in tab.protections
            ],
            "developerMetadata": self._metadata("SHEET", tab.id),
            "rowGroups": parts.groups_of(tab, 0),
            "columnGroups": parts.groups_of(tab, 1),
        }
        said.update({name: entries for name, entries in lists.items() if entries})
        if tab.filter is not None:
            said["basicFilter"] = parts.filter_of(tab)
        return said

    def _grid(self, tab: Tab, box: Box) -> Json:
        inside = tab.inside(box)
        said: Json = {}
        if inside.top:
            said["startRow"] = inside.top
        if inside.left:
            said["startColumn"] = inside.left
        if rows := self._rows(tab, inside):
            said["rowData"] = rows
        return said | {
            "rowMetadata": self._lines(tab, 0, inside),
            "columnMetadata": self._lines(tab, 1, inside),
        }

    def _rows(self, tab: Tab, inside: Box) -> list[Json]:
        wanted = self.wanted or frozenset()
        light = Light(self.calc, tab) if tab.rules else None
        reader = CellReader(self.calc, tab, wanted, light)
        found: dict[int, dict[int, Json]] = {}
        for at in tab.filled(inside):
            if data := reader.data(at, tab.cells[at]):
                found.setdefault(at[0], {})[at[1]] = data
        rows: list[Json] = []
        for row in range(inside.top, max(found, default=-1) + 1):
            here = found.get(row)
            if here is None:
                rows.append({})
            else:
                rows.append({"values": [here.get(column, {}) for column in range(inside.left, max(here) + 1)]})
        return rows

    def _lines(self, tab: Tab, axis: int, inside: Box) -> list[Json]:
        start, end = inside.span(axis)
        usual: Json = {"pixelSize": _SIZE[axis]}
        lines = [usual] * ((end or 0) - start)
        for index, size in tab.sizes[axis].items():
            if start <= index < (end or 0):
                lines[index - start] = {**usual, **size}
        if axis == 0 and tab.filter is not None:
            for index in hidden_by_filter(self.calc, tab):
                if start <= index < (end or 0):
                    lines[index - start] = {**lines[index - start], "hiddenByFilter": True}
        for one in self.state.metadata:
            place = one["location"].get("dimensionRange")
            kind = ("ROW", "COLUMN")[axis]
            if place is None or one["location"]["locationType"] != kind or place["sheetId"] != tab.id:
                continue
            index = place["startIndex"]
            if start <= index < (end or 0) and parts.visible(one, self.user):
                line = lines[index - start]
                known = line.get("developerMetadata", [])
                lines[index - start] = {**line, "developerMetadata": [*known, parts.metadata_of(one)]}
        return lines


@lru_cache
def _theme() -> Json:
    colours = [{"colorType": name, "color": {"rgbColor": colour}} for name, colour in _THEME.items()]
    return {"primaryFontFamily": "Arial", "themeColors": colours}


def wanted_fields(cells: frozenset[str] | None, *, include_grid: bool) -> frozenset[str] | None:
    """The fields of a cell that a reader wants; None where it wants no grid."""
    return (FIELDS if cells is None else cells) if include_grid else None
