"""A value as its reader writes it: dates, amounts, numbers and lists by language, and a person's text made harmless.

The signs come from Babel's locale data, asked for once; the rest is plain string work, because a run can have
thousands of findings.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, cast
from unicodedata import category

from sheets_sync.model import Label, Money, Month

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sheets_sync.model import Language, Param

#: A text longer than this is cut; one that holds an address or a path only if it is much longer, for half an address
#: is of no use.
TEXT_LENGTH = 80
ADDRESS_LENGTH = 200
#: A list longer than this is cut.
LIST_LENGTH = 16

_LOCALES: dict[Language, str] = {"nl": "nl_BE", "fr": "fr_FR", "en": "en_GB"}
_NO_BREAK_SPACE = "\u00a0"
_NARROW_SPACE = "\u202f"
#: From this power of ten on a number is a mistake, and shown as 1E+50.
_ABSURD = 30
#: More decimals than this are the noise of a binary number.
_FINEST = 10
#: Enough digits for what is left, so that rounding never fails.
_WIDE = Context(prec=_ABSURD + _FINEST + 10, rounding=ROUND_HALF_UP)

_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])\s*")
_ADDRESS = re.compile(r"\S+@\S+|\S*[/\\]\S*")
#: What cannot be seen, or turns the text around it: control, format (zero-width, bidirectional), private, surrogate.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})


def show(param: Param, language: Language) -> str:
    """One parameter as text for a reader; a text of a person on one line, without anything that cannot be seen."""
    shower = _SHOWERS.get(type(param))
    if shower is None:  # a subclass, or what was never meant to be a parameter
        shower = next((_SHOWERS[kind] for kind in _SHOWERS if isinstance(param, kind)), _plain)
    return shower(param, language)


# ------------------------------------------------------------------------------------------------- text
def _text(text: str, _language: Language | None = None) -> str:
    """A person's text made harmless: on one line, what cannot be seen named as <U+202E>, and cut."""
    if len(text) > TEXT_LENGTH:
        text = text[: ADDRESS_LENGTH + 1]
    if not text.isprintable():
        text = _BREAKS.sub(" ↵ ", text).replace("\t", " ")
        text = "".join(f"<U+{ord(sign):04X}>" if category(sign) in _UNSEEN else sign for sign in text)
    if len(text) <= TEXT_LENGTH:
        return text
    limit = ADDRESS_LENGTH if _ADDRESS.fullmatch(text) else TEXT_LENGTH
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _list(items: Sequence[Param], language: Language) -> str:
    """A list in words; by semicolons where an item has a comma itself; a long one is cut with what is left out."""
    if all(type(item) is Label for item in items):  # the choices of a column, told for each wrong one
        return _labels(cast("tuple[Label, ...]", items), language)
    return _joined(items, language)


@lru_cache(maxsize=1024)
def _labels(labels: tuple[Label, ...], language: Language) -> str:
    return _joined(labels, language)


def _joined(items: Sequence[Param], language: Language) -> str:
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
def _number(number: Decimal, language: Language) -> str:
    """A number with the reader's signs and with the decimals that it has."""
    if _is_absurd(number):
        return f"{number:.3G}".translate(_signs(language))
    if _scale(number) > _FINEST:
        number = _round(number, _FINEST).normalize(_WIDE)
    return f"{number:,f}".translate(_signs(language))


def _money(money: Money, language: Language) -> str:
    """An amount with its currency, rounded half up to the decimals of that currency.

    Without a currency: no decimals for a whole amount, else at least two and as many as it has.
    """
    amount, currency = money
    if _is_absurd(amount):
        return f"{_number(amount, language)} {currency or ''}".rstrip()
    if currency is None:
        places = _scale(amount.normalize(_WIDE))
        return _number(_round(amount, max(2, places) if places > 0 else 0), language)
    signs = _currency(currency, language)
    amount = _round(amount, signs.decimals)
    return (
        f"{signs.before_negative if amount < 0 else signs.before}{_number(amount.copy_abs(), language)}{signs.after}"
    )


def _is_absurd(number: Decimal) -> bool:
    """Whether no amount, rate or count can be like this: not a number, or of an order that does not occur."""
    return not number.is_finite() or (bool(number) and abs(number.adjusted()) >= _ABSURD)


def _scale(number: Decimal) -> int:
    """The number of decimals; negative for 1E+3."""
    return -int(number.as_tuple().exponent)


def _round(number: Decimal, decimals: int) -> Decimal:
    """Rounded half up, to ten decimals at the most."""
    return number.quantize(Decimal(1).scaleb(-min(decimals, _FINEST)), context=_WIDE)


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
    Label: lambda label, language: _text(label.of(language)),
    Month: _month,
    tuple: _list,
    Decimal: _number,
    datetime: _datetime,
    date: _date,
}


# ------------------------------------------------------------------------------------------------- Babel, asked once
class _CurrencySigns(NamedTuple):
    """What stands before and after an amount, and its number of decimals."""

    before: str
    before_negative: str
    after: str
    decimals: int


@lru_cache
def _signs(language: Language) -> dict[int, str]:
    """What turns 1,234.5 into the signs of a language, for `str.translate`."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415  (only where something is formatted)

    locale = _LOCALES[language]
    return {ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)}


@lru_cache
def _currency(currency: str, language: Language) -> _CurrencySigns:
    """What the amounts of a currency look like in a language; an unknown code is its own sign."""
    from babel import Locale  # noqa: PLC0415  (only where something is formatted)
    from babel.numbers import get_currency_precision, get_currency_symbol  # noqa: PLC0415

    locale = Locale.parse(_LOCALES[language])
    pattern = locale.currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale)
    if symbol == currency:  # not a currency that Babel knows: a person's text
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
