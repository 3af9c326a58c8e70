"""The validations and the conditional formats of an .xlsx that Google keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.google.sheets.box import Box
from tests.google.sheets.cell import EMPTY
from tests.google.sheets.formulas.tokens import Unreadable, localised
from tests.google.sheets.local import mark_of

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.google.sheets.state import Tab

Json = dict[str, Any]
_TESTS = {
    "between": "BETWEEN",
    "notBetween": "NOT_BETWEEN",
    "equal": "EQ",
    "notEqual": "NOT_EQ",
    "greaterThan": "GREATER",
    "lessThan": "LESS",
    "greaterThanOrEqual": "GREATER_THAN_EQ",
    "lessThanOrEqual": "LESS_THAN_EQ",
}
_OF_DATES = {
    "GREATER": "AFTER",
    "LESS": "BEFORE",
    "GREATER_THAN_EQ": "ON_OR_AFTER",
    "LESS_THAN_EQ": "ON_OR_BEFORE",
}
_MOST = 1_000_000


def _formula(text: object, mark: str) -> str:
    try:
        return localised(f"={text}", mark)
    except Unreadable:
        return f"={text}"


def validations(tab: Tab, sheet: Worksheet, locale: str) -> None:
    """Each cell that a validation is about has it."""
    mark = mark_of(locale)
    for each in sheet.data_validations.dataValidation:
        condition = _condition(each, mark)
        if condition is None:
            continue
        rule: Json = {"condition": condition}
        if each.showErrorMessage and each.errorStyle in (None, "stop"):
            rule["strict"] = True
        if each.type == "list" and not each.hide_drop_down:
            rule["showCustomUi"] = True
        if each.prompt:
            rule["inputMessage"] = each.prompt
        for box in _boxes(each.sqref, tab):
            for at in box.cells():
                tab.put(*at, replace(tab.cells.get(at, EMPTY), validation=rule))


def _boxes(ranges: Any, tab: Tab) -> list[Box]:
    boxes = [
        tab.inside(Box(each.min_row - 1, each.max_row, each.min_col - 1, each.max_col)) for each in ranges.ranges
    ]
    return [box for box in boxes if box.height > 0 and box.width > 0]


def _condition(rule: DataValidation, mark: str) -> Json | None:
    first = rule.formula1
    if rule.type == "list" and first:
        if first.startswith('"'):
            return _with("ONE_OF_LIST", first.strip('"').split(","))
        return _with("ONE_OF_RANGE", [_formula(first, mark)])
    if rule.type == "custom":
        return _with("CUSTOM_FORMULA", [_formula(first, mark)])
    if rule.type in ("whole", "decimal", "date"):
        test = _TESTS[rule.operator or "between"]
        kind = f"DATE_{_OF_DATES.get(test, test)}" if rule.type == "date" else f"NUMBER_{test}"
        told = [first, rule.formula2] if test.endswith("BETWEEN") else [first]
        return _with(kind, [_formula(each, mark) for each in told])
    return None


def _with(kind: str, values: list[str]) -> Json:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def conditional_formats(tab: Tab, sheet: Worksheet, locale: str) -> None:
    """The rules by a formula or by comparing; scales, bars and icons are left behind."""
    mark = mark_of(locale)
    found: list[tuple[int, Json]] = []
    for formatting in sheet.conditional_formatting:
        boxes = _boxes(formatting.sqref, tab)
        for rule in formatting.rules if boxes else ():
            formulas = [_formula(each, mark) for each in rule.formula]
            if rule.type == "expression":
                condition = _with("CUSTOM_FORMULA", formulas)
            elif rule.type == "cellIs":
                condition = _with(f"NUMBER_{_TESTS[rule.operator]}", formulas)
            else:
                continue
            style = {"backgroundColor": _fill(rule)}
            asked = {"condition": condition, "format": {k: v for k, v in style.items() if v}}
            found.append((rule.priority or _MOST, {"ranges": boxes, "booleanRule": asked}))
    tab.rules = [rule for _, rule in sorted(found, key=lambda each: each[0])]


def _fill(rule: Any) -> Json | None:
    fill = rule.dxf.fill if rule.dxf else None
    colour = fill.bgColor.rgb if fill is not None and fill.bgColor is not None else None
    if not isinstance(colour, str):
        return None
    parts = zip(("red", "green", "blue"), (int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6)), strict=True)
    return {name: part for name, part in parts if part}
