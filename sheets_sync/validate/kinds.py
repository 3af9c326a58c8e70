"""How a cell of each kind of column reads: by one function, which is asked once for each different content."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheets_sync.model import DAY_ZERO, Language, Money, Stored
from sheets_sync.schema import Address, Amount, Choice, Day, Id, Number, Reads, Ref, Text, Whole
from sheets_sync.validate.reading import Cell, Flaw, Meant, Typed
from sheets_sync.values import Refusal, day_of, decimal_of, read_amount, read_date, read_number, read_whole, shown
from sheets_sync.values.amounts import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _refused(refusal: Refusal) -> Flaw:
    return Flaw(refusal.code, refusal.params, refusal.suggestion)


def _text(cell: Stored, _kind: Any, language: Language) -> Cell:
    return cell if isinstance(cell, str) else shown(cell, language)


def _id(cell: Stored, kind: Id, language: Language) -> Cell:
    text = cell if isinstance(cell, str) else shown(cell, language)
    if re.fullmatch(kind.pattern, text):
        return text
    upper = text.upper()
    return Meant(upper, upper) if re.fullmatch(kind.pattern, upper) else Flaw("ROW01", {})


def _ref(cell: Stored, _kind: Ref, language: Language) -> Cell:
    return shown(cell, language).upper()


def _day(cell: Stored, _kind: Day, language: Language) -> Cell:
    if isinstance(cell, str):
        read = read_date(cell)
        return _refused(read) if isinstance(read, Refusal) else _typed_day(read.day, read.as_typed, read.swap_mark)
    day = day_of(cell)
    return Flaw("CEL02", {"value": shown(cell, language)}, _meant_by(cell)) if day is None else day


def _meant_by(cell: Stored) -> date | None:
    """The day behind a bare number: a formula whose cell has no date format shows the days since the end of 1899."""
    if isinstance(cell, bool) or not isinstance(cell, float | int) or cell % 1:
        return None
    return DAY_ZERO + timedelta(days=int(cell)) if _PLAUSIBLE[0] <= cell <= _PLAUSIBLE[1] else None


#: The days from 2000 to 2100, counted as spreadsheets do.
_PLAUSIBLE = (36_526, 73_415)


def _typed_day(day: date, as_typed: bool, swap_mark: int) -> Meant:  # noqa: FBT001  (as read_date says it)
    return Meant(day, None if as_typed else day, swap_mark)


def _amount(cell: Stored, kind: Amount, language: Language) -> Cell:
    if isinstance(cell, str):
        return Typed(cell)
    return _zero(_decimal(cell, language), kind)


def _zero(value: Cell, kind: Amount) -> Cell:
    if kind.nonzero and isinstance(value, Decimal) and not value:
        return Flaw("CEL07", {"value": "0"}, value=value)
    return value


def _decimal(cell: Stored, language: Language) -> Cell:
    """A stored number as a Decimal; a date, a duration or a truth value is none."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        try:
            number = decimal_of(cell)
        except ValueError:
            number = None
        if number is not None and abs(number) < LARGEST:
            return number
    return Flaw("CEL05", {"value": shown(cell, language)})


def _number(cell: Stored, _kind: Number, language: Language) -> Cell:
    if isinstance(cell, str):
        read = read_number(cell, language)
        return _refused(read) if isinstance(read, Refusal) else read
    return _decimal(cell, language)


def _whole(cell: Stored, kind: Whole, language: Language) -> Cell:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell == cell // 1:
        return int(cell)
    read = read_whole(shown(cell, language), kind.low, kind.high)
    return _refused(read) if isinstance(read, Refusal) else read


def _choice(cell: Stored, kind: Choice, language: Language) -> Cell:
    text = shown(cell, language)
    code = kind.options.read(text)
    if code is not None:
        return code
    allowed = tuple(kind.options.labels.values())
    near = kind.options.suggestion(text)
    return Flaw("CEL11", {"value": text, "allowed": allowed}, kind.options.labels[near] if near else None)


def _address(cell: Stored, kind: Address, language: Language) -> Cell:
    text = shown(cell, language)
    if kind.of == "mail" and not _MAIL.fullmatch(text):
        return Flaw("CEL15", {"value": text})
    return text


def _own(cell: Stored, kind: Reads, language: Language) -> Cell:
    read = kind.read(cell, language)
    if isinstance(read, Refusal):
        return _refused(read)
    return read.value if read.as_typed else Meant(read.value, read.reading)


def typed_amount(text: str, kind: Amount, language: Language, currency: str | None, heading: str) -> Cell:
    """An amount typed as text in a row with this currency; `heading` is that of the currency column (CUR01)."""
    read = read_amount(text, language, currency)
    if isinstance(read, Refusal):
        return _refused(read)
    if read.currency is not None and currency is not None and read.currency != currency:
        return Flaw("CUR01", {"found": read.currency, "column": heading, "currency": currency})
    value = _zero(read.amount, kind)
    return value if read.as_typed or isinstance(value, Flaw) else Meant(value, Money(read.amount, currency))


_MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
READERS: Mapping[type, Callable[[Stored, Any, Language], Cell]] = {
    Text: _text,
    Id: _id,
    Ref: _ref,
    Day: _day,
    Amount: _amount,
    Number: _number,
    Whole: _whole,
    Choice: _choice,
    Address: _address,
    Reads: _own,
}
