"""What stands in a cell of an .xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from openpyxl.utils.datetime import to_excel

from tests.google.sheets.cell import whole
from tests.google.sheets.formulas.functions import LAZY, SCALAR, WHOLE
from tests.google.sheets.formulas.place import FETCHING
from tests.google.sheets.formulas.tokens import Unreadable, localised, tokens
from tests.google.sheets.formulas.tree import ERRORS, parsed
from tests.google.sheets.local import mark_of

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell

Json = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The value as it was entered; and the result of a formula, where that is not worked out here."""

    value: Json | None
    stored: Json | None = None


class Worth:
    """The values of a workbook in a locale."""

    def __init__(self, locale: str) -> None:
        self.mark = mark_of(locale)

    def of(self, cell: XlsxCell, result: XlsxCell | None) -> Told:
        """What stands in a cell; `result` is the same cell with the stored result of a formula."""
        value: Any = cell.value
        if cell.data_type == "f":
            return self.formula(str(getattr(value, "text", value)), result)
        return Told(self.plain(value, cell.data_type))

    def plain(self, value: Any, data_type: str) -> Json | None:
        """A value that is no formula, as an ExtendedValue; an error becomes the formula that gives it."""
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return {"boolValue": value}
        if data_type == "e":
            return {"formulaValue": f"={value}"} if value in ERRORS else {"stringValue": value}
        if isinstance(value, datetime | date | time | timedelta):
            value = float(to_excel(value))  # type: ignore[no-untyped-call]
        return {"stringValue": value} if isinstance(value, str) else {"numberValue": whole(value)}

    def formula(self, text: str, result: XlsxCell | None) -> Told:
        """A formula in the locale's own writing; one that can't be read at all is a text."""
        found = self._result(result)
        try:
            written = localised(text.replace("_xlfn.", ""), self.mark)
            parsed(written, self.mark)
        except Unreadable:
            return Told({"formulaValue": text}, found) if found else Told({"stringValue": text})
        calls = {token.upper() for kind, token in tokens(written, self.mark) if kind == "call"}
        known = calls <= (SCALAR.keys() | WHOLE.keys() | LAZY.keys() | FETCHING)
        return Told({"formulaValue": written}, None if known else found)

    def _result(self, cell: XlsxCell | None) -> Json | None:
        if cell is None or cell.value is None:
            return None
        if cell.data_type == "e":
            return {"errorValue": {"type": ERRORS.get(str(cell.value), "ERROR")}}
        return self.plain(cell.value, cell.data_type)
