"""Rows → Records: one Pydantic model per row, and one finding per cell that cannot be read."""

from __future__ import annotations

from collections import deque
from functools import cache
from itertools import chain, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import ValidationError, create_model

from sheets_sync.schema import Id, Text, Whole
from sheets_sync.table import Record, Table
from sheets_sync.validate.columns import columns_of
from sheets_sync.validate.faults import Faults
from sheets_sync.validate.ids import duplicate_ids
from sheets_sync.validate.reading import Flaw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import SchemaValidator

    from sheets_sync.model import Finding, Param
    from sheets_sync.schema import Field, Schema
    from sheets_sync.table import Block
    from sheets_sync.validate.cells import Readers

_NOTHING: frozenset[str] = frozenset()


def to_records(block: Block, readers: Readers) -> tuple[Table[Schema], list[Finding]]:
    """The records of a tab. A row with a broken cell is a record too, with None in that field."""
    faults = Faults(block)
    rows = _Rows(block, faults).of(columns_of(block, readers, faults))
    broken = faults.broken
    keys = [frozenset(broken.get(index, _NOTHING)) for index in range(len(rows))] if broken else repeat(_NOTHING)
    numbers, cells = map(itemgetter(0), block.rows), map(itemgetter(1), block.rows)
    table = Table(block, list(map(Record, numbers, rows, keys, cells)))
    return table, [*faults.findings, *duplicate_ids(table)]


class _Rows:
    """Makes the model of each row of a tab."""

    def __init__(self, block: Block, faults: Faults) -> None:
        self.schema, self.faults, self.keys = block.schema, faults, list(block.columns)
        self.required = [key for key in self.keys if self.schema.fields[key].required]

    def of(self, columns: Mapping[str, Sequence[Any]]) -> list[Schema]:
        """The models, made without Python code but where something is wrong."""
        cells = list(zip(*columns.values(), strict=True))
        flawed = {index: self._flawed(index, self._values(cells[index])) for index in sorted(self.faults.broken)}
        others = [index for index in range(len(cells)) if index not in flawed] if flawed else range(len(cells))
        values = map(dict, map(zip, repeat(self.keys), map(cells.__getitem__, others)))
        checked = map(_validator(self.schema).validate_python, values)
        rows: list[Schema] = []
        while True:
            try:
                rows.extend(checked)  # until the first row that is wrong, and then from the one behind it
            except ValidationError as error:
                index = others[len(rows)]
                rows.append(self._broken(index, self._values(cells[index]), error))
            else:
                break
        # the same fields are set in all of them, and a set for each would be half of what they take
        both, name = chain(rows, flawed.values()), repeat("__pydantic_fields_set__")
        deque(map(object.__setattr__, both, name, repeat(set(self.keys))), maxlen=0)
        made = flawed | dict(zip(others, rows, strict=True)) if flawed else {}
        return [made[index] for index in range(len(cells))] if made else rows

    def _values(self, cells: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.keys, cells, strict=True))

    def _flawed(self, index: int, values: dict[str, Any]) -> Schema:
        """The row without the cells that are told already; more may be wrong in it."""
        told = self.faults.broken[index]
        schema, kept = self.schema, values
        if all(values[key] is not None for key in self.required):
            schema, kept = with_gaps(schema), {k: _kept(v) if k in told else v for k, v in values.items()}
        try:
            return cast("Schema", _validator(schema).validate_python(kept))
        except ValidationError as error:
            return self._broken(index, values, error)

    def _broken(self, index: int, values: dict[str, Any], error: ValidationError) -> Schema:
        """The row without what is wrong in it, each fault told once."""
        told = self.faults.broken.setdefault(index, set())
        for fault in error.errors(include_url=False, include_input=False):
            key = str(fault["loc"][0])
            if key not in told:
                self._tell(index, self.schema.fields[key], values[key], fault["type"], fault.get("ctx", {}))
        sound = {f.key: f.default for f in self.schema.fields.values()} | values
        return self.schema.model_construct(**{k: _kept(v) if k in told else v for k, v in sound.items()})

    def _tell(self, index: int, field: Field, value: Any, kind: str, ctx: Mapping[str, Any]) -> None:
        """What Pydantic found, as a code of the catalogue. Its own English prose is never shown."""
        kind_of, shown = field.kind, self.faults.shown(index, field)
        params: dict[str, Param]
        if value is None:
            flaw = Flaw("ROW01" if isinstance(kind_of, Id) else "CEL01", {})
        elif isinstance(kind_of, Text):  # it can be read all the same
            params = {"n": len(value), "min": kind_of.low, "max": kind_of.high}
            self.faults.add("CEL12", index, field, params)
            return
        elif isinstance(kind_of, Whole):
            flaw = Flaw("CEL08", {"value": shown, "min": kind_of.low, "max": kind_of.high})
        elif kind in {"greater_than", "greater_than_equal"}:
            flaw = Flaw("CEL07", {"value": shown})
        else:  # a constraint that the author of the programme wrote and that no code describes better
            limits = {name: str(limit) for name, limit in ctx.items() if name == "limit"}
            flaw = Flaw("CEL05", {"value": shown, **limits})
        self.faults.flaw(index, field, flaw)


def _validator(schema: type[Schema]) -> SchemaValidator:
    return cast("SchemaValidator", schema.__pydantic_validator__)


@cache
def with_gaps(schema: type[Schema]) -> type[Schema]:
    """The schema of rows that lack what could not be read: every cell may be empty, all else is asked as ever."""

    def field(info: FieldInfo) -> tuple[Any, Any]:
        kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        return kind | None, None if info.is_required() else info.default

    fields: dict[str, Any] = {key: field(info) for key, info in schema.model_fields.items()}
    return create_model(schema.__name__, __base__=schema, **fields)


def _kept(value: Any) -> Any:
    """What a row has in a broken cell."""
    return value.value if type(value) is Flaw else None
