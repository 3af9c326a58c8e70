"""What the rules of one workbook may know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from schemas.money import Rates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from schemas.lines import Lines
    from schemas.partnership import Partnership
    from schemas.settings import Settings
    from sheets_sync.programme import Tables
    from sheets_sync.schema import Params, Schema
    from sheets_sync.table import Entry


@dataclass(frozen=True, slots=True)
class Coordination:
    """What the coordinator's own tabs say, for the rules on these tabs and for the run."""

    settings: Settings
    codes: tuple[str, ...] = ()
    partnerships: Mapping[str, Partnership] = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)


class Known(NamedTuple):
    """What other tabs may ask of an activity; None where it cannot be read."""

    status: str | None
    start: date | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule on a municipal workbook may know.

    `theme` is None where no single theme is registered. `activities` is None where the tab could not be read.
    `coordinated` is False for a workbook that is checked without the coordinator's: then there are no rates.
    """

    settings: Settings
    as_of: date
    entry: Entry
    theme: str | None
    period: tuple[date, date]
    tables: Tables
    activities: Mapping[str, Known] | None
    lines: Lines
    coordinated: bool = True

    def outside_period(self, day: date) -> Params | None:
        """The parameters of ROW05 where a day is outside the partnership's period."""
        start, end = self.period
        return None if start <= day <= end else {"value": day, "start": start, "end": end}

    def heading(self, schema: type[Schema], key: str) -> str:
        """A heading as typed in this workbook."""
        table = self.tables.get(schema)
        return table.block.heading(key) if table else schema.fields[key].column.label.of(self.entry.language)

    def tab_title(self, schema: type[Schema]) -> str:
        """The title of a tab as it is in this workbook."""
        table = self.tables.get(schema)
        return table.block.tab.title.strip() if table else schema.tab.of(self.entry.language)
