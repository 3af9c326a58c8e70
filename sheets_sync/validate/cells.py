"""Columns of stored cells → columns of values. A cell that cannot be read becomes a `Flaw`, with its reason.

Work is done per column and remembered per cell content, because a programme's tabs repeat themselves: the Python code
below runs once for each different content, whatever the number of rows.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sheets_sync.model import DAY_ZERO, UNSTORED, Language, Money, Param, Stored
from sheets_sync.schema import Address, Amount, Choice, Day, Field, Id, Number, Reads, Ref, Text, Whole
from sheets_sync.values import (
    Refusal,
    clean,
    day_of,
    decimal_of,
    is_error,
    read_amount,
    read_date,
    read_number,
    read_whole,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.table import Entry


class Flaw(NamedTuple):
    """A cell that cannot be read: the code and parameters of its finding.

    `value` is what the row has there all the same: an amount of 0 is no amount, yet it adds up to nothing.
    """

    code: str
    params: Mapping[str, Param]
    suggestion: Param | None = None
    value: Any = None


class Meant(NamedTuple):
    """A cell that was read although it was not typed as asked; `reading` is told (CEL14) unless it is None.

    `swap_mark` is the day of a date typed in digits.
    """

    value: Any
    reading: Param | None = None
    swap_mark: int = 0


class Typed(NamedTuple):
    """An amount typed as text: how it reads depends on the currency of its row."""

    text: str


Cell: TypeAlias = Any
_KEEP = 50_000
#: Text that is what it seems: printable ASCII without white space at its ends, and no error of a spreadsheet.
_PLAIN = re.compile(r"[!-\"$-DF-KM-~À-ɏ«»“’€](?:[ -~À-ɏ«»“”’€°×–]*[!-~À-ɏ«»”’€°×–])?\Z")


class Memo(dict[Stored, Cell]):
    """What each content of a column reads as. 0 and 1 are not remembered: they equal False and True."""

    def __init__(self, read: Callable[[Stored], Cell]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Stored) -> Cell:
        value = self._read(cell)
        if cell not in (0, 1):
            if len(self) > _KEEP:
                self.clear()
            self[cell] = value
        return value


class Readers:
    """The memos of one language, one per kind of column."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._memos: dict[object, Memo] = {}

    def column(self, field: Field, cells: tuple[Stored, ...], entry: Entry) -> list[Cell]:
        """The values of one column: plain, None for empty cells, or `Flaw`, `Meant` or `Typed`."""
        quick = _QUICK.get(type(field.kind))
        values = quick(cells, field.kind) if quick is not None else None
        return values if values is not None else self._remembered(field, cells, entry)

    def _remembered(self, field: Field, cells: tuple[Stored, ...], entry: Entry) -> list[Cell]:
        empty = entry.defaults.get(field.key) if field.column.registered else field.default
        memo = self._memos.get((field.kind, field.key, empty))
        if memo is None:
            memo = self._memos[field.kind, field.key, empty] = Memo(self._reader(field, empty))
        if isinstance(field.kind, Amount):  # stored amounts hardly ever come again
            return [_quick_decimal(c) or memo[c] if type(c) is float else memo[c] for c in cells]
        return list(map(memo.__getitem__, cells))

    def _reader(self, field: Field, empty: Cell) -> Callable[[Stored], Cell]:
        kind, language = field.kind, self.language
        read = _KINDS[type(kind)]

        def reader(cell: Stored) -> Cell:
            if not isinstance(cell, str):
                return empty if cell is None else read(cell, kind, language)
            text: str | None = cell
            if not _PLAIN.match(cell):
                text = clean(cell)
                if text is None:
                    return empty
                if text == UNSTORED:
                    return Flaw("CEL10", {})
                if is_error(text):
                    return Flaw("CEL09", {"value": text})
            return read(text, kind, language)

        return reader


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
            return decimal_of(cell)
        except ValueError:
            pass
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


# ------------------------------------------------------------------------------------------------- whole columns
def _quick_texts(cells: tuple[Stored, ...], _kind: Any) -> list[Cell] | None:
    """A column in which every cell is plain text, as it is; None for any other."""
    return _all_match(_PLAIN.match, cells)


def _quick_refs(cells: tuple[Stored, ...], _kind: Any) -> list[Cell] | None:
    texts = _all_match(_PLAIN.match, cells)
    return None if texts is None else list(map(str.upper, texts))


def _quick_ids(cells: tuple[Stored, ...], kind: Id) -> list[Cell] | None:
    return _all_match(re.compile(kind.pattern).fullmatch, cells)


def _all_match(match: Callable[[Any], object], cells: tuple[Stored, ...]) -> list[Cell] | None:
    try:
        return None if None in map(match, cells) else list(cells)
    except TypeError:  # a cell that is no text
        return None


def _quick_decimal(number: float) -> Decimal | None:
    """What `decimal_of` says of an ordinary amount; None for 0 and for what is not ordinary."""
    return Decimal(f"{number:.15g}") if 0 < abs(number) < _ORDINARY else None


_ORDINARY = 1e12


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
_KINDS: Mapping[type, Callable[[Stored, Any, Language], Cell]] = {
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
_QUICK: Mapping[type, Callable[[tuple[Stored, ...], Any], list[Cell] | None]] = {
    Text: _quick_texts,
    Ref: _quick_refs,
    Id: _quick_ids,
}
