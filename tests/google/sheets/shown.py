"""A number as a cell shows it, by its format and the locale."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.google.sheets.local import Local

#: The day whose serial number is 0.
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet's day has no zone)

_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])|_(.)|(\*.)', re.DOTALL)
_DATE_TOKEN = re.compile(r"am/pm|a/p|d+|m+|y+|h+|s+(?:\.0+)?|[^a-z]|[a-z]", re.IGNORECASE)
_DATED = re.compile(r"[dmyhs]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+")
_SCIENTIFIC = re.compile(r"([0#?]+)(?:\.([0#?]+))?E\+(0+)", re.IGNORECASE)
_DATES = ("DATE", "TIME", "DATE_TIME")
_GENERAL_DIGITS = 10
#: Stands for a piece of literal text in a pattern, by its number.
_LITERAL = "\ue000"


def serial(moment: datetime) -> float:
    """The number of a moment: days since the end of 1899."""
    return (moment - EPOCH) / timedelta(days=1)


def is_dated(number_format: Mapping[str, Any] | None) -> bool:
    """Whether a format shows a number as a day or a time."""
    if not number_format:
        return False
    kind = number_format.get("type")
    return kind in _DATES if kind else bool(_DATED.search(_split(number_format.get("pattern", ""))[0]))


def default_pattern(kind: str, local: Local) -> str:
    """The pattern of a kind of format that has none of its own."""
    return {
        "DATE": local.date,
        "TIME": "h:mm:ss" if not local.month_first else "h:mm:ss am/pm",
        "DATE_TIME": f"{local.date} h:mm:ss",
        "PERCENT": "0.00%",
        "NUMBER": "#,##0.00",
        "CURRENCY": f'"{local.currency}"#,##0.00' if local.mark == "." else f'#,##0.00 "{local.currency}"',
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
    }.get(kind, "")


def shown(number: float, number_format: Mapping[str, Any] | None, local: Local) -> str:
    """A number as its format shows it."""
    number_format = number_format or {}
    kind = number_format.get("type", "")
    pattern = number_format.get("pattern") or default_pattern(kind, local)
    if pattern in ("", "@", "General"):
        return general(number, local)
    if kind in _DATES or (not kind and is_dated(number_format)):
        return _date(number, pattern, local)
    return _number(number, pattern, local)


def general(number: float, local: Local) -> str:
    """A number without a format."""
    if number == int(number) and abs(number) < 10**15:
        return str(int(number))
    text = f"{number:.{_GENERAL_DIGITS}g}"
    mantissa, _, power = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa.replace(".", local.mark) + (f"E{int(power):+03d}" if power else "")


@lru_cache(maxsize=500)
def _split(pattern: str) -> tuple[str, tuple[str, ...]]:
    """The pattern with its literal texts taken out, and these."""
    literals: list[str] = []

    def take(match: re.Match[str]) -> str:
        quoted, escaped, currency, bracket, width, _ = match.groups()
        if bracket and bracket.lower() in {"[h]", "[hh]", "[m]", "[s]", "[mm]", "[ss]"}:
            return bracket[1:-1]
        literals.append(
            next((each for each in (quoted, escaped, currency) if each is not None), " " if width else "")
        )
        return _LITERAL

    return _PIECE.sub(take, pattern), tuple(literals)


def _date(number: float, pattern: str, local: Local) -> str:
    rest, literals = _split(pattern)
    try:
        moment = EPOCH + timedelta(days=number) + timedelta(microseconds=500)
    except OverflowError:
        return general(number, local)
    halves = bool(re.search("am/pm|a/p", rest, re.IGNORECASE))
    pieces, text, taken, last = _DATE_TOKEN.findall(rest), "", iter(literals), ""
    for place, piece in enumerate(pieces):
        low = piece.lower()
        if piece == _LITERAL:
            text += next(taken)
            continue
        following = next((each.lower() for each in pieces[place + 1 :] if each[0].isalpha()), "")
        if low[0] == "m" and len(low) <= 2 and (last[:1] == "h" or following[:1] == "s"):
            text += f"{moment.minute:0{len(low)}d}"
        else:
            text += _date_piece(low, piece, moment, local, halves=halves)
        last = low if low[0].isalpha() else last
    return text


def _date_piece(low: str, piece: str, moment: datetime, local: Local, *, halves: bool) -> str:
    kind, length = low[0], len(low)
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    if low in {"am/pm", "a/p"}:
        return ("AM", "PM")[moment.hour >= 12]
    if kind not in "dmyhs":
        return piece
    makers: dict[str, Callable[[], str]] = {
        "y": lambda: f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}",
        "m": lambda: _named(moment.month, length, local, "months"),
        "d": lambda: _named(moment.day, length, local, "days", moment.weekday()),
        "h": lambda: f"{hour:0{length}d}",
        "s": lambda: f"{moment.second:0{min(length, 2)}d}",
    }
    return makers[kind]()


def _named(number: int, length: int, local: Local, what: str, weekday: int | None = None) -> str:
    if length <= 2:
        return f"{number:0{length}d}"
    names = getattr(local.babel, what)["format"]["abbreviated" if length == 3 else "wide"]
    return str(names[number if weekday is None else weekday])


def _number(number: float, pattern: str, local: Local) -> str:
    sections = pattern.split(";")
    section, sign = sections[0], "-" if number < 0 else ""
    if number < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    rest, literals = _split(section)
    amount = Decimal(repr(abs(float(number)))) * (100 if "%" in rest else 1)
    scientific, digits = _SCIENTIFIC.search(rest), _DIGITS.search(rest)
    if scientific:
        text = f"{amount:.{len(scientific[2] or '')}E}"
        mantissa, _, power = text.partition("E")
        text = f"{mantissa.replace('.', local.mark)}E{power[0]}{power[1:].zfill(len(scientific[3]))}"
        rest = rest[: scientific.start()] + text + rest[scientific.end() :]
    elif digits:
        text = _digits(amount, digits[0], local)
        if not re.search("[1-9]", text):
            sign = ""
        rest = rest[: digits.start()] + text + rest[digits.end() :]
    else:
        rest = rest.replace("@", general(abs(number), local)).replace("General", general(abs(number), local))
    taken = iter(literals)
    return sign + re.sub(_LITERAL, lambda _: next(taken), rest)


def _digits(amount: Decimal, mask: str, local: Local) -> str:
    whole, _, decimals = mask.partition(".")
    rounded = amount.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    least = decimals.count("0")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(\d{3})+$)", local.thousands, before)
    return before + (local.mark + after if after else "")
