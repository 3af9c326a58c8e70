"""Who may change which cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.refusal import PROTECTED, Refusal

if TYPE_CHECKING:
    from tests.google.sheets.state import State, Tab

EVERYTHING = Box()


def may_edit(protection: dict[str, Any], user: str, owner: str) -> bool:
    """Whether a person may change what this protects; a warning stops nobody, and nothing stops the owner."""
    editors = protection.get("editors", {})
    return bool(
        protection.get("warningOnly")
        or (owner and user.casefold() == owner.casefold())
        or editors.get("domainUsersCanEdit")
        or user.casefold() in {name.casefold() for name in editors.get("users", ())}
    )


def area_of(state: State, protection: dict[str, Any]) -> Box | None:
    """The cells that a protection is about; None where they are gone."""
    name = protection.get("namedRangeId")
    if name is None:
        box: Box = protection["range"]
        return box
    return next((box for name_id, _, _, box in state.names if name_id == name), None)


def guard_between(state: State, tab: Tab, axis: int, at: int, user: str, owner: str) -> None:
    """Refused where rows or columns that come in at a place would be in the midst of what is protected."""
    for protection in tab.protections:
        area = area_of(state, protection)
        if area is None or may_edit(protection, user, owner):
            continue
        start, end = area.span(axis)
        if (start < at or (start == 0 and end is None)) and (end is None or at < end):
            raise Refusal(PROTECTED)


def guard(state: State, tab: Tab, box: Box, user: str, owner: str) -> None:
    """Refused where a cell of the rectangle is protected against this person."""
    for protection in tab.protections:
        area = area_of(state, protection)
        if area is None or may_edit(protection, user, owner) or not area.meets(box):
            continue
        if not any(open_.covers(tab.inside(box)) for open_ in protection.get("unprotectedRanges", ())):
            raise Refusal(PROTECTED)
