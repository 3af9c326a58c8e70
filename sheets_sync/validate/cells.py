"""Columns of stored cells → columns of values. A cell that cannot be read becomes a `Flaw`, with its reason.

Work is done per column and remembered per cell content, because a programme's tabs repeat themselves: the Python code
below runs once for each different content, whatever the number of rows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheets_sync.model import UNSTORED, Language, Stored
from sheets_sync.schema import Amount, Field, Id, Ref, Text
from sheets_sync.validate.kinds import READERS
from sheets_sync.validate.reading import Cell, Flaw
from sheets_sync.values import clean, is_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.table import Entry

_KEEP = 50_000
#: Text that is what it seems: printable ASCII without white space at its ends, and no error of a spreadsheet.
_PLAIN = re.compile(r"[!-\"$-DF-KM-~À-ɏ«»“’€](?:[ -~À-ɏ«»“”’€°×–]*[!-~À-ɏ«»”’€°×–])?\Z")


class Memo(dict[Stored, Cell]):
    """What each content of a column reads as. 0 and 1 are not remembered: they equal False and True."""

    def __init__(self, read: Callable[[Stored], Cell]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Stored) -> Cell:
        value = self._read(cell)
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

    def column(self, field: Field, cells: tuple[Stored, ...], entry: Entry) -> tuple[list[Cell], bool]:
        """The values of one column, and whether all of them are plain: none is a `Flaw`, `Meant` or `Typed`."""
        quick = _QUICK.get(type(field.kind))
        values = quick(cells, field.kind) if quick is not None else None
        return (values, True) if values is not None else (self._remembered(field, cells, entry), False)

    def _remembered(self, field: Field, cells: tuple[Stored, ...], entry: Entry) -> list[Cell]:
        empty = entry.defaults.get(field.key) if field.column.registered else field.default
        memo = self._memos.get((field.kind, field.key, empty))
        if memo is None:
            memo = self._memos[field.kind, field.key, empty] = Memo(self._reader(field, empty))
        if isinstance(field.kind, Amount):  # stored amounts hardly ever come again
            return [_quick_decimal(c) or memo[c] if type(c) is float else memo[c] for c in cells]
        return list(map(memo.__getitem__, cells))

    def _reader(self, field: Field, empty: Cell) -> Callable[[Stored], Cell]:
        kind, language = field.kind, self.language
        read = READERS[type(kind)]

        def reader(cell: Stored) -> Cell:
            if not isinstance(cell, str):
                return empty if cell is None else read(cell, kind, language)
            text: str | None = cell
            if not _PLAIN.match(cell):
                text = clean(cell)
                if text is None:
                    return empty
                if text == UNSTORED:
                    return Flaw("CEL10", {})
                if is_error(text):
                    return Flaw("CEL09", {"value": text})
            return read(text, kind, language)

        return reader


# ------------------------------------------------------------------------------------------------- whole columns
def _quick_texts(cells: tuple[Stored, ...], _kind: Any) -> list[Cell] | None:
    """A column in which every cell is plain text, as it is; None for any other."""
    return _all_match(_PLAIN.match, cells)


def _quick_refs(cells: tuple[Stored, ...], _kind: Any) -> list[Cell] | None:
    texts = _all_match(_PLAIN.match, cells)
    return None if texts is None else list(map(str.upper, texts))


def _quick_ids(cells: tuple[Stored, ...], kind: Id) -> list[Cell] | None:
    return _all_match(re.compile(kind.pattern).fullmatch, cells)


def _all_match(match: Callable[[Any], object], cells: tuple[Stored, ...]) -> list[Cell] | None:
    try:
        return None if None in map(match, cells) else list(cells)
    except TypeError:  # a cell that is no text
        return None


def _quick_decimal(number: float) -> Decimal | None:
    """What `decimal_of` says of an ordinary amount; None for 0 and for what is not ordinary."""
    return Decimal(f"{number:.15g}") if 0 < abs(number) < _ORDINARY else None


_ORDINARY = 1e12
_QUICK: Mapping[type, Callable[[tuple[Stored, ...], Any], list[Cell] | None]] = {
    Text: _quick_texts,
    Ref: _quick_refs,
    Id: _quick_ids,
}
