"""What stands above the headings of a template: the way to the explanation, and figures that stay up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from sheets_sync.starter.choices import Place
from sheets_sync.starter.looks import FONT, GREY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.starter.looks import Look
    from sheets_sync.starter.spec import NewTab

#: How wide a letter of a label is beside a digit, in which widths are counted.
_LETTER = 0.95
_LINK = "1F6F8B"


def write_band(tab: NewTab, sheet: Worksheet, looks: Sequence[Look], guide: str) -> dict[str, float | str]:
    """Write it, and give the stored results of its formulas; cells without a text are there too, to be locked.

    `guide` is the title of the tab with the explanation.
    """
    for row in range(1, tab.heading_row):
        for column in range(1, len(tab.keys) + 1):
            sheet.cell(row, column).number_format = "General"
    labels = [line.label for line in tab.live]
    at = _column_behind(max(map(len, [*labels, str(tab.above[0][0]) if tab.above else ""])), looks)
    if tab.above:
        _link(sheet, at, guide)
    first = len(tab.above) + 1
    figures = [f"${get_column_letter(at)}${row}" for row in range(first, first + len(tab.live))]
    cells = {key: Place(field, tab).fixed for key, field in tab.schema.fields.items() if key in tab.keys}
    results: dict[str, float | str] = {}
    for row, line in enumerate(tab.live, first):
        sheet.cell(row, 1, line.label).font = Font(FONT, 11)
        figure = sheet.cell(row, at, "=" + line.formula.format("", *figures, **cells))
        figure.font, figure.number_format = Font(FONT, 11, bold=True), line.number_format
        figure.alignment = Alignment(horizontal="left", vertical="center")
        note = sheet.cell(row, at + 1, line.note or None)
        note.font = Font(FONT, 10, italic=True, color=GREY)
        for cell in (sheet.cell(row, 1), note):
            cell.alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = 17
        results[figure.coordinate] = line.result
    return results


def _column_behind(length: int, looks: Sequence[Look]) -> int:
    """The first column that begins behind a text of so many characters in column A."""
    width = 0.0
    for column, look in enumerate(looks, 1):
        if width >= length * _LETTER:
            return column
        width += look.width
    return len(looks)


def _link(sheet: Worksheet, column: int, title: str) -> None:
    """The way to another tab."""
    cell = sheet.cell(1, column, f"→ {title}")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")
    cell.font = Font(FONT, 11, underline="single", color=_LINK)
    cell.alignment = Alignment(vertical="center")
