"""A value as its reader writes it: dates, amounts, numbers and lists by language, and a person's text made harmless.

The signs come from Babel's locale data, asked for once; the rest is plain string work, because a run can have
thousands of findings.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.model import Label, Money, Month

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheets_sync.model import Language, Param

#: A text longer than this is cut; one that holds an address or a path only if it is much longer, for half an address
#: is of no use.
TEXT_LENGTH = 80
ADDRESS_LENGTH = 200
#: A list longer than this is cut.
LIST_LENGTH = 12

_LOCALES: dict[Language, str] = {"nl": "nl_BE", "fr": "fr_FR", "en": "en_GB"}
_NO_BREAK_SPACE = "\u00a0"
_NARROW_SPACE = "\u202f"
#: Enough digits for any number a spreadsheet can hold, so that rounding never fails.
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)

_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])\s*")
#: What cannot be seen or turns the text around it: control, zero-width, bidirectional, private, lone surrogate.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_ADDRESS = re.compile(r"\S+@\S+|\S*[/\\]\S*")


def show(param: Param, language: Language) -> str:
    """One parameter as text for a reader; a text of a person on one line, without anything that cannot be seen."""
    shower = _SHOWERS.get(type(param))
    if shower is None:  # a subclass, or what was never meant to be a parameter
        shower = next((_SHOWERS[kind] for kind in _SHOWERS if isinstance(param, kind)), _plain)
    return shower(param, language)


# ------------------------------------------------------------------------------------------------- text
def _text(text: str, _language: Language | None = None) -> str:
    """A person's text, harmless: cut, on one line, with what cannot be seen named as <U+202E>."""
    if len(text) > TEXT_LENGTH:
        limit = ADDRESS_LENGTH if _ADDRESS.fullmatch(text[: ADDRESS_LENGTH + 1]) else TEXT_LENGTH
        if len(text) > limit:
            text = f"{text[: limit - 1].rstrip()}…"
    if text.isprintable():
        return text
    text = _BREAKS.sub(" ↵ ", text).replace("\t", " ")
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def _list(items: Sequence[Param], language: Language) -> str:
    """A list in words; by semicolons where an item has a comma itself; a long one is cut with what is left out."""
    shown = [show(item, language) for item in items[:LIST_LENGTH]]
    more = len(items) - len(shown)
    if any(", " in item for item in shown):
        separator = f"{_NARROW_SPACE}; " if language == "fr" else "; "
        return separator.join([*shown, *([f"… (+{more})"] if more else [])])
    if more:
        return f"{', '.join(shown)}, … (+{more})"
    if len(shown) < 2:  # noqa: PLR2004  (nothing to join)
        return "".join(shown)
    return _pair(language).format(", ".join(shown[:-1]), shown[-1])


# ------------------------------------------------------------------------------------------------- numbers
def _number(number: Decimal, language: Language, decimals: int | None = None) -> str:
    """A number with the reader's signs; rounded half up if the number of decimals is given, else as it is."""
    if not number.is_finite():
        return str(number)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    signs = _signs(language)
    return f"{number:,f}".translate(signs.table)


def _money(money: Money, language: Language) -> str:
    """An amount with its currency and the decimals of that currency; without a currency as a plain amount."""
    amount, currency = money
    if currency is None:
        return _number(amount, language, _decimals(amount))
    before, before_negative, after, decimals = _currency(currency, language)
    number = _number(abs(amount), language, decimals)
    return f"{before_negative if amount < 0 else before}{number}{after}"


def _decimals(amount: Decimal) -> int:
    """None for a whole amount, else at least two and as many as it has."""
    exponent = amount.normalize(_WIDE).as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) and exponent < 0 else 0


# ------------------------------------------------------------------------------------------------- the calendar
def _date(day: date, _language: Language) -> str:
    """Day, month, year: the same in the three languages."""
    return f"{day:%d/%m}/{day.year:04}"


def _datetime(moment: datetime, language: Language) -> str:
    """A day with its time, to the minute."""
    return f"{_date(moment, language)} {moment:%H:%M}"


def _month(month: Month, language: Language) -> str:
    """A month in words: "maart 2025"."""
    return f"{_months(language)[month.month]} {month.year}"


# ------------------------------------------------------------------------------------------------- the kinds
def _plain(value: object, _language: Language) -> str:
    """Row numbers, years and counts: the digits as the workbook shows them."""
    return str(value)


#: How each kind is shown. A datetime is a date and the named tuples are tuples: what is more exact comes first.
_SHOWERS: dict[type, Callable[..., str]] = {
    str: _text,
    int: _plain,
    Money: _money,
    Label: lambda label, language: label.of(language),
    Month: _month,
    tuple: _list,
    Decimal: _number,
    datetime: _datetime,
    date: _date,
}


# ------------------------------------------------------------------------------------------------- Babel, asked once
class _Signs(NamedTuple):
    """How a language writes numbers: `table` turns 1,234.5 into its own signs."""

    table: dict[int, str]


class _CurrencySigns(NamedTuple):
    """What stands before and after an amount, and its number of decimals."""

    before: str
    before_negative: str
    after: str
    decimals: int


@lru_cache
def _signs(language: Language) -> _Signs:
    """The signs of a language."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415  (only where something is formatted)

    locale = _LOCALES[language]
    return _Signs({ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)})


@lru_cache
def _currency(currency: str, language: Language) -> _CurrencySigns:
    """What the amounts of a currency look like in a language; an unknown code is its own sign."""
    from babel import Locale  # noqa: PLC0415  (only where something is formatted)
    from babel.numbers import get_currency_precision, get_currency_symbol  # noqa: PLC0415

    locale = Locale.parse(_LOCALES[language])
    pattern = locale.currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale)
    if symbol == currency:
        symbol = _text(symbol)
    if symbol[-1:].isalpha() and pattern.prefix[0].endswith("¤"):
        symbol += _NO_BREAK_SPACE  # "RWF 12,500" and not "RWF12,500", as CLDR's currency spacing asks

    def sign(affix: str) -> str:
        return affix.replace("¤", symbol)

    return _CurrencySigns(
        before=sign(pattern.prefix[0]),
        before_negative=sign(pattern.prefix[1]),
        after=sign(pattern.suffix[0]),
        decimals=get_currency_precision(currency),
    )


@lru_cache
def _months(language: Language) -> dict[int, str]:
    """The names of the months, from 1."""
    from babel.dates import get_month_names  # noqa: PLC0415  (only where something is formatted)

    return dict(get_month_names("wide", "stand-alone", _LOCALES[language]))


@lru_cache
def _pair(language: Language) -> str:
    """How the last item joins a list: "{0} en {1}"."""
    from babel import Locale  # noqa: PLC0415  (only where something is formatted)

    return str(Locale.parse(_LOCALES[language]).list_patterns["standard"]["end"])
