"""The nouns that every stage speaks of: immutable, without I/O, without prose.

Rows and columns count from 1, as a spreadsheet shows them. Money is `Decimal`; a day is `date`. What is made for
every row is a `NamedTuple` (a frozen dataclass costs four times as much to make); the rest are frozen dataclasses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Language: TypeAlias = Literal["nl", "fr", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")

#: What a spreadsheet stores in a cell. An empty cell is "" or None; a number is a float, as the file holds it.
Stored: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None

#: Day 0 of a spreadsheet, as all count days from March 1900 on.
DAY_ZERO = date(1899, 12, 30)

#: Stands in a cell whose formula has no stored result, which is not the same as an empty cell.
UNSTORED = "\ue000"


class Severity(StrEnum):
    """How much a finding weighs: an error sets the row aside, a warning counts it, an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


# ------------------------------------------------------------------------------------------------- places
_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_ALPHABET = 26


class A1(NamedTuple):
    """The address of a cell: row and column count from 1; `str(A1(7, 5))` is "E7"."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    @classmethod
    def parse(cls, text: str) -> A1:
        """The address written as "E7" or "$E$7". Raises ValueError for anything else."""
        match = _A1.fullmatch(text)
        if match is None:
            raise ValueError(f"not a cell address: {text!r}")
        return cls(int(match[2]), column_number(match[1]))


def column_letters(number: int) -> str:
    """The letters of a column: 1 is "A", 27 is "AA"."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column: "A" is 1, "AA" is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number


class Range(NamedTuple):
    """A block of cells, both corners included."""

    first: A1
    last: A1

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"


class Location(NamedTuple):
    """Where a finding stands; what is None does not apply. `workbook` is as the coordinator registered it."""

    workbook: str | None = None
    tab: str | None = None
    cell: A1 | None = None
    row: int | None = None
    row_id: str | None = None
    column: str | None = None  # the heading as typed
    key: str | None = None  # the key of the column in the schema
    content: str | None = None  # what tells a row without a number from others: a hash of its cells


# ------------------------------------------------------------------------------------------------- what is read
@dataclass(frozen=True, slots=True)
class Tab:
    """One tab as it was read: `rows[0]` is row 1, `rows[0][0]` is A1; all rows have the same length.

    `annotated` is told of the tool's own tabs: somebody put a formula, a comment, a picture or a table in it.
    `number` is that by which an address on the web leads to the tab.
    """

    title: str
    rows: Sequence[Sequence[Stored]]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    annotated: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Workbook:
    """One workbook as it was read. `version` changes whenever the content does (a hash of the file).

    `tabs` are those of people, `own` those that the tool wrote. `editor` is who changed it last, where that is told.
    """

    ref: str
    tabs: tuple[Tab, ...]
    modified: date | None = None
    version: str = ""
    own: tuple[Tab, ...] = ()
    editor: str = ""


# ------------------------------------------------------------------------------------------------- findings
class Label(NamedTuple):
    """A word in the three languages, shown in the reader's."""

    nl: str
    fr: str
    en: str

    def of(self, language: Language) -> str:
        """The word in one language."""
        return self[LANGUAGES.index(language)]


class Money(NamedTuple):
    """An amount with its currency (ISO 4217), or without where the cell does not tell."""

    amount: Decimal
    currency: str | None = "EUR"


class Month(NamedTuple):
    """A month of a year, shown in words."""

    year: int
    month: int


#: What a finding carries for its sentence: data, never words of one language. Formatted by `messages` for the reader.
Param: TypeAlias = "str | int | Decimal | date | datetime | Money | Month | Label | tuple[Param, ...]"


