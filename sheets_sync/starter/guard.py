"""What keeps people from mistakes while they type: cells that are kept, and cells that light up while empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill, Protection
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from sheets_sync.starter.choices import Place

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.starter.spec import NewTab

#: A cell that people fill in.
OPEN = Protection(locked=False)
_MISSING = PatternFill(bgColor="FFE9A8", fill_type="solid")
_LAST = 16384


def protect(sheet: Worksheet, tab: NewTab) -> None:
    """Keep what is above and the numbers as they are, without a password; all else may be done.

    The columns beside the table are the person's own. A cell without a style of its own follows its column.
    """
    own = sheet.column_dimensions[get_column_letter(len(tab.keys) + 1)]
    own.min, own.max, own.protection = len(tab.keys) + 1, _LAST, OPEN
    allow(sheet)


def allow(sheet: Worksheet) -> None:
    """Protect the locked cells of a tab and nothing more."""
    guard = sheet.protection
    guard.enable()
    for name in ("formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks"):
        setattr(guard, name, False)  # False: not forbidden
    guard.deleteColumns = guard.deleteRows = guard.sort = guard.autoFilter = guard.pivotTables = False


def show_missing(tab: NewTab, sheet: Worksheet) -> None:
    """Colour the required cells of a row that was begun, until they are filled in."""
    fields = tab.schema.fields
    own = [n for n, key in enumerate(tab.keys, 1) if key in fields and not fields[key].column.prefilled]
    first = tab.heading_row + 1
    begun = f"COUNTA(${get_column_letter(own[0])}{first}:${get_column_letter(own[-1])}{first})>0"
    for key in tab.keys:
        field = fields.get(key)
        if field is None or not field.required or field.column.prefilled or field.column.registered:
            continue
        place = Place(field, tab)
        rule = Rule(
            "expression", dxf=DifferentialStyle(fill=_MISSING), formula=[f"AND({begun},LEN({place.first})=0)"]
        )
        sheet.conditional_formatting.add(place.cells, rule)
