"""The row of keys that a template holds, hidden above its headings: with it every heading can be reworded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.schema import Id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.model import Stored, Tab
    from sheets_sync.schema import Schema

#: The headings and the keys are looked for in so many rows from the top.
HEADING_ROWS = 20
#: One heading alone may be a word in a sentence; two are a heading row.
ENOUGH = 2
#: Stands before a key in its cell: no heading that a person types begins so.
SIGN = "#"


class Keyed(NamedTuple):
    """The row of the headings, and the columns of each key: two where a column was copied."""

    row: int
    places: Mapping[str, list[int]]


def key_cell(key: str) -> str:
    """What stands in the row of keys for a column."""
    return f"{SIGN}{key}"


def find_keys(tab: Tab, schema: type[Schema]) -> Keyed | None:
    """Where the keys of a tab say that its columns are; None for a tab that was not made from a template."""
    for number, cells in enumerate(tab.rows[:HEADING_ROWS], 1):
        places: dict[str, list[int]] = {}
        signed = [(column, cell) for column, cell in enumerate(cells, 1) if type(cell) is str and cell[:1] == SIGN]
        for column, cell in signed:
            if (key := cell[1:].strip()) in schema.fields:
                places.setdefault(key, []).append(column)
        if len(places) >= min(ENOUGH, len(schema.fields)):
            return Keyed(_headings_below(tab, number, places, schema), places)
    return None


def _headings_below(tab: Tab, row: int, places: Mapping[str, list[int]], schema: type[Schema]) -> int:
    """The row of the headings: the first below the keys with several texts, unless the records begin before it.

    The row of keys itself where somebody took the headings away, so that the first record does not pass for them.
    """
    columns = [columns[0] for columns in places.values()]
    id_column = places.get(schema.id_key or "", [None])[0]
    for number, cells in enumerate(tab.rows[row : row + HEADING_ROWS], row + 1):
        filled = [cells[column - 1] for column in columns if cells[column - 1] not in ("", None)]
        number_cell = cells[id_column - 1] if id_column else None
        if not all(isinstance(cell, str) for cell in filled) or _is_number(number_cell, schema):
            return row
        if len(filled) >= min(ENOUGH, len(columns)):
            return number
    return row


def _is_number(cell: Stored, schema: type[Schema]) -> bool:
    """Whether a cell holds the number of a row."""
    kind = schema.fields[schema.id_key].kind if schema.id_key else None
    return isinstance(cell, str) and isinstance(kind, Id) and re.fullmatch(kind.pattern, cell.strip()) is not None


def keys_row(keys: Sequence[str], schema: type[Schema]) -> list[str]:
    """The cells of the row of keys, for columns as they stand; empty over a column of a person's own."""
    return [key_cell(key) if key in schema.fields else "" for key in keys]