class Finding(NamedTuple):
    """Something to tell about a place: a code of the catalogue with its parameters, no prose.

    `value` is the cell as the spreadsheet shows it. `group` is the partnership. `severity` is that of the catalogue,
    set in one place for all. `accepted` holds the reason of the coordinator's exception; such a finding no longer
    counts.
    """

    code: str
    location: Location = Location()
    params: Mapping[str, Param] = MappingProxyType({})
    value: str | None = None
    suggestion: Param | None = None
    group: str | None = None
    severity: Severity = Severity.ERROR
    accepted: str | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stay the same when rows are sorted or inserted.

        Made of workbook, tab, row id, column and code; a row without an id falls back on its content.
        """
        where = self.location
        who = where.row_id or where.content or (self.value or "" if where.row else "")
        text = "\x1f".join((where.workbook or self.group or "", where.tab or "", who, where.key or "", self.code))
        return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()

    def accept(self, reason: str) -> Finding:
        """The same finding, covered by an exception of the coordinator."""
        return self._replace(accepted=reason)

    @property
    def counts(self) -> bool:
        """Whether it still weighs on the row and on the exit code."""
        return self.accepted is None


# ------------------------------------------------------------------------------------------------- what is written
class Style(StrEnum):
    """How a written cell looks; a backend knows the fonts, fills and number formats."""

    TEXT = "text"
    WRAP = "wrap"
    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    LABEL = "label"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    NUMBER = "number"  # up to six decimals: a rate
    AMOUNT = "amount"  # two decimals, any currency
    EUR = "eur"
    PERCENT = "percent"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    GOOD = "good"
    MUTED = "muted"
    LINK = "link"
    BAR = "bar"  # a text of block characters in the colour of the tool, …
    BAR_WARNING = "bar_warning"  # … or in that of a warning, with nothing behind it that would lengthen the bar
    BAR_ERROR = "bar_error"


Writable: TypeAlias = str | int | Decimal | bool | date | datetime | None


class OutColumn(NamedTuple):
    """A column of a written tab: its heading (None: no heading row), width in characters, and how its cells look.

    A hidden one is neither shown nor printed; a program reads it all the same.
    """

    heading: str
    width: float = 14
    style: Style = Style.TEXT
    hidden: bool = False


class Link(NamedTuple):
    """Where a written cell leads: a cell of a tab in the same workbook, or in a file beside it, or an https address.

    `file` is a path relative to the workbook in which the link stands.
    """

    tab: str | None = None
    cell: A1 | None = None
    url: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tab that the tool owns, as it should be. Text is always text: nothing in it is ever a formula.

    `rows` start at row 1 and include the heading row, if there is one, at `heading_row`. `styles`, `links` and
    `merged` are sparse; every other cell has the style of its column.
    """

    title: str
    columns: tuple[OutColumn, ...]
    rows: Sequence[Sequence[Writable]]
    heading_row: int | None = 1
    styles: Mapping[A1, Style] = field(default_factory=dict)
    links: Mapping[A1, Link] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    frozen: A1 | None = None  # the first cell that scrolls
    filtered: bool = False  # an autofilter on the heading row
    landscape: bool = True
    lookup: Range | None = None  # the cells that list what is highlighted in other tabs, as `lookup` writes them


class Highlight(NamedTuple):
    """The table of a person's tab in which cells light up while they stand in the lookup of a tab of ours.

    `name` is that of the table in the lookup. `id_column` is None where rows are told by their number alone. No cell
    is touched: the person's program looks each cell up, by the number of its row and the heading of its column.
    """

    tab: str
    name: str
    heading_row: int
    last_row: int
    first_column: int
    last_column: int
    id_column: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a workbook is to hold of ours: all of the tool's tabs as they should be.

    In the tables of `highlights` those cells light up that the lookup of one of these tabs names. `released`: by the
    title of a sheet, the one under which the tab that it would replace goes on as a person's, with all that is in it;
    `spare` are such titles for those in which nobody had written when they were read. `unchanged`: the titles of
    those that stand there as they should be, so that in the workbook itself they are left alone.
    """

    sheets: tuple[Sheet, ...]
    highlights: tuple[Highlight, ...] = ()
    released: Mapping[str, str] = field(default_factory=dict)
    spare: Mapping[str, str] = field(default_factory=dict)
    unchanged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One tab of one workbook that is to be written: what it is, and how many of its cells differ."""

    workbook: str
    sheet: Sheet
    action: Literal["create", "update"]
    cells: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run would write; empty when nothing changed."""

    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


# ------------------------------------------------------------------------------------------------- the outcome
class TabCount(NamedTuple):
    """rows_read = accepted + set_aside + skipped, always."""

    tab: str
    rows_read: int
    accepted: int
    set_aside: int
    skipped: int

    @classmethod
    def total(cls, counts: Iterable[TabCount]) -> TabCount:
        """The rows of several tabs together, under no title."""
        columns = zip((0, 0, 0, 0), *(count[1:] for count in counts), strict=True)
        return cls("", *map(sum, columns))


@dataclass(frozen=True, slots=True)
class BookReport:
    """What became of one registered workbook."""

    workbook: str
    group: str | None
    label: str
    language: Language
    status: Literal["read", "failed", "skipped"]
    tabs: tuple[TabCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run found. `complete` is False when a workbook could not be read or written.

    `names` tells what a word in the figures of a group is called, where that depends on the reader's language.
    """

    as_of: date
    complete: bool
    workbooks: tuple[BookReport, ...]
    groups: tuple[Mapping[str, str | None], ...]
    findings: tuple[Finding, ...]
    writes: tuple[Change, ...] | None = None  # None: nothing was to be written (validate)
    names: Mapping[str, Label] = field(default_factory=dict)
