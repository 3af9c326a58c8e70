"""What a locale decides: the decimal mark, the thousands, the order of a date, the words for true and false."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

_TRUE = {"nl": ("WAAR", "ONWAAR"), "fr": ("VRAI", "FAUX"), "de": ("WAHR", "FALSCH")}


@dataclass(frozen=True)
class Local:
    """What a locale decides; `date` is the pattern of a date where a cell has none of its own."""

    mark: str
    thousands: str
    date: str
    true: str
    false: str
    babel: Locale
    currency: str

    @property
    def month_first(self) -> bool:
        """Whether 3/4 is the third day of the fourth month or the fourth of the third."""
        return self.date.lower().find("m") < self.date.lower().find("d")


@lru_cache
def local(name: str) -> Local:
    """What a locale such as nl_BE decides, as Babel has it; a language alone is a locale too."""
    babel = Locale.parse(name)
    symbols = babel.number_symbols.get("latn", babel.number_symbols)
    pattern = babel.date_formats["short"].pattern.replace("y", "yyyy").replace("yyyyyyyy", "yyyy").lower()
    pattern = pattern.replace("yyyyyyyyyyyyyyyy", "yyyy")
    true, false = _TRUE.get(babel.language, ("TRUE", "FALSE"))
    return Local(
        mark=symbols["decimal"],
        thousands=symbols["group"],
        date=pattern,
        true=true,
        false=false,
        babel=babel,
        currency="$" if babel.territory == "US" else "€",
    )


def mark_of(name: str) -> str:
    """The decimal mark of a locale."""
    return local(name).mark
