"""Requests about rows and columns: put in, take out, move, size, hide, group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.cell import Cell
from tests.google.sheets.edits import Delete, Insert, Move
from tests.google.sheets.mask import merged, parse_mask
from tests.google.sheets.parts import groups_of
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import reshape

if TYPE_CHECKING:
    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import Tab

Json = dict[str, Any]
_WORD = ("row", "column")


def _strip(axis: int, start: int, end: int | None) -> Box:
    return Box().spanning(axis, start, end)


def insert_dimension(draft: Draft, body: Json) -> Json:
    """Empty rows or columns come in, formatted as the one before or behind them."""
    tab, axis, start, end = draft.state.span(body.get("range", {}))
    if start > tab.count(axis):
        raise Refusal(f"DimensionRange.startIndex[{start}] is after last {_WORD[axis]} in grid[{tab.count(axis)}]")
    before = body.get("inheritFromBefore", False)
    if before and start == 0:
        raise Refusal(f"inheritFromBefore cannot be true if inserting at the first {_WORD[axis]}.")
    draft.guard_between(tab, axis, start)
    insert(draft, tab, axis, start, end - start, before=before)
    return {}


def insert(draft: Draft, tab: Tab, axis: int, start: int, count: int, *, before: bool) -> None:
    """Put in rows or columns, which look like the one before them or the one behind."""
    reshape(draft.state, tab, Insert(axis, start, count))
    if axis:
        tab.columns += count
    else:
        tab.rows += count
    draft.state.check_size()
    model = start - 1 if before else start + count
    if size := tab.sizes[axis].get(model):
        tab.sizes[axis].update({start + nth: size for nth in range(count)})
    styled = [
        (at, Cell(format=cell.format, validation=cell.validation))
        for at, cell in tab.cells.items()
        if at[axis] == model and (cell.format or cell.validation)
    ]
    for at, cell in styled:
        for nth in range(start, start + count):
            tab.cells[(at[0], nth) if axis else (nth, at[1])] = cell


def delete_dimension(draft: Draft, body: Json) -> Json:
    """Rows or columns go, with what stood in them."""
    tab, axis, start, end = draft.state.span(body.get("range", {}))
    word, have = _WORD[axis], tab.count(axis)
    if end > have:
        gone = max(start, have)
        raise Refusal(
            f"Cannot delete a {word} that doesn't exist. Tried to delete {word} index {gone} but there are only"
            f" {have} {word}s."
        )
    if end - start == have:
        raise Refusal(f"You can't delete all the {word}s on the sheet.")
    name = f"frozen{word.capitalize()}Count"
    frozen = tab.grid.get(name, 0)
    if frozen and start <= frozen and end == have:
        raise Refusal(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    draft.guard(tab, _strip(axis, start, end))
    delete(draft, tab, axis, start, end)
    return {}


def delete(draft: Draft, tab: Tab, axis: int, start: int, end: int) -> None:
    """Take out rows or columns."""
    reshape(draft.state, tab, Delete(axis, start, end))
    if axis:
        tab.columns -= end - start
    else:
        tab.rows -= end - start
    name = f"frozen{_WORD[axis].capitalize()}Count"
    frozen = tab.grid.get(name, 0)
    left = frozen - max(0, min(end, frozen) - start)
    if left:
        tab.grid[name] = left
    else:
        tab.grid.pop(name, None)


def append_dimension(draft: Draft, body: Json) -> Json:
    """Empty rows or columns come behind the last."""
    tab = draft.state.tab(body)
    _, axis, _, _ = draft.state.span({"sheetId": tab.id, "dimension": body.get("dimension", "")})
    length = body.get("length", 0)
    if length < 1:
        raise Refusal("AppendDimensionRequest.length must be positive.")
    if axis:
        tab.columns += length
    else:
        tab.rows += length
    draft.state.check_size()
    return {}


def move_dimension(draft: Draft, body: Json) -> Json:
    """Rows or columns come to stand elsewhere, counted before they are moved."""
    tab, axis, start, end = draft.state.span(body.get("source", {}))
    to = body.get("destinationIndex", 0)
    if end > tab.count(axis) or not 0 <= to <= tab.count(axis):
        raise Refusal(f"Cannot move a {_WORD[axis]} to or from outside the grid.")
    if start < to < end:
        raise Refusal("The destination is inside the source.")
    draft.guard(tab, _strip(axis, start, end))
    draft.guard_between(tab, axis, to)
    if to not in (start, end):
        reshape(draft.state, tab, Move(axis, start, end, to))
    return {}


def update_dimension_properties(draft: Draft, body: Json) -> Json:
    """Rows or columns get a size, or are hidden by a person."""
    tab, axis, start, end = draft.state.span(body.get("range", {}))
    if end > tab.count(axis):
        raise Refusal(f"DimensionRange.endIndex[{end}] is after last {_WORD[axis]} in grid[{tab.count(axis)}]")
    mask = parse_mask(body.get("fields"), ("pixelSize", "hiddenByUser"))
    asked = body.get("properties", {})
    if asked.get("pixelSize", 1) < 1:
        raise Refusal("pixelSize must be positive.")
    for index in range(start, end):
        size = merged(tab.sizes[axis].get(index), {k: v for k, v in asked.items() if v}, mask)
        if size:
            tab.sizes[axis][index] = size
        else:
            tab.sizes[axis].pop(index, None)
    return {}


def auto_resize_dimensions(draft: Draft, body: Json) -> Json:
    """Rows or columns get back the size that they have by themselves: a fake measures no text."""
    tab, axis, start, end = draft.state.span(body.get("dimensions", {}))
    for index in range(start, min(end, tab.count(axis))):
        size = {k: v for k, v in tab.sizes[axis].get(index, {}).items() if k != "pixelSize"}
        if size:
            tab.sizes[axis][index] = size
        else:
            tab.sizes[axis].pop(index, None)
    return {}


def add_dimension_group(draft: Draft, body: Json) -> Json:
    """A group comes over rows or columns; each lies one deeper in it than before."""
    tab, axis, start, end = draft.state.span(body.get("range", {}))
    _regroup(tab, axis, start, end, 1)
    return {"addDimensionGroup": {"dimensionGroups": groups_of(tab, axis)}}


def delete_dimension_group(draft: Draft, body: Json) -> Json:
    """Rows or columns lie one less deep; refused where no group is over them."""
    tab, axis, start, end = draft.state.span(body.get("range", {}))
    if not any(group["span"][0] < end and start < group["span"][1] for group in tab.groups[axis]):
        raise Refusal("Cannot delete a group that does not exist.")
    _regroup(tab, axis, start, end, -1)
    return {"deleteDimensionGroup": {"dimensionGroups": groups_of(tab, axis)}}


def _regroup(tab: Tab, axis: int, start: int, end: int, by: int) -> None:
    depths = [0] * (max([end, *(group["span"][1] for group in tab.groups[axis])]) + 1)
    for group in tab.groups[axis]:
        for index in range(*group["span"]):
            depths[index] = max(depths[index], group["depth"])
    for index in range(start, end):
        depths[index] = max(0, depths[index] + by)
    collapsed = {(group["depth"], group["span"]) for group in tab.groups[axis] if group.get("collapsed")}
    made, depth = [], 1
    while any(at >= depth for at in depths):
        begin = None
        for index, at in enumerate(depths):
            if at >= depth and begin is None:
                begin = index
            elif at < depth and begin is not None:
                group = {"depth": depth, "span": (begin, index)}
                made.append({**group, "collapsed": True} if (depth, (begin, index)) in collapsed else group)
                begin = None
        depth += 1
    tab.groups[axis][:] = made
