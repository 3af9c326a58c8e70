"""The numbers that people give their rows: which are valid, which one is free, which stand twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheets_sync.model import Finding
from sheets_sync.schema import Id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets_sync.schema import Field, Schema
    from sheets_sync.table import Block, Table


#: A longer number is that of nothing, and Python itself refuses to read one of thousands of digits.
_DIGITS = 18
#: So many rows with one number are all told with each.
_MANY = 100


def id_reader(block: Block) -> Callable[[int], str | None]:
    """What tells the number of a row by its place among the records: None where it has no valid one."""
    key = block.schema.id_key
    kind = block.schema.fields[key].kind if key else None
    if key is None or key not in block.columns or not isinstance(kind, Id):
        return lambda _place: None
    cells, matches = block.stored[key], re.compile(kind.pattern).fullmatch

    def read(place: int) -> str | None:
        cell = cells[place]
        text = cell.strip().upper() if isinstance(cell, str) else ""
        return text if matches(text) else None

    return read


def next_free(block: Block, field: Field) -> str | None:
    """The number after the highest in use, where numbers end in digits; checked against the pattern."""
    ids = filter(None, map(id_reader(block), range(len(block.numbers))))
    kind = field.kind
    best = max(ids, key=lambda i: (len(i), i), default=None)
    match = re.fullmatch(r"(.*?)(\d+)", best or "")
    if match is None or not isinstance(kind, Id) or len(match[2]) > _DIGITS:
        return None
    text = f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}"
    return text if re.fullmatch(kind.pattern, text) else None


def duplicate_ids(table: Table[Schema]) -> list[Finding]:
    """ROW02 on every row after the first with the same number."""
    schema, block = table.block.schema, table.block
    key, ids = schema.id_key, table.records.row_ids
    if key is None or len(set(ids)) == len(ids):
        return []
    places: dict[str, list[int]] = {}
    for place, row_id in enumerate(ids):
        if row_id is not None:
            places.setdefault(row_id, []).append(place)
    free = next_free(block, schema.fields[key])
    found = []
    for row_id, (first, *later) in places.items():
        numbers = tuple(block.numbers[place] for place in (first, *later))
        for place in later:
            # each of very many tells of the first and itself, or the report would grow by the square
            rows = numbers if len(numbers) <= _MANY else (numbers[0], block.numbers[place])
            where = table.location(table.records[place], key)
            found.append(Finding("ROW02", where, {"value": row_id, "rows": rows}, row_id, free, block.entry.group))
    return found
