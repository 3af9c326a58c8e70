"""Columns → Records: what a schema asks of a cell is asked of whole columns at once, one finding per cell that fails.

Pydantic does the asking. A tab is one value of a model whose fields are the columns, so that no model is made of a
row that nobody looks at.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import ConfigDict, ValidationError, create_model

from sheets_sync.schema import Id, Text, Whole
from sheets_sync.table import Records, Table
from sheets_sync.validate.columns import columns_of
from sheets_sync.validate.faults import Faults
from sheets_sync.validate.ids import duplicate_ids
from sheets_sync.validate.reading import Flaw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from sheets_sync.model import Finding
    from sheets_sync.schema import Schema
    from sheets_sync.table import Block
    from sheets_sync.validate.cells import Readers

Columns: TypeAlias = "dict[str, list[Any]]"
#: What stands in the cells of which there is a finding already, by column and place.
Told: TypeAlias = "dict[str, dict[int, Any]]"


def to_records(block: Block, readers: Readers) -> tuple[Table[Schema], list[Finding]]:
    """The records of a tab. A row with a broken cell is a record too, with None in that field."""
    faults = Faults(block)
    columns = _validated(block.schema, columns_of(block, readers, faults), faults)
    records = Records(block.schema, block.numbers, block.stored, columns, faults.broken)
    table = Table(block, records)
    return table, [*faults.findings, *duplicate_ids(table)]


def _validated(schema: type[Schema], columns: Columns, faults: Faults) -> Columns:
    """The columns as the schema takes them; each cell that it refuses is told once."""
    told = {
        key: {at: value.value for at, value in enumerate(columns[key]) if type(value) is Flaw}
        for key in faults.broken_columns
    }
    try:
        valid = _asked(schema, columns, told)
    except ValidationError as error:
        _tell(error.errors(include_url=False, include_input=False), schema, columns, told, faults)
        valid = _asked(schema, columns, told)
    return {key: _whole(valid[key], told[key]) if key in told else valid[key] for key in columns}


def _asked(schema: type[Schema], columns: Columns, told: Told) -> Columns:
    """What Pydantic makes of the cells that are not told. Raises ValidationError where it refuses one."""
    asked = {
        key: [value for at, value in enumerate(values) if at not in told[key]] if key in told else values
        for key, values in columns.items()
    }
    return vars(whole_tab(schema).model_validate(asked))


def _whole(valid: Sequence[Any], told: Mapping[int, Any]) -> list[Any]:
    """The column with what stands in the cells that were left out."""
    rest = iter(valid)
    return [told[at] if at in told else next(rest) for at in range(len(valid) + len(told))]


def _tell(errors: Sequence[ErrorDetails], schema: type[Schema], columns: Columns, told: Told, faults: Faults) -> None:
    """What Pydantic found, as codes of the catalogue. Its own English prose is never shown."""
    asked = {key: [at for at in range(len(columns[key])) if at not in told.get(key, ())] for key in columns}
    for error in errors:
        key, index = str(error["loc"][0]), int(error["loc"][1])
        at, field = asked[key][index], schema.fields[key]
        cells = told.setdefault(key, {})
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
