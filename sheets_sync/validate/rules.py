"""Records → findings of the rules. A rule is only asked about what could be read."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sheets_sync.model import Finding
from sheets_sync.schema import Hit
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sheets_sync.schema import Rule, Schema
    from sheets_sync.table import Record, Table


def apply_rules(table: Table[Schema], context: object) -> list[Finding]:
    """What the rules of a schema find in one table; `context` is what the programme gives its rules to know."""
    columns = _Columns(table)
    rules = table.block.schema.rules
    return [_finding(table, rule, hit) for rule in rules for hit in _hits(rule, table, columns, context)]


class _Columns:
    """The values of a table by column, and the different ones among them, each made once for all rules."""

    def __init__(self, table: Table[Schema]) -> None:
        self._rows = [record.row for record in table.records]
        self._columns: dict[str, list[Any]] = {}
        self._different: dict[tuple[str, object], list[Any]] = {}

    def values(self, key: str) -> list[Any]:
        """The values of a column, in the order of the records."""
        if key not in self._columns:
            self._columns[key] = list(map(attrgetter(key), self._rows))
        return self._columns[key]

    def different(self, key: str, among: Callable[[str], bool] | None = None) -> list[Any]:
        """The different values of a column, without None; of texts only those that a quick look doesn't rule out."""
        if (key, among) not in self._different:
            if among is None:
                found = list(set(self.values(key)) - {None})
            else:
                texts = self.different(key)
                # one look at all of them: nearly always there is nothing
                found = list(filter(among, texts)) if among("\0".join(texts)) else []
            self._different[key, among] = found
        return self._different[key, among]


def _hits(rule: Rule, table: Table[Schema], columns: _Columns, context: object) -> Iterable[Hit]:
    if rule.scope == "table":
        hits: Iterable[Hit] = rule.check(table, context)
        return hits
    if rule.scope == "row":
        return _on_rows(rule, table, columns, context)
    return chain.from_iterable(
        _on_cells(rule, key, table, columns, context) for key in rule.on if key in table.block.columns
    )


def _on_cells(rule: Rule, key: str, table: Table[Schema], columns: _Columns, context: object) -> Iterator[Hit]:
    """A rule on a cell depends on nothing but its value, so it is asked once for each different one."""
    check = rule.check
    among = None if isinstance(rule.among, frozenset) else rule.among
    values = columns.different(key, among)
    told = {value: params for value in values if (params := check(value, context)) is not None}
    if told:
        for record, value in zip(table.records, columns.values(key), strict=True):
            if value in told:
                yield Hit(record, told[value], key)


def _on_rows(rule: Rule, table: Table[Schema], columns: _Columns, context: object) -> Iterator[Hit]:
    check, needs = rule.check, rule.needs
    key = rule.on[0] if rule.on else None
    for record in _candidates(rule, key, table, columns):
        if record.broken and not needs.isdisjoint(record.broken):
            continue
        params = check(record.row, context)
        if params is not None:
            yield Hit(record, params, key)


def _candidates(rule: Rule, key: str | None, table: Table[Schema], columns: _Columns) -> Iterable[Record[Schema]]:
    """The records that a rule is asked about."""
    among = rule.among
    if key is None or not isinstance(among, frozenset):
        return table.records
    if among.isdisjoint(columns.different(key)):
        return ()
    pairs = zip(table.records, columns.values(key), strict=True)
    return (record for record, value in pairs if value in among)


def _finding(table: Table[Schema], rule: Rule, hit: Hit) -> Finding:
    value = shown(table.stored(hit.record, hit.key), table.entry.language) if hit.key else None
    where = table.location(hit.record, hit.key)
    return Finding(rule.code, where, hit.params, value or None, hit.suggestion, table.entry.group)
