"""Existing + desired → what is to be written, and the guard before it: octodns's plan, for tabs.

A tab is read back through a file, which keeps less than what was written: a Decimal comes back as a float, nothing as
an empty text, a moment at midnight as a day. What is equal after that journey is not written again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sheets_sync.errors import NotWrittenError
from sheets_sync.kept import kept
from sheets_sync.model import Change, Finding, Location

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Sheet, Stored, Tab, Writable
    from sheets_sync.table import Table

#: A table with fewer rows may lose any number of them.
FEW_ROWS = 10
#: A plan that removes a larger share of a table needs somebody who says so.
LOSS = Decimal("0.3")

_FIRST_YEAR = 1904  # a day before it may be written as text, by the calendar of the workbook


# ------------------------------------------------------------------------------------------------- the difference
def diff(existing: Mapping[str, Tab], desired: Iterable[Sheet], workbook: str) -> tuple[Change, ...]:
    """The tabs that are not yet as they should be; a tab that is gives no change, whatever its looks."""
    changes = []
    for sheet in desired:
        tab = existing.get(sheet.title)
        cells = differing(tab.rows if tab else (), sheet.rows)
        if tab is None or cells:
            changes.append(Change(workbook, sheet, "update" if tab else "create", cells))
    return tuple(changes)


def differing(held: Sequence[Sequence[Stored]], wanted: Sequence[Sequence[Writable]]) -> int:
    """How many cells are not the same; a cell that is not there is an empty one."""
    count = 0
    for old, new in zip_longest(held, wanted, fillvalue=()):
        for a, b in zip_longest(old, new, fillvalue=""):
            # most cells are the very same text, number or day, or empty
            if a is b or (a == "" if b is None else type(a) is type(b) and a == b):
                continue
            count += kept(a) != kept(b) and not _is_old_day(a, b)
    return count


def _is_old_day(held: Stored, wanted: Writable) -> bool:
    """A day from before the calendar of spreadsheets is kept as a text."""
    return isinstance(wanted, date) and wanted.year < _FIRST_YEAR and held == str(wanted)


# ------------------------------------------------------------------------------------------------- the guard
def guard(
    changes: Iterable[Change],
    existing: Mapping[str, Tab],
    tables: Collection[str],
    catalogue: Catalogue,
    language: Language,
    *,
    loss: Decimal = LOSS,
) -> None:
    """Refuse to take away more than this share of the rows of a consolidated table; `tables` are their titles.

    Raises NotWrittenError with what to look at. Not to be called where somebody accepted the loss.
    """
    for change in changes:
        tab = existing.get(change.sheet.title)
        if tab is None or change.sheet.title not in tables:
            continue
        held, wanted = _filled(tab.rows), _filled(change.sheet.rows)
        if held >= FEW_ROWS and held - wanted > held * loss:
            gone = held - wanted
            raise NotWrittenError(
                catalogue.word(
                    "refused_loss", language, tab=change.sheet.title, gone=gone, held=held, option="--accept-loss"
                )
            )


def _filled(rows: Sequence[Sequence[Stored]] | Sequence[Sequence[Writable]]) -> int:
    """The rows below the headings that hold something."""
    return sum(any(cell is not None and cell != "" for cell in row) for row in rows[1:])


# ------------------------------------------------------------------------------------------------- the control
def control(outcome: Outcome) -> tuple[Finding, ...]:
    """CON01 wherever rows read are not accepted + set aside + skipped, in number or in money: nothing is written.

    In number: each row from below the headings to the last is there once. In money: as the programme counted.
    """
    told = [f for f in outcome.report.findings if f.code == "CON01"]
    tables = (table for book in outcome.world.books for table in book.tables.values())
    return (*told, *(found for table in tables if (found := _miscounted(table, outcome)) is not None))


def _miscounted(table: Table[Any], outcome: Outcome) -> Finding | None:
    block = table.block
    records = table.records.numbers
    skipped = [row.number for row in block.skipped]
    last = max((*records, *skipped), default=block.heading_row)
    if sorted([*records, *skipped]) == list(range(block.heading_row + 1, last + 1)):
        return None
    aside = len(outcome.standing.rows_aside(table))
    params = {
        "read": last - block.heading_row,
        "accepted": len(records) - aside,
        "aside": aside,
        "skipped": len(skipped),
    }
    return Finding("CON01", Location(block.entry.ref, block.tab.title), params, group=block.entry.group)


def refuse_miscount(outcome: Outcome, catalogue: Catalogue, language: Language) -> None:
    """Raises NotWrittenError where a count does not add up, which is a mistake of the software."""
    found = control(outcome)
    if found:
        where = found[0].location.workbook or found[0].group or ""
        sentence = catalogue.render(found[0], language).message
        raise NotWrittenError(catalogue.word("refused_count", language, workbook=where, reason=sentence))
