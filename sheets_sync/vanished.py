"""Rows that were there in an earlier run and are not any more: told, and kept in the coordinator's lists, marked.

A few rows come and go. Where many of a tab are gone at once (XWB03), or where the tab or the workbook could not be
read, the lists keep what they last had until a person says that it was meant so. No figure counts such a row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sheets_sync.difference import match
from sheets_sync.model import Finding, Location, Tab
from sheets_sync.plan import FEW_ROWS
from sheets_sync.snapshot import snapshot_of
from sheets_sync.table import Block
from sheets_sync.validate import Readers, to_records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from sheets_sync.model import Param
    from sheets_sync.programme import Book, Programme, World
    from sheets_sync.schema import Schema
    from sheets_sync.snapshot import KeptRow, KeptTab, Snapshot
    from sheets_sync.table import Entry, Table

#: Why rows are missing: gone from a tab that was read, or in a tab or workbook that was not.
Reason: TypeAlias = Literal["vanished", "unread"]


class Baseline(NamedTuple):
    """The rows of a workbook when last none had vanished, and the day of that run."""

    as_of: date
    snapshot: Snapshot


class LostTab(NamedTuple):
    """The rows that one tab lost."""

    schema: str
    reason: Reason
    tab: KeptTab


class Lost(NamedTuple):
    """What a workbook lost since a day."""

    as_of: date
    tabs: tuple[LostTab, ...]

    @property
    def vanished(self) -> tuple[KeptRow, ...]:
        """The rows that are gone from tabs that were read."""
        return tuple(row for lost in self.tabs if lost.reason == "vanished" for row in lost.tab.rows)


def lost(
    book: Book, baseline: Baseline, programme: Programme, share: Decimal, untold: Collection[str] = ()
) -> Lost | None:
    """What a workbook lost: more than this share of the rows of a tab, or all rows of what could not be read.

    `untold` are the titles of tabs on which an error stands, so that nobody needs to be told that they were not read.
    A workbook that is registered as not to be read has lost nothing.
    """
    if book.status == "skipped":
        return None
    now = {tab.schema: tab for tab in snapshot_of(book.tables)}
    tabs = []
    for schema in programme.tabs:
        old = next((tab for tab in baseline.snapshot if tab.schema == schema.__name__), None)
        if old is None:
            continue
        new = now.get(old.schema)
        # a tab that may be missing can be deleted without any other finding
        deleted = new is None and book.status == "read" and schema.optional and old.title not in untold
        tabs.append(_unread(old) if new is None and not deleted else _vanished(old, new, share))
    found = tuple(filter(None, tabs))
    return Lost(baseline.as_of, found) if found else None


def _unread(old: KeptTab) -> LostTab | None:
    return LostTab(old.schema, "unread", old) if old.rows else None


def _vanished(old: KeptTab, new: KeptTab | None, share: Decimal) -> LostTab | None:
    if len(old.rows) < FEW_ROWS:
        return None
    gone = match(old, new).removed
    return LostTab(old.schema, "vanished", old._replace(rows=gone)) if len(gone) > len(old.rows) * share else None


def told(book: Book, found: Lost) -> Finding | None:
    """XWB03 where rows are gone from tabs that were read; what was not read is told already."""
    rows = found.vanished
    if not rows:
        return None
    ids: tuple[Param, ...] = tuple(row.row_id or row.number for row in rows)
    params: dict[str, Param] = {"date": found.as_of, "n": len(rows), "ids": ids}
    return Finding("XWB03", Location(workbook=book.entry.ref), params, group=book.entry.group)


# ------------------------------------------------------------------------------------------------- the rows again
class Ghost(NamedTuple):
    """A workbook of the rows that were lost, read again from what is kept of them; `reasons` by schema."""

    book: Book
    reasons: Mapping[type[Schema], Reason]


def ghost(book: Book, found: Lost, programme: Programme, world: World, readers: Readers) -> Ghost:
    """The lost rows as they would be read today, so that they stand in the lists as all others do."""
    schemas = {schema.__name__: schema for schema in programme.tabs}
    tables: dict[type[Schema], Table[Any]] = {}
    reasons: dict[type[Schema], Reason] = {}
    for each in found.tabs:
        schema = schemas.get(each.schema)
        block = _block(schema, book.entry, each.tab) if schema else None
        if schema is not None and block is not None:
            tables[schema] = to_records(block, readers)[0]
            reasons[schema] = each.reason
    again = replace(book, status="read", tables=tables)
    return Ghost(replace(again, context=programme.context(again, world)), reasons)


def _block(schema: type[Schema], entry: Entry, tab: KeptTab) -> Block | None:
    """The table again; None where the programme asks by now for a column that it does not have."""
    known = [place for place, column in enumerate(tab.columns) if column.key in schema.fields]
    columns = {tab.columns[place].key: tab.columns[place] for place in known}
    if any(field.needed and key not in columns for key, field in schema.fields.items()):
        return None
    return Block(
        schema=schema,
        entry=entry,
        tab=Tab(tab.title, ()),
        heading_row=tab.heading_row,
        columns={key: column.number for key, column in columns.items()},
        headings={key: column.heading for key, column in columns.items()},
        numbers=[row.number for row in tab.rows],
        stored={tab.columns[place].key: [row.cells[place] for row in tab.rows] for place in known},
        skipped=(),
    )


def ghosts(books: Mapping[str, Lost], world: World, programme: Programme) -> Iterator[tuple[str, Ghost]]:
    """The lost rows of each workbook, by its name as registered."""
    for book in world.books:
        found = books.get(book.entry.ref)
        if found is not None:
            yield book.entry.ref, ghost(book, found, programme, world, Readers(book.entry.language))
