"""Rows and columns put in, taken out and moved, with everything that points to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.cell import EMPTY, Cell
from tests.google.sheets.edits import Delete
from tests.google.sheets.formulas.tokens import Area, Edge, renamed, rewritten
from tests.google.sheets.local import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.box import Box
    from tests.google.sheets.edits import Edit
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]


def reshape(state: State, tab: Tab, edit: Edit) -> None:
    """Apply an edit to a tab: its cells go along, and so does whatever names them, in this tab and in others."""
    tab.cells = {
        moved: cell for at, cell in tab.cells.items() if (moved := _address(at, edit.axis, edit)) is not None
    }
    sizes = tab.sizes[edit.axis]
    kept = {place: size for index, size in sizes.items() if (place := edit.index(index)) is not None}
    sizes.clear()
    sizes.update(kept)
    tab.merges = [box for box in _moved(tab.merges, edit) if box.height * box.width > 1]
    tab.protections = [here for one in tab.protections if (here := _protection(one, edit)) is not None]
    if tab.filter is not None:
        box = tab.filter["range"].moved(edit)
        tab.filter = None if box is None else _filter(tab.filter, box, edit)
    state.names = [
        (id_, name, sheet, box.moved(edit) if box is not None and sheet == tab.id else box)
        for id_, name, sheet, box in state.names
    ]
    state.metadata = [there for one in state.metadata if (there := _metadata(one, tab, edit)) is not None]
    tab.groups[edit.axis][:] = [
        {**group, "span": span} for group in tab.groups[edit.axis] if (span := edit.span(*group["span"])) is not None
    ]
    follow(state, tab.title, lambda area: area.moved(edit))
    tab.rules = [rest for rule in tab.rules if (rest := _rule(rule, tab, edit, mark_of(state.locale))) is not None]


def follow(state: State, title: str, change: Callable[[Area], Area | None]) -> None:
    """Change each reference to a tab, in the formulas and the drop-downs of all tabs."""
    mark, folded = mark_of(state.locale), title.casefold()
    for tab in state.tabs:
        own = tab.title.casefold() == folded
        validations: dict[int, Json | None] = {}

        def changed(area: Area, own: bool = own) -> Area | None:
            about = own if area.tab is None else area.tab.casefold() == folded
            return change(area) if about else area

        for at, cell in tab.cells.items():
            formula, validation = cell.formula, cell.validation
            if formula is not None:
                text = rewritten(formula, mark, changed)
                if text != formula:
                    cell = _with(cell, value={"formulaValue": text})  # noqa: PLW2901  (the cell as it is now)
            if validation is not None:
                if id(validation) not in validations:
                    validations[id(validation)] = conditioned(validation, lambda text: rewritten(text, mark, changed))
                cell = _with(cell, validation=validations[id(validation)])  # noqa: PLW2901
            tab.cells[at] = cell


def follow_name(state: State, old: str, new: str) -> None:
    """Write the new name of a range in each formula that uses it; not in a text, as for INDIRECT."""
    mark = mark_of(state.locale)
    for tab in state.tabs:
        for at, cell in tab.cells.items():
            if cell.formula is not None:
                text = renamed(cell.formula, mark, old, new)
                tab.cells[at] = _with(cell, value={"formulaValue": text})


def _with(cell: Cell, **parts: Json | None) -> Cell:
    value = parts.get("value", cell.value)
    validation = parts.get("validation", cell.validation)
    return Cell(value, cell.format, cell.note, validation, cell.runs, cell.stored)


def conditioned(holder: Json, change: Callable[[str], str]) -> Json:
    """Something with a condition, in which each formula is changed."""
    condition = holder.get("condition", {})
    values = [
        {**value, "userEnteredValue": change(value["userEnteredValue"])}
        if value.get("userEnteredValue", "").startswith("=")
        else value
        for value in condition.get("values", ())
    ]
    return {**holder, "condition": {**condition, "values": values}} if values else holder


def _address(at: tuple[int, int], axis: int, edit: Edit) -> tuple[int, int] | None:
    index = edit.index(at[axis])
    if index is None:
        return None
    return (at[0], index) if axis else (index, at[1])


def _moved(boxes: list[Box], edit: Edit) -> list[Box]:
    return [moved for box in boxes if (moved := box.moved(edit)) is not None]


def _protection(protection: Json, edit: Edit) -> Json | None:
    if "range" not in protection:
        return protection
    box = protection["range"].moved(edit)
    if box is None:
        return None
    return {**protection, "range": box, "unprotectedRanges": _moved(protection.get("unprotectedRanges", []), edit)}


def _filter(kept: Json, box: Box, edit: Edit) -> Json:
    result = {**kept, "range": box}
    if edit.axis and "filterSpecs" in kept:
        moved = [({**spec, "columnIndex": edit.index(spec.get("columnIndex", 0))}) for spec in kept["filterSpecs"]]
        result["filterSpecs"] = [spec for spec in moved if spec["columnIndex"] is not None]
    return result


def _metadata(metadata: Json, tab: Tab, edit: Edit) -> Json | None:
    place = metadata["location"].get("dimensionRange")
    axis = {"ROW": 0, "COLUMN": 1}.get(metadata["location"]["locationType"])
    if place is None or axis != edit.axis or place.get("sheetId", 0) != tab.id:
        return metadata
    start = edit.index(place["startIndex"])
    if start is None:
        return None
    moved = {**place, "startIndex": start, "endIndex": start + 1}
    return {**metadata, "location": {**metadata["location"], "dimensionRange": moved}}


def _rule(rule: Json, tab: Tab, edit: Edit, mark: str) -> Json | None:
    """A conditional format afterwards; what its formula names relative to a cell goes along with its first cell."""
    ranges = _moved(rule["ranges"], edit)
    if not ranges:
        return None
    old, new = rule["ranges"][0].span(edit.axis)[0], ranges[0].span(edit.axis)[0]

    def edge(place: Edge | None) -> Edge | None:
        return None if place is None or place.fixed else Edge(place.at + new - old)

    def change(area: Area) -> Area | None:
        if area.tab is not None and area.tab.casefold() != tab.title.casefold():
            return area
        start, end = (area.column, area.to_column) if edit.axis else (area.row, area.to_row)
        loose = [edge(start), edge(end)]
        fixed = area.moved(edit) if (start and start.fixed) or (end and end.fixed) else area
        if fixed is None:
            return None
        first, last = (fixed.column, fixed.to_column) if edit.axis else (fixed.row, fixed.to_row)
        return fixed._along(edit.axis, loose[0] or first, loose[1] or last)

    moved = {**rule, "ranges": ranges}
    if "booleanRule" in rule:
        moved["booleanRule"] = conditioned(rule["booleanRule"], lambda text: rewritten(text, mark, change))
    return moved


def resize(state: State, tab: Tab, axis: int, count: int) -> None:
    """Give a tab this many rows or columns; the last ones go, or new ones come behind them."""
    have = tab.count(axis)
    if count < have:
        reshape(state, tab, Delete(axis, count, have))
    if axis:
        tab.columns = count
    else:
        tab.rows = count
    if count > have:
        state.check_size()


def cleared(cell: Cell) -> Cell:
    """The cell without its value."""
    return EMPTY if cell.value is None and cell.empty else Cell(None, cell.format, cell.note, cell.validation)
