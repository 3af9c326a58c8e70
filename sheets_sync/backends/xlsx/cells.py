"""One row of values as XML: text as text, numbers exactly, days as serials; nothing is ever a formula."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sheets_sync.backends.xlsx.styles import Kind
from sheets_sync.backends.xlsx.text import cell_text
from sheets_sync.kept import CELL_LIMIT, LARGEST_EXPONENT, to_the_second
from sheets_sync.model import DAY_ZERO, column_letters

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sheets_sync.model import Style, Writable

_DAY_0_1900 = DAY_ZERO.toordinal()
_DAY_0_1904 = date(1904, 1, 1).toordinal()
_SAFE_1900 = date(1900, 3, 1).toordinal()  # before it, Excel counts a day that never was
_SURELY_FITS = CELL_LIMIT // 2  # a character takes at most two of the units that the limit counts
_FORMULA_SIGNS = frozenset("=+-@")
_NOT_FIRST = _FORMULA_SIGNS | {" "}
_SHOWN: Any = object()  # an empty cell that is there for its looks


class Days(NamedTuple):
    """How a workbook counts days: the ordinal of day 0, and of the first day that every reader reads alike."""

    zero: int
    first: int

    @classmethod
    def since(cls, *, year_1904: bool) -> Days:
        """The count that starts in 1900 (the usual one) or in 1904."""
        return cls(_DAY_0_1904, _DAY_0_1904) if year_1904 else cls(_DAY_0_1900, _SAFE_1900)


class Head(NamedTuple):
    """What stands before the value of a cell of one column in one style, ready to be joined."""

    cell: str
    text: str
    formula_like: str
    number: str
    date: str
    datetime: str
    boolean: str
    empty: str


def head(column: int, style: Style, formats: Mapping[tuple[Style, Kind], int]) -> Head:
    """The opening tags of a column; the row number stands between `cell` and the others."""
    plain, day, moment, quoted = (formats[style, kind] for kind in Kind)
    return _head(column, plain, day, moment, quoted)


@lru_cache(maxsize=2048)
def _head(column: int, plain: int, day: int, moment: int, quoted: int) -> Head:
    """Made once for all workbooks whose style sheets number our formats alike, as most do."""
    return Head(
        f'<c r="{column_letters(column)}',
        f'" s="{plain}" t="inlineStr"><is>',
        f'" s="{quoted}" t="inlineStr"><is>',
        f'" s="{plain}"><v>',
        f'" s="{day}"><v>',
        f'" s="{moment}"><v>',
        f'" s="{plain}" t="b"><v>',
        f'" s="{plain}"/>',
    )


def row_xml(number: int, values: Sequence[Writable], heads: Sequence[Head], days: Days) -> str:
    """The cells of a row. None and an empty text give no cell."""
    cells: list[str] = []
    add = cells.append
    row = str(number)
    for value, own in zip(values, heads, strict=False):
        if value is None:
            continue
        # The type is asked first: comparing a Decimal or a date with anything else costs more than writing it.
        if type(value) is str:
            if _is_simple(value):
                add(f"{own.cell}{row}{own.text}<t>{value}</t></is></c>")
            elif value:
                add(_text(value, row, own))
        elif type(value) is Decimal and not ("E" in (digits := str(value)) or "N" in digits or "I" in digits):
            add(f"{own.cell}{row}{own.number}{digits}</v></c>")
        elif type(value) is date and (ordinal := value.toordinal()) >= days.first:
            add(f"{own.cell}{row}{own.date}{ordinal - days.zero}</v></c>")
        else:
            add(_cell(value, row, own, days))
    return "".join(cells)


def styled_row_xml(
    number: int, values: Sequence[Writable], heads: Sequence[Head], days: Days, own: Container[int]
) -> str:
    """The same for a row of which the columns in `own` show their fill and border even where they are empty."""
    shown = [
        _SHOWN if column in own and (value is None or (type(value) is str and not value)) else value
        for column, value in enumerate(values, 1)
    ]
    return row_xml(number, shown, heads, days)


def _is_simple(text: str) -> bool:
    """Whether a text can stand in the XML as it is; nearly all can, and this costs a tenth of the careful way."""
    return (
        text.isprintable()
        and text != ""
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_x" not in text
        and text[0] not in _NOT_FIRST
        and text[-1] != " "
        and "  " not in text
        and len(text) <= _SURELY_FITS
    )


def _text(text: str, row: str, own: Head) -> str:
    opening = own.formula_like if text[0] in _FORMULA_SIGNS else own.text
    return f"{own.cell}{row}{opening}{cell_text(text)}</is></c>"


def _cell(value: Writable, row: str, own: Head, days: Days) -> str:
    """Any value that the quick ways of `row_xml` leave over."""
    if value is _SHOWN:
        return f"{own.cell}{row}{own.empty}"
    match value:
        case bool():
            return f"{own.cell}{row}{own.boolean}{value:d}</v></c>"
        case Decimal() if value.is_finite() and abs(value.adjusted()) < LARGEST_EXPONENT:
            return f"{own.cell}{row}{own.number}{value}</v></c>"
        case int() if abs(value) < 10**LARGEST_EXPONENT:
            return f"{own.cell}{row}{own.number}{value:d}</v></c>"
        case datetime() if value.toordinal() >= days.first:
            moment = to_the_second(value)
            time = timedelta(0, moment.second, 0, 0, moment.minute, moment.hour)
            serial = moment.toordinal() - days.zero + time / timedelta(days=1)
            return f"{own.cell}{row}{own.datetime}{serial}</v></c>"
        case _:
            return _text(str(value), row, own) if value != "" else ""
