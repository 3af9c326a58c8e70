"""Text of a cell: what it means, how it compares, how the spreadsheet shows it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from sheets_sync.model import UNSTORED
from sheets_sync.values.amounts import decimal_of, format_plain
from sheets_sync.values.characters import (
    APOSTROPHES,
    BREAKS,
    INVISIBLE,
    LONG_DASHES,
    MINUSES,
    SPACES,
    TURNING,
    composed,
    strip_blanks,
    visible,
    without_accents,
)
from sheets_sync.values.typos import SLIP, difference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.model import Language, Stored

T = TypeVar("T")

_SHORT = 80  # texts up to this length come back often enough to be remembered
_SEPARATORS = '/\\()[]{}<>|?!¿¡:;.,*"“”„‟«»‹›″…·•‧∙'
_SIMILAR = (
    dict.fromkeys(map(ord, APOSTROPHES), "'")
    | dict.fromkeys(map(ord, MINUSES + LONG_DASHES), "-")
    | dict.fromkeys(map(ord, INVISIBLE + TURNING), None)
    | {ord("№"): "n°", ord("º"): "°", ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae", ord("ø"): "o"}
)
_ONE_KIND = _SIMILAR | dict.fromkeys(map(ord, _SEPARATORS + SPACES + BREAKS), " ") | dict.fromkeys(range(0x20), " ")
_AROUND_DASH = re.compile(" ?- ?")
_CLEARLY = 0.1  # so much nearer than the next must the nearest be

_ERROR_NAMES = (
    "#ref! #n/a #value! #div/0! #name? #num! #null! #spill! #calc! #error! #field! #unknown! #blocked! #connect!",
    "#n/b #waarde! #verw! #deel/0! #naam? #getal! #leeg! #overloop! #overlopen! #bereken! #veld! #onbekend!",
    "#n/d #valeur! #nom? #nombre! #nul! #propagation! #epars! #erreur! #champ! #inconnu! #bloque! #connexion!",
    "#getting_data #busy! loading... laden... chargement... #geblokkeerd! #verbinden!",
)
_ERRORS = frozenset(name for names in _ERROR_NAMES for name in names.split())
_LONGEST_ERROR = 24
#: Amounts and dates begin so, but no error does.
_NO_ERROR = frozenset("0123456789€$-+")
_TRUTH: dict[Language, tuple[str, str]] = {
    "nl": ("ONWAAR", "WAAR"),
    "fr": ("FAUX", "VRAI"),
    "en": ("FALSE", "TRUE"),
}
_LONGEST_NUMBER = 21  # digits; a spreadsheet shows a longer one with an exponent


# ------------------------------------------------------------------------------------------------- what it means
def clean(text: str) -> str | None:
    """The text without white space and invisible characters at its ends, composed; None if nothing is left."""
    return composed(strip_blanks(text)) or None


def is_error(text: str) -> bool:
    """Whether the text is an error of a spreadsheet, in English, Dutch or French: "#REF!", "#N/B", "Err:502"."""
    if len(text) > _LONGEST_ERROR or text[:1] in _NO_ERROR:
        return False
    word = "".join(without_accents(text).casefold().split())
    return word in _ERRORS or (word.startswith("err:") and word[4:].isdecimal())


def in_one(texts: Iterable[object]) -> str | None:
    """The texts with U+001F between them, where `clean` leaves each as it is, none is empty and none is an error.

    None where that is not plain to see at once, or where one of them is no text: then each has its own look.
    """
    try:
        inside = JOINT.join(texts)  # type: ignore[arg-type]  # a TypeError tells
    except TypeError:
        return None
    joined = f"{JOINT}{inside}{JOINT}"
    if any(odd in joined for odd in _ODD_ENDS) or any(mark in joined and odd(joined) for mark, odd in _ODD):
        return None
    if joined.isascii():
        return inside if not joined.encode().translate(None, _USUAL_BYTES) else None
    return inside if _USUAL.fullmatch(joined) else None


#: Stands between texts that are looked at together. A text that holds it looks like two, so it is counted.
JOINT = "\x1f"
#: What begins or ends a text that means something else.
_ODD_ENDS = (f"{JOINT}{JOINT}", f"{JOINT} ", f" {JOINT}")
#: The same of what is rare, and what may be an error ("#N/A", "Loading...", "Err:502"); each with its sign.
_ODD = (
    ("\n", re.compile(f"{JOINT}\n|\n{JOINT}").search),
    ("#", re.compile(f"{JOINT}#").search),
    (".", re.compile(r"\.\s*\.").search),
    (":", re.compile(r"[Rr]\s*:\s*[0-9]").search),
)
_USUAL = re.compile("[\n -~À-ɏ«»“”’€°×–\x1f]*+")
_USUAL_BYTES = bytes([*b"\n\x1f", *range(0x20, 0x7F)])


# ------------------------------------------------------------------------------------------------- how it compares
def fold(text: str) -> str:
    """The text for comparing: without case, accents and punctuation, with one kind of space, dash and apostrophe.

    Folding twice is folding once. "€", "°" and "%" stay.
    """
    return _remembered(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = without_accents(without_accents(text.translate(_SIMILAR)).casefold())
    return _AROUND_DASH.sub("-", " ".join(text.casefold().translate(_ONE_KIND).split()))


_remembered = lru_cache(maxsize=4096)(_fold)


def nearest(text: str, options: Iterable[str]) -> str | None:
    """The one option that the text is a typing error of; None if there is none, or another is about as near."""
    return closest(text, ((option, option) for option in options))


def closest(text: str, spellings: Iterable[tuple[str, T]]) -> T | None:
    """What the spelling means that the text is a typing error of; spellings with the same meaning do not compete."""
    typed = fold(text)
    if not typed:
        return None
    near = [(difference(typed, fold(spelling)), meaning) for spelling, meaning in spellings]
    least, found = min(near, key=itemgetter(0), default=(1.0, None))
    rival = any(share < least + _CLEARLY and meaning != found for share, meaning in near)
    return None if least > SLIP or rival else found


# ------------------------------------------------------------------------------------------------- how it is shown
def shown(value: Stored, language: Language) -> str:
    """The value as a spreadsheet in this language shows it, on one line and safe to print."""
    text = ""
    match value:
        case str():
            text = visible(value) if value != UNSTORED else ""
        case bool():
            text = _TRUTH[language][value]
        case int() | float():
            text = _number(value, language)
        case datetime():
            text = f"{_day(value)} {_clock(value.time())}" if value.time() != time() else _day(value)
        case date():
            text = _day(value)
        case time():
            text = _clock(value)
        case timedelta():
            text = _length(value)
    return text


def _number(number: float, language: Language) -> str:
    try:
        text = format_plain(decimal_of(number), language, None)
    except ValueError:  # what no spreadsheet stores is shown as it is
        return str(number)
    return text if len(text) <= _LONGEST_NUMBER else f"{number:.5E}"


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _clock(moment: time) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _length(length: timedelta) -> str:
    seconds = abs(round(length.total_seconds()))
    sign = "-" if length < timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
