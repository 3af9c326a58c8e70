"""What a run leaves in the state, and that a quiet night adds its own line and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sheets_sync.errors import SourceError
from sheets_sync.snapshot import snapshot_of
from sheets_sync.state.contents import Contents
from sheets_sync.state.database import State, open_state
from sheets_sync.state.packing import from_json, snapshot_from_json, unpacked
from sheets_sync.state.record import OwnTabs, Run, record
from support.cases import PROGRAMME
from support.defaults import COORD, OTHER, OWN
from support.writing import feedback_of, outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sheets_sync.check import Outcome
    from sheets_sync.model import Finding

FIRST, SECOND, THIRD = date(2025, 6, 1), date(2025, 6, 2), date(2025, 6, 3)
NIGHT = datetime(2025, 6, 1, 2, 20)  # noqa: DTZ001  (UTC, as all that is stored)
UNREADABLE = {"costs": [{"Bedrag": "12.500"}]}
OTHER_BOOK = {"language": "fr", "costs": [{"Montant": 50}]}
LONG_AGO = date(2025, 1, 9)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty state."""
    with open_state(tmp_path) as opened:
        yield opened
        assert opened.told == []


def night(
    state: State,
    data: Mapping[str, Any],
    day: date = FIRST,
    *,
    what: tuple[str, ...] = (),
    since: date | None = None,
    **failed: SourceError,
) -> Outcome:
    """A run over the workbooks of a case on a day, recorded."""
    outcome = outcome_of({**data, "as_of": day}, **failed)

    def stands(_finding: Finding) -> date:
        return since or day

    tabs = [
        OwnTabs(ref, tuple(sheet.title for sheet in sheets), sheets)
        for ref in sorted({b.entry.ref for b in outcome.world.books if b.status == "read"})
        if (sheets := feedback_of(outcome, ref))
    ]
    run = Run(NIGHT, NIGHT + timedelta(minutes=1), stands, Contents.of_state(state, PROGRAMME), what, tabs)
    assert record(state, outcome, PROGRAMME, COORD, run)
    return outcome


def ask(state: State, question: str, *values: object) -> list[tuple[Any, ...]]:
    """The answer to a question in SQL."""
    return state.connection.execute(question, values).fetchall()


