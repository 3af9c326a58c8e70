"""Requests about developer metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.mask import parse_mask
from tests.google.sheets.parts import metadata_of, visible
from tests.google.sheets.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import State

Json = dict[str, Any]
MOST = 30_000
_VISIBILITY = ("DOCUMENT", "PROJECT")
_ASKED = ("metadataId", "metadataKey", "metadataValue", "visibility")


def create_developer_metadata(draft: Draft, body: Json) -> Json:
    """A developer metadata comes in, on the spreadsheet, a tab, a row or a column."""
    state, asked = draft.state, body.get("developerMetadata", {})
    taken = {one["metadataId"] for one in state.metadata}
    fresh = asked.get("metadataId") or state.new_id(taken)
    if fresh in taken or fresh < 0:
        raise Refusal(f"Developer metadata with ID {fresh} already exists.")
    made = _checked(state, {**asked, "metadataId": fresh, "project": draft.user})
    state.metadata.append(made)
    _check_size(state)
    return {"createDeveloperMetadata": {"developerMetadata": metadata_of(made)}}


def _checked(state: State, asked: Json) -> Json:
    if not asked.get("metadataKey"):
        raise Refusal("DeveloperMetadata.metadataKey is required.")
    if asked.get("visibility") not in _VISIBILITY:
        raise Refusal("DeveloperMetadata.visibility is required.")
    return {
        "metadataId": asked["metadataId"],
        "metadataKey": asked["metadataKey"],
        "metadataValue": asked.get("metadataValue", ""),
        "location": _location(state, asked.get("location", {})),
        "visibility": asked["visibility"],
        "project": asked["project"],
    }


def _location(state: State, asked: Json) -> Json:
    told = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in asked]
    if len(told) != 1:
        raise Refusal("DeveloperMetadata.location must name exactly one location.")
    if told == ["spreadsheet"]:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if told == ["sheetId"]:
        return {"locationType": "SHEET", "sheetId": state.tab(asked).id}
    place = asked["dimensionRange"]
    tab, axis, start, end = state.span(place)
    if end - start != 1 or end > tab.count(axis):
        raise Refusal("DeveloperMetadata.location.dimensionRange must be exactly one row or column.")
    span = {"sheetId": tab.id, "dimension": place["dimension"], "startIndex": start, "endIndex": end}
    return {"locationType": ("ROW", "COLUMN")[axis], "dimensionRange": span}


def _check_size(state: State) -> None:
    sizes: dict[int | None, int] = {}
    for one in state.metadata:
        place = one["location"]
        sheet = place.get("dimensionRange", place).get("sheetId")
        sizes[sheet] = sizes.get(sheet, 0) + len(one["metadataKey"]) + len(one["metadataValue"])
    if any(size > MOST for size in sizes.values()):
        raise Refusal(f"Developer metadata exceeds the limit of {MOST} characters.")


def found(state: State, filters: Iterable[Json], user: str) -> list[Json]:
    """The metadata that one of the filters finds, among those that this user may see."""
    chosen = list(filters)
    return [one for one in state.metadata if visible(one, user) and any(_hit(state, one, f) for f in chosen)]


def _hit(state: State, metadata: Json, data_filter: Json) -> bool:
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        raise Refusal("Only a developerMetadataLookup is known here.")
    if any(lookup[name] != metadata[name] for name in _ASKED if name in lookup):
        return False
    if "locationType" in lookup and lookup["locationType"] != metadata["location"]["locationType"]:
        return False
    if "metadataLocation" not in lookup:
        return True
    asked = _location(state, {k: v for k, v in lookup["metadataLocation"].items() if k != "locationType"})
    if lookup.get("locationMatchingStrategy") == "EXACT_LOCATION":
        return bool(asked == metadata["location"])
    return _meets(asked, metadata["location"])


def _meets(one: Json, other: Json) -> bool:
    sheets = [place.get("dimensionRange", place).get("sheetId") for place in (one, other)]
    if None in sheets or sheets[0] != sheets[1]:
        return one == other
    boxes = []
    for place in (one, other):
        span = place.get("dimensionRange")
        axis = int(span["dimension"] == "COLUMNS") if span else 0
        boxes.append(Box().spanning(axis, span["startIndex"], span["endIndex"]) if span else Box())
    return boxes[0].meets(boxes[1])


def update_developer_metadata(draft: Draft, body: Json) -> Json:
    """What the mask names of each metadata that is found is as given."""
    state, asked = draft.state, body.get("developerMetadata", {})
    known = ("metadataKey", "metadataValue", "location", "visibility")
    mask = parse_mask(body.get("fields"), known)
    changed = []
    for one in found(state, body.get("dataFilters", ()), draft.user):
        parts = {name: asked.get(name, "") for name in mask}
        made = _checked(state, {**one, **parts})
        state.metadata[state.metadata.index(one)] = made
        changed.append(metadata_of(made))
    _check_size(state)
    return {"updateDeveloperMetadata": {"developerMetadata": changed} if changed else {}}


def delete_developer_metadata(draft: Draft, body: Json) -> Json:
    """Each metadata that is found goes."""
    gone = found(draft.state, [body.get("dataFilter", {})], draft.user)
    draft.state.metadata = [one for one in draft.state.metadata if one not in gone]
    said = [metadata_of(one) for one in gone]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": said} if said else {}}
