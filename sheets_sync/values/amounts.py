"""Amounts and numbers that a person typed as text: a Decimal, or a refusal that says what they can mean.

The language never decides between two readings. What is clear in itself is read, whoever wrote it: both marks, or
spaces for the thousands. One mark with one or two digits behind it is the decimal mark. One mark with three digits
behind it stands for thousands where the currency has no decimals, and is ambiguous elsewhere. The language only tells
whether a person should see how the text was read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.model import Money
from sheets_sync.values.characters import visible
from sheets_sync.values.currencies import CURRENCIES, FRANC, FRANCS, Currency, currency_named, decimals_of
from sheets_sync.values.numerals import DECIMAL_MARK, has_more_decimals, numeral
from sheets_sync.values.refusal import Refusal

if TYPE_CHECKING:
    from sheets_sync.model import Language

__all__ = [
    "CURRENCIES",
    "AmountRead",
    "Currency",
    "Refusal",
    "decimal_of",
    "format_plain",
    "read_amount",
    "read_number",
    "read_whole",
    "too_many_decimals",
]

#: A currency before or behind digits, which may have cents: no such amount can mean two.
_USUAL = re.compile(r"(?:([A-Za-z€$]+) ?)?(0|[1-9][0-9]{0,14})(?:([.,])([0-9]{1,2}))?(?: ?([A-Za-z€$]+))?")
#: No spreadsheet keeps such a number to the unit, and no sum of them would be exact.
LARGEST = Decimal(10**15)


class AmountRead(NamedTuple):
    """An amount that can be read in one way only.

    `currency` is the one named in the cell: None where none is named or where a bare franc agrees with the column,
    "F" where a bare franc stands in a column of another currency. `as_typed` is False where a person should see how
    the text was read.
    """

    amount: Decimal
    currency: str | None
    as_typed: bool


def read_amount(text: str, language: Language, currency: str | None) -> AmountRead | Refusal:
    """The amount typed in a column of this currency: CEL05 if it is none, CEL06 if it can mean two.

    Whether the currency in the cell is the column's (CUR01), and has so many decimals (CUR02), is for the caller.
    """
    return at_a_glance(text, language, currency) or taken_apart(text, language, currency)


def at_a_glance(text: str, language: Language, currency: str | None) -> AmountRead | None:
    """The amount where it is written as most people do, as `taken_apart` has it; None for any other text."""
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    before, whole, mark, fraction, behind = match.groups()
    name = before or behind
    named = currency_named(name) if name else None
    if (name and named is None) or (before and behind):
        return None
    amount = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    return AmountRead(amount, _agreed(named, currency), mark is None or mark == DECIMAL_MARK[language])


def _agreed(named: str | None, currency: str | None) -> str | None:
    """The currency that a cell names; a bare franc names none in a column of francs."""
    return None if named == FRANC and (currency is None or currency in FRANCS) else named


def taken_apart(text: str, language: Language, currency: str | None) -> AmountRead | Refusal:
    """The amount, however it is written."""
    written = numeral(text)
    if written is None:
        return _unreadable(text)
    names = set(map(currency_named, written.names))
    if len(names) > 1 or None in names:
        return _unreadable(text)
    named = names.pop() if names else None
    readings = written.readings(_fewest_decimals(named, currency))
    named = _agreed(named, currency)
    if max(map(abs, readings)) >= LARGEST:
        return _unreadable(text)
    if len(readings) > 1:
        return _ambiguous(text, *(Money(reading, named or currency) for reading in readings))
    return AmountRead(readings[0], named, written.usual_for(language, readings[0]))


@cache
def _fewest_decimals(named: str | None, currency: str | None) -> int:
    """Where cell and column disagree the amount is claimed by neither, so the clearer of the two may read it."""
    return min((decimals_of(code) for code in (named, currency) if code), default=decimals_of(None))


def read_number(text: str, language: Language) -> Decimal | Refusal:  # noqa: ARG001  (the form of every reader)
    """The number typed, in any unit: CEL05 if it is none, CEL06 where one mark with three digits can mean two."""
    written = numeral(text)
    if written is None or written.names:
        return _unreadable(text)
    readings = written.readings(None)
    if any(abs(reading) >= LARGEST for reading in readings):
        return _unreadable(text)
    return _ambiguous(text, *readings) if len(readings) > 1 else readings[0]


def read_whole(text: str, low: int, high: int) -> int | Refusal:
    """The whole number typed, limits included: `1.200` is twelve hundred. CEL08 if it is none."""
    written = numeral(text)
    readings = written.readings(0) if written and not written.names else ()
    if len(readings) == 1 and not has_more_decimals(readings[0], 0) and low <= readings[0] <= high:
        return int(readings[0])
    return Refusal("CEL08", {"value": visible(text), "min": low, "max": high})


def decimal_of(number: float) -> Decimal:
    """The number that a spreadsheet stored, to the 15 digits that it shows. Raises ValueError for nan and inf."""
    if isinstance(number, int):
        return Decimal(number)
    if not isfinite(number):
        raise ValueError(f"no spreadsheet stores {number}")
    exact = Decimal(f"{number:.15g}")
    return Decimal(f"{exact:f}") if exact else Decimal(0)


def too_many_decimals(amount: Decimal, currency: str | None) -> bool:
    """Whether the amount has more decimals than its currency; `,00` is none, in francs too."""
    return has_more_decimals(amount, decimals_of(currency))


def format_plain(amount: Decimal, language: Language, currency: str | None) -> str:
    """The amount as it is best typed: no mark for the thousands, the decimals of the currency, nothing rounded."""
    whole, _, fraction = f"{amount:f}".partition(".")
    decimals = decimals_of(currency) if currency else 0
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}{DECIMAL_MARK[language]}{fraction}" if fraction else whole


def _unreadable(text: str) -> Refusal:
    return Refusal("CEL05", {"value": visible(text)})


def _ambiguous(text: str, a: Money | Decimal, b: Money | Decimal) -> Refusal:
    return Refusal("CEL06", {"value": visible(text), "a": a, "b": b})
