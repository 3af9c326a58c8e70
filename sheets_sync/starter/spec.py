"""What a new workbook is to hold: its tabs, what is filled in, what each column offers and explains."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sheets_sync.model import Language, Stored
    from sheets_sync.schema import Field, Schema


class Formula(NamedTuple):
    """A formula without its "=", and the result that is stored with it; a text as result is an error ("#REF!")."""

    text: str
    result: float | str


#: What a new cell can hold.
Cell: TypeAlias = "Stored | Formula"


class Live(NamedTuple):
    """A line above the headings with a figure that the spreadsheet itself keeps up to date.

    In `formula` the name of a column stands for its cells, {amount}, and {1} for the figure of the first line.
    `result` is what it gives as long as nothing is filled in.
    """

    label: str
    formula: str
    result: float
    number_format: str
    note: str = ""


class Guide(NamedTuple):
    """What a programme adds to the explanation in a template: what holds for this municipality, and advice."""

    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTab:
    """One tab.

    `columns` are keys of the schema in the order in which they stand (none given: all, in the schema's order); a text
    that is no key is the heading of a column of the person's own. `headings` are reworded ones, by key. What is
    `above` stands over the headings, its first line as a title. In `rows` a code of a choice stands for its label.
    `numbered` is how many rows have their number filled in, those of `rows` included. In a template the figures of
    `live` follow, and a hidden row of keys (`keyed`) stands right above the headings.
    """

    schema: type[Schema]
    title: str = ""
    columns: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    above: Sequence[Sequence[Cell]] = ()
    rows: Sequence[Sequence[Cell]] = ()
    numbered: int = 0
    live: Sequence[Live] = ()
    keyed: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns as they stand."""
        return self.columns or tuple(self.schema.fields)

    @property
    def heading_row(self) -> int:
        """The row of the headings."""
        return len(self.above) + len(self.live) + self.keyed + 1

    def named(self, language: Language) -> str:
        """The title of the tab."""
        return self.title or self.schema.tab.of(language)

    def column_of(self, key: str) -> int | None:
        """The number of a column, None where the tab does not have it."""
        return self.keys.index(key) + 1 if key in self.keys else None


@dataclass(frozen=True, slots=True)
class NewWorkbook:
    """One workbook: the file it goes to, its language, its tabs, and the currency of amounts that name none.

    `modified` is what it says about when it was last saved. `group` is what the programme knows of its partnership,
    `label` the municipality, `settings` are the [rules]. `accent` is the colour of its headings. A `template` keeps
    what is not to be filled in from being changed, and explains itself in a tab of its own.
    """

    ref: str
    language: Language
    tabs: tuple[NewTab, ...]
    modified: datetime
    currency: str = "EUR"
    group: Any = None
    accent: str = "17505E"
    label: str = ""
    settings: Any = None
    template: bool = False


@dataclass(frozen=True, slots=True)
class Demo:
    """A small programme to try the tool on, checked as on the day `as_of`; the coordinator's workbook comes first."""

    as_of: date
    workbooks: tuple[NewWorkbook, ...]


_DIGITS = re.compile(r"\d+$")


def number_of(field: Field, n: int) -> str:
    """The number that the template fills in for row `n` (from 1): as the example of the column, so "A-001"."""
    digits = _DIGITS.search(field.column.example)
    if digits is None:
        raise ValueError(f"the example of {field.key} ends in no number: {field.column.example!r}")
    return f"{field.column.example[: digits.start()]}{n:0{len(digits[0])}d}"
