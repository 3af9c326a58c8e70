"""The tab with the explanation: how to fill in, and for each column what it is for and what may stand in it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from sheets_sync.starter.choices import choices_of
from sheets_sync.starter.guard import allow
from sheets_sync.starter.looks import FONT, GRID, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.starter.book import Words
    from sheets_sync.starter.choices import Place
    from sheets_sync.starter.spec import NewTab, NewWorkbook

_WIDTHS = (26, 54, 14, 38, 58)
_STEPS = 5
_LINE = 15
_LIGHT = PatternFill("solid", "EEF3F5")


class _Text(NamedTuple):
    """A text with its look; over so many columns."""

    text: str
    bold: bool = False
    size: int = 11
    color: str = "000000"
    fill: PatternFill | None = None
    border: Border | None = None
    span: int = 1


def write_guide(new: NewWorkbook, book: Workbook, places: Mapping[Any, Mapping[str, Place]], words: Words) -> None:
    """Make the tab, behind those that are filled in."""
    sheet = book.create_sheet(words.catalogue.word("guide", new.language))
    page = _Page(sheet)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _introduce(page, new, words)
    for tab in new.tabs:
        _table(page, tab, places[tab.schema], new, words)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    allow(sheet)


class _Page:
    """Rows written one below the other, each as high as its longest text."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.row = sheet, 0

    def add(self, *texts: _Text) -> None:
        """A row."""
        self.row += 1
        column, lines, size = 1, 1, max([_Text("").size, *(t.size for t in texts)])
        for text in texts:
            cell = self.sheet.cell(self.row, column, text.text)
            cell.data_type = "s"
            cell.font = Font(FONT, text.size, bold=text.bold, color=text.color)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if text.fill:
                cell.fill = text.fill
            if text.border:
                cell.border = text.border
            last = column + text.span - 1
            if text.span > 1:
                self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=column, end_column=last)
            width = sum(_WIDTHS[column - 1 : last]) * 11 / text.size
            lines = max(lines, sum(max(1, ceil(len(part) / width)) for part in text.text.split("\n")))
            column = last + 1
        self.sheet.row_dimensions[self.row].height = lines * _LINE * size / 11 + (1 if lines == 1 else 3)

    def wide(self, text: str, **look: Any) -> None:
        """A text over the whole page."""
        self.add(_Text(text, span=len(_WIDTHS), **look))


def _introduce(page: _Page, new: NewWorkbook, words: Words) -> None:
    programme, catalogue = words
    language = new.language
    title = catalogue.word("guide_title", language)
    page.wide(f"{title} – {new.label}" if new.label else title, bold=True, size=16, color=new.accent)
    page.add()
    added = programme.guide(new, catalogue)
    for label, text in added.facts if added else ():
        page.add(_Text(label, bold=True), _Text(text, span=len(_WIDTHS) - 1))
    if added and added.facts:
        page.add()
    params = {name: catalogue.word(name, language) for name in ("check", "overview")}
    steps = [catalogue.word(f"guide_{n}", language, **params) for n in range(1, _STEPS + 1)]
    steps[1:1] = added.steps if added else ()
    for n, step in enumerate(steps, 1):
        page.wide(f"{n}.  {step}")


def _table(page: _Page, tab: NewTab, places: Mapping[str, Place], new: NewWorkbook, words: Words) -> None:
    """What a tab is for, column by column."""
    language, catalogue = new.language, words.catalogue
    title = tab.named(language)
    page.add()
    optional = f" ({catalogue.word('guide_optional', language)})" if tab.schema.optional else ""
    page.wide(f"{title}{optional}", bold=True, size=13, color=new.accent)
    cell = page.sheet.cell(page.row, 1)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")
    names = ("column", "guide_purpose", "guide_required", "guide_how", "guide_choices")
    fill = PatternFill("solid", new.accent)
    page.add(*(_Text(catalogue.word(n, language), bold=True, color="FFFFFF", fill=fill, border=GRID) for n in names))
    for place in places.values():
        texts = _described(place, new, words)
        page.add(*(_Text(t, bold=n == 0, fill=_LIGHT if n == 0 else None, border=GRID) for n, t in enumerate(texts)))


def _described(place: Place, new: NewWorkbook, words: Words) -> Iterable[str]:
    """The cells of one column's line."""
    programme, catalogue = words
    language, field = new.language, place.field
    yield field.column.label.of(language)
    yield programme.purpose(place.tab.schema, field.key, language)
    if field.column.prefilled:
        yield catalogue.word("guide_prefilled", language)
    else:
        yield catalogue.word("yes" if field.required and not field.column.registered else "no", language)
    yield kind_of(field, place.days, catalogue, language)
    yield ("\u202f; " if language == "fr" else "; ").join(choices_of(place, language))
