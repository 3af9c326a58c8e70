"""Functions about texts, and those that ask what kind of value something is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas.tree import Fault
from tests.google.sheets.formulas.values import Failed, Scalar, Some, flat, sound
from tests.google.sheets.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.formulas.place import Place


def find(place: Place, needle: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    """Where a text begins in another, capitals counting; VALUE where it doesn't stand there."""
    at = place.text(text).find(place.text(needle), _index(place, start))
    if at < 0:
        raise Failed("VALUE")
    return at + 1.0


def search(place: Place, needle: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    """Where a text begins in another, whatever the capitals."""
    at = place.text(text).lower().find(place.text(needle).lower(), _index(place, start))
    if at < 0:
        raise Failed("VALUE")
    return at + 1.0


def _index(place: Place, start: Scalar) -> int:
    at = int(place.number(start))
    if at < 1:
        raise Failed("VALUE")
    return at - 1


def left(place: Place, text: Scalar, count: Scalar = 1.0) -> Scalar:
    """The first characters."""
    return place.text(text)[: _count(place, count)]


def right(place: Place, text: Scalar, count: Scalar = 1.0) -> Scalar:
    """The last characters."""
    whole, many = place.text(text), _count(place, count)
    return whole[-many:] if many else ""


def _count(place: Place, count: Scalar) -> int:
    many = int(place.number(count))
    if many < 0:
        raise Failed("VALUE")
    return many


def mid(place: Place, text: Scalar, start: Scalar, count: Scalar) -> Scalar:
    """Characters from a place on."""
    begin = _index(place, start)
    return place.text(text)[begin : begin + _count(place, count)]


def substitute(place: Place, text: Scalar, old: Scalar, new: Scalar, which: Scalar = None) -> Scalar:
    """The text with one text for another, everywhere or once."""
    whole, gone, come = (place.text(each) for each in (text, old, new))
    if which is None or not gone:
        return whole.replace(gone, come) if gone else whole
    parts, nth = whole.split(gone), int(place.number(which))
    return gone.join(parts[:nth]) + come + gone.join(parts[nth:]) if 0 < nth < len(parts) else whole


def text(place: Place, value: Scalar, pattern: Scalar) -> Scalar:
    """A value as a format shows it."""
    value = sound(value)
    number = None if isinstance(value, str) else place.number(value)
    return str(value) if number is None else shown(number, {"pattern": place.text(pattern)}, place.calc.local)


def to_value(place: Place, value: Scalar) -> Scalar:
    """The number that a text says."""
    return place.number(value)


def concatenate(place: Place, *values: Some) -> Some:
    """All texts behind one another."""
    return "".join(place.text(value) for value in flat(*values))


def textjoin(place: Place, between: Some, skip: Some, *values: Some) -> Some:
    """All texts with another between them."""
    texts = [place.text(value) for value in flat(*values)]
    return place.text(next(flat(between))).join(each for each in texts if each or not next(flat(skip)))


def join(place: Place, between: Some, *values: Some) -> Some:
    """All texts with another between them, empty ones too."""
    return textjoin(place, between, False, *values)


def _of_text(change: Callable[[str], Scalar]) -> Callable[..., Scalar]:
    return lambda place, value: change(place.text(value))


def _asks(question: Callable[[Any], bool]) -> Callable[..., bool]:
    return lambda _place, value=None: question(value)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


SCALAR: dict[str, Callable[..., Any]] = {
    "FIND": find,
    "SEARCH": search,
    "LEFT": left,
    "RIGHT": right,
    "MID": mid,
    "SUBSTITUTE": substitute,
    "TEXT": text,
    "VALUE": to_value,
    "LEN": _of_text(lambda text: float(len(text.encode("utf-16-le")) // 2)),
    "TRIM": _of_text(lambda text: " ".join(part for part in text.split(" ") if part)),
    "UPPER": _of_text(str.upper),
    "LOWER": _of_text(str.lower),
    "PROPER": _of_text(str.title),
    "CLEAN": _of_text(lambda text: "".join(each for each in text if each >= " ")),
    "CODE": _of_text(lambda text: float(ord(text[:1] or "\0"))),
    "CHAR": lambda place, value: chr(int(place.number(value))),
    "UNICHAR": lambda place, value: chr(int(place.number(value))),
    "EXACT": lambda place, one, other: place.text(one) == place.text(other),
    "REPT": lambda place, text, times: place.text(text) * _count(place, times),
    "CONCAT": lambda place, one, other: place.text(one) + place.text(other),
    "T": lambda _place, value: value if isinstance(sound(value), str) else "",
    "N": lambda _place, value: float(sound(value)) if isinstance(value, int | float) else 0.0,  # type: ignore[arg-type]
    "HYPERLINK": lambda place, link, label=None: link if label is None else (sound(place.text(link)) and label),
    "ISNUMBER": _asks(_number),
    "ISTEXT": _asks(lambda value: isinstance(value, str)),
    "ISNONTEXT": _asks(lambda value: not isinstance(value, str)),
    "ISLOGICAL": _asks(lambda value: isinstance(value, bool)),
    "ISBLANK": _asks(lambda value: value is None),
    "ISERROR": _asks(lambda value: isinstance(value, Fault)),
    "ISERR": _asks(lambda value: isinstance(value, Fault) and value.type != "N_A"),
    "ISNA": _asks(lambda value: isinstance(value, Fault) and value.type == "N_A"),
}
WHOLE: dict[str, Callable[..., Any]] = {"CONCATENATE": concatenate, "TEXTJOIN": textjoin, "JOIN": join}
