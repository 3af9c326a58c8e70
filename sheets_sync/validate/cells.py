"""Columns of stored cells → columns of values. A cell that cannot be read becomes a `Flaw`, with its reason.

Work is done per column and remembered per cell content, because a programme's tabs repeat themselves: the Python code
below runs once for each different content, whatever the number of rows.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheets_sync.model import UNSTORED, Language, Stored
from sheets_sync.schema import Amount, Day, Field, Id, Ref, Text
from sheets_sync.validate.kinds import READERS
from sheets_sync.validate.reading import Cell, Flaw, Meant, Typed
from sheets_sync.values import JOINT, clean, in_one, is_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheets_sync.table import Entry

_KEEP = 50_000
#: Below this a stored number is kept to the cent and beyond, and so few signs of `repr` are what a spreadsheet shows.
_ORDINARY, _DIGITS = 1e12, 16


class Memo(dict[Stored, Cell]):
    """What each content of a column reads as. 0 and 1 are not remembered: they equal False and True.

    `plain`: so far none was a `Flaw`, `Meant` or `Typed`.
    """

    def __init__(self, read: Callable[[Stored], Cell]) -> None:
        super().__init__()
        self._read = read
        self.plain = True

    def __missing__(self, cell: Stored) -> Cell:
        value = self._read(cell)
        if self.plain and isinstance(value, Flaw | Meant | Typed):
            self.plain = False
        if cell not in (0, 1):
            if len(self) > _KEEP:
                self.clear()
            self[cell] = value
        return value


class Readers:
    """The memos of one language, one per kind of column."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._memos: dict[object, Memo] = {}

    def column(self, field: Field, cells: Sequence[Stored], entry: Entry) -> tuple[list[Cell], bool]:
        """The values of one column, and whether all of them are plain: none is a `Flaw`, `Meant` or `Typed`."""
        quick = _QUICK.get(type(field.kind))
        values = quick(cells, field.kind) if quick is not None else None
        if values is not None:
            return values, True
        memo = self._memo(field, entry)
        if type(field.kind) is Amount:
            return _amounts(cells, memo), False
        if type(field.kind) is Day:
            return [c if type(c) is date else memo[c] for c in cells], memo.plain
        return list(map(memo.__getitem__, cells)), memo.plain

    def _memo(self, field: Field, entry: Entry) -> Memo:
        empty = entry.defaults.get(field.key) if field.column.registered else field.default
        memo = self._memos.get((field.kind, field.key, empty))
        if memo is None:
            memo = self._memos[field.kind, field.key, empty] = Memo(self._reader(field, empty))
        return memo

    def _reader(self, field: Field, empty: Cell) -> Callable[[Stored], Cell]:
        kind, language = field.kind, self.language
        read = READERS[type(kind)]

        def reader(cell: Stored) -> Cell:
            if not isinstance(cell, str):
                return empty if cell is None else read(cell, kind, language)
            text = clean(cell)
            if text is None:
                return empty
            if text == UNSTORED:
                return Flaw("CEL10", {})
            return Flaw("CEL09", {"value": text}) if is_error(text) else read(text, kind, language)

        return reader


# ------------------------------------------------------------------------------------------------- whole columns
def _texts(cells: Sequence[Stored], _kind: Any) -> list[Cell] | None:
    """A column in which every cell is plain text, as it is; None for any other."""
    return list(cells) if in_one(cells) is not None else None


def _refs(cells: Sequence[Stored], _kind: Any) -> list[Cell] | None:
    joined = in_one(cells)
    if joined is None:
        return None
    upper = joined.upper()
    values = list(cells) if upper == joined else upper.split(JOINT)
    return values if len(values) == len(cells) else None


def _ids(cells: Sequence[Stored], kind: Id) -> list[Cell] | None:
    try:
        return None if None in map(re.compile(kind.pattern).fullmatch, cells) else list(cells)  # type: ignore[arg-type]
    except TypeError:  # a cell that is no text
        return None


_QUICK: Mapping[type, Callable[[Sequence[Stored], Any], list[Cell] | None]] = {Text: _texts, Ref: _refs, Id: _ids}


def _amounts(cells: Sequence[Stored], memo: Memo) -> list[Cell]:
    """Stored amounts as `decimal_of` has them; these hardly ever come again, so that only others are remembered."""
    values = []
    for cell in cells:
        if type(cell) is float and -_ORDINARY < cell < _ORDINARY and cell:
            whole = int(cell)
            if whole == cell:
                values.append(Decimal(whole))
                continue
            text = repr(cell)
            if len(text) <= _DIGITS and "e" not in text:
                values.append(Decimal(text))
                continue
        values.append(memo[cell])
    return values
