"""A range as the API names it in a text: which tab, and which cells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.google.errors import ApiError
from tests.google.sheets.a1 import parse_cells, split, written
from tests.google.sheets.box import Box

if TYPE_CHECKING:
    from tests.google.sheets.state import State, Tab


def resolve(state: State, text: str) -> tuple[Tab, Box]:
    """The tab and the cells of a range; without a tab it is of the first one, or a name, or the title of a tab."""
    title, cells = split(text)
    if title is not None:
        tab, box = state.named(title), Box() if cells is None else parse_cells(cells)
        if tab is None or box is None:
            raise ApiError(400, f"Unable to parse range: {text}")
        return checked(tab, box)
    box = parse_cells(cells or "")
    if box is not None:
        return checked(state.tabs[0], box)
    for _, name, sheet, area in state.names:
        if name.casefold() == (cells or "").casefold() and area is not None:
            home = state.find(sheet)
            if home is not None:
                return home, area
    tab = state.named(cells or "")
    if tab is None:
        raise ApiError(400, f"Unable to parse range: {text}")
    return tab, Box()


def checked(tab: Tab, box: Box) -> tuple[Tab, Box]:
    """The same, refused where it begins outside the grid; an end outside is cut off later."""
    if box.top >= tab.rows or box.left >= tab.columns:
        cell = written(tab.title, Box(box.top, box.bottom or box.top + 1, box.left, box.right or box.left + 1))
        raise ApiError(400, f"Range ({cell}) exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}")
    return tab, box
