"""Drop-downs: the lists stand on a hidden tab, so that they can be long and hold commas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_sync.schema import Amount, Choice, Day, Number, Ref, Text, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language
    from sheets_sync.schema import Field
    from sheets_sync.starter.spec import NewTab

#: A drop-down and the other limits hold for so many rows.
ROWS = 1000
#: 1 January 2000 as a spreadsheet counts days: a date before it is a typing error.
EARLIEST = 36526
#: No amount in any currency is larger.
LARGEST = 1_000_000_000


class Lists:
    """The lists of a workbook, each in a column of a hidden tab that is made when the first is asked for."""

    def __init__(self, book: Workbook, title: str) -> None:
        self._book, self._title = book, title
        self._sheet: Worksheet | None = None
        self._ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, name: str, texts: Sequence[str]) -> str:
        """The cells that hold these texts; one list is written once."""
        key = tuple(texts)
        if key not in self._ranges:
            if self._sheet is None:
                self._sheet = self._book.create_sheet(self._title)
                self._sheet.sheet_state = "hidden"
            column = len(self._ranges) + 1
            for row, text in enumerate((name, *texts), 1):
                cell = self._sheet.cell(row, column, text)
                cell.data_type, cell.number_format = "s", "@"
            letter = get_column_letter(column)
            self._ranges[key] = f"{quote_sheetname(self._title)}!${letter}$2:${letter}${len(texts) + 1}"
        return self._ranges[key]


def limits_of(
    field: Field,
    tab: NewTab,
    offered: Sequence[str],
    tabs: Sequence[NewTab],
    lists: Lists,
    catalogue: Catalogue,
    language: Language,
) -> DataValidation | None:
    """What the spreadsheet itself lets people fill in; None where anything may be typed."""
    kind = field.kind
    limits = _list_of(field, tab, offered, tabs, lists, language)
    told = "limit_choice"
    if limits is None:
        match kind:
            case Day():
                limits, told = DataValidation("date", str(EARLIEST), operator="greaterThanOrEqual"), "limit_day"
            case Amount() | Number():
                limits, told = DataValidation("decimal", str(-LARGEST), str(LARGEST)), "limit_amount"
            case Whole():
                limits, told = DataValidation("whole", str(kind.low), str(kind.high)), "limit_whole"
            case Text():
                limits, told = DataValidation("textLength", str(kind.high), operator="lessThanOrEqual"), "limit_text"
            case _:
                return None
    params = {"min": kind.low, "max": kind.high} if isinstance(kind, Whole) else {}
    params |= {"n": kind.high} if isinstance(kind, Text) else {}
    limits.error = catalogue.word(told, language, **params)
    limits.errorTitle = field.column.label.of(language)[:32]
    limits.showErrorMessage = True
    # a reference or a list of the programme's own may be typed in other words, which the tool reads too
    limits.errorStyle = "stop" if isinstance(kind, Choice | Day | Amount | Number | Whole) else "warning"
    limits.allow_blank = True
    return limits


def _list_of(
    field: Field, tab: NewTab, offered: Sequence[str], tabs: Sequence[NewTab], lists: Lists, language: Language
) -> DataValidation | None:
    kind = field.kind
    if isinstance(kind, Choice):
        offered = [label.of(language) for label in kind.options.labels.values()]
    if offered:
        return DataValidation(type="list", formula1=lists.range_of(field.column.label.of(language), offered))
    if not isinstance(kind, Ref):
        return None
    for other in tabs:
        column = other.column_of(field.key)
        if other is not tab and column is not None and other.schema.id_key == field.key:
            letter, first = get_column_letter(column), other.heading_row + 1
            last = first - 1 + (max(len(other.rows), other.numbered) if other.numbered else ROWS)
            where = f"{quote_sheetname(other.named(language))}!${letter}${first}:${letter}${last}"
            return DataValidation(type="list", formula1=where)
    return None
