"""Whether the cells of a tab are plain enough for calamine, and what is mended so that they are.

Calamine reads fast, but gives an error and a formula without a stored result as an empty cell, takes some odd XML
for something else, and may take the whole process with it over a cell far away. So it gets only a tab of which every
cell matches one strict grammar; nearly all tabs do, and one pass of a regular expression proves it. What programs
write in good faith is mended in memory until it matches; all else goes through `sparse`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import COLUMNS
from sheets_sync.model import UNSTORED, column_number

if TYPE_CHECKING:
    from sheets_sync.backends.limits import Limits

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_EMPTY = re.compile(rb"<sheetData\s*/>")


@cache
def _grammar(row: bytes) -> re.Pattern[bytes]:
    """The rows of a tab: each cell with its own address, and a value that belongs to its type.

    Every repetition is possessive, so that no input makes the match slow; what is most frequent comes first, with
    nothing that it does not need.
    """
    frequent = rb'<c r="[A-Z]' + row + rb'"(?: s="\d++")?+(?: t="s"><v>\d++|><v>[-\d.]++)</v></c>'
    address = rb"(?:[A-Z]" + row + rb"|(?:[A-F][A-Z]|G[A-R])" + row + rb")"  # A to GR, the 200 of COLUMNS
    formula = rb"(?:<f[^<>]*+>(?:(?<=/>)|[^<]*+</f>))?+"
    number = rb"<v>[-\d.]++(?:[Ee][-+]?\d{1,2}+)?+</v></c>"
    rich = rb"(?:[^<]++|<(?!/is>|[!?]))*+"
    value = (
        rb' t="s"><v>\d++</v></c>'
        rb"|><v>[-\d.]++</v></c>"
        rb"|/>|></c>|>" + formula + number + rb'| t="(?:'
        rb'str">' + formula + rb"<v>[^<]*+</v></c>|"
        rb'n">' + formula + number + rb"|"
        rb'b">' + formula + rb"<v>[01]</v></c>|"
        rb'd">' + formula + rb"<v>[^<]++</v></c>|"
        rb'inlineStr"><is>' + rich + rb"</is></c>|"
        rb'[A-Za-z]++"(?:/>|></c>))'
    )
    cell = rb'<c r="' + address + rb'"(?: s="\d++")?+(?:' + value + rb")"
    return re.compile(rb"(?:<row[^<>]*+>(?:(?<=/>)|(?:" + frequent + rb"|" + cell + rb")*+</row>))*+")


#: A tab that ends before row 10,000 has at most 2,000,000 cells, so it needn't be measured.
_SHORT, _SHORT_ROWS = rb"[1-9]\d{0,3}+", 9_999
_LONG = rb"[1-9]\d{0,6}+"

_COLUMNS = re.compile(rb'<c r="([A-Z]{1,3})')
_ROWS = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})')

_ERROR = re.compile(rb'(<c r="[A-Z]{1,3}+\d{1,7}+"(?: s="\d++")?+) t="e"')
_NO_RESULT = re.compile(
    rb"<c( [^<>]*+)>"
    rb"(<f(?: [^<>]*+)?+>(?:(?<=/>)|[^<]*+</f>))\s*+"
    rb"(<v\s*+/>|<v>\s*+</v>)?+\s*+</c>"
)
_TYPE = re.compile(rb' t="([^"]*)"')
_SPACE = re.compile(rb"(</(?:c|v|f|is|row)>|<row(?: [^<>]*+)?+>|<c [^<>]*+>|<f [^<>]*+/>)\s++")
_METADATA = re.compile(rb'(<c [^<>]*?)(?: (?:cm|vm|ph)="\d*+")++')
_BLANK = re.compile(rb'<c r="[A-Z]{1,3}+\d{1,7}+"(?: s="\d*+")?+(?:/>|></c>)')


def plain(xml: bytes, limits: Limits) -> bytes | memoryview | None:
    """The rows of a worksheet as calamine can be trusted with, or None where only `sparse` will do.

    An error cell holds its text, a formula without a stored result holds UNSTORED; blank cells may be gone.
    """
    span = _span(xml)
    if span is None:
        return None
    body: bytes | memoryview = memoryview(xml)[slice(*span)]  # not even copied, as nearly always
    for mend in (None, _errors, _results, _layout, _blanks):
        if mend is not None:
            body = mend(bytes(body))
        if _is_short(body, limits):
            return body
        if _grammar(_LONG).fullmatch(body):
            body = _blanks(bytes(body))
            return body if _is_short(body, limits) or limits.fits(*_area(body)) else None
    return None


def _is_short(body: bytes | memoryview, limits: Limits) -> bool:
    return limits.fits(_SHORT_ROWS, COLUMNS) and _grammar(_SHORT).fullmatch(body) is not None


def _span(xml: bytes) -> tuple[int, int] | None:
    """Where the rows stand, or None where the part has no such place or something odd before it."""
    start, end = xml.find(_OPEN), xml.rfind(_CLOSE)
    if xml.find(b"<!", 0, start if start >= 0 else len(xml)) >= 0:
        return None
    if start < 0:
        return (0, 0) if _EMPTY.search(xml) else None
    return (start + len(_OPEN), end) if end >= 0 else None


def _area(body: bytes | memoryview) -> tuple[int, int]:
    """The last row and the last column that any cell names."""
    columns = {column_number(letters.decode()) for letters in set(_COLUMNS.findall(body))}
    return max(map(int, _ROWS.findall(body)), default=0), max(columns, default=0)


def _errors(body: bytes) -> bytes:
    """Errors as text, which calamine keeps."""
    if b'"e"' not in body:
        return body
    return _ERROR.sub(rb'\1 t="str"', body)


def _results(body: bytes) -> bytes:
    """UNSTORED in a formula that never gave a result. An empty text is a result: its type tells."""
    return _NO_RESULT.sub(_result, body) if b"<f" in body else body


def _result(match: re.Match[bytes]) -> bytes:
    attributes, formula, value = match.groups()
    kind = _TYPE.search(attributes)
    result = b"" if value is not None and kind is not None and kind[1] == b"str" else UNSTORED.encode()
    return b"<c" + _TYPE.sub(b"", attributes) + b' t="str">' + formula + b"<v>" + result + b"</v></c>"


def _layout(body: bytes) -> bytes:
    """No line breaks between the elements, and no cell metadata; then once more what comes before."""
    if b'm="' in body or b' ph="' in body:
        body = _METADATA.sub(rb"\1", body)
    if any(space in body for space in (b"> ", b">\n", b">\r", b">\t")):
        body = _SPACE.sub(rb"\1", body)
    return _results(_errors(body))


def _blanks(body: bytes) -> bytes:
    """No cells without a value: a row may be styled to its very end."""
    return _BLANK.sub(b"", body)
