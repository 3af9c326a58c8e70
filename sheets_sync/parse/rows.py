"""Which rows are records: blank rows, totals and remarks are counted and left alone."""

from __future__ import annotations

import math
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sheets_sync.model import A1, Finding, Location, Stored
from sheets_sync.schema import Amount, Day, Id
from sheets_sync.table import Reason, Skipped
from sheets_sync.values import Refusal, clean, day_of, fold, read_amount, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
    """The rows of a tab: which are records, with what is stored in each column, and which are none."""

    numbers: Sequence[int]
    stored: dict[str, Sequence[Stored]]
    skipped: list[Skipped]
    sound_ids: bool


def split_rows(tab: Tab, schema: type[Schema], entry: Entry, layout: Layout) -> tuple[Sorted, list[Finding]]:
    """Records and skipped rows from below the headings to the last row that holds something.

    Cells beside the columns of the schema do not count. ROW10 tells of totals and remarks, CEL13 of merged cells.
    """
    body = tab.rows[layout.row :]
    columns: list[Sequence[Stored]] = list(zip(*body, strict=True)) if body else [()] * max(layout.columns.values())
    columns = [columns[number - 1] for number in layout.columns.values()]
    sorter = _Sorter(schema, layout, columns)
    clear = sorter.clear()
    places, skipped = list(range(clear)), []
    blanks: list[int] = []  # they count only if something follows
    first = layout.row + 1
    for place in range(clear, len(body)):
        reason = sorter.reason(place, places)
        if reason == "blank":
            blanks.append(place)
            continue
        skipped += [Skipped(first + blank, "blank") for blank in blanks]
        blanks.clear()
        if reason is None:
            places.append(place)
        else:
            skipped.append(Skipped(first + place, reason, sorter.row(place)))
    if len(places) < len(body):
        columns = [[column[place] for place in places] for column in columns]
    numbers = [first + place for place in places]
    findings = [
        Finding("ROW10", Location(entry.ref, tab.title, row=s.number)) for s in skipped if s.reason != "blank"
    ]
    findings += _merged(tab, entry, layout, numbers)
    stored = dict(zip(layout.columns, columns, strict=True))
    return Sorted(numbers, stored, skipped, sorter.sound_ids), findings


class _Sorter:
    """Tells what a row is that is not clearly a record."""

    def __init__(self, schema: type[Schema], layout: Layout, columns: Sequence[Sequence[Stored]]) -> None:
        fields = [schema.fields[key] for key in layout.columns]
        self.fields, self.columns = fields, columns
        keys = list(layout.columns)
        key = schema.id_key
        self.id_at = keys.index(key) if key in keys else None
        kind = schema.fields[key].kind if key else None
        pattern = re.compile(kind.pattern if isinstance(kind, Id) else r"(?!)")
        self.matches: Callable[[Any], object] = pattern.fullmatch
        self.sound_ids = False
        self._most_empty = len(fields) - CLEARLY_FILLED
        self._amounts = [i for i, f in enumerate(fields) if isinstance(f.kind, Amount)]
        self._days = [i for i, f in enumerate(fields) if isinstance(f.kind, Day)]

    def row(self, place: int) -> Cells:
        """What is stored in a row."""
        return tuple(column[place] for column in self.columns)

    def valid_id(self, cell: Stored) -> bool:
        """Whether a cell holds a number of the pattern that the schema gives."""
        return isinstance(cell, str) and self.matches(cell.strip().upper()) is not None

    def clear(self) -> int:
        """How many rows from the top are records without a second look; in most tabs that is all of them.

        Such a row has a valid number and so much beside it that it can only be a record.
        """
        if self.id_at is None:
            return 0
        numbers = self.columns[self.id_at]
        try:
            self.sound_ids = None not in map(self.matches, numbers)
            if self.sound_ids and self._filled():
                return len(numbers)
        except TypeError:  # a number that is no text
            pass
        rows = enumerate(zip(*self.columns, strict=True))
        return next((place for place, cells in rows if not self._is_clear(cells)), len(numbers))

    def _filled(self) -> bool:
        """Whether so many columns have no empty cell that each row is clearly filled."""
        full = (column for column in self.columns if "" not in column)
        return len(list(islice(full, CLEARLY_FILLED))) == CLEARLY_FILLED

    def _is_clear(self, cells: Cells) -> bool:
        if self.id_at is None or cells.count("") > self._most_empty:
            return False
        number = cells[self.id_at]
        return isinstance(number, str) and self.matches(number) is not None

    def reason(self, place: int, above: Sequence[int]) -> Reason | None:
        """Why a row is no record: "blank", "total" or "remark"; None if it is one. `above` are the records so far."""
        cells = self.row(place)
        if self._is_clear(cells):
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

    def _is_sum(self, filled: Mapping[int, Stored], texts: Mapping[int, str], above: Sequence[int]) -> bool:
        """Numbers only (beside one text at most), and each amount is the sum of the rows above."""
        amounts = {i: c for i, c in filled.items() if i in self._amounts and isinstance(c, int | float)}
        if not amounts or not above or len(texts) > 1 or len(filled) != len(texts) + len(amounts):
            return False
        numbers = {i: (c for row in above if isinstance(c := self.columns[i][row], int | float)) for i in amounts}
        sums = {i: math.fsum(cells) for i, cells in numbers.items()}
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
