"""Runs beyond those to keep are forgotten with all that only they knew; what holds still is known as before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.state.compare import changes
from sheets_sync.state.contents import Contents
from sheets_sync.state.database import FILE, State, open_state
from sheets_sync.state.history import books_after, figures_after, open_findings, runs, sheets_after
from sheets_sync.state.record import OwnTabs, Run, record
from sheets_sync.state.retention import forget, shrink
from support.cases import PROGRAMME
from support.defaults import COORD, OTHER, OWN
from support.writing import feedback_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FIRST = date(2025, 6, 1)
NIGHT = datetime(2025, 6, 1, 2, 20)  # noqa: DTZ001  (UTC, as all that is stored)
SECRET = "Jan Janssens, Kerkstraat 1, Lommel"  # noqa: S105  (made up, and no password)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty state."""
    with open_state(tmp_path) as opened:
        yield opened
        assert opened.told == []


def night(state: State, number: int, data: Mapping[str, Any], keep: int = 400) -> None:
    """The run of a night, recorded."""
    day = FIRST + timedelta(days=number)
    outcome = outcome_of({"modified": FIRST, **data, "as_of": day})
    tabs = [
        OwnTabs(book.entry.ref, ("Controle", "Overzicht"), feedback_of(outcome, book.entry.ref))
        for book in outcome.world.books
    ]
    run = Run(NIGHT, NIGHT, lambda _: day, Contents.of_state(state, PROGRAMME), tabs=tabs, keep=keep)
    assert record(state, outcome, PROGRAMME, COORD, run)


def nights(state: State, keep: int = 400) -> None:
    """Six: one with a person's data, which is corrected, then quiet ones; a workbook comes and goes."""
    other = {"other": {"costs": [{"Bedrag": 50}]}}
    data: list[dict[str, Any]] = [{"costs": [{"Bedrag": SECRET}]}, other, other, {}, {}, {}]
    for number, each in enumerate(data, 1):
        night(state, number, each, keep)


def known(state: State, run: int) -> tuple[object, ...]:
    """All that is known after a run."""
    books = {name: line._replace(run=0) for name, line in books_after(state.connection, run).items()}
    return (
        {name: line for name, line in books.items() if line.status != "gone"},
        figures_after(state.connection, run),
        list(sheets_after(state.connection, run)),
        open_findings(state.connection),
    )


def test_the_latest_runs_are_left(state: State) -> None:
    """What is known after each of them is the same as before."""
    nights(state)
    before = {run: known(state, run)[:2] for run in (4, 5, 6)}
    tabs = [kept for kept in sheets_after(state.connection, 6) if kept.workbook == OWN]

    state.write(lambda connection: forget(connection, 3))

    assert [run.id for run in runs(state.connection)] == [6, 5, 4]
    assert {run: known(state, run)[:2] for run in (4, 5, 6)} == before
    assert [kept for kept in sheets_after(state.connection, 6) if kept.workbook == OWN] == tabs
    assert changes(state.connection, 4, 6) == []


def test_a_run_forgets_by_itself(state: State) -> None:
    """As many as the configuration says are kept; ids go on."""
    nights(state, keep=2)

    assert [run.id for run in runs(state.connection)] == [6, 5]


def test_fewer_runs_than_are_kept_are_left_alone(state: State) -> None:
    """Nothing is forgotten before its time."""
    nights(state)

    state.write(lambda connection: _none(forget(connection, 6)))

    assert len(runs(state.connection)) == 6


def _none(count: int) -> None:
    assert count == 0


def test_what_a_person_typed_is_gone_with_the_runs_that_read_it(state: State, tmp_path: Path) -> None:
    """Neither the rows, nor the tabs, nor the finding, nor what only a workbook that is gone held."""
    nights(state)
    assert [change.book.workbook for change in changes(state.connection, 1, 2)] == [COORD, OTHER, OWN]
    assert SECRET.encode() in written(state, tmp_path)

    state.write(lambda connection: forget(connection, 2))

    tables = [name for (name,) in state.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    lines = [line for table in tables for line in state.connection.execute(f"SELECT * FROM {table}")]  # noqa: S608  (its own tables)
    assert not [line for line in lines if OTHER in line or SECRET in line]
    held = {content for (content,) in state.connection.execute("SELECT hash FROM contents")}
    wanted = {
        content
        for column in ("rows FROM books", "rates FROM books", "head FROM sheets", "piece FROM pieces")
        for (content,) in state.connection.execute(f"SELECT {column}")
    }
    assert held == wanted - {None}
    assert SECRET.encode() not in written(state, tmp_path)


def written(state: State, folder: Path) -> bytes:
    """All that is in the file."""
    state.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / FILE).read_bytes()


def test_a_file_that_is_mostly_empty_is_made_small(state: State) -> None:
    """Where it is worth it; else it is left as it is."""
    nights(state)

    def grow(connection: Any) -> None:
        connection.executemany(
            "INSERT INTO contents VALUES (?, randomblob(100000))", [(bytes([n]),) for n in range(99)]
        )

    state.write(grow)
    state.write(lambda connection: forget(connection, 1))
    large = state.connection.execute("PRAGMA page_count").fetchone()[0]

    shrink(state)

    small = state.connection.execute("PRAGMA page_count").fetchone()[0]
    assert small < large / 5
    shrink(state)
    assert state.connection.execute("PRAGMA page_count").fetchone()[0] == small
    assert len(runs(state.connection)) == 1
