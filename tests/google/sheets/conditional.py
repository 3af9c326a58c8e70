"""Which cells the conditional formats of a tab light up, and how. The colours of a gradient are not worked out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.google.sheets.conditions import holds
from tests.google.sheets.formulas.place import Place
from tests.google.sheets.formulas.tokens import Unreadable
from tests.google.sheets.formulas.tree import Ref, Value, calls, parsed, references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


#: Functions whose result depends on where they stand, or on what a text of the moment names.
_OF_A_PLACE = frozenset({"ROW", "COLUMN", "INDIRECT", "TODAY", "NOW"})


@lru_cache
def _told_by(formula: str, mark: str) -> tuple[Ref, ...] | None:
    """The single cells that alone decide what a formula comes to; None where more decides it."""
    try:
        node = parsed(formula, mark)
    except Unreadable:
        return None
    for call in calls(node):
        fixed = call.name == "INDIRECT" and isinstance(call.args[0], Value) if call.args else False
        if call.name in _OF_A_PLACE and not fixed:
            return None
    named = references(node)
    refs = tuple(each for each in named if isinstance(each, Ref) and not each.area.ranged)
    return refs if len(refs) == len(named) else None


class Light:
    """What the conditional formats of a tab make of its cells, asked cell by cell."""

    def __init__(self, calc: Calculator, tab: Tab) -> None:
        self.calc, self.tab = calc, tab
        self.rules = [rule for rule in tab.rules if "booleanRule" in rule]
        self._known: dict[tuple[Any, ...], bool] = {}

    def at(self, at: tuple[int, int]) -> Json | None:
        """The format over a cell, None where no rule holds; of several that do, an earlier one wins part by part."""
        found: Json | None = None
        for rule in self.rules:
            if any(box.holds(*at) for box in rule["ranges"]) and self._holds(rule, at):
                found = _under(found, rule["booleanRule"].get("format", {}))
        return found

    def _holds(self, rule: Json, at: tuple[int, int]) -> bool:
        """Whether a rule holds for a cell; asked once for all cells in which its formula takes the same values."""
        condition, first = rule["booleanRule"]["condition"], rule["ranges"][0]
        origin = (first.top, first.left)
        key = self._key(condition, at, origin) if condition["type"] == "CUSTOM_FORMULA" else None
        if key is None:
            return holds(self.calc, condition, self.tab, at, origin)
        if key not in self._known:
            self._known[key] = holds(self.calc, condition, self.tab, at, origin)
        return self._known[key]

    def _key(self, condition: Json, at: tuple[int, int], origin: tuple[int, int]) -> tuple[Any, ...] | None:
        formula = condition["values"][0]["userEnteredValue"]
        refs = _told_by(formula, self.calc.local.mark)
        if refs is None:
            return None
        place = Place(self.calc, self.tab, *at, at[0] - origin[0], at[1] - origin[1])
        values = [place.attempt(ref) for ref in refs]
        return (formula, *((type(value), value) for value in values))


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
