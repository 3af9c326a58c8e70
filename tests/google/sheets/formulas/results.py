"""What a formula brings along besides its value: the format of a number, and a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas.place import Place
from tests.google.sheets.formulas.tokens import Unreadable
from tests.google.sheets.formulas.tree import Call, Fault, Name, Node, Op, Ref, parsed
from tests.google.sheets.formulas.values import Failed, flat

if TYPE_CHECKING:
    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab

_OF_FUNCTION = {
    "TODAY": "DATE",
    "DATE": "DATE",
    "EDATE": "DATE",
    "EOMONTH": "DATE",
    "DATEVALUE": "DATE",
    "NOW": "DATE_TIME",
    "TIME": "TIME",
}
#: Functions whose result is shown as their first argument is, or as the second.
_AS_FIRST = frozenset(
    [
        "SUM",
        "MIN",
        "MAX",
        "AVERAGE",
        "ROUND",
        "ROUNDUP",
        "ROUNDDOWN",
        "IFERROR",
        "IFNA",
        "INDEX",
        "ABS",
        "SUMIF",
    ]
)
_DEEPEST = 20


def inferred(calc: Calculator, tab: Tab, formula: str, at: tuple[int, int]) -> dict[str, Any] | str | None:
    """The number format that a formula without one is shown in: a format, or only its type."""
    try:
        node = parsed(formula, calc.local.mark)
    except Unreadable:
        return None
    if isinstance(node, Op) and node.op == "%":
        return "PERCENT"
    return _of(node, Place(calc, tab, *at), 0)


def _of(node: Node, place: Place, depth: int) -> dict[str, Any] | str | None:  # noqa: PLR0911  (one per case)
    match node:
        case Ref() | Name():
            return _of_cell(node, place, depth)
        case Call(name, args) if name in _OF_FUNCTION:
            return _OF_FUNCTION[name]
        case Call(name, args) if name in _AS_FIRST and args:
            return _of(args[0], place, depth)
        case Call("IF", args) if len(args) > 1:
            return _of(args[1], place, depth)
        case Op("u-", (only,)):
            return _of(only, place, depth)
        case Op("+" | "-" | "*" | "/" as op, (one, other)):
            return _of_two(op, _of(one, place, depth), _of(other, place, depth))
        case _:
            return None


def _of_two(
    op: str, one: dict[str, Any] | str | None, other: dict[str, Any] | str | None
) -> dict[str, Any] | str | None:
    if "DATE" in (_kind(one), _kind(other)) and (op != "+" or _kind(one) == _kind(other)):
        return one if op == "-" and other is None else None
    if op == "/" and one and other:
        return None
    return one or other


def _kind(number_format: dict[str, Any] | str | None) -> str | None:
    return number_format if isinstance(number_format, str | None) else number_format.get("type")


def _of_cell(node: Ref | Name, place: Place, depth: int) -> dict[str, Any] | str | None:
    try:
        if isinstance(node, Ref):
            tab, box = place.box(node.area)
        else:
            return None
    except Failed:
        return None
    cell = tab.cell(box.top, box.left)
    told: dict[str, Any] | None = (cell.format or {}).get("numberFormat")
    if told is not None or cell.formula is None or depth > _DEEPEST:
        return told
    try:
        inner = parsed(cell.formula, place.calc.local.mark)
    except Unreadable:
        return None
    return _of(inner, Place(place.calc, tab, box.top, box.left), depth + 1)


def linked(calc: Calculator, tab: Tab, formula: str, at: tuple[int, int]) -> str | None:
    """Where a HYPERLINK formula leads to."""
    try:
        node = parsed(formula, calc.local.mark)
    except Unreadable:
        return None
    if not (isinstance(node, Call) and node.name == "HYPERLINK" and node.args):
        return None
    value = next(flat(Place(calc, tab, *at).attempt(node.args[0])))
    return None if isinstance(value, Fault) else str(value)
