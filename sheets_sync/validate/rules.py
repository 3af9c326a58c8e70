"""Records → findings of the rules. A rule is only asked about what could be read."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sheets_sync.model import Finding
from sheets_sync.schema import Hit
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheets_sync.schema import Rule, Schema
    from sheets_sync.table import Table


def apply_rules(table: Table[Schema], context: object) -> list[Finding]:
    """What the rules of a schema find in one table; `context` is what the programme gives its rules to know."""
    return [_finding(table, rule, hit) for rule in table.block.schema.rules for hit in _hits(rule, table, context)]


def _hits(rule: Rule, table: Table[Schema], context: object) -> Iterable[Hit]:
    if rule.scope == "table":
        hits: Iterable[Hit] = rule.check(table, context)
        return hits
    return _on_cells(rule, table, context) if rule.scope == "cell" else _on_rows(rule, table, context)


def _on_cells(rule: Rule, table: Table[Schema], context: object) -> Iterator[Hit]:
    check = rule.check
    for key in rule.on:
        if key not in table.block.columns:
            continue
        value_of = attrgetter(key)
        known: dict[Any, Any] = {}  # most values come again, and a rule on a cell depends on nothing else
        for record in table.records:
            value = value_of(record.row)
            if value is None:
                continue
            if value not in known:
                known[value] = check(value, context)
            params = known[value]
            if params is not None:
                yield Hit(record, params, key)


def _on_rows(rule: Rule, table: Table[Schema], context: object) -> Iterator[Hit]:
    check, needs = rule.check, rule.needs
    key = rule.on[0] if rule.on else None
    for record in table.records:
        if record.broken and not needs.isdisjoint(record.broken):
            continue
        params = check(record.row, context)
        if params is not None:
            yield Hit(record, params, key)


def _finding(table: Table[Schema], rule: Rule, hit: Hit) -> Finding:
    value = shown(table.stored(hit.record, hit.key), table.entry.language) if hit.key else None
    where = table.location(hit.record, hit.key)
    return Finding(rule.code, where, hit.params, value or None, hit.suggestion, table.entry.group)
