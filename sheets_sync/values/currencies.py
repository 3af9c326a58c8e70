"""The currencies of the programme's countries, and the names that people write for them beside an amount."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from sheets_sync.values.characters import without_accents

if TYPE_CHECKING:
    from collections.abc import Mapping


class Currency(NamedTuple):
    """A currency by its ISO 4217 code, with its number of decimals and its names as people write them."""

    code: str
    decimals: int
    names: tuple[str, ...]


_CFA_ELSEWHERE = ("CFA franc", "CFA francs", "CFA-frank", "CFA-franken", "CFAF")
_RWANDAN_ELSEWHERE = (
    *("Rwandan franc", "Rwandan francs", "Rwandese franc", "Rwandese francs", "Rwandese frank", "Rwandese franken"),
    *("amafaranga", "amafaranga y'u Rwanda", "amafranga"),
)
_KNOWN = (
    Currency("EUR", 2, ("€", "EUR", "euro", "euros", "euro's")),
    Currency(
        "USD",
        2,
        ("$", "US$", "$US", "USD", "dollar", "dollars", "US dollar", "US dollars", "dollars US", "dollars USD"),
    ),
    Currency("XOF", 0, ("XOF", "CFA", "FCFA", "Fr CFA", "Frs CFA", "franc CFA", "francs CFA", *_CFA_ELSEWHERE)),
    Currency("RWF", 0, ("RWF", "Frw", "RF", "Frs RW", "franc rwandais", "francs rwandais", *_RWANDAN_ELSEWHERE)),
)

#: The currencies by their code.
CURRENCIES: Final[Mapping[str, Currency]] = MappingProxyType({currency.code: currency for currency in _KNOWN})

#: Stands for a franc of which the name is not given; it agrees with every currency in `FRANCS`.
FRANC: Final = "F"
FRANCS: Final = frozenset({"XOF", "RWF"})

#: A currency that is not known has two decimals, as nearly all have.
_USUAL_DECIMALS = 2


def decimals_of(currency: str | None) -> int:
    """The number of decimals that amounts in this currency have."""
    if currency == FRANC:
        return 0
    known = CURRENCIES.get(currency or "")
    return known.decimals if known else _USUAL_DECIMALS


@lru_cache(1024)
def currency_named(name: str) -> str | None:
    """The code of the currency that people write like this, `FRANC` for a bare franc, None for any other text."""
    return _BY_NAME.get(_compact(name))


def _compact(name: str) -> str:
    """The name without case, accents, spaces, points and hyphens: "F. CFA" is "fcfa"."""
    return "".join(char for char in without_accents(name).casefold() if not char.isspace() and char not in ".'-")


_BY_NAME = {_compact(name): currency.code for currency in _KNOWN for name in currency.names} | dict.fromkeys(
    ("f", "fr", "frs", "franc", "francs", "frank", "franken"), FRANC
)
