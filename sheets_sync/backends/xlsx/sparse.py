"""Any worksheet, however odd its XML or far its cells, rewritten as the plain one that calamine reads.

It keeps addresses, styles and values; it drops blank cells, what stands far beside or below the table, and formulas
(a reader sees results). So what a value becomes is decided in one place, calamine, whichever way a tab came.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING
from xml.parsers import expat

from sheets_sync.backends.limits import COLUMNS, MAX_ROWS, Damaged, check_area
from sheets_sync.backends.xlsx.markup import local, parser, well_formed
from sheets_sync.model import UNSTORED, column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sheets_sync.backends.limits import Limits

#: So many blank rows end a table, where what lies below would not fit in the limits.
GAP = 1_000
_CHUNK = 1 << 20

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?0*([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?")
_DIGITS = re.compile(r"[0-9]{1,9}")
_FALSE = frozenset({"0", "false"})
_letters = lru_cache(column_letters)
_number = lru_cache(column_number)


def rewritten(xml: bytes, limits: Limits, check: Callable[[], None]) -> bytes:
    """The rows of a worksheet in plain form; `check` is called now and then, to stop what takes too long.

    Raises Damaged for XML that isn't well-formed or a cell without meaning, TooLarge for a table over the limits.
    """
    cells = _Cells(limits)
    reader = parser()
    reader.StartElementHandler = cells.start
    reader.EndElementHandler = cells.end
    reader.CharacterDataHandler = cells.text
    xml = well_formed(xml)
    try:
        for offset in range(0, len(xml), _CHUNK):
            check()
            reader.Parse(xml[offset : offset + _CHUNK], False)  # noqa: FBT003  (expat takes it by position)
        reader.Parse(b"", True)  # noqa: FBT003  (the same)
    except expat.ExpatError as error:
        raise Damaged("xml") from error
    if not cells.complete:
        raise Damaged("no rows")
    if cells.overflown:
        check_area(cells.height, cells.width, limits)
        raise Damaged("cells twice")
    return _joined(_dense(cells.rows, cells.width, limits))


class _Cells:
    """Gathers the cells of the first sheetData as expat walks through it."""

    def __init__(self, limits: Limits) -> None:
        self.rows: dict[int, list[str]] = {}
        self.width = self.height = 0
        self._limit = limits.cells
        self._kept = 0
        self.complete = False
        self._inside = self._phonetic = False
        self._row = 0
        self._column = 0
        self._cell: Mapping[str, str] = {}
        self._formula = False
        self._value: str | None = None
        self._runs: list[str] | None = None
        self._words: list[str] | None = None
        self._keeps_space = ""

    @property
    def overflown(self) -> bool:
        """Whether there are more cells than a tab may have; those beyond are not kept."""
        return self._kept > self._limit

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(name)
        if not self._inside:
            self._inside = name == "sheetData" and not self.complete
        elif name == "c":
            self._cell = attributes
            self._formula, self._value, self._runs = False, None, None
            self._column += 1
        elif name == "v":
            self._words = []
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if _DIGITS.fullmatch(number) else self._row + 1
            self._column = 0
        elif name == "is":
            self._runs = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t" and self._runs is not None and not self._phonetic:
            self._words = []
            self._keeps_space = ' xml:space="preserve"' if attributes.get("xml:space") == "preserve" else ""

    def text(self, words: str) -> None:
        """Text, which counts inside v and t."""
        if self._words is not None:
            self._words.append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        if not self._inside:
            return
        name = local(name)
        if name == "c":
            self._keep()
        elif name == "v":
            self._value, self._words = "".join(self._words or ()), None
        elif name == "t" and self._words is not None and self._runs is not None:
            self._runs.append(f"<t{self._keeps_space}>{_escaped(''.join(self._words))}</t>")
            self._words = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "sheetData":
            self._inside, self.complete = False, True

    def _keep(self) -> None:
        address = self._cell.get("r")
        if address is not None:
            found = _ADDRESS.fullmatch(address)
            if found is None:
                return  # an address that no sheet has is as far away as one can be
            self._row, self._column = int(found[2]), _number(found[1])
        if not 1 <= self._row <= MAX_ROWS or self._column > COLUMNS:
            return
        kind, content = _content(self._cell.get("t", "n"), self._value, self._runs, formula=self._formula)
        if not content:
            return
        self._kept += 1
        self.width = max(self.width, self._column)
        self.height = max(self.height, self._row)
        if self.overflown:
            return  # it is too large, but how large it is shows only at the end
        style = self._cell.get("s", "")
        styled = f' s="{style}"' if _DIGITS.fullmatch(style) else ""
        cell = f'<c r="{_letters(self._column)}{self._row}"{styled} t="{kind}">{content}</c>'
        self.rows.setdefault(self._row, []).append(cell)


def _content(kind: str, value: str | None, runs: list[str] | None, *, formula: bool) -> tuple[str, str]:
    """The type and the inner XML of a cell in plain form; a blank cell has none."""
    if runs is not None and value is None:
        text = f"<r>{'</r><r>'.join(runs)}</r>" if len(runs) > 1 else "".join(runs)
        return "inlineStr", f"<is>{text}</is>"
    if value is None or (value == "" and kind != "str"):
        return "str", f"<v>{UNSTORED}</v>" if formula else ""
    return _typed(kind, value)


def _typed(kind: str, value: str) -> tuple[str, str]:
    """The type and the inner XML of a value; what isn't of its type is the text that it is."""
    short = value.strip()
    if kind == "s":
        if not _DIGITS.fullmatch(short):
            raise Damaged("no such text")
        return "s", f"<v>{short}</v>"
    if kind == "b":
        return "b", "<v>0</v>" if short.lower() in _FALSE else "<v>1</v>"
    if kind == "d":
        return "d", f"<v>{_escaped(short)}</v>"
    if kind not in {"str", "e", "inlineStr"} and _NUMBER.fullmatch(short) and isfinite(float(short)):
        return "n", f"<v>{short}</v>"
    return "str", f"<v>{_escaped(value)}</v>"


def _dense(rows: dict[int, list[str]], width: int, limits: Limits) -> list[tuple[int, list[str]]]:
    """The rows in order, up to the first wide gap where the whole would not fit."""
    filled = sorted(rows.items())
    if filled and not limits.fits(filled[-1][0], width):
        ends = (index for index in range(1, len(filled)) if filled[index][0] - filled[index - 1][0] > GAP)
        filled = filled[: next(ends, len(filled))]
        check_area(filled[-1][0], width, limits)
    return filled


def _joined(rows: list[tuple[int, list[str]]]) -> bytes:
    return "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
