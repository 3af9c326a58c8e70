"""A closed year: its rates stay those that held when it was closed, whatever the tab Rates says later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from schemas.context import Coordination
from schemas.money import PEGS, Rates, last_day
from schemas.partnership import Rate
from sheets_sync.model import Finding, Location
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sheets_sync.model import Param
    from sheets_sync.programme import HeldRate, Registry, Tables
    from sheets_sync.table import Record, Table


def held_rates(registry: Registry, year: int) -> Sequence[HeldRate]:
    """The rates of the tab in a year."""
    data = registry.data
    return tuple(data.rates.within(year)) if isinstance(data, Coordination) else ()


def freeze(
    registry: Registry, tables: Tables, closed: Mapping[int, Sequence[HeldRate]]
) -> tuple[Registry, list[Finding]]:
    """The registry with these rates in their years; CFG07 wherever the tab says otherwise now."""
    data = registry.data
    if not closed or not isinstance(data, Coordination):
        return registry, []
    table: Table[Rate] | None = tables.get(Rate)
    found = [
        finding for year, held in sorted(closed.items()) for finding in _differing(table, data.rates, year, held)
    ]
    return replace(registry, data=replace(data, rates=data.rates.with_closed(closed))), found


def _differing(table: Table[Rate] | None, live: Rates, year: int, held: Sequence[HeldRate]) -> Iterator[Finding]:
    frozen = Rates().with_closed({year: held})
    for record in table.records if table else ():
        found = None if record.broken or table is None else _changed(record, frozen, live, year)
        if found is not None and table is not None:
            where = table.location(record, "units_per_eur")
            typed = shown(table.stored(record, "units_per_eur"), table.entry.language)
            yield Finding("CFG07", where, found, typed, group=record.row.partnership_id)
    for rate in held:
        if live.on(rate.currency, rate.first, rate.group) is None:
            title = table.block.tab.title if table else None
            ref = table.entry.ref if table else None
            where = Location(workbook=ref, tab=title)
            yield Finding("CFG07", where, _params(rate, rate.first, rate.last, year), group=rate.group)


def _changed(record: Record[Rate], frozen: Rates, live: Rates, year: int) -> Mapping[str, Param] | None:
    """The parameters where a row that holds in a closed year gives another rate than was frozen."""
    row = record.row
    first, last = max(row.valid_from, date(year, 1, 1)), min(last_day(row), date(year, 12, 31))
    if first > last or (row.currency in PEGS and row.partnership_id is None):
        return None
    for day in (first, last):
        was, now = frozen.find(row.currency, day, row.partnership_id), live.on(row.currency, day, row.partnership_id)
        if was is not None and now is not None and was.units_per_eur != now.units_per_eur == row.units_per_eur:
            return {"currency": row.currency, "start": first, "end": last, "year": year, "rate": was.units_per_eur}
    return None


def _params(rate: HeldRate, first: date, last: date, year: int) -> Mapping[str, Param]:
    return {"currency": rate.currency, "start": first, "end": last, "year": year, "rate": rate.units_per_eur}
