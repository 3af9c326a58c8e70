"""Drop-downs and other limits of a column. Lists stand on a hidden tab, so that they can be long and hold commas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotated_types import Ge, Gt
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_sync.model import DAY_ZERO
from sheets_sync.schema import Address, Amount, Choice, Day, Number, Ref, Text, Whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Param
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


class Place(NamedTuple):
    """A column: what it offers, the days that it takes, whether the same text in two rows is asked about."""

    field: Field
    tab: NewTab
    offered: Sequence[str] = ()
    days: tuple[date, date] | None = None
    unique: bool = False

    @property
    def first(self) -> str:
        """The first cell below the heading."""
        return f"{self._letter}{self.tab.heading_row + 1}"

    @property
    def cells(self) -> str:
        """All cells that the limits hold for."""
        return f"{self.first}:{self._letter}{self.tab.heading_row + ROWS}"

    @property
    def _letter(self) -> str:
        return get_column_letter(self.tab.column_of(self.field.key) or 1)

    @property
    def fixed(self) -> str:
        """All cells, as an address that does not move along."""
        row = self.tab.heading_row
        return f"${self._letter}${row + 1}:${self._letter}${row + ROWS}"

    @property
    def lowest(self) -> int | None:
        """The number that the schema gives as the smallest, 0 for one that must be above 0."""
        marks = self.tab.schema.model_fields[self.field.key].metadata
        return next((int(str(m.ge if isinstance(m, Ge) else m.gt)) for m in marks if isinstance(m, Ge | Gt)), None)


class _Limit(NamedTuple):
    """A rule of the spreadsheet, the sentence that it tells, and whether it refuses or asks twice."""

    rule: DataValidation
    told: str
    params: Mapping[str, Param] = {}
    refuses: bool = False


def limits_of(
    place: Place, tabs: Sequence[NewTab], lists: Lists, catalogue: Catalogue, language: Language
) -> DataValidation | None:
    """What the spreadsheet itself lets people fill in; None where anything may be typed.

    What can only be a mistake is refused. Where somebody may have a reason the spreadsheet asks twice: a date beside
    the period, which may be extended; a text that is long; a reference or a list in words that the tool reads too.
    """
    limit = _list_of(place, tabs, lists, language) or _by_kind(place)
    if limit is None:
        return None
    rule = limit.rule
    rule.error = catalogue.word(limit.told, language, **limit.params)
    rule.errorTitle = place.field.column.label.of(language)[:32]
    rule.showErrorMessage = True
    rule.errorStyle = "stop" if limit.refuses else "warning"
    rule.allow_blank = True
    rule.add(place.cells)
    return rule


def _by_kind(place: Place) -> _Limit | None:  # noqa: PLR0911  (one line for each kind)
    match place.field.kind:
        case Day():
            return _day(place.days)
        case Amount(nonzero=True):
            return _Limit(DataValidation("decimal", "0", operator="notEqual"), "limit_nonzero", refuses=True)
        case Amount() | Number():
            low = -LARGEST if place.lowest is None else place.lowest
            told = "limit_amount" if low < 0 else "limit_positive"
            return _Limit(DataValidation("decimal", str(low), str(LARGEST)), told, refuses=True)
        case Whole(low=low, high=high):
            params: dict[str, Param] = {"min": low, "max": high}
            return _Limit(DataValidation("whole", str(low), str(high)), "limit_whole", params, refuses=True)
        case Text() as text:
            return _text(text, place)
        case Address(of="web"):
            return _Limit(DataValidation("custom", f'LEFT({place.first},8)="https://"'), "limit_link")
        case _:
            return None


def _day(days: tuple[date, date] | None) -> _Limit:
    if days is None:
        after = DataValidation("date", str(EARLIEST), operator="greaterThanOrEqual")
        return _Limit(after, "limit_day", refuses=True)
    first, last = days
    between = DataValidation("date", str(_serial(first)), str(_serial(last)))
    return _Limit(between, "limit_period", {"start": first, "end": last})


def _serial(day: date) -> int:
    """A day as a spreadsheet counts it."""
    return (day - DAY_ZERO).days


def _text(kind: Text, place: Place) -> _Limit:
    if place.unique:
        # not COUNTIF, for which 001 and 1 are the same
        again = f"SUMPRODUCT(--({place.fixed}={place.first}))"
        formula = f"AND(LEN({place.first})<={kind.high},{again}<2)"
        return _Limit(DataValidation("custom", formula), "limit_unique", {"n": kind.high})
    params: dict[str, Param] = {"min": kind.low, "n": kind.high}
    if kind.low:
        return _Limit(DataValidation("textLength", str(kind.low), str(kind.high)), "limit_length", params)
    return _Limit(DataValidation("textLength", str(kind.high), operator="lessThanOrEqual"), "limit_text", params)


def choices_of(place: Place, language: Language) -> Sequence[str]:
    """What the drop-down of a column offers, apart from the numbers of another tab."""
    kind = place.field.kind
    if isinstance(kind, Choice):
        return [label.of(language) for label in kind.options.labels.values()]
    return place.offered


def _list_of(place: Place, tabs: Sequence[NewTab], lists: Lists, language: Language) -> _Limit | None:
    kind, label = place.field.kind, place.field.column.label.of(language)
    if offered := choices_of(place, language):
        rule = DataValidation(type="list", formula1=lists.range_of(label, offered))
        return _Limit(rule, "limit_choice", refuses=isinstance(kind, Choice))
    if not isinstance(kind, Ref):
        return None
    for other in tabs:
        at = other.column_of(place.field.key)
        if other is not place.tab and at is not None and other.schema.id_key == place.field.key:
            letter, first = get_column_letter(at), other.heading_row + 1
            last = first - 1 + (max(len(other.rows), other.numbered) if other.numbered else ROWS)
            where = f"{quote_sheetname(other.named(language))}!${letter}${first}:${letter}${last}"
            return _Limit(DataValidation(type="list", formula1=where), "limit_choice")
    return None
