"""The JSON of one spreadsheet → its tabs, and what is needed to write in it later."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheets_sync.backends.google.cells import held_by_hand, stored
from sheets_sync.backends.google.marks import Mark
from sheets_sync.backends.limits import check_area
from sheets_sync.model import A1, Range, Tab
from sheets_sync.seal import is_edited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sheets_sync.backends.limits import Limits
    from sheets_sync.model import Stored

#: All that is asked of a spreadsheet, in one request. A space in it would be refused.
FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges(namedRangeId,name,range),"
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount)),"
    "merges,basicFilter(range),protectedRanges(protectedRangeId,description,warningOnly,requestingUserCanEdit),"
    "developerMetadata(metadataId,metadataKey,metadataValue),charts(chartId),"
    "conditionalFormats(ranges,booleanRule(condition(type,values(userEnteredValue)))),"
    "data(startRow,startColumn,rowData(values("
    "effectiveValue,effectiveFormat(numberFormat(type)),userEnteredValue(formulaValue),note))))"
)
#: Such formulas change without anybody changing the spreadsheet.
_VOLATILE = re.compile(
    r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|GOOGLEFINANCE|GOOGLETRANSLATE|IMPORT[A-Z]+|IMAGE)\s*\(", re.IGNORECASE
)


class Garbled(Exception):  # noqa: N818  (what is the case)
    """What was answered is no spreadsheet: the page of a proxy, or half an answer."""


#: What is escaped in JSON: a backslash, a whole character in two halves, or (the group) one half alone.
_SURROGATE = re.compile(rb"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)")


@dataclass(frozen=True)
class Grid:
    """One tab with what belongs to it; `facts` is what the service told of it, without its cells."""

    tab: Tab
    facts: Mapping[str, Any]
    mark: Mark | None = None

    @property
    def is_table(self) -> bool:
        """Whether it has cells: a chart may be a tab of its own."""
        return bool(self.facts["properties"].get("sheetType", "GRID") == "GRID")

    @cached_property
    def is_edited(self) -> bool:
        """Whether somebody wrote in it, if it is a tab of ours."""
        return is_edited(self.tab)

    @property
    def number(self) -> int:
        """The sheetId: 0 is left out of every answer."""
        return int(self.facts["properties"].get("sheetId", 0))


@dataclass(frozen=True, slots=True)
class Spread:
    """A spreadsheet as it was read."""

    id: str
    title: str
    grids: tuple[Grid, ...]
    named_ranges: tuple[Mapping[str, Any], ...] = ()
    volatile: bool = False

    def marked(self, role: str) -> list[Grid]:
        """The tabs of ours with this role."""
        return [grid for grid in self.grids if grid.mark is not None and grid.mark.role == role]

    @property
    def live(self) -> Mapping[str, Grid]:
        """The tabs that the tool wrote, by their key."""
        return {grid.mark.key: grid for grid in self.marked("live") if grid.mark is not None}

    @property
    def edited(self) -> list[Grid]:
        """Copies of tabs of ours, made when these were written, in which somebody's words were found."""
        return [grid for grid in self.marked("previous") if grid.is_edited]

    @property
    def people(self) -> list[Grid]:
        """The tabs of people."""
        return [grid for grid in self.grids if grid.mark is None]

    @property
    def without_rows(self) -> Spread:
        """The same, but for what the cells of people hold: that is not needed to write."""
        bare = (g if g.mark else replace(g, tab=replace(g.tab, rows=())) for g in self.grids)
        return replace(self, grids=tuple(bare))


def parsed(content: bytes) -> Mapping[str, Any]:
    """The object in an answer. Raises Garbled where there is none.

    Half a character, which JSON can spell and nothing else can store, is a mark.
    """
    if rb"\ud" in content or rb"\uD" in content:
        content = _SURROGATE.sub(lambda match: rb"\ufffd" if match[1] else match[0], content)
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise Garbled from error
    if not isinstance(found, dict):
        raise Garbled
    return found


def read_spread(content: bytes | Mapping[str, Any], limits: Limits) -> Spread:
    """The spreadsheet in an answer. Raises StillLoading, Garbled for what is none, and TooLarge beyond the limits."""
    found = parsed(content) if isinstance(content, bytes) else content
    if not isinstance(found.get("spreadsheetId"), str) or not found.get("sheets"):
        raise Garbled  # without any tab it would be a workbook from which everything has vanished
    try:
        return _spread(found, limits)
    except (LookupError, TypeError, AttributeError) as error:  # it is not built as the service describes it
        raise Garbled from error


def _spread(found: Mapping[str, Any], limits: Limits) -> Spread:
    volatile = False
    grids = []
    for sheet in found.get("sheets", ()):
        properties = sheet["properties"]
        number = properties.get("sheetId", 0)
        mark = Mark.of(sheet.get("developerMetadata", ()), number)
        facts = {key: value for key, value in sheet.items() if key != "data"}
        cells = [row.get("values", ()) for block in sheet.get("data", ()) for row in block.get("rowData", ())]
        formulas = list(_formulas(cells))
        volatile = volatile or any(map(_VOLATILE.search, formulas))
        rows = _rows(cells, limits.of_own if mark else limits)
        by_hand = mark is not None and ("charts" in sheet or any(held_by_hand(cell) for row in cells for cell in row))
        merged = tuple(_merges(sheet.get("merges", ()), rows))
        hidden = bool(properties.get("hidden", False))
        grids.append(Grid(Tab(properties.get("title", ""), rows, merged, hidden, by_hand, number), facts, mark))
    title = found.get("properties", {}).get("title", "")
    return Spread(found.get("spreadsheetId", ""), title, tuple(grids), tuple(found.get("namedRanges", ())), volatile)


def _formulas(rows: Iterable[Iterable[Mapping[str, Any]]]) -> Iterable[str]:
    return (
        cell["userEnteredValue"]["formulaValue"]
        for row in rows
        for cell in row
        if "formulaValue" in cell.get("userEnteredValue", ())
    )


def _rows(cells: Sequence[Sequence[Mapping[str, Any]]], limits: Limits) -> list[list[Stored]]:
    """The values, from A1 on: all rows of the same length, and something in the last row and column."""
    widths = [_filled(row) for row in cells]
    width = max(widths, default=0)
    height = next((len(cells) - i for i, each in enumerate(reversed(widths)) if each), 0)
    check_area(height, width, limits)
    return [
        [*(stored(cell) for cell in row[:filled]), *([""] * (width - filled))]
        for row, filled in zip(cells[:height], widths, strict=False)
    ]


def _filled(row: Sequence[Mapping[str, Any]]) -> int:
    """How many cells there are up to the last that holds something."""
    return next((len(row) - i for i, cell in enumerate(reversed(row)) if cell.get("effectiveValue")), 0)


def _merges(merges: Iterable[Mapping[str, int]], rows: Sequence[Sequence[Stored]]) -> Iterable[Range]:
    """Merged ranges, as far as the tab goes: beyond its last row and column lies nothing to merge."""
    height, width = len(rows), len(rows[0]) if rows else 0
    for merge in merges:
        first = A1(merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1)
        last = A1(min(merge.get("endRowIndex", height), height), min(merge.get("endColumnIndex", width), width))
        if first != last and first.row <= last.row and first.column <= last.column:
            yield Range(first, last)
