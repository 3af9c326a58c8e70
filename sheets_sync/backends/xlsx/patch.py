"""Whether the cells of a tab are plain enough for calamine, and what is mended so that they are.

Calamine reads fast, but gives an error and a formula without a stored result as an empty cell, takes some odd XML
for something else, and may take the whole process with it over a cell far away. So it gets only a tab of which every
cell matches one strict grammar; nearly all tabs do, and one pass of a regular expression proves it. What people
write in good faith is mended in memory; all else goes through `sparse`.
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


def _grammar(position: bytes) -> re.Pattern[bytes]:
    """The rows of a tab: each cell with its own address, and a value that belongs to its type.

    Every repetition is possessive, so that no input makes the match slow.
    """
    formula = rb"(?:<f[^<>]*+>(?:(?<=/>)|[^<]*+</f>))?+"
    number = rb"-?\d++(?:\.\d++)?+(?:[Ee][-+]?\d{1,2}+)?+"
    blank = rb"/>|></c>"
    rich = rb"(?:[^<]++|<(?!/is>|[!?]))*+"
    cell = (
        rb'<c r="' + position + rb'"(?: s="\d{1,6}+")?+(?:'
        rb'(?: t="n")?+(?:' + blank + rb"|>" + formula + rb"<v>" + number + rb"</v></c>)"
        rb'| t="s"(?:' + blank + rb"|>" + formula + rb"<v>\d{1,9}+</v></c>)"
        rb'| t="str"(?:' + blank + rb"|>" + formula + rb"<v(?: [^<>]*+)?+>[^<]*+</v></c>)"
        rb'| t="inlineStr"(?:' + blank + rb"|><is>" + rich + rb"</is></c>)"
        rb'| t="b"(?:' + blank + rb"|>" + formula + rb"<v>[01]</v></c>)"
        rb'| t="d"(?:' + blank + rb"|>" + formula + rb"<v>[^<]++</v></c>))"
    )
    return re.compile(rb"(?:<row(?: [^<>]*+)?+>(?:(?<=/>)|(?:" + cell + rb")*+</row>))*+")


#: A to GR, the 200 columns of COLUMNS.
_COLUMN = rb"(?:[A-F]?[A-Z]|G[A-R])"
#: A tab that ends before row 10,000 has at most 2,000,000 cells, so it needn't be measured.
_SHORT = _grammar(_COLUMN + rb"[1-9]\d{0,3}+")
_SHORT_ROWS = 9_999
_LONG = _grammar(_COLUMN + rb"[1-9]\d{0,6}+")

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


def plain(xml: bytes, limits: Limits) -> bytes | None:
    """The rows of a worksheet as calamine can be trusted with, or None where only `sparse` will do.

    An error cell holds its text, a formula without a stored result holds UNSTORED.
    """
    body = _body(xml)
    if body is None or _fits(body, limits):
        return body
    body = _mended(body)
    return body if _fits(body, limits) else None


def _body(xml: bytes) -> bytes | None:
    """What stands in sheetData, or None where the part has no such element or something odd before it."""
    start, end = xml.find(_OPEN), xml.rfind(_CLOSE)
    head = xml[: start if start >= 0 else len(xml)]
    if b"<!" in head or not head.isascii():
        return None
    if start < 0:
        return b"" if _EMPTY.search(xml) else None
    return xml[start + len(_OPEN) : end] if end >= 0 else None


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
