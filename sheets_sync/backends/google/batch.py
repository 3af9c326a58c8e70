"""From a spreadsheet as it is and the tabs as they should be to what is sent: one atomic batch of requests.

Whatever stood in a tab of ours goes on in a copy: hidden, until the tab is written again; or, where somebody wrote in
it, as a tab of that person. So the moment between reading and writing loses nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sheets_sync.addresses import within
from sheets_sync.backends.google import highlight as lit
from sheets_sync.backends.google.content import Content, block
from sheets_sync.backends.google.marks import Mark, free_number
from sheets_sync.backends.google.styles import colour, pixels
from sheets_sync.backends.titles import key_of, own_titles, unique_title
from sheets_sync.lookup import CELLS
from sheets_sync.plan import differing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.backends.google.reading import Grid, Spread
    from sheets_sync.model import A1, Delivery, Sheet

#: What Google advises for one request (developers.google.com/sheets/api/limits).
MOST_BYTES = 2_000_000
_PIECE = 1_900_000
#: Rows below the last, so that there is room to look at.
_SPARE_ROWS = 2
_TAB_COLOUR = "17505E"
DESCRIPTION = "sheets-sync"

Request = dict[str, Any]


def titled(delivery: Delivery) -> list[tuple[Sheet, str]]:
    """Each tab with the title that is asked for it."""
    return list(zip(delivery.sheets, own_titles([sheet.title for sheet in delivery.sheets]), strict=True))


def due(delivery: Delivery, spread: Spread) -> list[tuple[Sheet, str]]:
    """The tabs that a spreadsheet does not hold yet: none when an earlier try of the same write was carried out."""
    live = spread.live
    found = []
    for sheet, title in titled(delivery):
        grid = live.get(key_of(title))
        if sheet.title not in delivery.unchanged and (grid is None or differing(grid.tab.rows, sheet.rows)):
            found.append((sheet, title))
    return found


def batches(spread: Spread, delivery: Delivery, wanted: Sequence[tuple[Sheet, str]]) -> list[list[Request]]:
    """What to send of a delivery of which these tabs are due, in this order.

    The last batch changes what people see, those before only fill a hidden tab.
    """
    return _Batch(spread, delivery, wanted).made()


def freed(spread: Spread) -> list[Request]:
    """What makes a tab of its own of each copy in which somebody's words were found."""
    requests: list[Request] = []
    for grid in spread.edited:
        properties = {"sheetId": grid.number, "hidden": False}
        requests.append({"updateSheetProperties": {"properties": properties, "fields": "hidden"}})
        requests += _unmarked(grid)
    return requests


def _unmarked(grid: Grid) -> Iterator[Request]:
    for each in grid.facts.get("developerMetadata", ()):
        if each.get("metadataKey") == DESCRIPTION:
            lookup = {"developerMetadataLookup": {"metadataId": each["metadataId"]}}
            yield {"deleteDeveloperMetadata": {"dataFilter": lookup}}


