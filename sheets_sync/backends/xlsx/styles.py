"""How the cells of the tool look, as one fixed block that is appended to each list of a style sheet.

The block is whole and its order never changes: a later run finds it again by its bytes and adds nothing. What stood
in the style sheet keeps its place and its number.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from xml.sax.saxutils import quoteattr

from sheets_sync.backends.xlsx.names import DECLARATION
from sheets_sync.model import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Kind(IntEnum):
    """What a cell holds, where that decides its format: a day is shown as a day whatever the style of its cell.

    FORMULA_LIKE is a text that begins like a formula: it is marked as quoted, so that editing it keeps it a text.
    """

    PLAIN = 0
    DATE = 1
    DATETIME = 2
    FORMULA_LIKE = 3


class _Look(NamedTuple):
    font: str = "body"
    fill: str | None = None
    format: str | None = None
    align: str = 'vertical="top"'
    border: bool = False


_FONT = '<sz val="{}"/><color rgb="FF{}"/><name val="Calibri"/><family val="2"/>'
_FONTS: Mapping[str, str] = {
    "body": _FONT.format(11, "1F2933"),
    "bold": "<b/>" + _FONT.format(11, "1F2933"),
    "title": "<b/>" + _FONT.format(16, "17505E"),
    "subtitle": "<b/>" + _FONT.format(12, "17505E"),
    "heading": "<b/>" + _FONT.format(11, "FFFFFF"),
    "muted": _FONT.format(11, "6B7780"),
    "link": "<u/>" + _FONT.format(11, "0B5CAD"),
    "error": _FONT.format(11, "8E1B1B"),
    "warning": _FONT.format(11, "7A4B00"),
    "info": _FONT.format(11, "1D4E79"),
    "good": _FONT.format(11, "1E5B32"),
    "bar": _FONT.format(11, "2A7F92"),
}
_FILLS: Mapping[str, str] = {
    "heading": "FF17505E",
    "error": "FFFBE1E0",
    "warning": "FFFFF1CF",
    "info": "FFE2EFFA",
    "good": "FFE2F3E6",
}
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFD3DBE0"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_FORMATS: Mapping[str, str] = {
    "date": "dd/mm/yyyy",
    "datetime": r"dd/mm/yyyy\ hh:mm",
    "eur": '#,##0.00\\ "€"_-',  # _- keeps the figure off what stands beside it
    "amount": "#,##0.00_-",
    "percent": r"0\ %",
}
_BUILT_IN: Mapping[str, int] = {"integer": 3}
_WRAPPED = 'vertical="top" wrapText="1"'
_CENTRED = 'vertical="center"'
_LOOKS: Mapping[Style, _Look] = {
    Style.TEXT: _Look(),
    Style.WRAP: _Look(align=_WRAPPED),
    Style.TITLE: _Look("title", align=_CENTRED),
    Style.SUBTITLE: _Look("subtitle", align=_CENTRED),
    Style.HEADING: _Look("heading", "heading", align=_CENTRED + ' wrapText="1"', border=True),
    Style.LABEL: _Look("bold"),
    Style.DATE: _Look(format="date", align='horizontal="left" vertical="top"'),
    Style.DATETIME: _Look(format="datetime", align='horizontal="left" vertical="top"'),
    Style.INTEGER: _Look(format="integer"),
    Style.NUMBER: _Look(),
    Style.AMOUNT: _Look(format="amount"),
    Style.EUR: _Look(format="eur"),
    Style.PERCENT: _Look(format="percent"),
    Style.ERROR: _Look("error", "error", align=_WRAPPED, border=True),
    Style.WARNING: _Look("warning", "warning", align=_WRAPPED, border=True),
    Style.INFO: _Look("info", "info", align=_WRAPPED, border=True),
    Style.GOOD: _Look("good", "good", align=_WRAPPED, border=True),
    Style.MUTED: _Look("muted", align=_WRAPPED),
    Style.LINK: _Look("link"),
    Style.BAR: _Look("bar"),
}
#: The styles in which a long text goes on below, so that its row must be higher.
WRAPPING = frozenset(style for style, look in _LOOKS.items() if "wrapText" in look.align)
_KIND_FORMAT: Mapping[Kind, str] = {Kind.DATE: "date", Kind.DATETIME: "datetime"}
#: Every pair of style and kind has its own cell format; its number is its place here, counted from the first of ours.
_CELLS: tuple[tuple[Style, Kind], ...] = tuple(product(_LOOKS, Kind))


#: The number of each cell format in a style sheet.
Formats: TypeAlias = "Mapping[tuple[Style, Kind], int]"


Numbers: TypeAlias = "range | tuple[int, ...]"


class Ids(NamedTuple):
    """The numbers that our number formats, fonts, fills and borders have in a style sheet."""

    number_formats: Numbers
    fonts: Numbers
    fills: Numbers
    borders: Numbers
    parent: bool = True  # whether there is a style for our cells to inherit from

    @classmethod
    def from_first(
        cls, number_format: int = 164, font: int = 1, fill: int = 2, border: int = 1, *, parent: bool = True
    ) -> Ids:
        """Numbers that follow each other, from the first of each on."""
        return cls(
            range(number_format, number_format + len(_FORMATS)),
            range(font, font + len(_FONTS)),
            range(fill, fill + len(_FILLS)),
            range(border, border + 1),
            parent,
        )


def cell_formats(numbers: Iterable[int]) -> Formats:
    """The number of each cell format, from their numbers in our fixed order."""
    return dict(zip(_CELLS, numbers, strict=False))


#: Lists in the order that the format asks for; items of all of them are numbered from 0, number formats carry an id.
LISTS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
OWN_LISTS = ("numFmts", "fonts", "fills", "borders", "cellXfs")
#: What a list must begin with before ours may stand in it: number 0 is the default, fill 1 is reserved.
PADDING: Mapping[str, tuple[str, ...]] = {
    "numFmts": (),
    "fonts": ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "dxfs": (),
}


@lru_cache(maxsize=64)
def block(name: str, ids: Ids) -> tuple[str, ...]:
    """Our items of one list, in their fixed order."""
    match name:
        case "numFmts":
            return tuple(
                f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
                for number, code in zip(ids.number_formats, _FORMATS.values(), strict=True)
            )
        case "fonts":
            return tuple(f"<font>{font}</font>" for font in _FONTS.values())
        case "fills":
            pattern = '<patternFill patternType="solid"><fgColor rgb="{}"/><bgColor indexed="64"/></patternFill>'
            return tuple(f"<fill>{pattern.format(colour)}</fill>" for colour in _FILLS.values())
        case "borders":
            return (f"<border>{_BORDER}<diagonal/></border>",)
        case _:
            return tuple(_cell_format(style, kind, ids) for style, kind in _CELLS)


def _cell_format(style: Style, kind: Kind, ids: Ids) -> str:
    look = _LOOKS[style]
    code = look.format if kind is Kind.PLAIN else _KIND_FORMAT.get(kind)
    if kind is Kind.DATETIME and look.format == "date":
        code = "datetime"
    number = _BUILT_IN.get(code or "", 0)
    if code in _FORMATS:
        number = ids.number_formats[tuple(_FORMATS).index(code)]
    font = ids.fonts[tuple(_FONTS).index(look.font)]
    fill = ids.fills[tuple(_FILLS).index(look.fill)] if look.fill else 0
    border = ids.borders[0] if look.border else 0
    parent = ' xfId="0"' if ids.parent else ""
    quote = ' quotePrefix="1"' if kind is Kind.FORMULA_LIKE else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}"{parent}{quote}'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"<alignment {look.align}/></xf>"
    )


def style_sheet(namespace: str) -> bytes:
    """The style sheet of a new workbook; our cell formats begin at 1."""
    return "".join(_style_sheet(namespace)).encode()


def _style_sheet(namespace: str) -> Iterator[str]:
    yield f'{DECLARATION}<styleSheet xmlns="{namespace}">'
    for name in ("numFmts", "fonts", "fills", "borders"):
        yield _list(name, (*PADDING[name], *block(name, Ids.from_first())))
    yield _list("cellStyleXfs", PADDING["cellXfs"])
    default = PADDING["cellXfs"][0].replace("/>", ' xfId="0"/>')
    yield _list("cellXfs", (default, *block("cellXfs", Ids.from_first())))
    yield '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'


def _list(name: str, items: tuple[str, ...]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>'
