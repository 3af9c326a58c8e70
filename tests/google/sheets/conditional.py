"""Which cells the conditional formats of a tab light up, and how. The colours of a gradient are not worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


class Light:
    """What the conditional formats of a tab make of its cells, asked cell by cell."""

    def __init__(self, calc: Calculator, tab: Tab) -> None:
        self.calc, self.tab = calc, tab
        self.rules = [rule for rule in tab.rules if "booleanRule" in rule]

    def at(self, at: tuple[int, int]) -> Json | None:
        """The format over a cell, None where no rule holds; of several that do, an earlier one wins part by part."""
        found: Json | None = None
        for rule in self.rules:
            asked, first = rule["booleanRule"], rule["ranges"][0]
            if any(box.holds(*at) for box in rule["ranges"]) and holds(
                self.calc, asked["condition"], self.tab, at, (first.top, first.left)
            ):
                found = _under(found, asked.get("format", {}))
        return found


def lit_cells(calc: Calculator, tab: Tab) -> Mapping[tuple[int, int], Json]:
    """The format over each cell of a tab, as far as the grid goes, that a conditional format lights up."""
    light = Light(calc, tab)
    places = {at for rule in light.rules for box in rule["ranges"] for at in tab.inside(box).cells()}
    return {at: style for at in sorted(places) if (style := light.at(at)) is not None}


def _under(upper: Json | None, lower: Json) -> Json:
    if not upper:
        return lower
    text = {**lower.get("textFormat", {}), **upper.get("textFormat", {})}
    return {**lower, **upper, **({"textFormat": text} if text else {})}
