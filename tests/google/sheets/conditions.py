"""Whether a value is as a condition asks: of a conditional format, or of a filter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError
from tests.google.sheets.formulas.place import Place
from tests.google.sheets.formulas.tree import Fault
from tests.google.sheets.formulas.values import Scalar, to_text
from tests.google.sheets.typed import typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.state import Tab

Json = dict[str, Any]


def _number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_NUMBERS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "GREATER": lambda value, to: value > to[0],
    "GREATER_THAN_EQ": lambda value, to: value >= to[0],
    "LESS": lambda value, to: value < to[0],
    "LESS_THAN_EQ": lambda value, to: value <= to[0],
    "EQ": lambda value, to: value == to[0],
    "NOT_EQ": lambda value, to: value != to[0],
    "BETWEEN": lambda value, to: min(to) <= value <= max(to),
    "NOT_BETWEEN": lambda value, to: not min(to) <= value <= max(to),
    "BEFORE": lambda value, to: value < to[0],
    "AFTER": lambda value, to: value > to[0],
    "ON_OR_BEFORE": lambda value, to: value <= to[0],
    "ON_OR_AFTER": lambda value, to: value >= to[0],
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, to: to in text,
    "TEXT_NOT_CONTAINS": lambda text, to: to not in text,
    "TEXT_STARTS_WITH": lambda text, to: text.startswith(to),
    "TEXT_ENDS_WITH": lambda text, to: text.endswith(to),
    "TEXT_EQ": lambda text, to: text == to,
    "TEXT_NOT_EQ": lambda text, to: text != to,
    "TEXT_IS_EMAIL": lambda text, _: re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text) is not None,
    "TEXT_IS_URL": lambda text, _: re.match(r"https?://\S+\.\S+", text) is not None,
}


def holds(calc: Calculator, condition: Json, tab: Tab, at: tuple[int, int], origin: tuple[int, int]) -> bool:
    """Whether the cell is as asked; a formula is written for the cell at `origin`, and moves along from there."""
    kind = condition["type"]
    value = calc.value(tab, *at)
    place = Place(calc, tab, *at, at[0] - origin[0], at[1] - origin[1])
    given = [_given(calc, each, place) for each in condition.get("values", ())]
    if kind == "CUSTOM_FORMULA":
        return given[0] is True or (_number(given[0]) and given[0] != 0)
    if kind in {"BLANK", "NOT_BLANK"}:
        return (value in (None, "")) == bool(kind == "BLANK")
    if kind in _TEXTS:
        if isinstance(value, Fault):
            return False
        to = to_text(given[0], calc.local).lower() if given and not isinstance(given[0], Fault) else ""
        return _TEXTS[kind](to_text(value, calc.local).lower(), to)
    family, _, test = kind.partition("_")
    if family not in {"NUMBER", "DATE"} or test not in _NUMBERS:
        raise ApiError(501, f"The condition {kind} is not known here.", "UNIMPLEMENTED")
    return _number(value) and all(_number(each) for each in given) and _NUMBERS[test](value, given)


def _given(calc: Calculator, value: Json, place: Place) -> Scalar:
    if "relativeDate" in value:
        raise ApiError(501, "A relative date is not known here.", "UNIMPLEMENTED")
    text = value.get("userEnteredValue", "")
    if text.startswith(("=", "+")):
        return calc.result(text, place)
    entered = typed(text, calc.local, calc.now)[0]
    return None if entered is None else next(iter(entered.values()))
