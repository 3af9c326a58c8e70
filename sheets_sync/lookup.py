"""How a highlight finds its cells: a list of keys as text, in which a formula looks for the key of each cell. Pure.

A key names a cell by what stays with it when rows are sorted or inserted: the number of its row and the heading of
its column, both exactly as they stand in their cells, for a spreadsheet compares texts and not meanings. A row whose
number is missing or there twice is told by its place and by the row below as well, and is found only while it stays
there.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from sheets_sync.kept import storable
from sheets_sync.model import UNSTORED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheets_sync.model import Stored

#: What a key begins with, what stands behind each of its fields, and what is between a table and a row.
BEGIN, END, AT = "¦", "¬", "@"
#: In so many cells, from row 1 down, a list is kept: always as many, so that whoever refers to them needn't change.
CELLS = 10

_USUAL, _FULL = 8_000, 30_000  # how much a cell holds, in the units of its limit; the second only where it must
_LONGEST = 1_000
_EXACT = 10**15  # a larger whole number is written with an exponent


def joined(cell: Stored) -> str | None:
    """A cell as a formula joins it to a text; None where that depends on the program, or could be mistaken."""
    match cell:
        case None | "":
            return ""
        case str():
            odd = cell != storable(cell) or any(mark in cell for mark in (BEGIN, END, UNSTORED))
            return None if odd else cell
        case bool():
            return None
        case int() | float() if abs(cell) < _EXACT and cell == int(cell):
            return str(int(cell))
        case _:
            return None


def key_by_id(table: str, row_id: str, heading: str) -> str:
    """The key of a cell in a row whose number no other row of its table has."""
    return f"{BEGIN}{table}{END}{row_id}{END}{heading}{END}"


def key_by_row(table: str, row: int, row_id: str, below: str, heading: str) -> str:
    """The key of a cell in a row that only its place tells from others; `below` is the number of the row below it.

    Where rows are put in above, two rows with one number would otherwise pass their light from one to the other.
    """
    return key_by_id(f"{table}{AT}{row}", f"{row_id}{END}{below}", heading)


def cells_of(keys: Iterable[str], most: int = CELLS) -> Sequence[str]:
    """The list in no more cells than this, each key once and whole; what doesn't fit is left out."""
    each = [key for key in dict.fromkeys(keys) if len(key) <= _LONGEST]
    most = min(most, CELLS)
    if not each or most < 1:
        return ()
    sizes = [_units(key) for key in each]
    full = min(max(_USUAL, ceil(sum(sizes) / most) + max(sizes)), _FULL)
    cells: list[str] = []
    held = full
    for key, size in zip(each, sizes, strict=True):
        if held + size > full:
            cells.append("")
            held = 0
        cells[-1] += key
        held += size
    return cells[:most]


def _units(text: str) -> int:
    """The length of a text as a cell's limit counts it."""
    return len(text.encode("utf-16-le")) // 2
