"""What a request works on: a copy of the state, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.google.sheets.formulas.calc import Calculator
from tests.google.sheets.formulas.tokens import in_copy, kept
from tests.google.sheets.local import mark_of
from tests.google.sheets.protect import EVERYTHING, guard, guard_between

if TYPE_CHECKING:
    from datetime import datetime

    from tests.google.sheets.box import Box
    from tests.google.sheets.state import State, Tab


@dataclass(frozen=True)
class Draft:
    """A state that becomes the spreadsheet's only if every request of its batch can be done."""

    state: State
    user: str
    owner: str
    now: datetime

    def guard(self, tab: Tab, box: Box = EVERYTHING) -> None:
        """Refused where something in the rectangle is protected against who asks."""
        if tab.protections:
            guard(self.state, tab, box, self.user, self.owner)

    def guard_between(self, tab: Tab, axis: int, at: int) -> None:
        """Refused where rows or columns that come in there would be protected against who asks."""
        guard_between(self.state, tab, axis, at, self.user, self.owner)

    def formula(self, text: str) -> str:
        """A formula as the spreadsheet keeps it."""
        return kept("=" + text if text.startswith("+") else text, mark_of(self.state.locale))

    def shifted(self, formula: str, rows: int, columns: int) -> str:
        """A formula as it is in a copy of its cell so much further."""
        return in_copy(formula, mark_of(self.state.locale), rows, columns)

    def calculator(self) -> Calculator:
        """The results of the formulas as they are at this point of the batch."""
        return Calculator(self.state, self.now)
