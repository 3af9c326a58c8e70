"""Requests that write cells: updateCells, repeatCell, appendCells, setDataValidation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.cell import cell_mask, writer
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import resize

if TYPE_CHECKING:
    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


def update_cells(draft: Draft, body: Json) -> Json:
    """Rows of cells are put in a range, of which the rest is cleared, or from a cell on."""
    if ("range" in body) == ("start" in body):
        raise Refusal("Must specify exactly one of 'range' or 'start'.")
    rows = body.get("rows", [])
    if "range" in body:
        tab, asked = draft.state.box(body["range"])
        box = tab.inside(asked)
        _fits(rows, box)
    else:
        start = body["start"]
        tab = draft.state.tab(start)
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        _fits(rows, Box(top, tab.rows, left, tab.columns))
        width = max((len(row.get("values", ())) for row in rows), default=0)
        box = Box(top, top + len(rows), left, left + width)
    draft.guard(tab, box)
    _write(draft, tab, box, body, clear="range" in body)
    return {}


def _write(draft: Draft, tab: Tab, box: Box, body: Json, *, clear: bool) -> None:
    mask = cell_mask(body.get("fields"))
    write = writer(mask, draft.formula)
    covered = set()
    for row, data in enumerate(body.get("rows", ()), box.top):
        for column, value in enumerate(data.get("values", ()), box.left):
            covered.add((row, column))
            tab.put(row, column, write(tab.cell(row, column), value))
    if clear:
        for at in tab.filled(box):
            if at not in covered:
                tab.put(*at, write(tab.cell(*at), {}))


def _fits(rows: list[Json], box: Box) -> None:
    last_row, last_column = (box.bottom or 0) - 1, (box.right or 0) - 1
    if rows and box.top + len(rows) - 1 > last_row:
        raise Refusal(
            f"Attempting to write row: {max(box.top, last_row + 1)}, beyond the last requested row of: {last_row}"
        )
    widest = max((len(row.get("values", ())) for row in rows), default=0)
    if widest and box.left + widest - 1 > last_column:
        past = max(box.left, last_column + 1)
        raise Refusal(f"Attempting to write column: {past}, beyond the last requested column of: {last_column}")


def repeat_cell(draft: Draft, body: Json) -> Json:
    """One cell is put in each cell of a range; a formula as if it were copied there from the first."""
    tab, asked = draft.state.box(body.get("range", {}))
    box = tab.inside(asked)
    draft.guard(tab, box)
    mask = cell_mask(body.get("fields"))
    write = writer(mask, draft.formula)
    data = body.get("cell", {})
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    if formula is None or "userEnteredValue" not in mask:
        clearing = not any(name in data for name in mask)
        for at in tab.filled(box) if clearing else box.cells():
            tab.put(*at, write(tab.cell(*at), data))
        return {}
    for at in box.cells():
        there = draft.shifted(formula, at[0] - box.top, at[1] - box.left)
        tab.put(*at, write(tab.cell(*at), {**data, "userEnteredValue": {"formulaValue": there}}))
    return {}


def append_cells(draft: Draft, body: Json) -> Json:
    """Rows of cells come behind the last row that holds something; the grid grows where they don't fit."""
    if "tableId" in body:
        raise Refusal("Tables are not known here.")
    tab, rows = draft.state.tab(body), body.get("rows", [])
    last = max((row for (row, _), cell in tab.cells.items() if cell.value is not None), default=-1)
    top = last + 1
    width = max((len(row.get("values", ())) for row in rows), default=0)
    for axis, need in ((0, top + len(rows)), (1, width)):
        if need > tab.count(axis):
            resize(draft.state, tab, axis, need)
    box = Box(top, top + len(rows), 0, width)
    draft.guard(tab, box)
    _write(draft, tab, box, body, clear=False)
    return {}


def set_data_validation(draft: Draft, body: Json) -> Json:
    """Each cell of a range gets a validation, or loses it where none is given."""
    tab, asked = draft.state.box(body.get("range", {}))
    box = tab.inside(asked)
    draft.guard(tab, box)
    rule = body.get("rule")
    if rule is not None and not rule.get("condition", {}).get("type"):
        raise Refusal("BooleanCondition.type is required.")
    write = writer({"dataValidation": {}}, draft.formula)
    for at in box.cells() if rule else tab.filled(box):
        tab.put(*at, write(tab.cell(*at), {"dataValidation": rule} if rule else {}))
    return {}
