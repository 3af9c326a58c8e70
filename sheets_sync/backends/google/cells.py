"""What a cell of a Google spreadsheet holds, as every other stage knows it; the same as read from an .xlsx file."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

from sheets_sync.model import DAY_ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Stored

#: How a spreadsheet shows each error; what else there may be is shown as the last of these.
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "ERROR": "#ERROR!",
}
LOADING = "LOADING"
#: What is longer than so many days is no span of time, but a moment of which only the time of the day is shown.
_YEAR = 366
_MILLISECONDS_A_DAY = 86_400_000
_LAST_DAY = 2_958_465  # 31 December 9999
_START = datetime(DAY_ZERO.year, DAY_ZERO.month, DAY_ZERO.day)  # noqa: DTZ001  (a spreadsheet has no time zone)


class StillLoading(Exception):  # noqa: N818  (what is the case)
    """A cell waits for data from elsewhere: its workbook cannot be read now."""


def stored(cell: Mapping[str, Any]) -> Stored:
    """The value of a cell; "" where it has none. Raises StillLoading."""
    value = cell.get("effectiveValue")
    if not value:
        return ""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "numberValue" in value:
        return number(float(value["numberValue"]), cell)
    if "boolValue" in value:
        return bool(value["boolValue"])
    kind = value.get("errorValue", {}).get("type", "")
    if kind == LOADING:
        raise StillLoading
    return _ERRORS.get(kind, "#ERROR!")


def number(value: float, cell: Mapping[str, Any]) -> Stored:
    """A number, or the day, moment, time of the day or span of time that it is shown as."""
    if not isfinite(value):  # as JSON of the service can say it, and no spreadsheet holds it
        return _ERRORS["NUM"]
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type")
    if kind not in {"DATE", "DATE_TIME", "TIME"}:
        return value
    if kind == "TIME" and -_YEAR <= value <= _YEAR and not 0 <= value < 1:
        return timedelta(milliseconds=round(value * _MILLISECONDS_A_DAY))
    if not 0 <= value <= _LAST_DAY:
        return value
    moment = _START + timedelta(milliseconds=round(value * _MILLISECONDS_A_DAY))
    if value < 1:
        return moment.time()
    return moment if moment.time() != time() else moment.date()


def held_by_hand(cell: Mapping[str, Any]) -> bool:
    """Whether somebody put something in a cell of ours that the tool never puts there."""
    return "note" in cell or "formulaValue" in cell.get("userEnteredValue", {})
