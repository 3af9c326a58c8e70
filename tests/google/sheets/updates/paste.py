"""Requests that copy, move and sort cells."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.cell import EMPTY, Cell
from tests.google.sheets.celldata import extended
from tests.google.sheets.formulas.tree import Fault
from tests.google.sheets.formulas.values import rank
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import follow

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.draft import Draft
    from tests.google.sheets.formulas.tokens import Area
    from tests.google.sheets.formulas.values import Scalar
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


def copy_paste(draft: Draft, body: Json) -> Json:
    """Cells are copied, as often as they fit where they go; a formula refers to what is beside its copy."""
    tab, asked = draft.state.box(body.get("source", {}))
    source = tab.inside(asked)
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    kind = body.get("pasteType", "PASTE_NORMAL")
    paste = _PASTES.get(kind)
    if paste is None:
        raise Refusal(f"{kind} is not known here.")
    target, there = _destination(draft, body.get("destination", {}), source, turned=turned)
    draft.guard(target, there)
    taken = {at: _taken(draft, tab, at, kind) for at in source.cells()}
    height, width = (source.width, source.height) if turned else (source.height, source.width)
    for row, column in there.cells():
        down, along = (row - there.top) % height, (column - there.left) % width
        at = (source.top + along, source.left + down) if turned else (source.top + down, source.left + along)
        moved = _shifted(draft, taken[at], row - at[0], column - at[1])
        target.put(row, column, paste(target.cell(row, column), moved))
    if kind in {"PASTE_NORMAL", "PASTE_FORMAT", "PASTE_NO_BORDERS"} and not turned:
        _merge_again(tab, source, target, there)
    return {}


def _destination(draft: Draft, place: Json, source: Box, *, turned: bool) -> tuple[Tab, Box]:
    tab = draft.state.tab(place)
    box = Box.of(place).within(tab.rows, tab.columns)
    height, width = (source.width, source.height) if turned else (source.height, source.width)
    tall = box.height if box.height and box.height % height == 0 else height
    wide = box.width if box.width and box.width % width == 0 else width
    full = Box(box.top, box.top + tall, box.left, box.left + wide)
    if (full.bottom or 0) > tab.rows or (full.right or 0) > tab.columns:
        raise Refusal("The destination of the copy reaches beyond the grid.")
    return tab, full


def _taken(draft: Draft, tab: Tab, at: tuple[int, int], kind: str) -> Cell:
    cell = tab.cell(*at)
    if kind != "PASTE_VALUES" or cell.formula is None:
        return cell
    return Cell(value=result(draft.calculator().value(tab, *at)))


def result(value: Scalar) -> Json | None:
    """A result that is put in a cell by itself, without its formula."""
    if isinstance(value, Fault):
        return {"formulaValue": _ERRORS.get(value.type, "=#ERROR!")}
    return None if value in (None, "") else extended(value)


_ERRORS = {"REF": "=#REF!", "N_A": "=NA()", "DIVIDE_BY_ZERO": "=#DIV/0!", "VALUE": "=#VALUE!", "NAME": "=#NAME?"}


def _shifted(draft: Draft, cell: Cell, rows: int, columns: int) -> Cell:
    if cell.formula is None:
        return cell
    formula = {"formulaValue": draft.shifted(cell.formula, rows, columns)}
    return Cell(formula, cell.format, cell.note, cell.validation, cell.runs, cell.stored)


def _no_borders(_: Cell, new: Cell) -> Cell:
    style = {k: v for k, v in (new.format or {}).items() if k != "borders"} or None
    return Cell(new.value, style, new.note, new.validation, new.runs, new.stored)


_PASTES: dict[str, Callable[[Cell, Cell], Cell]] = {
    "PASTE_NORMAL": lambda _, new: new,
    "PASTE_NO_BORDERS": _no_borders,
    "PASTE_VALUES": lambda old, new: Cell(new.value, old.format, old.note, old.validation),
    "PASTE_FORMULA": lambda old, new: Cell(new.value, old.format, old.note, old.validation, stored=new.stored),
    "PASTE_FORMAT": lambda old, new: Cell(old.value, new.format, old.note, old.validation, old.runs, old.stored),
    "PASTE_DATA_VALIDATION": lambda old, new: Cell(
        old.value, old.format, old.note, new.validation, old.runs, old.stored
    ),
}


def _merge_again(tab: Tab, source: Box, target: Tab, there: Box) -> None:
    inside = [merge for merge in tab.merges if source.covers(merge)]
    target.merges = [merge for merge in target.merges if not merge.meets(there)]
    for top in range(there.top, there.bottom or 0, source.height):
        for left in range(there.left, there.right or 0, source.width):
            target.merges += [merge.shifted(top - source.top, left - source.left) for merge in inside]


def cut_paste(draft: Draft, body: Json) -> Json:
    """Cells are moved, and what refers to them refers to where they are now."""
    tab, asked = draft.state.box(body.get("source", {}))
    source = tab.inside(asked)
    place = body.get("destination", {})
    target = draft.state.tab(place)
    down, along = place.get("rowIndex", 0) - source.top, place.get("columnIndex", 0) - source.left
    there = source.shifted(down, along)
    if (there.bottom or 0) > target.rows or (there.right or 0) > target.columns:
        raise Refusal("The destination of the cut reaches beyond the grid.")
    draft.guard(tab, source)
    draft.guard(target, there)
    paste = _PASTES.get(body.get("pasteType", "PASTE_NORMAL"))
    if paste is None:
        raise Refusal(f"{body.get('pasteType')} is not known here.")
    merges = [merge for merge in tab.merges if source.covers(merge)]
    tab.merges = [merge for merge in tab.merges if merge not in merges]
    cells = {at: tab.cells.pop(at, EMPTY) for at in source.cells()}
    for at, cell in cells.items():
        row, column = at[0] + down, at[1] + along
        target.put(row, column, paste(target.cell(row, column), cell))
    target.merges += [merge.shifted(down, along) for merge in merges]
    follow(draft.state, tab.title, lambda area: _followed(area, source, target, (down, along)))
    return {}


def _followed(area: Area, source: Box, target: Tab, by: tuple[int, int]) -> Area:
    if area.row is None or area.column is None or (area.ranged and (area.to_row is None or area.to_column is None)):
        return area
    bottom = (area.to_row or area.row).at + 1
    right = (area.to_column or area.column).at + 1
    if not source.covers(Box(area.row.at, bottom, area.column.at, right)):
        return area
    return area.carried(*by, target.title)


def sort_range(draft: Draft, body: Json) -> Json:
    """The rows of a range are put in order, each with its notes and formats; validations stay where they are."""
    tab, asked = draft.state.box(body.get("range", {}))
    specs = body.get("sortSpecs", [])
    if not specs:
        raise Refusal("Must specify at least one sort spec.")
    sort(draft, tab, tab.inside(asked), [(s.get("dimensionIndex", 0), s.get("sortOrder")) for s in specs])
    return {}


def sort(draft: Draft, tab: Tab, box: Box, by: list[tuple[int, str | None]]) -> None:
    """Put the rows of a closed rectangle in order of these columns; blanks come last, whichever way."""
    if any(not box.left <= column < (box.right or 0) for column, _ in by):
        raise Refusal("A column to sort by is not in the range.")
    if any(merge.meets(box) and merge.height > 1 for merge in tab.merges):
        raise Refusal("You can't sort a range that contains vertical merges.")
    draft.guard(tab, box)
    calc = draft.calculator()
    keys = {row: [calc.value(tab, row, column) for column, _ in by] for row in range(box.top, box.bottom or 0)}

    def order(one: int, other: int) -> int:
        for place, (_, way) in enumerate(by):
            left, right = keys[one][place], keys[other][place]
            if left is None or right is None:
                result = (left is None) - (right is None)
            else:
                result = (rank(left) > rank(right)) - (rank(left) < rank(right))
                result = -result if way == "DESCENDING" else result
            if result:
                return result
        return 0

    rows = sorted(keys, key=cmp_to_key(order))
    moved = {}
    for new, old in enumerate(rows, box.top):
        for column in range(box.left, box.right or 0):
            cell = _shifted(draft, tab.cell(old, column), new - old, 0)
            validation = tab.cell(new, column).validation
            moved[new, column] = Cell(cell.value, cell.format, cell.note, validation, cell.runs, cell.stored)
    for at, cell in moved.items():
        tab.put(*at, cell)
