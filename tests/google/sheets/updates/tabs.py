"""Requests about whole tabs and the spreadsheet itself: add, change, delete, duplicate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import UnknownLocaleError

from tests.google.sheets.local import local
from tests.google.sheets.mask import Mask, merged, parse_mask
from tests.google.sheets.parts import properties_of
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import follow, resize
from tests.google.sheets.state import Tab

if TYPE_CHECKING:
    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import State

Json = dict[str, Any]
LONGEST_TITLE = 100

_OTHER = ("tabColor", "tabColorStyle", "rightToLeft")
_PROPERTIES = ("title", "index", "hidden", *_OTHER, "gridProperties", "sheetId", "sheetType")
_GRID = [
    "rowCount",
    "columnCount",
    "frozenRowCount",
    "frozenColumnCount",
    "hideGridlines",
    "rowGroupControlAfter",
    "columnGroupControlAfter",
]


def add_sheet(draft: Draft, body: Json) -> Json:
    """A tab comes in, with the id that was asked for, before the tab at its index or behind the last."""
    state, asked = draft.state, body.get("properties", {})
    if asked.get("sheetType", "GRID") != "GRID":
        raise Refusal("Only sheets of type GRID can be added here.")
    grid = asked.get("gridProperties", {})
    tab = Tab(
        id=_free_id(state, asked.get("sheetId")),
        title=_free_title(state, asked["title"], None) if asked.get("title") else state.free_title(),
        rows=_counted(grid.get("rowCount", 1000), "row"),
        columns=_counted(grid.get("columnCount", 26), "column"),
        hidden=asked.get("hidden", False),
    )
    _set_other(tab, asked, {name: {} for name in _OTHER if name in asked})
    _set_grid(tab, grid, {name: {} for name in _GRID[2:] if name in grid})
    index = asked.get("index", len(state.tabs))
    if not 0 <= index <= len(state.tabs):
        raise Refusal(f"Invalid sheet index: {index}")
    state.tabs.insert(index, tab)
    state.check_size()
    return {"addSheet": {"properties": properties_of(tab, state.tabs.index(tab))}}


def _free_id(state: State, asked: int | None) -> int:
    taken = {tab.id for tab in state.tabs}
    if asked is None:
        return state.new_id(taken)
    if asked < 0:
        raise Refusal(f"Invalid sheet ID: {asked}. Sheet IDs must be non-negative.")
    if asked in taken:
        raise Refusal(f"A sheet with the ID {asked} already exists. Please enter another ID.")
    return asked


def _free_title(state: State, title: str, own: Tab | None) -> str:
    if not title:
        raise Refusal("A sheet name cannot be empty.")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")
    if state.named(title) not in (None, own):
        raise Refusal(f'A sheet with the name "{title}" already exists. Please enter another name.')
    return title


def _counted(count: int, word: str) -> int:
    if count < 1:
        raise Refusal(f"A sheet must have at least one {word}.")
    return count


def update_sheet_properties(draft: Draft, body: Json) -> Json:
    """The properties that the mask names are as given; one that is named and not given is what it is by itself."""
    state, asked = draft.state, body.get("properties", {})
    tab = state.tab(asked)
    fields = body.get("fields")
    mask = parse_mask(fields, _PROPERTIES[:-2] if fields == "*" else _PROPERTIES)
    draft.guard(tab)
    if "title" in mask:
        title = _free_title(state, asked.get("title", ""), tab)
        follow(state, tab.title, lambda area: area.renamed(title))
        tab.title = title
    _set_other(tab, asked, {name: mask[name] for name in _OTHER if name in mask})
    if "gridProperties" in mask:
        below = mask["gridProperties"] or {name: {} for name in _GRID}
        _resize(state, tab, asked.get("gridProperties", {}), below)
        _set_grid(tab, asked.get("gridProperties", {}), below)
    if "hidden" in mask:
        tab.hidden = asked.get("hidden", False)
        if all(each.hidden for each in state.tabs):
            raise Refusal("You can't hide all the sheets in a document.")
    if "index" in mask:
        _place(state, tab, asked.get("index", 0))
    return {}


def _set_other(tab: Tab, asked: Json, mask: Mask) -> None:
    tab.properties = merged(tab.properties, asked, mask) or {}
    colour = asked.get("tabColorStyle", {}).get("rgbColor", asked.get("tabColor"))
    if colour is not None and mask.keys() & {"tabColor", "tabColorStyle"}:
        tab.properties.update(tabColor=colour, tabColorStyle={"rgbColor": colour})
    elif mask.keys() & {"tabColor", "tabColorStyle"}:
        tab.properties = {k: v for k, v in tab.properties.items() if k not in {"tabColor", "tabColorStyle"}}


def _resize(state: State, tab: Tab, asked: Json, mask: Mask) -> None:
    for axis, name, word in ((0, "rowCount", "row"), (1, "columnCount", "column")):
        if name in mask:
            resize(state, tab, axis, _counted(asked.get(name, 0), word))


def _set_grid(tab: Tab, asked: Json, mask: Mask) -> None:
    for name in mask:
        if name not in _GRID:
            raise Refusal(f"Invalid field: gridProperties.{name}")
        if name in _GRID[:2]:
            continue
        if asked.get(name):
            tab.grid[name] = asked[name]
        else:
            tab.grid.pop(name, None)
    for name, count, word in (("frozenRowCount", tab.rows, "rows"), ("frozenColumnCount", tab.columns, "columns")):
        frozen = tab.grid.get(name, 0)
        if frozen < 0 or (frozen and frozen >= count):
            raise Refusal(f"You can't freeze all visible {word} on the sheet.")


def _place(state: State, tab: Tab, index: int) -> None:
    """Move a tab, its new index being counted before it is moved."""
    now = state.tabs.index(tab)
    if not 0 <= index <= len(state.tabs):
        raise Refusal(f"Invalid sheet index: {index}")
    if index in (now, now + 1):
        return
    state.tabs.remove(tab)
    state.tabs.insert(index - (index > now), tab)


def delete_sheet(draft: Draft, body: Json) -> Json:
    """A tab goes with all that is on it; what referred to it no longer does."""
    state = draft.state
    tab = state.tab(body)
    draft.guard(tab)
    if len(state.tabs) == 1:
        raise Refusal("You can't remove all the sheets in a document.")
    if all(each.hidden for each in state.tabs if each is not tab):
        raise Refusal("You can't remove all the visible sheets in a document.")
    follow(state, tab.title, lambda _: None)
    state.tabs.remove(tab)
    state.names = [(i, name, sheet, None if sheet == tab.id else box) for i, name, sheet, box in state.names]
    state.metadata = [one for one in state.metadata if sheet_of(one) != tab.id]
    return {}


def sheet_of(metadata: Json) -> int | None:
    """The tab that a developer metadata is on; None for one of the spreadsheet itself."""
    place = metadata["location"]
    if "dimensionRange" in place:
        sheet: int = place["dimensionRange"].get("sheetId", 0)
        return sheet
    return place.get("sheetId", 0) if place["locationType"] == "SHEET" else None


def duplicate_sheet(draft: Draft, body: Json) -> Json:
    """A copy of a tab comes in, with copies of all that is on it under ids of their own."""
    state = draft.state
    source = state.tab(body, "sourceSheetId")
    copy = source.copy()
    copy.id = _free_id(state, body.get("newSheetId"))
    asked = body.get("newSheetName")
    copy.title = _free_title(state, asked, None) if asked else state.free_title(f"Copy of {source.title}")
    copy.protections = [
        {**one, "protectedRangeId": state.new_id(set())} for one in source.protections if "range" in one
    ]
    copy.hidden = False
    index = body.get("insertSheetIndex", 0)
    if not 0 <= index <= len(state.tabs):
        raise Refusal(f"Invalid sheet index: {index}")
    state.tabs.insert(index, copy)
    state.check_size()
    state.metadata += [_again(state, one, copy.id) for one in state.metadata if sheet_of(one) == source.id]
    return {"duplicateSheet": {"properties": properties_of(copy, index)}}


def _again(state: State, metadata: Json, sheet_id: int) -> Json:
    place = metadata["location"]
    if "dimensionRange" in place:
        place = {**place, "dimensionRange": {**place["dimensionRange"], "sheetId": sheet_id}}
    else:
        place = {**place, "sheetId": sheet_id}
    fresh = state.new_id({one["metadataId"] for one in state.metadata})
    return {**metadata, "metadataId": fresh, "location": place}


def update_spreadsheet_properties(draft: Draft, body: Json) -> Json:
    """Title, locale and time zone are as given."""
    state, asked = draft.state, body.get("properties", {})
    mask = parse_mask(body.get("fields"), ("title", "locale", "timeZone", "autoRecalc", "defaultFormat"))
    if "title" in mask:
        state.title = asked.get("title") or state.title
    if "locale" in mask:
        name = asked.get("locale", "")
        try:
            local(name)
        except (ValueError, UnknownLocaleError) as error:
            raise Refusal(f"Unsupported locale: {name}") from error
        state.locale = name
    if "timeZone" in mask:
        state.time_zone = asked.get("timeZone") or state.time_zone
    if "autoRecalc" in mask:
        state.properties["autoRecalc"] = asked.get("autoRecalc", "ON_CHANGE")
    return {}
