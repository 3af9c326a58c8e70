"""The runs that are remembered, and what differs between two of them: for a terminal, and for other programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from sheets_sync.messages import show
from sheets_sync.model import LANGUAGES
from sheets_sync.report.lines import Words
from sheets_sync.report.terminal import Part, columns, drawn, sides, text
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from sheets_sync.difference import Kind, RowChange
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Language, Stored
    from sheets_sync.state.compare import BookChange
    from sheets_sync.state.history import BookLine, RunLine

SCHEMA_VERSION = 1
_LOOKS: Mapping[Kind, tuple[str, str]] = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "removed": ("−", "red"),
}
_WIDTHS = (5, 16, 10, 7, 7, 7, 6, 7)


# ------------------------------------------------------------------------------------------------- runs
def render_runs(runs: Sequence[RunLine], catalogue: Catalogue, language: Language, *, width: int, color: bool) -> str:
    """A line for each run, the latest first."""
    return drawn(_runs(runs, Words(catalogue, language)), width, color=color)


def _runs(runs: Sequence[RunLine], words: Words) -> Iterator[RenderableType]:
    keys = ("run", "started", "as_of_short", "read_short", "rows", "errors_short", "warnings_short", "tabs_short")
    heads = [*(words(key) for key in keys), words("outcome")]
    yield columns([tuple(text(Part(head, "dim")) for head in heads)], _WIDTHS)
    for run in runs:
        read = f"{run.books_read}/{run.books_read + run.books_failed}"
        numbers = (run.rows_read, run.errors, run.warnings, run.tabs_written)
        outcome = words("complete" if run.complete else "incomplete")
        what = f" · {words.text(', '.join(run.what))}" if run.what else ""
        cells = (
            Part(str(run.id), "bold"),
            Part(show(_local(run.started), words.language)),
            Part(show(date.fromisoformat(run.as_of), words.language)),
            Part(read, "red" if run.books_failed else ""),
            *(Part(str(n)) for n in numbers),
            Part(outcome + what, "" if run.complete else "red"),
        )
        yield columns([tuple(map(text, cells))], _WIDTHS)


def _local(moment: str) -> datetime:
    """A moment as the clock on the wall showed it here."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone()


def runs_as_json(runs: Sequence[RunLine]) -> str:
    """One object with a run per line; moments are UTC."""
    lines = [f"  {json.dumps({**run._asdict(), 'what': list(run.what)})}" for run in runs]
    return f'{{\n "schema_version": {SCHEMA_VERSION},\n "runs": [\n' + ",\n".join(lines) + "\n ]\n}\n"


# ------------------------------------------------------------------------------------------------- differences
def render_changes(
    changes: Sequence[BookChange],
    runs: tuple[RunLine, RunLine],
    catalogue: Catalogue,
    language: Language,
    *,
    width: int,
    color: bool,
) -> str:
    """Workbook by workbook, a line for each row with what a column held and holds."""
    return drawn(_changes(changes, runs, Words(catalogue, language), width), width, color=color)


def _changes(
    changes: Sequence[BookChange], runs: tuple[RunLine, RunLine], words: Words, width: int
) -> Iterator[RenderableType]:
    told = [words("run_on", run=run.id, date=show(_local(run.started), words.language)) for run in runs]
    yield text(Part(f"{told[0]} → {told[1]}", "bold"))
    if not changes:
        yield text(words("history_same"))
    for change in changes:
        book = change.book
        name = text(Part(words.text(book.workbook), "bold cyan"), Part(f"  {words.text(book.label)}", "cyan"))
        counts = [(kind, sum(row.kind == kind for row in change.rows)) for kind in _LOOKS]
        tally = ", ".join(words(f"rows_{kind}", n=n) for kind, n in counts if n)
        if book.editor:
            tally = f"{tally} · {words('changed_by', who=words.text(book.editor))}"
        yield text()
        yield sides(name, text(Part(tally, "dim")), width)
        for row in change.rows:
            yield from _row(row, words, _language(book, words.language))


def _row(row: RowChange, words: Words, typed: Language) -> Iterator[RenderableType]:
    sign, style = _LOOKS[row.kind]
    place = " · ".join(
        filter(None, (words.text(row.tab), words("row_place", row=row.number), words.text(row.row_id)))
    )
    yield text("  ", Part(f"{sign} {words(f'row_{row.kind}')}", style), Part(f"  {place}", "bold"))
    for cell in row.cells:
        old, new = (words.text(shown(value, typed)) or words("nothing") for value in (cell.old, cell.new))
        what = f"{old} → {new}" if row.kind == "changed" else (new if row.kind == "added" else old)
        yield text(Part(f"      {words.text(cell.heading)}: ", "dim"), what)


def _language(book: BookLine, otherwise: Language) -> Language:
    return next((language for language in LANGUAGES if language == book.language), otherwise)


def changes_as_json(changes: Sequence[BookChange], runs: tuple[RunLine, RunLine]) -> str:
    """One object with a row per line. A value is as the spreadsheet stored it; days and moments are ISO 8601."""
    lines = [f"  {json.dumps(_plain_row(row, change.book))}" for change in changes for row in change.rows]
    head = json.dumps({"from": runs[0].id, "to": runs[1].id})[1:-1]
    rows = "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"
    return f'{{\n "schema_version": {SCHEMA_VERSION}, {head},\n "rows": {rows}\n}}\n'


def _plain_row(row: RowChange, book: BookLine) -> dict[str, object]:
    return {
        "workbook": book.workbook,
        "partnership_id": book.group,
        "municipality": book.label or None,
        "last_changed_by": book.editor or None,
        "tab": row.tab,
        "row": row.number,
        "row_id": row.row_id,
        "change": row.kind,
        "columns": [
            {"key": cell.key, "column": cell.heading, "old": _plain(cell.old), "new": _plain(cell.new)}
            for cell in row.cells
        ],
    }


def _plain(value: Stored) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case float() if not isfinite(value):  # no number of JSON
            return str(value)
        case "":
            return None
        case _:
            return value
