"""How the cells of the tool look, in whatever kind of workbook: colours, sizes and number formats by style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from sheets_sync.model import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

NumberFormat: TypeAlias = Literal["date", "datetime", "eur", "amount", "percent", "integer"]


class Font(NamedTuple):
    """A font: its size in points, its colour as RRGGBB."""

    size: int = 11
    colour: str = "1F2933"
    bold: bool = False
    underlined: bool = False


class Look(NamedTuple):
    """How the cells of one style look; `fill` is a background colour as RRGGBB."""

    font: str = "body"
    fill: str | None = None
    format: NumberFormat | None = None
    wrapped: bool = False
    vertical: Literal["top", "center"] = "top"
    left: bool = False
    border: bool = False


FONTS: Mapping[str, Font] = {
    "body": Font(),
    "bold": Font(bold=True),
    "title": Font(16, "17505E", bold=True),
    "subtitle": Font(12, "17505E", bold=True),
    "heading": Font(11, "FFFFFF", bold=True),
    "muted": Font(11, "6B7780"),
    "link": Font(11, "0B5CAD", underlined=True),
    "error": Font(11, "8E1B1B"),
    "warning": Font(11, "7A4B00"),
    "info": Font(11, "1D4E79"),
    "good": Font(11, "1E5B32"),
    "bar": Font(11, "2A7F92"),
}
FILLS: Mapping[str, str] = {
    "heading": "17505E",
    "error": "FBE1E0",
    "warning": "FFF1CF",
    "info": "E2EFFA",
    "good": "E2F3E6",
}
BORDER = "D3DBE0"
LOOKS: Mapping[Style, Look] = {
    Style.TEXT: Look(),
    Style.WRAP: Look(wrapped=True),
    Style.TITLE: Look("title", vertical="center"),
    Style.SUBTITLE: Look("subtitle", vertical="center"),
    Style.HEADING: Look("heading", "heading", wrapped=True, vertical="center", border=True),
    Style.LABEL: Look("bold"),
    Style.DATE: Look(format="date", left=True),
    Style.DATETIME: Look(format="datetime", left=True),
    Style.INTEGER: Look(format="integer"),
    Style.NUMBER: Look(),
    Style.AMOUNT: Look(format="amount"),
    Style.EUR: Look(format="eur"),
    Style.PERCENT: Look(format="percent"),
    Style.ERROR: Look("error", "error", wrapped=True, border=True),
    Style.WARNING: Look("warning", "warning", wrapped=True, border=True),
    Style.INFO: Look("info", "info", wrapped=True, border=True),
    Style.GOOD: Look("good", "good", wrapped=True, border=True),
    Style.MUTED: Look("muted", wrapped=True),
    Style.LINK: Look("link"),
    Style.BAR: Look("bar"),
    Style.BAR_WARNING: Look("warning"),
    Style.BAR_ERROR: Look("error"),
}
#: What lights up in people's tabs: the background of a cell with a finding.
LIT = "FFDFA0"
