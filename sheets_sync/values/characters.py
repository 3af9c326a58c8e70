"""The characters that look alike or look like nothing: what spreadsheets, phones and word processors make of them.

Everything here maps text to text, needs no language and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Every kind of space on a line; French spreadsheets write a no-break one (U+00A0) or a narrow one (U+202F).
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
#: What ends a line or jumps: never inside a number.
BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
#: What takes no room: soft hyphens, zero-width spaces and joiners, direction marks, the byte order mark.
INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
#: What turns text around on the screen; a cell that holds it does not show what it says.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: What people and spreadsheets type for a minus sign or a hyphen.
MINUSES = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
#: The longer ones, which are punctuation and never a sign.
LONG_DASHES = "\u2014\u2015\ufe58"
APOSTROPHES = "'`\u00b4\u02b9\u02bc\u2018\u2019\u201a\u201b\u2032\uff07"

_PLAIN = (
    dict.fromkeys(map(ord, SPACES), " ")
    | dict.fromkeys(map(ord, INVISIBLE), None)
    | dict.fromkeys(map(ord, MINUSES), "-")
    | dict.fromkeys(map(ord, APOSTROPHES), "'")
)
_BLANKS = SPACES + BREAKS + INVISIBLE + "\u2800\u3164\uffa0"
_CONTROL_PICTURES = 0x2400
_VISIBLE = (
    {code: chr(_CONTROL_PICTURES + code) for code in range(0x20)}
    | dict.fromkeys(map(ord, BREAKS), " ")
    | dict.fromkeys(range(0x7F, 0xA0), "\ufffd")
    | dict.fromkeys(map(ord, INVISIBLE), None)
    | dict.fromkeys(map(ord, TURNING), "\ufffd")
)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: To put accents in order takes the square of how many stand in a row. More than these stand on no letter of any
#: language: such a text is taken in pieces.
_HEAP = 256
_PIECE = re.compile(r".{1,256}", re.DOTALL)
_ACCENTS = frozenset({"Mn", "Me"})  # the categories of what is written over, under or around a letter


def plain(text: str) -> str:
    """The text with one kind of space, minus and apostrophe, without what takes no room, stripped at the ends."""
    if text.isascii():
        return text.replace("`", "'").strip()
    return text.translate(_PLAIN).strip()


def strip_blanks(text: str) -> str:
    """The text without white space and characters that take no room at its ends."""
    return text.strip(_BLANKS)


def without_accents(text: str) -> str:
    """The letters without their accents, in compatibility form: "févr." is "fevr."."""
    if text.isascii():
        return text
    apart = "".join(unicodedata.normalize("NFKD", piece) for piece in _pieces(text))
    return "".join(char for char in apart if unicodedata.category(char) not in _ACCENTS)


def composed(text: str) -> str:
    """The text with a letter and its accents as one character, where there is such a one (NFC)."""
    return text if text.isascii() else "".join(unicodedata.normalize("NFC", piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterable[str]:
    if len(text) < _HEAP:
        return (text,)
    marks = "".join("1" if order else "0" for order in map(unicodedata.combining, text))
    return _PIECE.findall(text) if "1" * _HEAP in marks else (text,)


def visible(text: str) -> str:
    """The text on one line, safe to print: what steers a terminal or turns text around is shown as a mark."""
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", text.translate(_VISIBLE)).strip()
