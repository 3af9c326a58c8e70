"""Rows → Records: one Pydantic model per row, and one finding per cell that cannot be read."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import ValidationError, create_model

from sheets_sync.model import A1, Finding, Location
from sheets_sync.schema import Amount, Day, Id, Text, Whole
from sheets_sync.table import Record, Table, content_of
from sheets_sync.validate.cells import Flaw, Meant, Readers, Typed, typed_amount
from sheets_sync.values import CURRENCIES, shown, swapped, too_many_decimals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from pydantic.fields import FieldInfo
    from pydantic_core import SchemaValidator

    from sheets_sync.model import Param, Stored
    from sheets_sync.schema import Field, Schema
    from sheets_sync.table import Block

#: The mark of a spreadsheet in another locale: at least so many dates typed as text with a day above 12 …
SWAP_TYPED = 2
#: … and so many stored ones, none of them after the 12th.
SWAP_STORED = 3
LAST_MONTH = 12
_NOTHING: frozenset[str] = frozenset()


def to_records(block: Block, readers: Readers) -> tuple[Table[Schema], list[Finding]]:
    """The records of a tab. A row with a broken cell is a record too, with None in that field."""
    return _Validation(block, readers).run()


class _Validation:
    """The state of validating one tab: its columns of values, and what was found so far."""

    def __init__(self, block: Block, readers: Readers) -> None:
        self.block, self.readers = block, readers
        self.schema, self.entry = block.schema, block.entry
        self.keys = list(block.columns)
        self.place = {key: place for place, key in enumerate(self.keys)}
        self.headings = {key: block.heading(key) for key in self.keys}
        self.required = [key for key in self.keys if self.schema.fields[key].required]
        self.id_of = _id_reader(block)
        self.findings: list[Finding] = []
        self.broken: dict[int, set[str]] = {}

    def run(self) -> tuple[Table[Schema], list[Finding]]:
        columns = self._columns()
        rows = self._rows(columns)
        broken = [frozenset(self.broken.get(i, ())) for i in range(len(rows))] if self.broken else repeat(_NOTHING)
        numbers = map(itemgetter(0), self.block.rows)
        cells = map(itemgetter(1), self.block.rows)
        table = Table(self.block, list(map(Record, numbers, rows, broken, cells)))
        return table, [*self.findings, *_duplicate_ids(table)]

    def _rows(self, columns: Mapping[str, Sequence[Any]]) -> list[Schema]:
        """The model of each row, made without Python code but where something is wrong."""
        cells = list(zip(*columns.values(), strict=True))
        flawed = {index: self._flawed_row(index, self._values(cells[index])) for index in sorted(self.broken)}
        others = [index for index in range(len(cells)) if index not in flawed] if flawed else range(len(cells))
        values = map(dict, map(zip, repeat(self.keys), map(cells.__getitem__, others)))
        checked = map(_validator(self.schema).validate_python, values)
        rows: list[Schema] = []
        while True:
            try:
                rows.extend(checked)  # until the first row that is wrong, and then from the one behind it
            except ValidationError as error:
                index = others[len(rows)]
                rows.append(self._broken_row(index, self._values(cells[index]), error))
            else:
                break
        # the same fields are set in all of them, and a set for each would be half of what they take
        deque(map(object.__setattr__, rows, repeat("__pydantic_fields_set__"), repeat(set(self.keys))), maxlen=0)
        made = flawed | dict(zip(others, rows, strict=True)) if flawed else {}
        return [made[index] for index in range(len(cells))] if made else rows

    def _values(self, cells: Sequence[Any]) -> dict[str, Any]:
        return dict(zip(self.keys, cells, strict=True))

    # ------------------------------------------------------------------------------------ columns
    def _columns(self) -> dict[str, list[Any]]:
        rows = self.block.rows
        stored = dict(zip(self.keys, zip(*(r.cells for r in rows), strict=True), strict=True)) if rows else {}
        fields = self.schema.fields
        columns = {k: self.readers.column(fields[k], stored.get(k, ()), self.entry) for k in self.keys}
        for key, values in columns.items():
            field = fields[key]
            if isinstance(field.kind, Amount):
                self._amounts(field, values, stored.get(key, ()), columns)
            kinds = set(map(type, values))
            if Meant in kinds:
                self._meant(field, values)
            if Flaw in kinds:
                for index, value in enumerate(values):
                    if type(value) is Flaw:
                        self._flaw(index, field, value)
        return columns

    def _amounts(
        self, field: Field, values: list[Any], stored: Sequence[Stored], columns: Mapping[str, list[Any]]
    ) -> None:
        """Read amounts typed as text in the currency of their row; CUR02 where a stored one has too many decimals."""
        kind = cast("Amount", field.kind)
        own = None if kind.currency in CURRENCIES else columns.get(kind.currency)
        heading = self.block.heading(kind.currency) if own is not None else self.block.heading(field.key)
        currencies = [kind.currency] * len(stored) if own is None else own
        used = {currency for currency in currencies if isinstance(currency, str)}
        fewest = min((CURRENCIES[currency].decimals for currency in used), default=0)
        doubtful = [i for i, cell in enumerate(stored) if type(cell) is not float or round(cell, fewest) != cell]
        for index in doubtful:  # the others are right in every currency of the column
            known = currencies[index] if isinstance(currencies[index], str) else None
            value = values[index]
            if type(value) is Typed:
                values[index] = typed_amount(value.text, kind, self.entry.language, known, heading)
            amount = values[index].value if type(values[index]) is Meant else values[index]
            if known is not None and isinstance(amount, Decimal) and too_many_decimals(amount, known):
                self._too_many_decimals(index, field, known)

    def _too_many_decimals(self, index: int, field: Field, currency: str) -> None:
        """CUR02: the amount can be read, so it counts as claimed, but the row is set aside."""
        self._add(
            "CUR02",
            index,
            field,
            {"value": self._shown(index, field), "currency": currency, "n": CURRENCIES[currency].decimals},
        )

    def _meant(self, field: Field, values: list[Any]) -> None:
        """Take the values; tell how they were read (CEL14); look for the mark of a swap (CEL04)."""
        marks = []
        for index, value in enumerate(values):
            if type(value) is Meant:
                values[index] = value.value
                if value.swap_mark:
                    marks.append(value.swap_mark)
                if value.reading is not None:
                    self._add("CEL14", index, field, {"value": self._shown(index, field), "reading": value.reading})
        if isinstance(field.kind, Day) and len(marks) >= SWAP_TYPED and min(marks) > LAST_MONTH:
            self._swapped(field, values)

    def _swapped(self, field: Field, values: list[Any]) -> None:
        at = self.place[field.key]
        stored: dict[int, date] = {
            i: v
            for i, v in enumerate(values)
            if type(v) is not Flaw and v is not None and not isinstance(self.block.rows[i].cells[at], str)
        }
        if len(stored) < SWAP_STORED or any(day.day > LAST_MONTH for day in stored.values()):
            return
        for index, day in stored.items():
            other = swapped(day)
            if other is not None and other != day:
                self._add("CEL04", index, field, {"value": self._shown(index, field), "a": day, "b": other})

    # ------------------------------------------------------------------------------------ rows
    def _flawed_row(self, index: int, values: dict[str, Any]) -> Schema:
        """The row without the cells that are told already; more may be wrong in it."""
        told = self.broken[index]
        schema, kept = self.schema, values
        if all(values[key] is not None for key in self.required):
            schema, kept = with_gaps(schema), {k: _kept(v) if k in told else v for k, v in values.items()}
        try:
            return cast("Schema", _validator(schema).validate_python(kept))
        except ValidationError as error:
            return self._broken_row(index, values, error)

    def _broken_row(self, index: int, values: dict[str, Any], error: ValidationError) -> Schema:
        """The row without what is wrong in it, each fault told once."""
        broken = self.broken.setdefault(index, set())
        for fault in error.errors(include_url=False, include_input=False):
            key = str(fault["loc"][0])
            if key not in broken:
                self._fault(index, self.schema.fields[key], values[key], fault["type"], fault.get("ctx", {}))
        sound = {f.key: f.default for f in self.schema.fields.values()} | values
        return self.schema.model_construct(**{k: _kept(v) if k in broken else v for k, v in sound.items()})

    def _fault(self, index: int, field: Field, value: Any, kind: str, ctx: Mapping[str, Any]) -> None:
        """What Pydantic found, as a code of the catalogue. Its own English prose is never shown."""
        shown_value = self._shown(index, field)
        if value is None:
            code = "ROW01" if isinstance(field.kind, Id) else "CEL01"
            self._flaw(index, field, Flaw(code, {}))
        elif isinstance(field.kind, Text):
            params: dict[str, Param] = {"n": len(value), "min": field.kind.low, "max": field.kind.high}
            self._add("CEL12", index, field, params)
        elif isinstance(field.kind, Whole):
            self._flaw(
                index, field, Flaw("CEL08", {"value": shown_value, "min": field.kind.low, "max": field.kind.high})
            )
        elif kind in {"greater_than", "greater_than_equal"}:
            self._flaw(index, field, Flaw("CEL07", {"value": shown_value}))
        else:  # a constraint that the author of the programme wrote and that no code describes better
            self._flaw(
                index,
                field,
                Flaw("CEL05", {"value": shown_value, **{k: str(v) for k, v in ctx.items() if k == "limit"}}),
            )

    # ------------------------------------------------------------------------------------ findings
    def _flaw(self, index: int, field: Field, flaw: Flaw) -> None:
        self.broken.setdefault(index, set()).add(field.key)
        params, suggestion = dict(flaw.params), flaw.suggestion
        if flaw.code in {"CEL01", "CEL11", "ROW01"}:
            params["column"] = self.block.heading(field.key)
        if flaw.code == "ROW01":
            suggestion = _next_free(self.block, field)
        self._add(flaw.code, index, field, params, suggestion)

    def _add(
        self, code: str, index: int, field: Field, params: Mapping[str, Param], suggestion: Param | None = None
    ) -> None:
        block, raw = self.block, self.block.rows[index]
        row_id = self.id_of(raw.cells)
        where = Location(
            workbook=self.entry.ref,
            tab=block.tab.title,
            cell=A1(raw.number, block.columns[field.key]),
            row=raw.number,
            row_id=row_id,
            column=self.headings[field.key],
            key=field.key,
            content=None if row_id else content_of(raw.cells),
        )
        value = self._shown(index, field) or None
        self.findings.append(Finding(code, where, params, value, suggestion, self.entry.group))

    def _shown(self, index: int, field: Field) -> str:
        return shown(self.block.rows[index].cells[self.place[field.key]], self.entry.language)


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


def _id_reader(block: Block) -> Callable[[Sequence[Stored]], str | None]:
    """What tells the number of a row from its cells: None where it has no valid one."""
    key = block.schema.id_key
    kind = block.schema.fields[key].kind if key else None
    if key is None or key not in block.columns or not isinstance(kind, Id):
        return lambda _cells: None
    at, matches = list(block.columns).index(key), re.compile(kind.pattern).fullmatch

    def read(cells: Sequence[Stored]) -> str | None:
        cell = cells[at]
        text = cell.strip().upper() if isinstance(cell, str) else ""
        return text if matches(text) else None

    return read


def _next_free(block: Block, field: Field) -> str | None:
    """The number after the highest in use, where numbers end in digits; checked against the pattern."""
    id_of = _id_reader(block)
    ids = [i for r in block.rows if (i := id_of(r.cells))]
    kind = field.kind
    best = max(ids, key=lambda i: (len(i), i), default=None)
    match = re.fullmatch(r"(.*?)(\d+)", best or "")
    if match is None or not isinstance(kind, Id):
        return None
    text = f"{match[1]}{int(match[2]) + 1:0{len(match[2])}d}"
    return text if re.fullmatch(kind.pattern, text) else None


def _duplicate_ids(table: Table[Schema]) -> list[Finding]:
    """ROW02 on every row after the first with the same number."""
    schema, block = table.block.schema, table.block
    key = schema.id_key
    if key is None:
        return []
    ids = [record.get(key) for record in table.records]
    if len(set(ids)) == len(ids):
        return []
    rows: dict[str, list[Record[Schema]]] = {}
    for record in table.records:
        if record.row_id is not None:
            rows.setdefault(record.row_id, []).append(record)
    free = _next_free(block, schema.fields[key])
    return [
        Finding(
            "ROW02",
            table.location(record, key),
            {"value": row_id, "rows": tuple(r.number for r in records)},
            row_id,
            free,
            block.entry.group,
        )
        for row_id, records in rows.items()
        for record in records[1:]
    ]
