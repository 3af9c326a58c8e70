"""How a cell of an .xlsx looks, as a CellFormat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.styles.numbers import is_datetime

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell

Json = dict[str, Any]
_KINDS = {"date": "DATE", "time": "TIME", "datetime": "DATE_TIME"}
_SHORT_DATE = "mm-dd-yy"  # what openpyxl calls the date that a program shows in its own locale
_ARGB = re.compile(r"[0-9A-Fa-f]{8}")


class StyleReader:
    """The formats of the cells of a sheet, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[Any, Json | None] = {}

    def of(self, cell: XlsxCell) -> Json | None:
        """The format of a cell; None for one that has none."""
        link = cell.hyperlink.target if cell.hyperlink else None
        key = (getattr(cell, "style_id", 0), link)
        if key not in self._known:
            self._known[key] = _format(cell, link)
        return self._known[key]


def number_format(code: str) -> Json | None:
    """The number format of a code; None for the general one."""
    if code in ("General", ""):
        return None
    kind = is_datetime(code.lower())  # it knows small letters only
    if code == _SHORT_DATE:
        return {"type": "DATE"}
    if kind:
        return {"type": _KINDS[kind], "pattern": code.lower().removesuffix(";@")}
    if code == "@":
        return {"type": "TEXT"}
    for mark, name in (("%", "PERCENT"), ("E+", "SCIENTIFIC"), ("€", "CURRENCY"), ("$", "CURRENCY")):
        if mark in code:
            return {"type": name, "pattern": code}
    return {"type": "NUMBER", "pattern": code}


def _format(cell: XlsxCell, link: str | None) -> Json | None:
    if not cell.has_style and link is None:
        return None
    style: Json = {}
    if number := number_format(cell.number_format):
        style["numberFormat"] = number
    font = cell.font
    text: Json = {
        name: True
        for name, told in (
            ("bold", font.b),
            ("italic", font.i),
            ("strikethrough", font.strike),
            ("underline", font.u),
        )
        if told
    }
    if colour := _colour(font.color):
        text["foregroundColor"] = colour
    if link:
        text["link"] = {"uri": link}
    if text:
        style["textFormat"] = text
    if cell.fill.fill_type == "solid" and (colour := _colour(cell.fill.fgColor)):
        style["backgroundColor"] = colour
    if cell.alignment.wrap_text:
        style["wrapStrategy"] = "WRAP"
    if cell.alignment.horizontal in ("left", "center", "right"):
        style["horizontalAlignment"] = cell.alignment.horizontal.upper()
    return style or None


def _colour(colour: Any) -> Json | None:
    """A colour that is told by its parts, where it is not black; those of a theme are left out."""
    if colour is None or not isinstance(colour.rgb, str) or not _ARGB.fullmatch(colour.rgb):
        return None
    parts = [int(colour.rgb[at : at + 2], 16) / 255 for at in (2, 4, 6)]
    return {name: part for name, part in zip(("red", "green", "blue"), parts, strict=True) if part} or None
