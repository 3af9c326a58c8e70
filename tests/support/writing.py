"""Runs over workbooks in memory, and what would be written of them."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheets_sync.consolidate import consolidate, past_runs
from sheets_sync.feedback import feedback
from sheets_sync.model import A1, Link, Sheet, Style, Tab
from support.cases import CATALOGUE, PROGRAMME, coordinator, run_books, workbook
from support.defaults import OTHER, OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.errors import SourceError
    from sheets_sync.model import Stored, Workbook, Writable


def outcome_of(data: Mapping[str, Any], **failed: SourceError) -> Outcome:
    """The outcome of a case; `own` or `other` may be the reason why that workbook could not be read."""
    books: dict[str, Workbook | SourceError] = {OWN: failed.get("own") or workbook(data, OWN)}
    if "other" in data:
        books[OTHER] = failed.get("other") or workbook(data["other"], OTHER)
    return run_books(data, coordinator(data), books)


def tabs_of(outcome: Outcome, existing: Mapping[str, Tab] | None = None) -> dict[str, Sheet]:
    """The coordinator's tabs by title."""
    runs = past_runs(existing or {}, CATALOGUE, outcome.world.language)
    return {sheet.title: sheet for sheet in consolidate(outcome, PROGRAMME, CATALOGUE, runs=runs)}


def feedback_of(outcome: Outcome, ref: str = OWN) -> tuple[Sheet, ...]:
    """The tabs Check and Overview of one workbook."""
    book = next(book for book in outcome.world.books if book.entry.ref == ref)
    return feedback(outcome, book, PROGRAMME, CATALOGUE)


def held(sheet: Sheet) -> Tab:
    """The tab as a backend reads it back: numbers are floats, nothing is an empty text, rows are equally long."""
    width = max((len(row) for row in sheet.rows), default=0)
    rows = [[_back(cell) for cell in row] + [""] * (width - len(row)) for row in sheet.rows]
    return Tab(sheet.title, rows)


def _back(value: Writable) -> Stored:
    match value:
        case None:
            return ""
        case bool():
            return value
        case int() | Decimal():
            return float(value)
        case datetime() if value.time() == time():
            return value.date()
        case _:
            return value


def lines(sheet: Sheet) -> list[dict[str, Writable]]:
    """The rows below the headings, by heading."""
    assert sheet.heading_row is not None
    heads = [column.heading for column in sheet.columns]
    return [dict(zip(heads, row, strict=False)) for row in sheet.rows[sheet.heading_row :]]


def texts(sheet: Sheet) -> list[str]:
    """Every text of a tab, in the order of reading."""
    return [cell for row in sheet.rows for cell in row if isinstance(cell, str) and cell]


def at(sheet: Sheet, text: Writable) -> A1:
    """The first cell that holds this."""
    return next(A1(r, c) for r, row in enumerate(sheet.rows, 1) for c, v in enumerate(row, 1) if v == text)


def style_at(sheet: Sheet, text: Writable) -> Style:
    """How the first cell with this looks."""
    place = at(sheet, text)
    return sheet.styles.get(place, sheet.columns[place.column - 1].style)


def link_at(sheet: Sheet, text: Writable) -> Link | None:
    """Where the first cell with this leads."""
    return sheet.links.get(at(sheet, text))


def beside(sheet: Sheet, text: str) -> Sequence[Writable]:
    """What stands in the row of a label, behind it."""
    row = next(row for row in sheet.rows if row and row[0] == text)
    return [cell for cell in row[1:] if cell is not None]
