"""Which cells the conditional formats of a tab light up, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError
from tests.google.sheets.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


def lit_cells(calc: Calculator, tab: Tab) -> Mapping[tuple[int, int], Json]:
    """The format that lies over each cell; where several rules hold, an earlier one wins part by part."""
    found: dict[tuple[int, int], Json] = {}
    for rule in tab.rules:
        if "booleanRule" not in rule:
            raise ApiError(501, "A conditional format with a gradient is not worked out here.", "UNIMPLEMENTED")
        asked = rule["booleanRule"]
        first = rule["ranges"][0]
        for box in rule["ranges"]:
            for at in tab.inside(box).cells():
                if holds(calc, asked["condition"], tab, at, (first.top, first.left)):
                    found[at] = _under(found.get(at), asked.get("format", {}))
    return found


def _under(upper: Json | None, lower: Json) -> Json:
    if not upper:
        return lower
    text = {**lower.get("textFormat", {}), **upper.get("textFormat", {})}
    return {**lower, **upper, **({"textFormat": text} if text else {})}
