"""Which rows are records: blank rows, totals and remarks are counted and left alone."""

from __future__ import annotations

import math
import re
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sheets_sync.model import A1, Finding, Location, Stored
from sheets_sync.schema import Amount, Day, Id
from sheets_sync.table import Reason, Skipped
from sheets_sync.values import Refusal, clean, day_of, fold, read_amount, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sheets_sync.model import Tab
    from sheets_sync.parse.headings import Layout
    from sheets_sync.schema import Schema
    from sheets_sync.table import Entry

#: A row with a valid number and so many filled columns is a record without a second look.
CLEARLY_FILLED = 4
#: So much of a text tells whether it begins with such a word.
_BEGINNING = 1_000
_TOTAL = re.compile(
    r"(?:(?:algemeen |eind|sub[ -]?|deel|tussen)?(?:totaal|totalen|totale)"  # nl
    r"|(?:sous[ -]?|grand )?tota(?:l|ux)"  # fr, en
    r"|(?:sub[ -]?|grand )?totals?"
    r"|som|somme|sum)\b"
)


Cells: TypeAlias = tuple[Stored, ...]


class Sorted(NamedTuple):
    """The rows of a tab: the numbers and the cells of records, and what is none."""

    numbers: list[int]
    rows: list[Cells]
    skipped: list[Skipped]


def split_rows(tab: Tab, schema: type[Schema], entry: Entry, layout: Layout) -> tuple[Sorted, list[Finding]]:
    """Records and skipped rows from below the headings to the last row that holds something.

    Cells beside the columns of the schema do not count. ROW10 tells of totals and remarks, CEL13 of merged cells.
    """
    sorter = _Sorter(schema, layout)
    rows = list(map(_picker([column - 1 for column in layout.columns.values()]), tab.rows[layout.row :]))
    clear = sorter.clear(rows)
    numbers, records = list(range(layout.row + 1, layout.row + 1 + clear)), rows[:clear]
    skipped: list[Skipped] = []
    blanks: list[int] = []  # they count only if something follows
    for number, cells in enumerate(rows[clear:], layout.row + 1 + clear):
        reason = sorter.reason(cells, records)
        if reason == "blank":
            blanks.append(number)
            continue
        skipped += [Skipped(n, "blank") for n in blanks]
        blanks.clear()
        if reason is None:
            numbers.append(number)
            records.append(cells)
        else:
            skipped.append(Skipped(number, reason, cells))
    findings = [
        Finding("ROW10", Location(entry.ref, tab.title, row=s.number)) for s in skipped if s.reason != "blank"
    ]
    findings += _merged(tab, entry, layout, numbers)
    return Sorted(numbers, records, skipped), findings


def _picker(indexes: list[int]) -> Callable[[Sequence[Stored]], tuple[Stored, ...]]:
    """A function that takes these cells out of a row, as a tuple also where there is one."""
    if len(indexes) == 1:
        only = indexes[0]
        return lambda row: (row[only],)
    return itemgetter(*indexes)


class _Sorter:
    """Tells what a row is that is not clearly a record."""

    def __init__(self, schema: type[Schema], layout: Layout) -> None:
        fields = [schema.fields[key] for key in layout.columns]
        self.fields = fields
        keys = list(layout.columns)
        key = schema.id_key
        self.id_at = keys.index(key) if key in keys else None
        kind = schema.fields[key].kind if key else None
        self.matches = re.compile(kind.pattern if isinstance(kind, Id) else r"(?!)").fullmatch
        self._most_empty = len(fields) - CLEARLY_FILLED
        self._amounts = [i for i, f in enumerate(fields) if isinstance(f.kind, Amount)]
        self._days = [i for i, f in enumerate(fields) if isinstance(f.kind, Day)]

    def valid_id(self, cell: Stored) -> bool:
        """Whether a cell holds a number of the pattern that the schema gives."""
        return isinstance(cell, str) and self.matches(cell.strip().upper()) is not None

    def clear(self, rows: Sequence[tuple[Stored, ...]]) -> int:
        """How many rows from the top are records without a second look; in most tabs that is all of them.

        Such a row has a valid number and so much beside it that it can only be a record.
        """
        clear = 0
        if self.id_at is not None:
            numbers: Iterable[Any] = map(itemgetter(self.id_at), rows)
            try:
                for match, empty in zip(map(self.matches, numbers), map(tuple.count, rows, repeat("")), strict=True):
                    if match is None or empty > self._most_empty:
                        break
                    clear += 1
            except TypeError:  # a number that is no text
                pass
        return clear

    def reason(self, cells: tuple[Stored, ...], above: Sequence[Cells]) -> Reason | None:
        """Why a row is no record: "blank", "total" or "remark"; None if it is one."""
        if self.clear((cells,)):
            return None
        filled = {i: c for i, c in enumerate(cells) if c is not None and c != "" and not _is_blank(c)}
        own = {i for i in filled if not self.fields[i].column.prefilled}
        identified = self.id_at is not None and self.valid_id(cells[self.id_at])
        if not filled or (identified and not own):
            return "blank"
        if identified or any(_is_day(filled[i]) for i in self._days if i in filled):
            return None
        texts = {i: c for i, c in filled.items() if isinstance(c, str)}
        if any(_TOTAL.match(fold(c[:_BEGINNING])) for c in texts.values()):
            return "total"
        if len(filled) == len(texts) == 1 and not any(_is_amount(texts[i]) for i in self._amounts if i in texts):
            return "remark"
        return "total" if self._is_sum(filled, texts, above) else None

    def _is_sum(self, filled: Mapping[int, Stored], texts: Mapping[int, str], above: Sequence[Cells]) -> bool:
        """Numbers only (beside one text at most), and each amount is the sum of the rows above."""
        amounts = {i: c for i, c in filled.items() if i in self._amounts and isinstance(c, int | float)}
        if not amounts or not above or len(texts) > 1 or len(filled) != len(texts) + len(amounts):
            return False
        sums = {i: math.fsum(c for r in above if isinstance(c := r[i], int | float)) for i in amounts}
        return len(above) > 1 and all(math.isclose(float(c), sums[i], abs_tol=0.005) for i, c in amounts.items())


def _is_blank(cell: Stored) -> bool:
    return isinstance(cell, str) and clean(cell) is None


def _is_day(cell: Stored) -> bool:
    """Whether a date stands here, be it typed as text or one that does not exist."""
    if not isinstance(cell, str):
        return day_of(cell) is not None
    read = read_date(cell)
    return not isinstance(read, Refusal) or read.code == "CEL03" or read.suggestion is not None


def _is_amount(text: str) -> bool:
    """Whether an amount is typed here, be it one that can mean two: it must not pass as a remark."""
    read = read_amount(text, "en", None)
    return not isinstance(read, Refusal) or read.code == "CEL06"


def _merged(tab: Tab, entry: Entry, layout: Layout, numbers: Sequence[int]) -> list[Finding]:
    """CEL13 on the first cell of each block that hides values of records: over several rows, or over two columns."""
    keys = {column: key for key, column in layout.columns.items()}
    findings = []
    for block in tab.merged:
        columns = [c for c in range(block.first.column, block.last.column + 1) if c in keys]
        rows = [number for number in numbers if block.first.row <= number <= block.last.row]
        if columns and rows and len(columns) * (block.last.row - block.first.row + 1) > 1:
            key = keys[columns[0]]
            cell = A1(min(rows), columns[0])
            where = Location(entry.ref, tab.title, cell, cell.row, None, layout.headings[key], key)
            findings.append(Finding("CEL13", where))
    return findings