class _Batch:
    def __init__(self, spread: Spread, delivery: Delivery, wanted: Sequence[tuple[Sheet, str]]) -> None:
        self._spread, self._delivery = spread, delivery
        self._live, self._due = spread.live, wanted
        self._numbers = {grid.number for grid in spread.grids}
        self._titles = {grid.tab.title.casefold() for grid in spread.grids}
        self._targets = {key: grid.number for key, grid in self._live.items()}
        self._places = {grid.tab.title: grid.number for grid in spread.people}

    def made(self) -> list[list[Request]]:
        last: list[Request] = [*freed(self._spread), *self._cleared()]
        for sheet, title in titled(self._delivery):
            key = key_of(title)
            if key not in self._targets:
                self._targets[key] = self._new_number(key)
            self._places[sheet.title] = self._targets[key]
        created: list[Request] = []
        filled: list[Request] = []
        size = 0
        for sheet, title in self._due:
            key = key_of(title)
            before = list(self._kept(sheet, key) if key in self._live else self._created(title, key))
            number = self._targets[key]
            content = Content(sheet, number, self._links(sheet))
            cells = list(content.requests())
            bytes_of = _size(cells)
            if size + bytes_of > MOST_BYTES:
                made, filling, cells = self._staged(sheet, key, content)
                created += made
                filled += filling
                bytes_of = 0
            size += bytes_of
            last += [*before, *_resized(sheet, number, content), *cells, *_arranged(sheet, number)]
            if sheet.lookup is not None:
                last += lit.named_range(self._spread, number, sheet.lookup)
        for each in self._delivery.highlights:
            for grid in self._spread.people:
                if grid.tab.title == each.tab:
                    last += lit.rule(grid, each)
        return [*([created] if created else ()), *_packed(filled), last]

    # ------------------------------------------------------------------------------------ tabs come and go
    def _new_number(self, key: str) -> int:
        number = free_number(key, self._numbers)
        self._numbers.add(number)
        return number

    def _cleared(self) -> Iterator[Request]:
        """Copies that are of no use any more go: those of the tabs that are written now, and what was on its way."""
        going = {key_of(title) for _, title in self._due}
        for grid in self._spread.marked("previous"):
            if grid.mark is not None and grid.mark.key in going and not grid.is_edited:
                self._titles.discard(grid.tab.title.casefold())
                yield {"deleteSheet": {"sheetId": grid.number}}
        for grid in self._spread.marked("staging"):  # it has its title until then
            yield {"deleteSheet": {"sheetId": grid.number}}

    def _kept(self, sheet: Sheet, key: str) -> Iterator[Request]:
        """A copy of the tab as it is at that very moment: hidden, or a person's where somebody wrote in it."""
        title = self._delivery.released.get(sheet.title)
        mark = Mark(key, self._new_number(key), "previous")
        name = self._title(title or self._delivery.spare.get(sheet.title) or self._live[key].tab.title)
        source = self._live[key].number
        yield {
            "duplicateSheet": {
                "sourceSheetId": source,
                "insertSheetIndex": len(self._spread.people),
                "newSheetId": mark.sheet_id,
                "newSheetName": name,
            }
        }
        properties = {"sheetId": mark.sheet_id, "hidden": title is None}
        yield {"updateSheetProperties": {"properties": properties, "fields": "hidden"}}
        if title is None:
            yield dict(mark.request())
        yield {"unmergeCells": {"range": {"sheetId": source}}}
        if "basicFilter" in self._live[key].facts:
            yield {"clearBasicFilter": {"sheetId": source}}

    def _created(self, title: str, key: str, *, staging: bool = False) -> Iterator[Request]:
        number = self._new_number(key) if staging else self._targets[key]
        properties: Request = {"sheetId": number, "title": self._title(title), "hidden": staging}
        if not staging:
            properties["tabColorStyle"] = colour(_TAB_COLOUR)
        yield {"addSheet": {"properties": properties}}
        yield dict(Mark(key, number, "staging" if staging else "live").request())
        if not staging:
            protected = {"range": {"sheetId": number}, "description": DESCRIPTION, "warningOnly": True}
            yield {"addProtectedRange": {"protectedRange": protected}}

    def _title(self, wanted: str) -> str:
        title = unique_title(wanted, self._titles)
        self._titles.add(title.casefold())
        return title

    # ------------------------------------------------------------------------------------ a large tab
    def _staged(self, sheet: Sheet, key: str, content: Content) -> tuple[list[Request], list[Request], list[Request]]:
        """What makes a hidden tab, what fills it, and what puts it in its place at once."""
        first = list(self._created(sheet.title, key, staging=True))
        number = first[0]["addSheet"]["properties"]["sheetId"]
        staging = Content(sheet, number, self._links(sheet))
        filling = [*_resized(sheet, number, content), *staging.requests()]
        area = {"startRowIndex": 0, "endRowIndex": content.height, "startColumnIndex": 0}
        area["endColumnIndex"] = content.width
        fields = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
        return (
            first,
            filling,
            [
                {"updateCells": {"range": {"sheetId": self._targets[key]}, "fields": fields}},
                {
                    "copyPaste": {
                        "source": {"sheetId": number, **area},
                        "destination": {"sheetId": self._targets[key], **area},
                        "pasteType": "PASTE_NORMAL",
                    }
                },
                {"deleteSheet": {"sheetId": number}},
            ],
        )

    # ------------------------------------------------------------------------------------ links
    def _links(self, sheet: Sheet) -> Mapping[A1, str]:
        """Where the cells of a tab lead: a place of the same spreadsheet, or an https address."""
        found: dict[A1, str] = {}
        for cell, link in sheet.links.items():
            if link.url is not None and link.url.startswith("https://"):
                found[cell] = link.url
            elif link.file is None and link.tab in self._places:
                found[cell] = within(self._places[link.tab], link.cell)
        return found


def _packed(requests: Sequence[Request]) -> Iterator[list[Request]]:
    """Requests in as few calls as they fit in."""
    piece: list[Request] = []
    size = 0
    for request in requests:
        bytes_of = _size([request])
        if piece and size + bytes_of > _PIECE:
            yield piece
            piece, size = [], 0
        piece.append(request)
        size += bytes_of
    if piece:
        yield piece


# ------------------------------------------------------------------------------------------------- the frame of a tab
def _resized(sheet: Sheet, number: int, content: Content) -> Iterator[Request]:
    """The size of the tab, before anything is put in it; and what does not scroll."""
    frozen = sheet.frozen
    rows = max(content.height + _SPARE_ROWS, CELLS if sheet.lookup else 1, (frozen.row if frozen else 1) + 1)
    grid = {
        "rowCount": rows,
        "columnCount": max(content.width, sheet.lookup.last.column if sheet.lookup else 1),
        "frozenRowCount": frozen.row - 1 if frozen else 0,
        "frozenColumnCount": frozen.column - 1 if frozen else 0,
    }
    yield {
        "updateSheetProperties": {
            "properties": {"sheetId": number, "gridProperties": grid},
            "fields": ",".join(f"gridProperties.{name}" for name in grid),
        }
    }


def _arranged(sheet: Sheet, number: int) -> Iterator[Request]:
    """Merged cells, the widths of columns, those that are hidden, and the filter on the headings."""
    for merged in sheet.merged:
        yield {"mergeCells": {"range": block(number, *merged), "mergeType": "MERGE_ALL"}}
    for at, column in enumerate(sheet.columns):
        yield {
            "updateDimensionProperties": {
                "range": {"sheetId": number, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1},
                "properties": {"pixelSize": pixels(column.width), "hiddenByUser": column.hidden},
                "fields": "pixelSize,hiddenByUser",
            }
        }
    if sheet.filtered and sheet.heading_row is not None:
        shown = next((at for at, column in enumerate(sheet.columns) if column.hidden), len(sheet.columns))
        area = {
            "sheetId": number,
            "startRowIndex": sheet.heading_row - 1,
            "endRowIndex": max(len(sheet.rows), sheet.heading_row),
            "startColumnIndex": 0,
            "endColumnIndex": shown,
        }
        yield {"setBasicFilter": {"filter": {"range": area}}}


def _size(requests: Sequence[Request]) -> int:
    """The number of bytes that requests take."""
    return len(json.dumps(requests, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))
