"""Requests about rectangles: merged cells, the filter, names, protections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.google.sheets.a1 import parse_cells
from tests.google.sheets.box import Box
from tests.google.sheets.cell import EMPTY
from tests.google.sheets.mask import parse_mask
from tests.google.sheets.parts import name_of, protection_of
from tests.google.sheets.protect import may_edit
from tests.google.sheets.refusal import PROTECTED, Refusal
from tests.google.sheets.reshape import follow_name

if TYPE_CHECKING:
    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]
_NAME = re.compile(r"[^\W\d]\w{0,249}")
_PROTECTED = ("range", "namedRangeId", "description", "warningOnly", "editors", "unprotectedRanges")


def merge_cells(draft: Draft, body: Json) -> Json:
    """Cells become one, or one per row or column; of each only the first keeps what stood in it."""
    tab, asked = draft.state.box(body.get("range", {}))
    box = tab.inside(asked)
    draft.guard(tab, box)
    _whole_merges(tab, box)
    tab.merges = [merge for merge in tab.merges if not merge.meets(box)]
    for part in _parts(box, body.get("mergeType", "MERGE_ALL")):
        if part.height * part.width < 2:
            continue
        filled = sorted(at for at in tab.filled(part) if tab.cells[at].value is not None)
        first = (part.top, part.left)
        if filled and filled[0] != first and first not in filled:
            tab.put(*first, tab.cells[filled[0]])
        for at in tab.filled(part):
            if at != first:
                cell = tab.cells[at]
                tab.put(*at, EMPTY if cell.format is None else type(cell)(format=cell.format))
        tab.merges.append(part)
    return {}


def _parts(box: Box, kind: str) -> list[Box]:
    if kind == "MERGE_ROWS":
        return [box.spanning(0, row, row + 1) for row in range(box.top, box.bottom or 0)]
    if kind == "MERGE_COLUMNS":
        return [box.spanning(1, column, column + 1) for column in range(box.left, box.right or 0)]
    return [box]


def _whole_merges(tab: Tab, box: Box) -> None:
    if any(merge.meets(box) and not box.covers(merge) for merge in tab.merges):
        raise Refusal("You must select all cells in a merged range to merge or unmerge them.")


def unmerge_cells(draft: Draft, body: Json) -> Json:
    """The merged cells in a range are single cells again."""
    tab, asked = draft.state.box(body.get("range", {}))
    box = tab.inside(asked)
    draft.guard(tab, box)
    _whole_merges(tab, box)
    tab.merges = [merge for merge in tab.merges if not merge.meets(box)]
    return {}


def set_basic_filter(draft: Draft, body: Json) -> Json:
    """The tab has this filter, in place of any other."""
    asked = body.get("filter", {})
    tab, box = draft.state.box(asked.get("range", {}))
    draft.guard(tab, box)
    if asked.get("sortSpecs"):
        raise Refusal("A filter that sorts is not known here.")
    kept = {k: v for k, v in asked.items() if k == "filterSpecs" and v}
    if "criteria" in asked and not kept:
        kept["filterSpecs"] = [
            {"columnIndex": int(column), "filterCriteria": criteria} for column, criteria in asked["criteria"].items()
        ]
    tab.filter = {**kept, "range": tab.inside(box)}
    return {}


def clear_basic_filter(draft: Draft, body: Json) -> Json:
    """The tab has no filter."""
    tab = draft.state.tab(body)
    if tab.filter is not None:
        draft.guard(tab, tab.filter["range"])
    tab.filter = None
    return {}


def add_named_range(draft: Draft, body: Json) -> Json:
    """A name for a range comes in."""
    state, asked = draft.state, body.get("namedRange", {})
    taken = {id_ for id_, _, _, _ in state.names}
    name_id = asked.get("namedRangeId") or str(state.new_id(taken))
    if name_id in taken:
        raise Refusal(f"A named range with ID {name_id} already exists.")
    tab, box = state.box(asked.get("range", {}))
    name = (name_id, _free_name(state, asked.get("name", ""), None), tab.id, box)
    state.names.append(name)
    return {"addNamedRange": {"namedRange": name_of(name)}}


def _free_name(state: State, name: str, own: str | None) -> str:
    if not _NAME.fullmatch(name) or parse_cells(name) is not None or name.casefold() in {"true", "false"}:
        raise Refusal(f"Invalid named range name: {name}")
    if any(other.casefold() == name.casefold() and id_ != own for id_, other, _, _ in state.names):
        raise Refusal(f"Cannot add named range with name: {name}. A named range with that name already exists.")
    return name


def _name_at(state: State, name_id: str) -> int:
    for place, (id_, _, _, _) in enumerate(state.names):
        if id_ == name_id:
            return place
    raise Refusal(f"No named range with ID: {name_id}")


def update_named_range(draft: Draft, body: Json) -> Json:
    """A name, or the range that it stands for, is as given."""
    state, asked = draft.state, body.get("namedRange", {})
    place = _name_at(state, asked.get("namedRangeId", ""))
    id_, name, sheet, box = state.names[place]
    mask = parse_mask(body.get("fields"), ("name", "range"))
    if "name" in mask:
        old, name = name, _free_name(state, asked.get("name", ""), id_)
        follow_name(state, old, name)
    if "range" in mask:
        tab, box = state.box(asked.get("range", {}))
        sheet = tab.id
    state.names[place] = (id_, name, sheet, box)
    return {}


def delete_named_range(draft: Draft, body: Json) -> Json:
    """A name goes; the cells stay."""
    del draft.state.names[_name_at(draft.state, body.get("namedRangeId", ""))]
    return {}


def add_protected_range(draft: Draft, body: Json) -> Json:
    """A range is protected: by a warning, or against everybody but its editors, its maker and the owner."""
    state, asked = draft.state, body.get("protectedRange", {})
    taken = {one["protectedRangeId"] for tab in state.tabs for one in tab.protections}
    fresh = asked.get("protectedRangeId") or state.new_id(taken)
    if fresh in taken:
        raise Refusal(f"A protected range with ID {fresh} already exists.")
    tab, made = _protection(draft, {**asked, "protectedRangeId": fresh}, {name: {} for name in _PROTECTED}, {})
    if "range" in made:
        draft.guard(tab, made["range"])
    tab.protections.append(made)
    said = protection_of(state, tab, made, draft.user, draft.owner)
    said["editors"] = {name: told for name, told in asked.get("editors", {}).items() if told}  # as asked (recorded)
    return {"addProtectedRange": {"protectedRange": said}}


def _protection(draft: Draft, asked: Json, mask: Json, old: Json) -> tuple[Tab, Json]:
    state = draft.state
    made = {**old, "protectedRangeId": asked["protectedRangeId"]}
    for name in mask:
        made.pop(name, None)
        if asked.get(name):
            made[name] = asked[name]
    if "range" in mask or "namedRangeId" in mask:
        if ("range" in asked) == bool(asked.get("namedRangeId")):
            raise Refusal("Must specify exactly one of 'range' or 'namedRangeId'.")
        if "range" in asked:
            tab, made["range"] = state.box(asked["range"])
        else:
            tab = state.tab({"sheetId": state.names[_name_at(state, asked["namedRangeId"])][2]})
    else:
        tab = next(each for each in state.tabs if old in each.protections)
    if "unprotectedRanges" in mask and asked.get("unprotectedRanges"):
        if made.get("range") != Box():
            raise Refusal("Unprotected ranges are only supported on protected sheets.")
        made["unprotectedRanges"] = [state.box(each)[1] for each in asked["unprotectedRanges"]]
    if made.get("warningOnly"):
        made.pop("editors", None)
    else:
        editors = made.get("editors", {})
        users = editors.get("users", [])
        made["editors"] = {**editors, "users": users if draft.user in users else [*users, draft.user]}
    return tab, made


def _protected_at(draft: Draft, protection_id: int) -> tuple[Tab, int]:
    for tab in draft.state.tabs:
        for place, one in enumerate(tab.protections):
            if one["protectedRangeId"] == protection_id:
                if not may_edit(one, draft.user, draft.owner):
                    raise Refusal(PROTECTED)
                return tab, place
    raise Refusal(f"No protected range with ID: {protection_id}")


def update_protected_range(draft: Draft, body: Json) -> Json:
    """What the mask names of a protection is as given."""
    asked = body.get("protectedRange", {})
    tab, place = _protected_at(draft, asked.get("protectedRangeId", 0))
    old = tab.protections[place]
    known: tuple[str, ...] = _PROTECTED
    if body.get("fields") == "*":
        known = tuple(n for n in _PROTECTED if n not in {"range", "namedRangeId"} or n in asked)
    mask = parse_mask(body.get("fields"), known)
    target, made = _protection(draft, asked, mask, old)
    del tab.protections[place]
    target.protections.insert(place, made)
    return {}


def delete_protected_range(draft: Draft, body: Json) -> Json:
    """A range is no longer protected."""
    tab, place = _protected_at(draft, body.get("protectedRangeId", 0))
    del tab.protections[place]
    return {}
