"""What a spreadsheet file keeps of a value, which is less than what was written.

Writing and comparing must agree on it, or a second run would write again.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from sheets_sync.model import Stored, Writable

#: What a cell can hold of a text, in UTF-16 units.
CELL_LIMIT = 32_767
#: A number of this power of ten or more is written as text: no reader holds it.
LARGEST_EXPONENT = 307
#: What Excel allows in the title of a tab.
TITLE_LIMIT = 31

_HALF = 500_000  # microseconds
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?")

_Kept: TypeAlias = "str | float | bool | date | datetime | time | timedelta"


def kept(value: Stored | Writable) -> _Kept | tuple[bool]:
    """What is left of a value when it has been through a file. A tuple sets True apart from 1."""
    match value:
        case None | "":
            return ""
        case str():
            return storable(value)
        case bool():
            return (value,)
        case int() | Decimal():
            return _number(value)
        case datetime():
            moment = to_the_second(value)
            return moment if moment.time() != time() else moment.date()
        case _:
            return value


def storable(text: str) -> str:
    """The text as a cell keeps it: what a file cannot hold is replaced, line breaks are one character, it is cut."""
    if text.isascii() and text.isprintable() and len(text) <= CELL_LIMIT:
        return text
    text = _ILLEGAL.sub("\ufffd", _LINE_BREAK.sub("\n", text))
    return text if fitting(text, CELL_LIMIT) == text else fitting(text, CELL_LIMIT - 1) + "…"


def fitting(text: str, limit: int) -> str:
    """The beginning of a text, in no more UTF-16 units than this; no character is cut in two."""
    if 2 * len(text) <= limit:  # a character takes at most two
        return text
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def _number(value: Decimal | int) -> float | str:
    number = Decimal(value)
    if not number.is_finite() or (number and abs(number.adjusted()) >= LARGEST_EXPONENT):
        return str(value)
    return float(number)


def to_the_second(moment: datetime) -> datetime:
    """A moment without a part of a second: a file keeps it as a share of a day, which is exact to a few milliseconds.

    It is written so: what is rounded only where it is compared is rounded twice, by the reader and here.
    """
    second = moment.replace(microsecond=0, tzinfo=None)
    up = moment.microsecond >= _HALF and moment.year < MAXYEAR
    return second + timedelta(seconds=1) if up else second
