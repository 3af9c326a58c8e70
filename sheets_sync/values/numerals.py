"""How a number is written: its sign, its digits, its marks, and what it can mean.

No language takes part. A number that two people would read differently has two readings, and it is for the caller to
refuse it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.values.characters import plain

if TYPE_CHECKING:
    from sheets_sync.model import Language

#: A spreadsheet keeps no more digits than this, and no amount of a grant has as many.
_MOST_DIGITS = 15
#: A longer text is no number, whatever it holds.
_LONGEST = 80
#: So many digits stand behind a mark for the thousands.
_GROUP = 3

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<before>[^0-9+-]*)(?P<inner>[-+]?)(?P<gap>[^0-9+-]*)"
    r"(?P<body>[0-9](?:[0-9.,' ]*[0-9])?)"
    r"(?P<no_cents>[.,]-{1,2}|/[=-])?(?P<trailing>-?)(?P<behind>[^0-9]*)"
)
#: Digits, or groups of three with one kind of mark between them; then a decimal mark of another kind.
_BODY = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:(?P<group>[ .,'])[0-9]{3})(?:(?P=group)[0-9]{3})*|)"
    r"(?:(?!(?P=group))(?P<mark>[.,])(?P<fraction>[0-9]+))?"
)
_FIRST_GROUP = re.compile(r"[1-9][0-9]{0,2}")
_MARKS = str.maketrans("", "", " .,'")

DECIMAL_MARK: dict[Language, str] = {"nl": ",", "fr": ",", "en": "."}
_THOUSANDS_MARK: dict[Language, str] = {"nl": ".", "fr": ".", "en": ","}
#: The marks for thousands and decimals that are usual together in one of the three languages.
_USUAL_PAIRS = frozenset({(".", ","), (" ", ","), (",", ".")})


class Numeral(NamedTuple):
    """A number as it was written: digits with a mark between the thousands, or without, and a decimal mark or none.

    `names` are the texts before and behind it, names of a currency perhaps. `usual` is False where the sign, the
    zeros or the marks are not what a spreadsheet itself would show.
    """

    negative: bool
    whole: str
    group: str | None
    mark: str | None
    fraction: str
    names: tuple[str, ...]
    usual: bool

    def readings(self, decimals: int | None) -> tuple[Decimal, ...]:
        """One reading where the number is clear; two, with the thousands first, where it is not.

        `decimals` is how many the currency has; None for a number that is no amount and may have any.
        """
        if self.mark is None:
            return (self._signed(self.whole),)
        as_decimal = self._signed(f"{self.whole or 0}.{self.fraction}")
        if len(self.fraction) != _GROUP or not self.whole.strip("0"):
            return (as_decimal,)
        as_thousands = self._signed(self.whole + self.fraction)
        groups = self.group is None and _FIRST_GROUP.fullmatch(self.whole) is not None
        if decimals is None:
            return (as_thousands, as_decimal) if groups else (as_decimal,)
        if groups and decimals == 0:
            return (as_thousands,)
        if self.group is not None and has_more_decimals(as_decimal, decimals):
            return (as_decimal,)
        # `1.250,000` in a currency that has no third decimal: a factor of a thousand would pass unnoticed.
        return (as_thousands, as_decimal)

    def usual_for(self, language: Language, reading: Decimal) -> bool:
        """Whether a reader of this language would read it so without a second look."""
        if not self.usual:
            return False
        if self.mark is None:
            return True
        if self.group is not None:
            return (self.group, self.mark) in _USUAL_PAIRS
        thousands = len(self.fraction) == _GROUP and reading == self._signed(self.whole + self.fraction)
        return self.mark == (_THOUSANDS_MARK if thousands else DECIMAL_MARK)[language]

    def _signed(self, digits: str) -> Decimal:
        number = Decimal(digits)
        return -number if self.negative and number else number


def has_more_decimals(number: Decimal, decimals: int) -> bool:
    """Whether digits other than zero stand behind so many decimals."""
    _, digits, exponent = number.as_tuple()
    beyond = -exponent - decimals if isinstance(exponent, int) else 0
    return beyond > 0 and any(digits[-beyond:])


def numeral(text: str) -> Numeral | None:
    """The one number that the text holds, with a name before or behind it; None if it holds anything else."""
    return _taken_apart(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _taken_apart(text: str) -> Numeral | None:
    bare = _without_brackets(plain(text))
    match = _NUMBER.fullmatch(bare[0]) if bare else None
    if bare is None or match is None:
        return None
    signs = [sign for sign in match.group("sign", "inner", "trailing") if sign]
    beside = _beside(match)
    if beside is None or len(signs) + bare[1] > 1:
        return None
    names, leading = beside
    no_cents = match["no_cents"]
    # ",-" stands for no cents; East Africa writes "/=" behind a whole amount, where cents once stood
    cents = f"{no_cents[0]}00" if no_cents and no_cents[0] in ".," else ""
    shape = _BODY.fullmatch(leading + match["body"] + cents)
    if shape is None:
        return None
    whole = shape["whole"].translate(_MARKS)
    if len(whole) > _MOST_DIGITS:
        return None
    zeros = len(whole) > 1 and whole.startswith("0")
    usual = not (
        bare[1] or match["trailing"] or no_cents or leading or zeros or "+" in signs or shape["group"] == "'"
    )
    negative = bare[1] or "-" in signs
    return Numeral(negative, whole, shape["group"], shape["mark"], shape["fraction"] or "", names, usual)


def _without_brackets(text: str) -> tuple[str, bool] | None:
    """The text without the brackets of a bookkeeper around the number, and whether there were any."""
    if "(" not in text and ")" not in text:
        return text, False
    before, opened, rest = text.partition("(")
    inside, closed, behind = rest.partition(")")
    if not (opened and closed) or any(char in "0123456789()" for char in before + behind):
        return None
    return f"{before} {inside} {behind}".strip(), True


def _beside(match: re.Match[str]) -> tuple[tuple[str, ...], str] | None:
    """The names beside the number and the mark right before its digits; None if they can be read in two ways."""
    sign_inside = bool(match["inner"])
    before, lead = (match["before"], match["gap"]) if sign_inside else ("", match["before"])
    leading = lead[-1:] if lead[-1:] in {".", ","} else ""
    lead = lead.removesuffix(leading)
    if leading and lead[-1:].isalpha():  # `Frw.500`: the point ends the name, or begins the number
        return None
    if sign_inside and (lead.strip() or before[-1:].isalpha()):  # `EUR-450`: a minus, or a hyphen
        return None
    if match["trailing"] and not match["behind"][:1].isspace() and match["behind"]:
        return None
    return tuple(name for part in (before, lead, match["behind"]) if (name := part.strip())), leading
