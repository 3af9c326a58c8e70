"""A cell in Google's JSON: what was entered, what it comes to, how that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.cell import whole
from tests.google.sheets.formulas.results import inferred, linked
from tests.google.sheets.formulas.tree import ERRORS, Fault
from tests.google.sheets.shown import default_pattern, shown

if TYPE_CHECKING:
    from tests.google.sheets.cell import Cell
    from tests.google.sheets.conditional import Light
    from tests.google.sheets.formulas.calc import Calculator
    from tests.google.sheets.formulas.values import Scalar
    from tests.google.sheets.state import Tab

Json = dict[str, Any]
FIELDS = frozenset(
    [
        "userEnteredValue",
        "effectiveValue",
        "formattedValue",
        "userEnteredFormat",
        "effectiveFormat",
        "hyperlink",
        "note",
        "dataValidation",
        "textFormatRuns",
    ]
)
#: A part of the effective format by itself: what a reader of types asks for, without the cost of the colours.
NUMBER_FORMAT = "effectiveFormat.numberFormat"
_SIGNS = {kind: sign for sign, kind in ERRORS.items()}
_MESSAGES = {
    "DIVIDE_BY_ZERO": "Function DIVIDE parameter 2 cannot be zero.",
    "REF": "Reference does not exist.",
    "N_A": "Did not find value.",
    "ERROR": "Formula parse error.",
    "NAME": "Unknown function or named range.",
    "LOADING": "Loading data...",
}
_RIGHT, _LEFT, _CENTER = "RIGHT", "LEFT", "CENTER"
_BLACK: Json = {}
_WHITE = {"red": 1, "green": 1, "blue": 1}
_LINK_COLOUR = {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}
DEFAULT_FORMAT: Json = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": _BLACK,
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": _BLACK},
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}


def extended(value: Scalar) -> Json:
    """A value as an ExtendedValue."""
    if isinstance(value, Fault):
        said = {"type": value.type}
        return {"errorValue": said | ({"message": _MESSAGES[value.type]} if value.type in _MESSAGES else {})}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": whole(value or 0)}


class CellReader:
    """The CellData of the cells of a tab, with the fields that are wanted."""

    def __init__(self, calc: Calculator, tab: Tab, wanted: frozenset[str], light: Light | None = None) -> None:
        self.calc, self.tab, self.wanted, self.light = calc, tab, wanted, light
        self._formats: dict[tuple[int, int, str], Json] = {}

    def data(self, at: tuple[int, int], cell: Cell) -> Json:
        """The CellData of one cell, empty where nothing that is wanted is there."""
        said: Json = {}
        wanted = self.wanted
        if cell.value is not None:
            self._value(at, cell, said)
        if cell.format is not None and "userEnteredFormat" in wanted:
            said["userEnteredFormat"] = self.entered_format(cell.format)
        if "effectiveFormat" in wanted and (cell.value is not None or cell.format is not None):
            said["effectiveFormat"] = self.effective_format(at, cell)
        elif NUMBER_FORMAT in wanted and (style := self.number_format(at, cell)):
            said["effectiveFormat"] = {"numberFormat": style}
        if cell.note and "note" in wanted:
            said["note"] = cell.note
        if cell.validation and "dataValidation" in wanted:
            said["dataValidation"] = cell.validation
        if cell.runs and "textFormatRuns" in wanted:
            said["textFormatRuns"] = cell.runs
        return said

    def _value(self, at: tuple[int, int], cell: Cell, said: Json) -> None:
        wanted = self.wanted
        if "userEnteredValue" in wanted:
            said["userEnteredValue"] = cell.value
        if "effectiveValue" in wanted:
            said["effectiveValue"] = cell.value if cell.formula is None else extended(self.calc.value(self.tab, *at))
        if "formattedValue" in wanted and (text := self.formatted(at, cell)) != "":
            said["formattedValue"] = text
        if "hyperlink" in wanted and (link := self.link(at, cell)):
            said["hyperlink"] = link

    def formatted(self, at: tuple[int, int], cell: Cell) -> str:
        """A cell as people see it."""
        value = self.calc.value(self.tab, *at)
        if isinstance(value, str) or value is None:
            return value or ""
        if isinstance(value, Fault):
            return _SIGNS.get(value.type, "Loading...")
        if isinstance(value, bool):
            return self.calc.local.true if value else self.calc.local.false
        return shown(value, self.number_format(at, cell), self.calc.local)

    def number_format(self, at: tuple[int, int], cell: Cell) -> Json | None:
        """How a cell shows a number: as it was told to, or as the formula has it from the cells it takes."""
        told = (cell.format or {}).get("numberFormat")
        if told is None and cell.formula is not None:
            kind = inferred(self.calc, self.tab, cell.formula, at)
            told = {"type": kind} if isinstance(kind, str) else kind
        return _full(told, self.calc) if told else None

    def link(self, at: tuple[int, int], cell: Cell) -> str | None:
        """Where a cell leads to."""
        if cell.formula is not None:
            return linked(self.calc, self.tab, cell.formula, at)
        uri: str | None = (cell.format or {}).get("textFormat", {}).get("link", {}).get("uri")
        return uri

    def entered_format(self, style: Json) -> Json:
        """A format as it was entered, with the pattern that its kind has by itself and both ways to name a colour."""
        key = (id(style), 0, "entered")
        if key not in self._formats:
            self._formats[key] = _styled(style, self.calc)
        return self._formats[key]

    def effective_format(self, at: tuple[int, int], cell: Cell) -> Json:
        """The format that holds: the default, what was entered, what a formula brings along, what lights up."""
        value = self.calc.value(self.tab, *at) if cell.value else None
        side = _LEFT if isinstance(value, str) or value is None else _RIGHT
        side = _CENTER if isinstance(value, bool | Fault) else side
        number = self.number_format(at, cell) if cell.formula is not None else None
        lit = self.light.at(at) if self.light else None
        if number or lit or cell.formula is not None:
            return self._effective(cell, side, number, lit or {})
        key = (id(cell.format), 0, side)
        if key not in self._formats:
            self._formats[key] = self._effective(cell, side, None, {})
        return self._formats[key]

    def _effective(self, cell: Cell, side: str, number: Json | None, lit: Json) -> Json:
        entered = _styled(cell.format or {}, self.calc)
        style = {**DEFAULT_FORMAT, "horizontalAlignment": side, **({"numberFormat": number} if number else {})}
        text = {**DEFAULT_FORMAT["textFormat"]}
        for layer in (entered, _styled(lit, self.calc)):
            text |= layer.get("textFormat", {})
            style |= layer
        if text.get("link") and "foregroundColor" not in entered.get("textFormat", {}):
            text |= {"underline": True, "foregroundColor": _LINK_COLOUR}
            text["foregroundColorStyle"] = {"themeColor": "LINK"}
        return {**style, "textFormat": text, "hyperlinkDisplayType": "LINKED" if text.get("link") else "PLAIN_TEXT"}


def _full(number_format: Json, calc: Calculator) -> Json:
    kind = number_format.get("type", "")
    if number_format.get("pattern") or not kind or kind == "TEXT":
        return number_format
    return {**number_format, "pattern": default_pattern(kind, calc.local)}


def _styled(style: Json, calc: Calculator) -> Json:
    said = dict(style)
    if "numberFormat" in said:
        said["numberFormat"] = _full(said["numberFormat"], calc)
    _both(said, "backgroundColor")
    if "textFormat" in said:
        said["textFormat"] = dict(said["textFormat"])
        _both(said["textFormat"], "foregroundColor")
    return said


def _both(style: Json, name: str) -> None:
    """A colour that was named in one of the two ways is said in both."""
    if name + "Style" in style and "rgbColor" in style[name + "Style"]:
        style[name] = style[name + "Style"]["rgbColor"]
    elif name in style and name + "Style" not in style:
        style[name + "Style"] = {"rgbColor": style[name]}
