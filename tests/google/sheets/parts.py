"""What a spreadsheet has besides cells, in Google's JSON: properties, groups, protections, filters, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.protect import may_edit

if TYPE_CHECKING:
    from tests.google.sheets.state import State, Tab

Json = dict[str, Any]
_AXIS = ("ROWS", "COLUMNS")


def properties_of(tab: Tab, index: int) -> Json:
    """The SheetProperties; id and index are said even where they are 0 (recorded)."""
    said: Json = {"sheetId": tab.id, "title": tab.title, "index": index, "sheetType": "GRID"}
    said["gridProperties"] = {"rowCount": tab.rows, "columnCount": tab.columns, **tab.grid}
    if tab.hidden:
        said["hidden"] = True
    return {**said, **tab.properties}


def groups_of(tab: Tab, axis: int) -> list[Json]:
    """The groups of rows or columns in Google's JSON."""
    return [
        {
            "range": ({"sheetId": tab.id} if tab.id else {})
            | {"dimension": _AXIS[axis], "startIndex": group["span"][0], "endIndex": group["span"][1]},
            "depth": group["depth"],
        }
        | ({"collapsed": True} if group.get("collapsed") else {})
        for group in tab.groups[axis]
    ]


def protection_of(state: State, tab: Tab, protection: Json, user: str, owner: str) -> Json:
    """A ProtectedRange as this person may see it: who else may edit is only for those who may."""
    allowed = may_edit(protection, user, owner)
    said: Json = {"protectedRangeId": protection["protectedRangeId"]}
    if "namedRangeId" in protection:
        name = protection["namedRangeId"]
        boxes = [(sheet, box) for id_, _, sheet, box in state.names if id_ == name and box is not None]
        said["range"] = boxes[0][1].json(boxes[0][0]) if boxes else {}
        said["namedRangeId"] = name
    else:
        said["range"] = protection["range"].json(tab.id)
    if protection.get("description"):
        said["description"] = protection["description"]
    if protection.get("warningOnly"):
        said["warningOnly"] = True
    if allowed:
        said["requestingUserCanEdit"] = True
    if protection.get("unprotectedRanges"):
        said["unprotectedRanges"] = [box.json(tab.id) for box in protection["unprotectedRanges"]]
    if allowed and not protection.get("warningOnly"):
        editors = {"users": [owner, *protection.get("editors", {}).get("users", ())]}
        editors["users"] = list(dict.fromkeys(name for name in editors["users"] if name))
        more = {k: v for k, v in protection.get("editors", {}).items() if k != "users" and v}
        said["editors"] = {k: v for k, v in {**more, **editors}.items() if v}
    elif allowed:
        said["editors"] = {}
    return said


def name_of(name: tuple[str, str, int, Any]) -> Json:
    """A NamedRange."""
    id_, text, sheet, box = name
    return {"namedRangeId": id_, "name": text, "range": box.json(sheet)}


def rule_of(tab: Tab, rule: Json) -> Json:
    """A ConditionalFormatRule."""
    return {**rule, "ranges": [box.json(tab.id) for box in rule["ranges"]]}


def filter_of(tab: Tab) -> Json:
    """The BasicFilter, with its criteria in the old way too."""
    kept = tab.filter or {}
    said = {**kept, "range": kept["range"].json(tab.id)}
    if said.get("filterSpecs"):
        said["criteria"] = {
            str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in said["filterSpecs"]
        }
    return said


def visible(metadata: Json, user: str) -> bool:
    """Whether a developer metadata is shown to this user: one of a project only to who made it."""
    return bool(metadata["visibility"] == "DOCUMENT" or metadata["project"] == user)


def metadata_of(metadata: Json) -> Json:
    """A DeveloperMetadata."""
    place = dict(metadata["location"])
    if place["locationType"] == "SHEET" and not place["sheetId"]:
        del place["sheetId"]
    if "dimensionRange" in place and not place["dimensionRange"].get("sheetId"):
        place["dimensionRange"] = {k: v for k, v in place["dimensionRange"].items() if k != "sheetId"}
    said = {k: v for k, v in metadata.items() if k != "project" and v != ""}
    return {**said, "location": place}
