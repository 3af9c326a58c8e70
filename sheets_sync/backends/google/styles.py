"""How the cells of the tool look, as the JSON of a Google spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sheets_sync.backends.looks import BORDER, FILLS, FONTS, LOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.backends.looks import NumberFormat
    from sheets_sync.model import Style, Writable

_FORMATS: Mapping[NumberFormat, tuple[str, str]] = {
    "date": ("DATE", "dd/mm/yyyy"),
    "datetime": ("DATE_TIME", "dd/mm/yyyy hh:mm"),
    "eur": ("NUMBER", '#,##0.00 "€"'),
    "amount": ("NUMBER", "#,##0.00"),
    "percent": ("PERCENT", "0 %"),
    "integer": ("NUMBER", "#,##0"),
}
_PER_CHARACTER, _AROUND = 8.0, 6


def colour(rgb: str) -> dict[str, Any]:
    """A colour written as RRGGBB."""
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def pixels(characters: float) -> int:
    """The width of a column."""
    return round(characters * _PER_CHARACTER) + _AROUND


def needs(value: Writable) -> NumberFormat | None:
    """The number format without which a value would be shown, and read, as another kind."""
    if isinstance(value, datetime):
        return "datetime"
    return "date" if isinstance(value, date) else None


@lru_cache(512)
def cell_format(style: Style, needed: NumberFormat | None = None, link: str | None = None) -> Mapping[str, Any]:
    """The format of a cell of this style; a day is shown as a day whatever its style, and a link leads somewhere."""
    look = LOOKS[style]
    font = FONTS[look.font]
    text: dict[str, Any] = {"fontSize": font.size, "foregroundColorStyle": colour(font.colour)}
    text |= {name: True for name in ("bold", "underline") if getattr(font, _NAMES[name])}
    if link is not None:
        text["link"] = {"uri": link}
    made: dict[str, Any] = {
        "textFormat": text,
        "verticalAlignment": "MIDDLE" if look.vertical == "center" else "TOP",
        "wrapStrategy": "WRAP" if look.wrapped else "OVERFLOW_CELL",
    }
    if look.fill:
        made["backgroundColorStyle"] = colour(FILLS[look.fill])
    if look.left:
        made["horizontalAlignment"] = "LEFT"
    if look.border:
        line = {"style": "SOLID", "colorStyle": colour(BORDER)}
        made["borders"] = dict.fromkeys(("top", "bottom", "left", "right"), line)
    number = "datetime" if needed == "datetime" else look.format if look.format in {"date", "datetime"} else needed
    if number or look.format:
        kind, pattern = _FORMATS[number or look.format]  # type: ignore[index]  # (one of them is there)
        made["numberFormat"] = {"type": kind, "pattern": pattern}
    return made


_NAMES = {"bold": "bold", "underline": "underlined"}
