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

from sheets_sync.backends.looks import BORDER, FILLS, FONTS, LOOKS
from sheets_sync.backends.xlsx.names import DECLARATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sheets_sync.backends.looks import Look
    from sheets_sync.model import Style


class Kind(IntEnum):
    """What a cell holds, where that decides its format: a day is shown as a day whatever the style of its cell.

    FORMULA_LIKE is a text that begins like a formula: it is marked as quoted, so that editing it keeps it a text.
    """

    PLAIN = 0
    DATE = 1
    DATETIME = 2
    FORMULA_LIKE = 3


_FONT = '<sz val="{}"/><color rgb="FF{}"/><name val="Calibri"/><family val="2"/>'
_FONTS: Mapping[str, str] = {
    name: f"{'<b/>' * font.bold}{'<u/>' * font.underlined}{_FONT.format(font.size, font.colour)}"
    for name, font in FONTS.items()
}
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FF{BORDER}"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_FORMATS: Mapping[str, str] = {
    "date": "dd/mm/yyyy",
    "datetime": r"dd/mm/yyyy\ hh:mm",
    "eur": '#,##0.00\\ "€"_-',  # _- keeps the figure off what stands beside it
    "amount": "#,##0.00_-",
    "percent": r"0\ %",
}
_BUILT_IN: Mapping[str, int] = {"integer": 3}
#: The styles in which a long text goes on below, so that its row must be higher.
WRAPPING = frozenset(style for style, look in LOOKS.items() if look.wrapped)
_KIND_FORMAT: Mapping[Kind, str] = {Kind.DATE: "date", Kind.DATETIME: "datetime"}
#: Every pair of style and kind has its own cell format; its number is its place here, counted from the first of ours.
_CELLS: tuple[tuple[Style, Kind], ...] = tuple(product(LOOKS, Kind))


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
            range(fill, fill + len(FILLS)),
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
            return tuple(f"<fill>{pattern.format(f'FF{colour}')}</fill>" for colour in FILLS.values())
        case "borders":
            return (f"<border>{_BORDER}<diagonal/></border>",)
        case _:
            return tuple(_cell_format(style, kind, ids) for style, kind in _CELLS)


def _cell_format(style: Style, kind: Kind, ids: Ids) -> str:
    look = LOOKS[style]
    code = look.format if kind is Kind.PLAIN else _KIND_FORMAT.get(kind)
    if kind is Kind.DATETIME and look.format == "date":
        code = "datetime"
    number = _BUILT_IN.get(code or "", 0)
    if code in _FORMATS:
        number = ids.number_formats[tuple(_FORMATS).index(code)]
    font = ids.fonts[tuple(_FONTS).index(look.font)]
    fill = ids.fills[tuple(FILLS).index(look.fill)] if look.fill else 0
    border = ids.borders[0] if look.border else 0
    parent = ' xfId="0"' if ids.parent else ""
    quote = ' quotePrefix="1"' if kind is Kind.FORMULA_LIKE else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}"{parent}{quote}'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"<alignment {_alignment(look)}/></xf>"
    )


def _alignment(look: Look) -> str:
    horizontal, wrapped = 'horizontal="left" ' * look.left, ' wrapText="1"' * look.wrapped
    return f'{horizontal}vertical="{look.vertical}"{wrapped}'


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
