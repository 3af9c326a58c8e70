"""Columns → Records: what a schema asks of a cell is asked of whole columns at once, one finding per cell that fails.

Pydantic does the asking. A tab is one value of a model whose fields are the columns, so that no model is made of a
row that nobody looks at.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, ValidationError, create_model

from sheets_sync.schema import Id, Text, Whole
from sheets_sync.table import Records, Table
from sheets_sync.validate.columns import columns_of
from sheets_sync.validate.faults import Faults, TooManyFindings
from sheets_sync.validate.ids import duplicate_ids
from sheets_sync.validate.reading import Flaw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from sheets_sync.model import Finding
    from sheets_sync.schema import Schema
    from sheets_sync.table import Block
    from sheets_sync.validate.cells import Readers
    from sheets_sync.validate.columns import Columns, Told


def to_records(block: Block, readers: Readers, most: int = sys.maxsize) -> tuple[Table[Schema], list[Finding]]:
    """The records of a tab. A row with a broken cell is a record too, with None in that field.

    Raises TooManyFindings where more than `most` cells are wrong.
    """
    faults = Faults(block, most)
    columns, told = columns_of(block, readers, faults)
    columns = _validated(block.schema, columns, told, faults)
    records = Records(block.schema, block.numbers, block.stored, columns, faults.broken)
    table = Table(block, records)
    return table, [*faults.findings, *duplicate_ids(table)]


def _validated(schema: type[Schema], columns: Columns, told: Told, faults: Faults) -> Columns:
    """The columns as the schema takes them; each cell that it refuses is told once."""
    try:
        valid = _asked(schema, columns, told)
    except ValidationError as error:
        if error.error_count() > faults.most:
            raise TooManyFindings from None
        _tell(error.errors(include_url=False, include_input=False), schema, columns, told, faults)
        valid = _asked(schema, columns, told)
    for key, cells in told.items():
        for at, value in cells.items():
            valid[key][at] = value
    return valid


def _asked(schema: type[Schema], columns: Columns, told: Told) -> Columns:
    """What Pydantic makes of the columns. Raises ValidationError where it refuses a cell.

    In place of a cell that is told already it sees another one of that column; nothing of a column where all are.
    """
    asked = dict(columns)
    for key, cells in told.items():
        asked[key] = values = list(columns[key])
        other = next((value for at, value in enumerate(values) if at not in cells), None)
        for at in cells:
            values[at] = other
        if len(cells) == len(values):
            values.clear()
    valid = vars(whole_tab(schema).model_validate(asked))
    return {key: valid[key] or [None] * len(columns[key]) for key in columns}


def _tell(errors: Sequence[ErrorDetails], schema: type[Schema], columns: Columns, told: Told, faults: Faults) -> None:
    """What Pydantic found, as codes of the catalogue. Its own English prose is never shown."""
    for error in errors:
        key, at = str(error["loc"][0]), int(error["loc"][1])
        field, cells = schema.fields[key], told.setdefault(key, {})
        if at in cells:
            continue
        kind, value = field.kind, columns[key][at]
        cells[at] = None
        if value is None:
            flaw = Flaw("ROW01" if isinstance(kind, Id) else "CEL01", {})
        elif isinstance(kind, Text):  # it can be read all the same
            cells[at] = value
            faults.add("CEL12", at, field, {"n": len(value), "min": kind.low, "max": kind.high})
            continue
        elif isinstance(kind, Whole):
            flaw = Flaw("CEL08", {"value": faults.shown(at, field), "min": kind.low, "max": kind.high})
        elif error["type"] in {"greater_than", "greater_than_equal"}:
            flaw = Flaw("CEL07", {"value": faults.shown(at, field)})
        else:  # a constraint that the author of the programme wrote and that no code describes better
            limits = {name: str(limit) for name, limit in error.get("ctx", {}).items() if name == "limit"}
            flaw = Flaw("CEL05", {"value": faults.shown(at, field), **limits})
        faults.flaw(at, field, flaw)


@cache
def whole_tab(schema: type[Schema]) -> type[BaseModel]:
    """The model of a tab by its columns: in each a list of cells, each as the schema wants it."""
    columns: dict[str, Any] = {}
    for key, info in schema.model_fields.items():
        cell: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        columns[key] = (list[cell], [])
    return create_model(schema.__name__, __config__=ConfigDict(extra="forbid"), **columns)
