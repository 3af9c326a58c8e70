"""The coordinator's tabs → the registered workbooks, the exceptions, the rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from schemas.context import Coordination
from schemas.money import PEGS, Rates, last_day
from schemas.partnership import AcceptedFinding, Partnership, Rate, WorkbookRow
from sheets_sync.model import Finding, Language
from sheets_sync.programme import NOT_ACCEPTABLE, Acceptance, Registry
from sheets_sync.table import Entry, Record, Table
from sheets_sync.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from schemas.settings import Settings
    from sheets_sync.programme import Tables
    from sheets_sync.schema import Params

#: Without these a registration leads nowhere; the rest decides how its workbook is read and told.
_NEEDED = ("partnership_id", "workbook")


def register(tables: Tables, settings: Settings, codes: Iterable[str]) -> tuple[Registry, list[Finding]]:
    """What the coordinator registered; CFG04-CFG06 for what does not fit together."""
    partnerships = _first_of_each(tables.get(Partnership))
    rates, findings = _rates(tables.get(Rate))
    if Partnership in tables:  # where that tab cannot be read, nobody can tell which codes exist
        for schema in (WorkbookRow, Rate, AcceptedFinding):
            findings += _unknown_codes(tables.get(schema), partnerships)
    entries, found = _entries(tables.get(WorkbookRow), partnerships)
    data = Coordination(settings, tuple(codes), partnerships, rates)
    return Registry(entries, _acceptances(tables.get(AcceptedFinding)), data), findings + found


def _first_of_each(table: Table[Partnership] | None) -> dict[str, Partnership]:
    found: dict[str, Partnership] = {}
    for record in table.records if table else ():
        if record.row_id is not None:
            found.setdefault(record.row_id, record.row)
    return found


def _unknown_codes(table: Table[Any] | None, partnerships: Mapping[str, Partnership]) -> Iterator[Finding]:
    for record in table.records if table else ():
        code = record.row.partnership_id
        if table is not None and code is not None and code not in partnerships:
            where = table.location(record, "partnership_id")
            yield Finding("CFG04", where, {"value": code}, code, nearest(code, partnerships), code)


def _entries(
    table: Table[WorkbookRow] | None, partnerships: Mapping[str, Partnership]
) -> tuple[tuple[Entry, ...], list[Finding]]:
    entries: list[Entry] = []
    findings: list[Finding] = []
    first: dict[str, Record[WorkbookRow]] = {}
    for record in table.records if table else ():
        row = record.row
        if table is None or record.get("workbook") is None:
            continue
        usable = not record.broken.intersection(_NEEDED) and row.partnership_id in partnerships and row.active != "no"
        where = table.location(record, "workbook")
        if row.active != "no":
            earlier = first.setdefault(row.key, record)
            if earlier is not record:
                params: Params = {"rows": (earlier.number, record.number)}
                findings.append(Finding("CFG05", where, params, row.workbook, group=row.partnership_id))
                continue
        told = {"currency": record.get("default_currency"), "paid_by": record.get("side")}
        defaults = {key: value for key, value in told.items() if value is not None}
        language = cast("Language", record.get("language") or table.entry.language)
        label = record.get("municipality") or row.workbook
        mail = record.get("contact_email")
        entries.append(Entry(row.workbook, row.partnership_id, label, language, defaults, usable, where, mail))
    return tuple(entries), findings


def _rates(table: Table[Rate] | None) -> tuple[Rates, list[Finding]]:
    """The rates that hold. Where two hold on the same day the first row does, and CFG06 stands on the later one."""
    kept: list[Record[Rate]] = []
    findings: list[Finding] = []
    for record in table.records if table else ():
        if record.broken or table is None:
            continue
        row = record.row
        scope = (row.currency, row.partnership_id)
        clash = next(
            (k for k in kept if (k.row.currency, k.row.partnership_id) == scope and _overlap(k.row, row)), None
        )
        if clash is None:
            kept.append(record)
            continue
        params: Params = {"currency": row.currency, "rows": (clash.number, record.number)}
        findings.append(Finding("CFG06", table.location(record, "valid_from"), params, group=row.partnership_id))
    return Rates(r.row for r in kept if r.row.currency not in PEGS or r.row.partnership_id), findings


def _overlap(a: Rate, b: Rate) -> bool:
    return a.valid_from <= last_day(b) and b.valid_from <= last_day(a)


def _acceptances(table: Table[AcceptedFinding] | None) -> tuple[Acceptance, ...]:
    return tuple(
        Acceptance(r.row.code, r.row.partnership_id, r.row.row_id, r.row.reason, r.row.until)
        for r in (table.records if table else ())
        if not r.broken and not r.row.code.startswith(NOT_ACCEPTABLE)
    )
