"""The limits and colours that a new workbook has for what people type, as those of a Google spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from sheets_sync.backends.google.content import block
from sheets_sync.backends.google.styles import colour
from sheets_sync.model import A1, DAY_ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_NUMBERS = {
    "between": "NUMBER_BETWEEN",
    "notEqual": "NUMBER_NOT_EQ",
    "greaterThanOrEqual": "NUMBER_GREATER_THAN_EQ",
    "lessThanOrEqual": "NUMBER_LESS_THAN_EQ",
}
_DAYS = {"between": "DATE_BETWEEN", "greaterThanOrEqual": "DATE_ON_OR_AFTER"}


def typed_formula(text: str) -> str:
    """A formula as every language of a spreadsheet takes it: a semicolon between two arguments, no decimal mark."""
    return "=" + "".join(map(_piece, Tokenizer(f"={text}").items))


def _piece(token: Token) -> str:
    if token.type == Token.SEP and token.subtype == Token.ARG:
        return ";"
    return _number(token.value) if token.subtype == Token.NUMBER else str(token.value)


def _number(text: str) -> str:
    """A number without a decimal mark, which is a point here and a comma there: 655.957 is (655957/1000)."""
    whole, _, decimals = text.partition(".")
    return f"({int(whole + decimals)}/{10 ** len(decimals)})" if decimals.isdigit() else text


def area_of(sheet_id: int, cells: str) -> dict[str, int]:
    """The cells of an address such as "A5:A1004"."""
    first, _, last = cells.partition(":")
    return block(sheet_id, A1.parse(first), A1.parse(last or first))


def limits(sheet: Worksheet, sheet_id: int) -> Iterator[dict[str, Any]]:
    """What may be typed where; a limit that only asks in the file only warns here."""
    for rule in sheet.data_validations.dataValidation:
        for cells in str(rule.sqref).split():
            made = {
                "condition": _condition(rule, cells.partition(":")[0]),
                "strict": rule.errorStyle == "stop",
                "showCustomUi": True,
                "inputMessage": rule.error or "",
            }
            yield {"setDataValidation": {"range": area_of(sheet_id, cells), "rule": made}}


def _condition(rule: DataValidation, first: str) -> dict[str, Any]:
    low, high = str(rule.formula1), str(rule.formula2)
    operator = rule.operator or "between"
    match rule.type:
        case "list":
            return _asks("ONE_OF_RANGE", f"={low}")
        case "decimal":
            return _asks(_NUMBERS[operator], *map(_amount, [low, high] if operator == "between" else [low]))
        case "date":
            return _asks(_DAYS[operator], *map(_day, [low, high] if operator == "between" else [low]))
        case "whole":
            whole = f"ISNUMBER({first});{first}=INT({first})"
            return _asks("CUSTOM_FORMULA", f"=AND({whole};{first}>={low};{first}<={high})")
        case "textLength":
            length = f"LEN({first})"
            within = f"=AND({length}>={low};{length}<={high})" if operator == "between" else f"={length}<={low}"
            return _asks("CUSTOM_FORMULA", within)
        case _:
            return _asks("CUSTOM_FORMULA", typed_formula(low))


def _asks(kind: str, *values: str) -> dict[str, Any]:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _amount(text: str) -> str:
    """A number that means the same in every language."""
    return f"={_number(text)}" if "." in text else text


def _day(serial: str) -> str:
    """A day that means the same in every language."""
    day = DAY_ZERO + timedelta(days=int(serial))
    return f"=DATE({day.year};{day.month};{day.day})"


def colours(sheet: Worksheet, sheet_id: int) -> Iterator[dict[str, Any]]:
    """The cells that light up while they are empty."""
    for place in sheet.conditional_formatting:
        for rule in place.rules:
            ground = colour(rule.dxf.fill.bgColor.rgb[-6:])
            condition = _asks("CUSTOM_FORMULA", typed_formula(rule.formula[0]))
            looks = {"condition": condition, "format": {"backgroundColorStyle": ground}}
            areas = [area_of(sheet_id, cells) for cells in str(place.sqref).split()]
            yield {"addConditionalFormatRule": {"rule": {"ranges": areas, "booleanRule": looks}, "index": 0}}


def kept_cells(sheet_id: int, open_areas: Iterable[Mapping[str, int]]) -> dict[str, Any]:
    """A warning for whoever changes what is filled in already; everything else is free."""
    protected = {
        "range": {"sheetId": sheet_id},
        "unprotectedRanges": list(open_areas),
        "warningOnly": True,
        "description": "sheets-sync template",
    }
    return {"addProtectedRange": {"protectedRange": protected}}
