"""Whether the cells of a tab are plain enough for calamine, and what is mended so that they are.

Calamine reads fast, but gives an error and a formula without a stored result as an empty cell, takes some odd XML
for something else, and may take the whole process with it over a cell far away. So a tab is looked at first: a glance
of a few searches lets nearly all pass; where it stops, a strict grammar must hold for every single cell, if need be
after mending what programs write in good faith; all else goes through `sparse`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.limits import COLUMNS
from sheets_sync.model import UNSTORED, column_number

if TYPE_CHECKING:
    from sheets_sync.backends.xlsx.limits import Limits

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_EMPTY = re.compile(rb"<sheetData\s*/>")


def _grammar(rows: bytes) -> re.Pattern[bytes]:
    """The rows of a tab: each cell with its own address, and a value that belongs to its type.

    Every repetition is possessive, so that no input makes the match slow.
    """
    column = rb"(?:[A-F]?[A-Z]|G[A-R])"  # A to GR, the 200 of COLUMNS
    formula = rb"(?:<f[^<>]*+>(?:(?<=/>)|[^<]*+</f>))?+"
    number = rb"<v>[-\d.]++(?:[Ee][-+]?\d{1,2}+)?+</v></c>"
    rich = rb"(?:[^<]++|<(?!/is>|[!?]))*+"
    value = (
        rb">" + formula + number + rb'| t="(?:'
        rb's">' + formula + rb"<v>\d{1,9}+</v></c>|"
        rb'str">' + formula + rb"<v>[^<]*+</v></c>|"
        rb'n">' + formula + number + rb"|"
        rb'b">' + formula + rb"<v>[01]</v></c>|"
        rb'd">' + formula + rb"<v>[^<]++</v></c>|"
        rb'inlineStr"><is>' + rich + rb"</is></c>|"
        rb'[A-Za-z]++"(?:/>|></c>))'
        rb"|/>|></c>"
    )
    cell = rb'<c r="' + column + rows + rb'"(?: s="\d++")?+(?:' + value + rb")"
    return re.compile(rb"(?:<row[^<>]*+>(?:(?<=/>)|(?:" + cell + rb")*+</row>))*+")


#: A tab that ends before row 10,000 has at most 2,000,000 cells, so it needn't be measured.
_SHORT = _grammar(rb"[1-9]\d{0,3}+")
_SHORT_ROWS = 9_999
_LONG = _grammar(rb"[1-9]\d{0,6}+")

#: A cell without an address near by in its first attribute.
_FAR = re.compile(rb'<c(?! r="(?:[A-F]?[A-Z]|G[A-R])[1-9]\d{0,3}"[ >/])')
_NO_RESULT = re.compile(rb"</f>(?!<v>[^<])")
_EMPTY_ELEMENT = re.compile(rb"/>(?!<(?:[cr]|/r|v>[^<]))")

_COLUMNS = re.compile(rb'<c r="([A-Z]{1,3})')
_ROWS = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})')

_ERROR = re.compile(rb'(<c [^<>]*?) t="e"')
_FORMULA_ALONE = re.compile(
    rb"<c( [^<>]*)>"
    rb"(<f(?: [^<>]*)?>(?:(?<=/>)|[^<]*</f>))\s*"
    rb"(<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_TYPE = re.compile(rb' t="([^"]*)"')
_BETWEEN = re.compile(rb"(</(?:c|v|f|is|row)>|<row(?: [^<>]*)?>|<c [^<>]*>|<f [^<>]*/>)\s+")
_METADATA = re.compile(rb'(<c [^<>]*?)(?: (?:cm|vm|ph)="\d*")+')
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d*")?(?:/>|></c>)')


def plain(xml: bytes, limits: Limits, *, glance: bool) -> bytes | memoryview | None:
    """The rows of a worksheet as calamine can be trusted with, or None where only `sparse` will do.

    An error cell holds its text, a formula without a stored result holds UNSTORED. Without `glance` every cell is
    held against the grammar, which takes twice the time.
    """
    span = _span(xml)
    if span is None:
        return None
    start, end = span
    if glance and limits.fits(_SHORT_ROWS, COLUMNS) and _nothing_odd(xml, start, end):
        return memoryview(xml)[start:end]
    body = xml[start:end]
    if _fits(body, limits):
        return body
    body = _mended(body)
    return body if _fits(body, limits) else None


def _span(xml: bytes) -> tuple[int, int] | None:
    """Where the rows stand, or None where the part has no such place or something odd before it."""
    start, end = xml.find(_OPEN), xml.rfind(_CLOSE)
    head = xml[: start if start >= 0 else len(xml)]
    if b"<!" in head:
        return None
    if start < 0:
        return (0, 0) if _EMPTY.search(xml) else None
    return (start + len(_OPEN), end) if end >= 0 else None


def _nothing_odd(xml: bytes, start: int, end: int) -> bool:
    """Whether all cells lie near by, and none is an error, a formula without a result, or in odd XML.

    A single byte is found ten times as fast as two, so the rare first one goes before.
    """
    return (
        (xml.find(b"!", start, end) < 0 or xml.find(b"<!", start, end) < 0)
        and (xml.find(b"?", start, end) < 0 or xml.find(b"<?", start, end) < 0)
        and (xml.find(b":", start, end) < 0 or xml.find(b":c", start, end) < 0)
        and (xml.find(b"#", start, end) < 0 or xml.find(b'"e"', start, end) < 0)
        and _FAR.search(xml, start, end) is None
        and (
            xml.find(b"<f", start, end) < 0
            or (_NO_RESULT.search(xml, start, end) is None and _EMPTY_ELEMENT.search(xml, start, end) is None)
        )
    )


def _fits(body: bytes, limits: Limits) -> bool:
    if limits.fits(_SHORT_ROWS, COLUMNS) and _SHORT.fullmatch(body):
        return True
    return _LONG.fullmatch(body) is not None and limits.fits(*_area(body))


def _area(body: bytes) -> tuple[int, int]:
    """The last row and the last column that any cell names."""
    columns = {column_number(letters.decode()) for letters in set(_COLUMNS.findall(body))}
    return max(map(int, _ROWS.findall(body)), default=0), max(columns, default=0)


def _mended(body: bytes) -> bytes:
    """The same cells without what stands in calamine's way; none of it is what a person typed."""
    if b'="e"' in body:
        body = _ERROR.sub(rb'\1 t="str"', body)
    if b">\n" in body or b">\r" in body or b"> " in body:
        body = _BETWEEN.sub(rb"\1", body)
    if b' cm="' in body or b' vm="' in body or b' ph="' in body:
        body = _METADATA.sub(rb"\1", body)
    if b"<f" in body:
        body = _FORMULA_ALONE.sub(_unstored, body)
    return _BLANK_CELL.sub(b"", body)


def _unstored(match: re.Match[bytes]) -> bytes:
    """A formula that never gave a result, or gave the empty text: only the latter says so by its type."""
    attributes, formula, value = match.groups()
    kind = _TYPE.search(attributes)
    result = b"" if value is not None and kind is not None and kind[1] == b"str" else UNSTORED.encode()
    return b"<c" + _TYPE.sub(b"", attributes) + b' t="str">' + formula + b"<v>" + result + b"</v></c>"
