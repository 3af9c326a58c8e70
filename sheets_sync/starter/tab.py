"""One tab of a new workbook while it is being made: headings, column by column, and what is filled in."""

from __future__ import annotations

from copy import copy
from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from sheets_sync.parse.keys import keys_row
from sheets_sync.schema import Choice
from sheets_sync.starter.band import write_band
from sheets_sync.starter.choices import limits_of
from sheets_sync.starter.guard import OPEN, protect, show_missing
from sheets_sync.starter.looks import FONT, GREY, GRID, Look, look_of, note_of
from sheets_sync.starter.spec import Formula, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.model import Language
    from sheets_sync.schema import Field
    from sheets_sync.starter.book import Words
    from sheets_sync.starter.choices import Lists, Place
    from sheets_sync.starter.spec import Cell, NewTab, NewWorkbook

_OWN = Look(24, "General")  # a column of the person's own
_KEPT = PatternFill("solid", "F1F4F6")  # a cell that is filled in already


class TabMaker:
    """Makes one tab; `fill` does it all."""

    def __init__(
        self,
        new: NewWorkbook,
        tab: NewTab,
        sheet: Worksheet,
        words: Words,
        lists: Lists,
        places: Mapping[str, Place],
    ) -> None:
        self.new, self.tab, self.sheet, self.words, self.lists = new, tab, sheet, words, lists
        self.language: Language = new.language
        self.places = [places.get(key) for key in tab.keys]
        self.fields = [place.field if place else None for place in self.places]
        self.looks = [look_of(p.field, new.currency, p.offered, self.language) if p else _OWN for p in self.places]
        self.results: dict[str, float | str] = {}
        self._looked: list[Any] = []  # the cells of the first blank row

    def fill(self) -> dict[str, float | str]:
        """Everything that stands in the tab; gives the stored results of its formulas."""
        self._above()
        for column, (key, place, look) in enumerate(zip(self.tab.keys, self.places, self.looks, strict=True), 1):
            self._heading(column, key, place)
            self._column(column, place, look)
        self._rows()
        self._view()
        if self.new.template:
            show_missing(self.tab, self.sheet)
            protect(self.sheet, self.tab)
        return self.results

    # ------------------------------------------------------------------------------------ headings
    def _above(self) -> None:
        for number, cells in enumerate(self.tab.above, 1):
            for column, value in enumerate(cells, 1):
                cell = self._put(number, column, value)
                first = number == 1
                cell.font = Font(FONT, 14 if first else 11, bold=first, color=self.new.accent if first else GREY)
                cell.number_format, cell.alignment = "General", Alignment(vertical="center")
            self.sheet.row_dimensions[number].height = 21 if number == 1 else 15
        if self.new.template:
            link = self.words.catalogue.word("guide", self.language)
            self.results |= write_band(self.tab, self.sheet, self.looks, link)
        if self.tab.keyed:
            number = self.tab.heading_row - 1
            for column, text in enumerate(keys_row(self.tab.keys, self.tab.schema), 1):
                self._put(number, column, text).number_format = "@"
            self.sheet.row_dimensions[number].hidden = True

    def _heading(self, column: int, key: str, place: Place | None) -> None:
        field = place.field if place else None
        text = self.tab.headings.get(key) or (field.column.label.of(self.language) if field else key)
        cell = self._put(self.tab.heading_row, column, text)
        cell.font = Font(FONT, 11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", self.new.accent if field else GREY)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = GRID
        if place is not None:
            purpose = self.words.programme.purpose(self.tab.schema, key, self.language)
            note = note_of(place.field, purpose, self.words.catalogue, self.language, place.days)
            if note:
                lines = sum(1 + len(line) // 42 for line in note.splitlines())
                cell.comment = Comment(note, "sheets-sync", width=300, height=20 + 17 * lines)

    def _column(self, column: int, place: Place | None, look: Look) -> None:
        """The look of all cells, filled or not, and what may be filled in."""
        letter = get_column_letter(column)
        dimension = self.sheet.column_dimensions[letter]
        dimension.width = look.width
        dimension.number_format = look.number_format
        dimension.alignment = _alignment(look)
        if self.new.template:
            dimension.protection = OPEN
        if place is None or place.field.column.prefilled:
            return
        limits = limits_of(place, self.new.tabs, self.lists, self.words.catalogue, self.language)
        if limits is not None:
            self.sheet.add_data_validation(limits)

    # ------------------------------------------------------------------------------------ rows
    def _rows(self) -> None:
        first = self.tab.heading_row + 1
        for number, cells in enumerate(self.tab.rows, first):
            bold = any(isinstance(value, Formula) and isinstance(value.result, float | int) for value in cells)
            for column, (value, field) in enumerate(zip_longest(cells, self.fields, fillvalue=None), 1):
                cell = self._put(number, column, _shown("" if value is None else value, field, self.language))
                if cells:
                    cell.border = GRID
                if self.new.template and not (field and field.column.prefilled):
                    cell.protection = OPEN
                if bold:
                    cell.font = Font(FONT, 11, bold=True)
            self._heighten(number, cells)
        key = self.tab.schema.id_key
        at = self.tab.column_of(key) if key else None
        field = self.tab.schema.fields[key] if key else None
        if at is None or field is None or not field.column.prefilled:
            return
        for n in range(len(self.tab.rows) + 1, self.tab.numbered + 1):
            row = first + n - 1
            if self.new.template:
                self._blank(row)
                self.sheet.cell(row, at, number_of(field, n))
            else:
                self._put(row, at, number_of(field, n)).border = GRID

    def _blank(self, row: int) -> None:
        """The cells of a row that is still to be filled in, each with its look: not every program asks the column."""
        if not self._looked:
            for column, place in enumerate(self.places, 1):
                first = self._put(row, column, "")
                first.border = GRID
                if place is None or not place.field.column.prefilled:
                    first.protection = OPEN
                else:
                    first.fill = _KEPT
                self._looked.append(first)
        for column, pattern in enumerate(self._looked, 1):
            # a style is looked up anew each time that it is set: this is ten times as quick
            cell: Any = self.sheet.cell(row, column)
            cell._style = copy(pattern._style)  # noqa: SLF001  (as openpyxl's manual does)

    def _heighten(self, number: int, cells: Sequence[Cell]) -> None:
        """A row as high as its longest text: a spreadsheet does that itself only for what is typed in it."""
        lines = 1
        for value, field, look in zip(cells, self.fields, self.looks, strict=False):
            if look.wraps and isinstance(value, str):
                lines = max(lines, ceil(len(str(_shown(value, field, self.language))) / look.width))
        if lines > 1:
            self.sheet.row_dimensions[number].height = 15 * lines

    def _put(self, row: int, column: int, value: Cell) -> SheetCell:
        """A value in its cell; a text is never a formula, whatever it begins with."""
        cell = cast("SheetCell", self.sheet.cell(row, column))
        look = self.looks[column - 1] if column <= len(self.looks) else _OWN
        if isinstance(value, Formula):
            cell.value = f"={value.text}"
            self.results[cell.coordinate] = value.result
        elif value != "":
            cell.value = value
            if isinstance(value, str) and value not in ERROR_CODES:
                cell.data_type = "s"
        cell.number_format = look.number_format
        cell.alignment = _alignment(look)
        return cell

    # ------------------------------------------------------------------------------------ view
    def _view(self) -> None:
        tab, sheet = self.tab, self.sheet
        last = tab.heading_row + max(len(tab.rows), tab.numbered)
        sheet.row_dimensions[tab.heading_row].height = 33
        beside = 2 if tab.schema.id_key and tab.column_of(tab.schema.id_key) == 1 else 1
        sheet.freeze_panes = f"{get_column_letter(beside)}{tab.heading_row + 1}"
        sheet.auto_filter.ref = f"A{tab.heading_row}:{get_column_letter(len(tab.keys))}{last}"
        sheet.sheet_properties.tabColor = self.new.accent
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_rows = f"{tab.heading_row}:{tab.heading_row}"


def _alignment(look: Look) -> Alignment:
    indent = int(look.align == "right")
    return Alignment(horizontal=look.align, vertical="top", wrap_text=look.wraps, indent=indent)


def _shown(value: Cell, field: Field | None, language: Language) -> Cell:
    """A code as the label that people choose; anything else as it is."""
    if field is not None and isinstance(field.kind, Choice) and isinstance(value, str):
        labels = field.kind.options.labels
        return labels[value].of(language) if value in labels else value
    return value
