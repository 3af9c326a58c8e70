"""The rows that the filter of a tab hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.google.sheets.celldata import CellReader
from tests.google.sheets.conditions import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab


def hidden_by_filter(calc: Calculator, tab: Tab) -> Iterator[int]:
    """The rows under the headings of the filter in which a cell is not among what it shows."""
    box = tab.filter["range"] if tab.filter else None
    specs = (tab.filter or {}).get("filterSpecs", ())
    if box is None or not specs:
        return
    reader = CellReader(calc, tab, frozenset())
    for row in range(box.top + 1, box.bottom or tab.rows):
        for spec in specs:
            at = (row, spec.get("columnIndex", 0))
            criteria = spec.get("filterCriteria", {})
            gone = reader.formatted(at, tab.cell(*at)) in criteria.get("hiddenValues", ())
            condition = criteria.get("condition")
            if gone or (condition and not holds(calc, condition, tab, at, at)):
                yield row
                break
