"""The columns of a tab as values: amounts in the currency of their row, dates with an eye for swapped ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from sheets_sync.schema import Amount, Day
from sheets_sync.validate.kinds import typed_amount
from sheets_sync.validate.reading import Flaw, Meant, Typed
from sheets_sync.values import CURRENCIES, swapped, too_many_decimals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.model import Stored
    from sheets_sync.schema import Field
    from sheets_sync.table import Block
    from sheets_sync.validate.cells import Readers
    from sheets_sync.validate.faults import Faults

#: The mark of a spreadsheet in another locale: at least so many dates typed as text with a day above 12 …
SWAP_TYPED = 2
#: … and so many stored ones, none of them after the 12th.
SWAP_STORED = 3
LAST_MONTH = 12


Columns: TypeAlias = dict[str, list[Any]]
#: What stands in the cells of which there is a finding already, by column and place.
Told: TypeAlias = dict[str, dict[int, Any]]


def columns_of(block: Block, readers: Readers, faults: Faults) -> tuple[Columns, Told]:
    """The values of each column, and what stands in the cells that cannot be read; the faults tell of these."""
    fields, stored = block.schema.fields, block.stored
    sound = block.schema.id_key if block.sound_ids else None
    read = {
        key: readers.column(fields[key], cells, block.entry) if key != sound else (list(cells), True)
        for key, cells in stored.items()
    }
    columns, told = {key: values for key, (values, _) in read.items()}, {}
    for key, (values, plain) in read.items():
        if plain:
            continue
        field = fields[key]
        if isinstance(field.kind, Amount):
            _in_currency(field, values, stored[key], columns, block, faults)
        kinds = set(map(type, values))
        if Meant in kinds:
            _take_meant(field, values, stored[key], faults)
        if Flaw in kinds:
            flaws = [(at, value) for at, value in enumerate(values) if type(value) is Flaw]
            told[key] = {at: flaw.value for at, flaw in flaws}
            for at, flaw in flaws:
                faults.flaw(at, field, flaw)
    return columns, told


# ------------------------------------------------------------------------------------------------- amounts
def _in_currency(
    field: Field,
    values: list[Any],
    stored: Sequence[Stored],
    columns: Mapping[str, list[Any]],
    block: Block,
    faults: Faults,
) -> None:
    """Read amounts typed as text in the currency of their row; CUR02 where a stored one has too many decimals."""
    kind = cast("Amount", field.kind)
    own = None if kind.currency in CURRENCIES else columns.get(kind.currency)
    heading = block.heading(field.key if own is None else kind.currency)
    currencies = [kind.currency] * len(stored) if own is None else own
    used = {currency for currency in currencies if isinstance(currency, str)}
    fewest = min((CURRENCIES[currency].decimals for currency in used), default=0)
    doubtful = [
        i for i, cell in enumerate(stored) if type(cell) is not float or (cell % 1 and round(cell, fewest) != cell)
    ]
    for index in doubtful:  # the others are right in every currency of the column
        currency = currencies[index] if isinstance(currencies[index], str) else None
        value = values[index]
        if type(value) is Typed:
            value = values[index] = typed_amount(value.text, kind, block.entry.language, currency, heading)
        amount = value.value if type(value) is Meant else value
        if currency is not None and isinstance(amount, Decimal) and too_many_decimals(amount, currency):
            # it can be read, so it counts as claimed, but the row is set aside
            decimals = CURRENCIES[currency].decimals
            params = {"value": faults.shown(index, field), "currency": currency, "n": decimals}
            faults.add("CUR02", index, field, params)


# ------------------------------------------------------------------------------------------------- read as meant
def _take_meant(field: Field, values: list[Any], stored: Sequence[Stored], faults: Faults) -> None:
    """Take the values; tell how they were read (CEL14); look for the mark of a swap (CEL04)."""
    marks = []
    for index, value in enumerate(values):
        if type(value) is Meant:
            values[index] = value.value
            if value.swap_mark:
                marks.append(value.swap_mark)
            if value.reading is not None:
                params = {"value": faults.shown(index, field), "reading": value.reading}
                faults.add("CEL14", index, field, params)
    if isinstance(field.kind, Day) and len(marks) >= SWAP_TYPED and min(marks) > LAST_MONTH:
        _tell_swapped(field, values, stored, faults)


def _tell_swapped(field: Field, values: Sequence[Any], stored: Sequence[Stored], faults: Faults) -> None:
    """CEL04 on each stored date that may have been turned round, where all of them may."""
    pairs = enumerate(zip(values, stored, strict=True))
    days = {i: value for i, (value, cell) in pairs if isinstance(value, date) and not isinstance(cell, str)}
    if len(days) < SWAP_STORED or any(day.day > LAST_MONTH for day in days.values()):
        return
    for index, day in days.items():
        other = swapped(day)
        if other is not None and other != day:
            faults.add("CEL04", index, field, {"value": faults.shown(index, field), "a": day, "b": other})
