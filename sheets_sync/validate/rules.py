"""Records → findings of the rules. A rule is only asked about what could be read."""

from __future__ import annotations

import sys
from collections import namedtuple
from functools import cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from sheets_sync.model import Finding
from sheets_sync.schema import Hit
from sheets_sync.validate.faults import TooManyFindings
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sheets_sync.schema import Rule, Schema
    from sheets_sync.table import Table


def apply_rules(table: Table[Schema], context: object, most: int = sys.maxsize) -> list[Finding]:
    """What the rules of a schema find in one table; `context` is what the programme gives its rules to know.

    Raises TooManyFindings where they find more than `most`.
    """
    columns = _Columns(table)
    found: list[Finding] = []
    for rule in table.block.schema.rules:
        for hit in _hits(rule, table, columns, context):
            if len(found) >= most:
                raise TooManyFindings
            found.append(_finding(table, rule, hit))
    return found


class _Columns:
    """The values of a table by column, and the different ones among them, which are made once for all rules."""

    def __init__(self, table: Table[Schema]) -> None:
        self._records = table.records
        self._different: dict[tuple[str, object], list[Any]] = {}

    def values(self, key: str) -> Sequence[Any]:
        """The values of a column, in the order of the records."""
        return self._records.column(key)

    def different(self, key: str, among: Callable[[str], bool] | None = None) -> list[Any]:
        """The different values of a column, without None; of texts only those that a quick look doesn't rule out."""
        if (key, among) not in self._different:
            if among is None:
                found = list(set(self.values(key)) - {None})
            else:
                # one look at all of them: nearly always there is nothing
                looked = among("\0".join(filter(None, self.values(key))))
                found = list(filter(among, self.different(key))) if looked else []
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
        for place, value in enumerate(columns.values(key)):
            if value in told:
                yield Hit(table.records[place], told[value], key)


def _on_rows(rule: Rule, table: Table[Schema], columns: _Columns, context: object) -> Iterator[Hit]:
    """A rule on a row sees the columns that it names, and is asked where all of them could be read."""
    records, named = table.records, sorted(rule.needs)
    key = rule.on[0] if rule.on else None
    places = _candidates(rule, key, len(records), columns)
    if records.broken:
        places = [place for place in places if rule.needs.isdisjoint(records.broken.get(place, ()))]
    values = [columns.values(each) for each in named]
    if len(places) < len(records):
        values = [[column[place] for place in places] for column in values]
    rows = map(tuple.__new__, repeat(_row_of(*named)), zip(*values, strict=True))
    for place, params in zip(places, map(rule.check, rows, repeat(context)), strict=True):
        if params is not None:
            yield Hit(records[place], params, key)


@cache
def _row_of(*keys: str) -> type[Any]:
    """What a rule gets to see of a row: these columns. A name that it does not have is an AttributeError."""
    return namedtuple("Row", keys)  # noqa: PYI024  (the names are known when it runs)


def _candidates(rule: Rule, key: str | None, count: int, columns: _Columns) -> Sequence[int]:
    """The places of the records that a rule is asked about."""
    among = rule.among
    if key is None or not isinstance(among, frozenset):
        return range(count)
    values = columns.values(key)
    return () if among.isdisjoint(values) else [place for place, value in enumerate(values) if value in among]


def _finding(table: Table[Schema], rule: Rule, hit: Hit) -> Finding:
    value = shown(table.stored(hit.record, hit.key), table.entry.language) if hit.key else None
    where = table.location(hit.record, hit.key)
    return Finding(rule.code, where, hit.params, value or None, hit.suggestion, table.entry.group)
