"""The seal of a tab: a text in a hidden cell by which the next run sees whether somebody wrote in the tab by hand.

It is made of what a file keeps of the values, row by row: in which order the rows stand makes no difference, since to
sort or to filter a list is not to write in it. A cell, because every program keeps cells.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from sheets_sync.kept import CELL_LIMIT, kept, storable
from sheets_sync.model import OutColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheets_sync.model import Sheet, Stored, Tab, Writable

_SEAL = re.compile(r"sheets-sync:(\d{1,5}):[0-9a-f]{16}")
_BETWEEN = "\u241f"  # a character that can be shown, so that a row can be asked whether all of its characters can
_SPACED = f"{_BETWEEN} "
_SURELY_FITS = CELL_LIMIT // 2  # a character takes at most two of the units that the limit counts
_BYTES = 8
_DIGITS = 12


def sealed(sheet: Sheet) -> Sheet:
    """The tab with its seal in row 1 of a hidden column behind all others; a tab without rows needs none."""
    if not sheet.rows:
        return sheet
    width = max(len(sheet.columns), *map(len, sheet.rows))
    shown = next((place for place, column in enumerate(sheet.columns) if column.hidden), width)
    first, *others = sheet.rows
    gap = [OutColumn("")] * (width - len(sheet.columns))
    return replace(
        sheet,
        columns=(*sheet.columns, *gap, OutColumn("", hidden=True)),
        rows=[(*first, *([None] * (width - len(first))), _seal(sheet.rows, shown)), *others],
    )


def is_edited(tab: Tab) -> bool:
    """Whether a tab of the tool holds anything that it did not write there; without a seal nobody knows: it may."""
    if tab.annotated:
        return True
    seal, rows = _parted(tab.rows)
    found = _SEAL.fullmatch(seal)
    return (found is None or seal != _seal(rows, int(found[1]))) and any(map(_line, rows))


def _parted(rows: Sequence[Sequence[Stored]]) -> tuple[str, Sequence[Sequence[Stored]]]:
    """The seal that a tab carries, and its rows without it; a row that was put in above moves it down."""
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and _SEAL.fullmatch(cell):
                return cell, [*rows[:number], [*row[:place], *row[place + 1 :]], *rows[number + 1 :]]
    return "", rows


def _seal(rows: Iterable[Sequence[Stored | Writable]], shown: int) -> str:
    """The same for the same rows in any order; empty rows do not count.

    Columns that are hidden stand behind those that are shown. Their cells belong to no row: whoever sorts the list
    leaves them where they are.
    """
    total = 0
    for row in rows:
        lines = [row] if len(row) <= shown else [row[:shown], *((cell,) for cell in row[shown:] if cell != "")]
        for line in filter(None, map(_line, lines)):
            total += int.from_bytes(blake2b(line.encode(), digest_size=_BYTES).digest(), "big")
    return f"sheets-sync:{shown}:{total % (1 << 8 * _BYTES):016x}"


def _line(row: Sequence[Stored | Writable]) -> str:
    """A row as one text, the same before and after it has been through a file; without anything in it, no text."""
    cells = [cell if type(cell) is str else "" if cell is None else _text(cell) for cell in row]
    line = _BETWEEN + _BETWEEN.join(cells)
    if not line.isprintable() or len(line) > _SURELY_FITS or _SPACED in line:
        # a program may drop a text of spaces; the rest is what our own file would not keep
        line = _BETWEEN + _BETWEEN.join("" if (text := storable(cell)).isspace() else text for cell in cells)
    return line.rstrip(_BETWEEN)


def _text(value: Stored | Writable) -> str:
    """What stands for a value that is no text. Not its type: before 1900 a day is kept as a text."""
    kind = type(value)
    if kind is date:
        return _day(value)
    if kind is not Decimal and kind is not float and kind is not int:
        return str(kept(value))
    text = str(value)
    if len(text) <= _DIGITS and "1" <= text[0] <= "9" and "E" not in text and "e" not in text:
        return text.rstrip("0").rstrip(".") if "." in text else text  # as below, in a fifth of the time
    number = kept(value)
    return _number(number) if isinstance(number, float) else str(number)


@lru_cache(4096)
def _day(day: date) -> str:
    return str(day)


def _number(number: float) -> str:
    """Twelve of its digits: LibreOffice keeps fifteen and openpyxl sixteen. First to fifteen, as it may have been."""
    return f"{float(f'{number:.15g}') + 0.0:.{_DIGITS}g}"
