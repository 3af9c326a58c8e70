"""A formula at work in its cell: what its parts come to there."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.google.sheets.box import Box
from tests.google.sheets.formulas.functions import LAZY, SCALAR, VOLATILE, WHOLE
from tests.google.sheets.formulas.tree import Array, Call, Fault, Name, Op, Ref, Value
from tests.google.sheets.formulas.values import (
    Block,
    Failed,
    compare,
    flat,
    lifted,
    to_number,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.formulas.tokens import Area
    from tests.google.sheets.formulas.tree import Node
    from tests.google.sheets.formulas.values import Scalar, Some
    from tests.google.sheets.state import Tab

#: Functions that fetch from elsewhere: what they give is on its way for as long as nobody set it.
FETCHING = frozenset(
    [
        "IMPORTRANGE",
        "IMPORTDATA",
        "IMPORTHTML",
        "IMPORTXML",
        "IMPORTFEED",
        "GOOGLEFINANCE",
        "GOOGLETRANSLATE",
        "IMAGE",
    ]
)
LOADING = Fault("LOADING")


@dataclass(frozen=True)
class Place:
    """Where a formula is worked out: its cell, and how far that is from the cell for which it was written."""

    calc: Calculator
    tab: Tab
    row: int
    column: int
    down: int = 0
    along: int = 0

    @property
    def at(self) -> tuple[int, int, int]:
        """The cell."""
        return self.tab.id, self.row, self.column

    def work(self, node: Node) -> Some:  # noqa: PLR0911  (one for each kind of node)
        """The value of a part of the formula."""
        match node:
            case Value(value):
                return value
            case Ref(area):
                tab, box = self.box(area)
                if not area.ranged:
                    return self.calc.value(tab, box.top, box.left)
                return self.calc.block(tab, box)
            case Op(op, args):
                return lifted(self.operation(op), tuple(self.attempt(arg) for arg in args))
            case Call():
                return self.call(node)
            case Name(name):
                return self.named(name)
            case Array(rows):
                return Block([[next(flat(self.attempt(each))) for each in row] for row in rows])

    def attempt(self, node: Node) -> Some:
        """The value of a part of the formula, an error being one too."""
        try:
            return self.work(node)
        except Failed as failed:
            return failed.fault

    def box(self, area: Area) -> tuple[Tab, Box]:
        """The cells that a reference names from here."""
        tab = self.tab if area.tab is None else self.calc.tab(area.tab)
        shifted = area.shifted(self.down, self.along)
        if tab is None or shifted is None:
            raise Failed("REF")
        top = shifted.row.at if shifted.row else 0
        left = shifted.column.at if shifted.column else 0
        if not area.ranged:
            if top >= tab.rows or left >= tab.columns:
                raise Failed("REF")
            return tab, Box.cell(top, left)
        bottom = shifted.to_row.at + 1 if shifted.to_row else None
        right = shifted.to_column.at + 1 if shifted.to_column else None
        return tab, Box(top, bottom, left, right)

    def named(self, name: str) -> Some:
        """What a name stands for."""
        if name.upper() in {"TRUE", "FALSE"}:
            return name.upper() == "TRUE"
        return self.calc.block(*self.calc.area(name))

    def call(self, node: Call) -> Some:
        """The result of a function."""
        name = node.name
        if name in VOLATILE:
            self.calc.volatile = True
        if name in FETCHING:
            return LOADING
        if name not in SCALAR and name not in WHOLE and name not in LAZY:
            self.calc.unknown.add(name)
            return Fault("NAME")
        try:
            return self._called(name, node.args)
        except TypeError:
            return Fault("N_A")  # not as many arguments as the function has
        except ZeroDivisionError:
            return Fault("DIVIDE_BY_ZERO")

    def _called(self, name: str, nodes: tuple[Node, ...]) -> Some:
        if name in LAZY:
            lazy: Some = LAZY[name](self, *nodes)
            return lazy
        args = tuple(self.attempt(arg) for arg in nodes)
        if name in SCALAR:
            return lifted(lambda *values: SCALAR[name](self, *values), args)
        whole: Some = WHOLE[name](self, *args)
        return whole

    def operation(self, op: str) -> Callable[..., Scalar]:
        """What an operator does with two values, or with one."""
        if op in _COMPARED:
            return lambda one, other: _COMPARED[op](compare(one, other), 0)
        if op == "&":
            return lambda one, other: self.text(one) + self.text(other)
        return lambda *args: _COUNTED[op](*(self.number(arg) for arg in args))

    def number(self, value: Scalar) -> float:
        """A value as a number."""
        return to_number(value, self.calc.local)

    def text(self, value: Scalar) -> str:
        """A value as a text."""
        return to_text(value, self.calc.local)


_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_COUNTED: dict[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "u-": operator.neg,
    "%": lambda number: number / 100,
}
