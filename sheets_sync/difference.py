"""Two readings of a workbook, row by row: added, changed with the old and the new value of each column, removed.

A row is the same row where it has the same number of its own, wherever it stands; else where it holds the same; else,
without a number of its own, where it stands in the same place.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from sheets_sync.kept import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from sheets_sync.model import Stored
    from sheets_sync.snapshot import KeptRow, KeptTab, Snapshot

Kind: TypeAlias = Literal["added", "changed", "removed"]
_Match: TypeAlias = "tuple[KeptRow, KeptRow]"


class CellChange(NamedTuple):
    """What a column held and holds; the heading is the later one."""

    key: str
    heading: str
    old: Stored
    new: Stored


class RowChange(NamedTuple):
    """A row that is not in both readings, or not the same in both. `number` is where it stands, or stood."""

    kind: Kind
    tab: str
    number: int
    row_id: str | None
    cells: tuple[CellChange, ...]


class Matched(NamedTuple):
    """The rows of two tables: those in both, those that only the old has, and those that only the new has."""

    pairs: tuple[_Match, ...]
    removed: tuple[KeptRow, ...]
    added: tuple[KeptRow, ...]


def difference(old: Snapshot, new: Snapshot) -> Iterator[RowChange]:
    """All rows that differ, tab by tab, in the order in which they stand; a tab that is gone has no row any more."""
    before = {tab.schema: tab for tab in old}
    after = {tab.schema: tab for tab in new}
    for schema in dict.fromkeys([*after, *before]):
        yield from _changes(before.get(schema), after.get(schema))


def _changes(old: KeptTab | None, new: KeptTab | None) -> Iterator[RowChange]:
    tab = new or old
    if tab is None:
        return
    matched = match(old, new)
    headings = {column.key: column.heading for each in (old, new) if each for column in each.columns}
    changes: list[RowChange] = []
    for before, after in matched.pairs:
        cells = tuple(_differing(_cells(old, before), _cells(new, after), headings))
        if cells:
            changes.append(RowChange("changed", tab.title, after.number, after.row_id, cells))
    for row in matched.added:
        cells = tuple(_differing({}, _cells(new, row), headings))
        changes.append(RowChange("added", tab.title, row.number, row.row_id, cells))
    for row in matched.removed:
        cells = tuple(_differing(_cells(old, row), {}, headings))
        changes.append(RowChange("removed", tab.title, row.number, row.row_id, cells))
    yield from sorted(changes, key=lambda change: (change.number, change.kind))


def _differing(
    old: Mapping[str, Stored], new: Mapping[str, Stored], headings: Mapping[str, str]
) -> Iterator[CellChange]:
    for key, heading in headings.items():
        a, b = old.get(key), new.get(key)
        if kept(a) != kept(b):
            yield CellChange(key, heading, a, b)


def _cells(tab: KeptTab | None, row: KeptRow) -> dict[str, Stored]:
    return dict(zip(tab.keys, row.cells, strict=True)) if tab else {}


# ------------------------------------------------------------------------------------------------- the same row
def match(old: KeptTab | None, new: KeptTab | None) -> Matched:
    """Which row of the one is which of the other. Of several with the same number the first is the first."""
    left, right = list(old.rows if old else ()), list(new.rows if new else ())
    pairs: list[_Match] = []
    id_key = _id_key(old, new)
    ways: tuple[Callable[[KeptTab, KeptRow], Hashable], ...] = (
        lambda _, row: row.row_id,
        lambda tab, row: _content(tab, row, id_key),
        lambda _, row: row.number if row.row_id is None else None,
    )
    if old is not None and new is not None:
        for way in ways:
            found, left, right = _matched(old, left, new, right, way)
            pairs += found
    return Matched(tuple(pairs), tuple(left), tuple(right))


def _matched(
    old: KeptTab,
    left: Iterable[KeptRow],
    new: KeptTab,
    right: Iterable[KeptRow],
    way: Callable[[KeptTab, KeptRow], Hashable],
) -> tuple[list[_Match], list[KeptRow], list[KeptRow]]:
    """The pairs that are the same in one way, and what is left on both sides; None is no way to tell."""
    waiting: dict[Hashable, list[KeptRow]] = {}
    rest_left = []
    for row in left:
        key = way(old, row)
        if key is None:
            rest_left.append(row)
        else:
            waiting.setdefault(key, []).append(row)
    pairs, rest_right = [], []
    for row in right:
        candidates = waiting.get(way(new, row))
        if candidates:
            pairs.append((candidates.pop(0), row))
        else:
            rest_right.append(row)
    rest_left += [row for rows in waiting.values() for row in rows]
    return pairs, sorted(rest_left, key=attrgetter("number")), rest_right


def _id_key(*tabs: KeptTab | None) -> str | None:
    """The column in which rows have a number of their own: the one that holds it wherever there is one."""
    for tab in tabs:
        for row in tab.rows if tab else ():
            if row.row_id is not None and tab is not None:
                held = (key for key, cell in zip(tab.keys, row.cells, strict=True) if kept(cell) == row.row_id)
                return next(held, None)
    return None


def _content(tab: KeptTab, row: KeptRow, id_key: str | None) -> Hashable:
    """What a row holds beside its number; nothing at all tells no row from another."""
    cells = ((key, kept(cell)) for key, cell in zip(tab.keys, row.cells, strict=True) if key != id_key)
    return frozenset(cell for cell in cells if cell[1] != "") or None
