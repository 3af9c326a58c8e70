"""What a text becomes when somebody types it into a cell, by the locale of the spreadsheet."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.google.sheets.shown import serial

if TYPE_CHECKING:
    from tests.google.sheets.local import Local

Json = dict[str, Any]
Typed = tuple[Json | None, Json | None]

_DAY = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?")
_LONG = re.compile(r"(\d{1,2})(?:er)?[ .-]+([^\W\d]+)\.?(?:[ -]+(\d{2,4}))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])m)?", re.IGNORECASE)
_FIRST_SPACED = re.compile(r"(.+?)[ T](\d{1,2}:.*)")
_CURRENCY = re.compile(r"(-)?(€|\$|£)? ?(-)?(.*?) ?(€)?", re.DOTALL)


def typed(text: str, local: Local, now: datetime) -> Typed:
    """The value, as an ExtendedValue, and the number format that comes along; None for no value and no format."""
    bare = text.strip()
    if not text:
        return None, None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    if text[0] in "=+" and len(text) > 1 and not (text[0] == "+" and _number(bare[1:], local)):
        return {"formulaValue": text if text[0] == "=" else "=" + text}, None
    if bare.upper() in {"TRUE", local.true}:
        return {"boolValue": True}, None
    if bare.upper() in {"FALSE", local.false}:
        return {"boolValue": False}, None
    return _number(bare, local) or _moment(bare, local, now) or ({"stringValue": text}, None)


def _number(text: str, local: Local) -> Typed | None:
    percent = text.endswith("%")
    match = _CURRENCY.fullmatch(text[:-1].rstrip() if percent else text)
    if match is None:
        return None
    minus, before, inner, digits, behind = match.groups()
    thousands = (
        rf"[{re.escape(local.thousands)}\u00a0\u202f]" if local.thousands.isspace() else "\\" + local.thousands
    )
    mark = re.escape(local.mark)
    grouped = rf"\d{{1,3}}(?:{thousands}\d{{3}})+"
    whole = re.fullmatch(rf"([+-]?)({grouped}|\d+)?({mark}\d*)?(E[+-]?\d+)?", digits, re.IGNORECASE)
    if whole is None or not re.search(r"\d", digits.partition("E")[0]):
        return None
    plain = re.sub(thousands, "", whole[2] or "0") + (whole[3] or "").replace(local.mark, ".")
    number = float((whole[1] or "") + plain + (whole[4] or "")) * (-1 if minus or inner else 1)
    decimals = len((whole[3] or " ")[1:])
    if percent:
        number /= 100
    sign = f"[${before or behind}]" if before or behind else ""
    style = _number_format(whole, decimals, sign, first=bool(before), percent=percent)
    return {"numberValue": number}, style


def _number_format(whole: re.Match[str], decimals: int, sign: str, *, first: bool, percent: bool) -> Json | None:
    """The format that comes along with how a number was typed."""
    grouped = "#,##0.00" if decimals else "#,##0"
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if decimals else "0%"}
    if sign:
        return {"type": "CURRENCY", "pattern": f"{sign}{grouped}" if first else f"{grouped} {sign}"}
    if whole[4]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return {"type": "NUMBER", "pattern": grouped} if whole[2] and not whole[2].isdigit() else None


def _moment(text: str, local: Local, now: datetime) -> Typed | None:
    match = _CLOCK.fullmatch(text)
    if match:
        share = _share(match)
        return None if share is None else ({"numberValue": share}, {"type": "TIME"})
    both = _FIRST_SPACED.fullmatch(text)
    day = _day(both[1] if both else text, local, now)
    if day is None:
        return None
    number, kind = serial(day), {"type": "DATE"}
    if both:
        clock = _CLOCK.fullmatch(both[2])
        share = _share(clock) if clock else None
        if share is None:
            return None
        number, kind = number + share, {"type": "DATE_TIME"}
    return {"numberValue": number}, kind


def _share(match: re.Match[str]) -> float | None:
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    good = hour < 24 and minute < 60 and second < 60
    return (hour * 3600 + minute * 60 + second) / 86400 if good else None


def _day(text: str, local: Local, now: datetime) -> datetime | None:
    match = _DAY.fullmatch(text)
    if match:
        return _figures(match, local, now)
    match = _LONG.fullmatch(text)
    month = _months(local).get(match[2].lower().rstrip(".")) if match else None
    return None if match is None or month is None else _date(match[3], month, int(match[1]), now)


def _figures(match: re.Match[str], local: Local, now: datetime) -> datetime | None:
    one, mark, other, last = match.groups()
    if len(one) == 4 and last:
        return _date(one, int(other), int(last), now)
    if mark == "." and (last is None or "." not in local.date):
        dotted = local.mark == "," and last is not None
        if not dotted:
            return None
    if len(one) > 2:
        return None
    month, day = (one, other) if local.month_first else (other, one)
    return _date(last, int(month), int(day), now)


def _date(year: str | None, month: int, day: int, now: datetime) -> datetime | None:
    full = now.year if year is None else int(year)
    if year is not None and len(year) <= 2:
        full += 2000 if full < 30 else 1900
    try:
        return datetime(full, month, day)  # noqa: DTZ001  (a day has no zone)
    except ValueError:
        return None


@lru_cache
def _months(local: Local) -> dict[str, int]:
    names = {}
    for width in ("wide", "abbreviated"):
        names.update(
            {name.lower().rstrip("."): number for number, name in local.babel.months["format"][width].items()}
        )
    return names