def sizes(state: State) -> dict[str, int]:
    """How many lines each table has."""
    tables = [name for (name,) in ask(state, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: ask(state, f"SELECT count(*) FROM {name}")[0][0] for name in tables if name != "sqlite_sequence"}  # noqa: S608  (its own tables)


# ------------------------------------------------------------------------------------------------- runs and rows
def test_a_run_has_a_line_with_its_counts(state: State) -> None:
    """When, by which version, for which day, and what the exit code depends on."""
    night(state, UNREADABLE, what=("SDGP-RW-01",))

    (run,) = ask(
        state, "SELECT id, started, ended, as_of, what, complete, books_read, rows_read, rows_aside, errors FROM runs"
    )
    assert run == (1, "2025-06-01T02:20:00", "2025-06-01T02:21:00", "2025-06-01", '["SDGP-RW-01"]', 1, 1, 2, 1, 1)


def test_the_rows_of_each_workbook_are_kept_as_read(state: State) -> None:
    """Those of the coordinator's own tabs, too: a ceiling or a rate may have changed."""
    outcome = night(state, UNREADABLE)

    kept = {ref: snapshot_from_json(unpacked(data)) for ref, data in ask(state, ROWS)}
    (own,) = (book for book in outcome.world.books if book.entry.ref == OWN)
    assert kept[OWN] == snapshot_of(own.tables)
    assert {tab.schema for tab in kept[OWN]} == {"Activity", "Cost"}
    assert {tab.schema for tab in kept[COORD]} >= {"Partnership", "WorkbookRow", "Rate"}


ROWS = "SELECT workbook, data FROM books JOIN contents ON contents.hash = books.rows"


def test_the_rate_of_each_row_is_kept(state: State) -> None:
    """With its source and its day, for the auditor."""
    night(state, {"costs": [{"Bedrag": 14500, "Munt": "RWF"}, {"Bedrag": 655957, "Munt": "XOF"}, {}]})

    ((data,),) = ask(state, "SELECT data FROM books JOIN contents ON contents.hash = books.rates")
    used = {
        currency: (str(units), source, tab, rows)
        for currency, units, source, _, _, tab, rows in from_json(unpacked(data))
    }
    assert used == {"RWF": ("1450", "inforeuro", "Kosten", [2]), "XOF": ("655.957", "peg", "Kosten", [3])}


def test_a_quiet_night_adds_its_own_line_and_nothing_else(state: State) -> None:
    """The same content is not stored again, neither are figures, tabs or findings that are the same."""
    night(state, UNREADABLE | {"other": OTHER_BOOK})
    before = sizes(state)

    night(state, UNREADABLE | {"other": OTHER_BOOK})

    assert sizes(state) == before | {"runs": 2}


def test_what_changes_in_one_workbook_adds_nothing_of_another(state: State) -> None:
    """A line of the workbook that changed, and the line of the other stays the latest."""
    night(state, {"other": OTHER_BOOK})

    night(state, UNREADABLE | {"other": OTHER_BOOK}, SECOND)

    assert ask(state, "SELECT workbook, run FROM books ORDER BY workbook, run") == sorted(
        [(COORD, 1), (OTHER, 1), (OWN, 1), (OWN, 2)]
    )


def test_a_workbook_that_cannot_be_read_keeps_what_it_had(state: State) -> None:
    """Its rows of before are still what the next ones are compared with."""
    night(state, {})

    night(state, {"other": OTHER_BOOK}, SECOND, own=SourceError("SRC06", {"file": OWN}))

    assert ask(state, "SELECT status, rows IS NULL FROM books WHERE workbook = ? ORDER BY run", OWN) == [
        ("read", 0),
        ("failed", 1),
    ]
    assert ask(state, "SELECT run, as_of FROM baselines WHERE workbook = ?", OWN) == [(1, "2025-06-01")]


def test_a_workbook_that_is_no_longer_registered_is_gone(state: State) -> None:
    """So its rows are removed in the history, and not only unmentioned."""
    night(state, {"other": OTHER_BOOK})

    night(state, {}, SECOND)

    assert ask(state, "SELECT run, status FROM books WHERE workbook = ? ORDER BY run", OTHER) == [
        (1, "read"),
        (2, "gone"),
    ]


def test_the_figures_of_each_partnership_are_kept(state: State) -> None:
    """As the report tells them."""
    outcome = night(state, {})

    ((group, data),) = ask(state, "SELECT grp, data FROM figures")
    assert (group, from_json(data)) == (outcome.report.groups[0]["partnership_id"], dict(outcome.report.groups[0]))


# ------------------------------------------------------------------------------------------------- findings
def finding(state: State, code: str = "CEL06") -> dict[str, Any]:
    """What is remembered of the only finding with a code."""
    cursor = state.connection.execute("SELECT * FROM findings WHERE code = ?", (code,))
    (row,) = cursor.fetchall()
    return dict(zip([column[0] for column in cursor.description], row, strict=True))


def test_a_finding_is_new_and_then_open(state: State) -> None:
    """It keeps the day on which it was first seen, and where it stands."""
    night(state, UNREADABLE)
    night(state, UNREADABLE, THIRD)

    found = finding(state)
    assert (found["first_seen"], found["open_since"], found["last_seen"]) == (
        "2025-06-01",
        "2025-06-01",
        "2025-06-03",
    )
    assert (found["first_run"], found["last_run"], found["solved"], found["came_back"]) == (1, 2, None, 0)
    assert (found["workbook"], found["tab"], found["cell"], found["row_id"]) == (OWN, "Kosten", "G2", "C-001")
    assert (found["heading"], found["value"], found["severity"]) == ("Bedrag", "12.500", "error")


def test_a_finding_is_solved_on_the_day_on_which_it_is_not_found(state: State) -> None:
    """And stays so."""
    night(state, UNREADABLE)
    night(state, {}, SECOND)
    night(state, {}, THIRD)

    found = finding(state)
    assert (found["solved"], found["solved_run"], found["last_seen"]) == ("2025-06-02", 2, "2025-06-01")


def test_a_finding_that_comes_back_knows_that_it_was_there(state: State) -> None:
    """First seen long ago, open since it is back."""
    for data, day in ((UNREADABLE, FIRST), ({}, SECOND), (UNREADABLE, THIRD)):
        night(state, data, day)

    found = finding(state)
    assert (found["first_seen"], found["open_since"], found["solved"]) == ("2025-06-01", "2025-06-03", None)
    assert found["came_back"] == 1


def test_what_nobody_looked_at_is_not_solved(state: State) -> None:
    """The workbook could not be read: nobody knows."""
    night(state, UNREADABLE | {"modified": date(2025, 1, 1), "other": OTHER_BOOK})

    night(state, {"other": OTHER_BOOK}, SECOND, own=SourceError("SRC06", {"file": OWN}))

    assert finding(state)["solved"] is None
    assert finding(state, "SRC10")["solved"] is None
    assert finding(state, "SRC06")["solved"] is None


def test_a_workbook_that_is_read_again_solves_why_it_was_not(state: State) -> None:
    """And so does another reason."""
    night(state, {"other": OTHER_BOOK}, own=SourceError("SRC06", {"file": OWN}))

    night(state, {"other": OTHER_BOOK}, SECOND, own=SourceError("SRC05", {"file": OWN}))
    night(state, {"other": OTHER_BOOK}, THIRD)

    assert finding(state, "SRC06")["solved"] == "2025-06-02"
    assert finding(state, "SRC05")["solved"] == "2025-06-03"


def test_a_run_for_a_part_solves_nothing_of_the_coordinator(state: State) -> None:
    """It does not tell of the coordinator's tabs."""
    night(state, {"rates": [{}, {}]})

    night(state, {}, SECOND, what=("SDGP-RW-01",))
    assert finding(state, "CFG06")["solved"] is None

    night(state, {}, THIRD)
    assert finding(state, "CFG06")["solved"] == "2025-06-03"


def test_a_finding_of_a_workbook_that_is_no_longer_registered_is_solved(state: State) -> None:
    """Nobody can solve it any more."""
    night(state, {"other": {"costs": [{"Bedrag": "12.500"}]}})

    night(state, {}, SECOND)

    assert finding(state)["solved"] == "2025-06-02"


def test_a_lost_state_costs_no_day(state: State) -> None:
    """Since when a finding stands is taken from the workbooks, which keep it too."""
    night(state, UNREADABLE, since=LONG_AGO)

    assert finding(state)["first_seen"] == "2025-01-09"


def test_what_nobody_has_to_solve_is_not_remembered(state: State) -> None:
    """What was read as meant is neither open nor solved."""
    night(state, {"costs": [{"Datum bewijsstuk": "7 maart 2025"}]})

    assert ask(state, "SELECT code FROM findings WHERE severity = 'info'") == []


def test_a_run_that_is_not_kept_leaves_nothing(state: State) -> None:
    """All of it is one transaction."""
    outcome = outcome_of({})
    run = Run(
        NIGHT,
        NIGHT,
        lambda _: FIRST,
        Contents({}, PROGRAMME),
        tabs=[OwnTabs(OWN, ("nowhere",), feedback_of(outcome))],
    )

    with pytest.raises(KeyError):
        record(state, outcome, PROGRAMME, COORD, run)

    assert set(sizes(state).values()) == {0}
