"""Works out the formulas of a spreadsheet: each cell once, when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.google.sheets.formulas.place import Place
from tests.google.sheets.formulas.tokens import Unreadable
from tests.google.sheets.formulas.tree import Fault, Ref, parsed, references
from tests.google.sheets.formulas.values import Block, Failed
from tests.google.sheets.local import local

if TYPE_CHECKING:
    from datetime import datetime

    from tests.google.sheets.box import Box
    from tests.google.sheets.formulas.values import Scalar, Some
    from tests.google.sheets.state import State, Tab


class Calculator:
    """The results of the formulas of one state. `unknown` tells what it met and can't work out."""

    def __init__(self, state: State, now: datetime) -> None:
        self.state, self.now = state, now
        self.local = local(state.locale)
        self.volatile = False
        self.unknown: set[str] = set()
        self._tabs = {tab.title.casefold(): tab for tab in state.tabs}
        self._known: dict[tuple[int, int, int], Scalar] = {}
        self._open: set[tuple[int, int, int]] = set()
        self._blocks: dict[tuple[int, Box], Block] = {}

    def value(self, tab: Tab, row: int, column: int) -> Scalar:
        """What a cell shows: what was entered, or the result of its formula."""
        cell = tab.cells.get((row, column))
        if cell is None or cell.value is None:
            return None
        formula = cell.value.get("formulaValue")
        if formula is None:
            value: Scalar = next(iter(cell.value.values()))
            return value
        if (tab.id, row, column) not in self._known:
            self._work_out(Place(self, tab, row, column))
        return self._known.get((tab.id, row, column), Fault("REF"))  # REF: it comes back to its own cell

    def _work_out(self, place: Place) -> None:
        """Work out a cell after those that it takes, however long the row of them is."""
        waiting = [(place, False)]
        while waiting:
            here, opened = waiting.pop()
            cell = here.tab.cell(here.row, here.column)
            if here.at in self._known:
                continue
            if cell.stored is not None:
                self._known[here.at] = stored(cell.stored)
            elif opened:
                self._known[here.at] = self.result(cell.formula or "", here)
            elif here.at not in self._open:
                self._open.add(here.at)
                waiting.append((here, True))
                waiting += [(each, False) for each in self._taken(here, cell.formula or "")]

    def _taken(self, place: Place, formula: str) -> list[Place]:
        """The cells with a formula that a formula names and that are not worked out yet."""
        try:
            named = references(parsed(formula, self.local.mark))
        except Unreadable:
            return []
        found = []
        for node in named:
            try:
                tab, box = place.box(node.area) if isinstance(node, Ref) else self.area(node.name)
            except Failed:
                continue
            inside = tab.inside(box)
            found += [Place(self, tab, *at) for at in tab.filled(inside) if tab.cells[at].formula is not None]
        return [each for each in found if each.at not in self._known]

    def area(self, name: str) -> tuple[Tab, Box]:
        """The cells that a name stands for."""
        for _, known, sheet, box in self.state.names:
            if known.casefold() == name.casefold():
                tab = self.state.find(sheet)
                if tab is None or box is None:
                    raise Failed("REF")
                return tab, box
        raise Failed("NAME")

    def result(self, formula: str, place: Place) -> Scalar:
        """The result of a formula at a place; what can't be read is an ERROR."""
        try:
            node = parsed(formula, self.local.mark)
        except Unreadable:
            return Fault("ERROR")
        try:
            some = place.work(node)
        except Failed as failed:
            return failed.fault
        return 0.0 if (value := self._single(some, place)) is None else value

    def _single(self, some: Some, place: Place) -> Scalar:
        """One value of a block: the one in the row or column of the formula, or its only one."""
        if not isinstance(some, Block):
            return some
        height, width = some.size
        top, left = some.origin
        row = 0 if height == 1 else place.row - top
        column = 0 if width == 1 else place.column - left
        if not (0 <= row < height and 0 <= column < width):
            self.unknown.add("a result of several cells")
            return Fault("VALUE")
        return some.rows[row][column]

    def tab(self, title: str) -> Tab | None:
        """The tab with this title."""
        return self._tabs.get(title.casefold())

    def block(self, tab: Tab, box: Box) -> Block:
        """The values of a rectangle as far as the grid goes."""
        if (tab.id, box) not in self._blocks:
            inside = tab.inside(box)
            rows = [
                [self.value(tab, row, column) for column in range(inside.left, inside.right or 0)]
                for row in range(inside.top, inside.bottom or 0)
            ]
            block = Block(rows, (box.top, box.left))
            if not rows or not rows[0]:
                raise Failed("REF")
            self._blocks[tab.id, box] = block
        return self._blocks[tab.id, box]


def stored(value: dict[str, object]) -> Scalar:
    """A result in Google's JSON as a value."""
    ((kind, content),) = value.items()
    if kind == "errorValue" and isinstance(content, dict):
        return Fault(content["type"])
    return content if isinstance(content, str | bool | float) else float(str(content))
