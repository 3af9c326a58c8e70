"""The memory of whole runs: what they leave, and that no run depends on it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.reading import validate
from sheets_sync.state.database import FILE
from sheets_sync.sync import sync
from support.killed import killed_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheets_sync.model import Report

DAY, LATER = date(2025, 6, 30), date(2025, 7, 9)
MEMORY = ".sheets-sync"
BOOK = "lommel.xlsx"


def run(folder: Path, day: date = DAY, **options: bool) -> Report:
    """What a run of `sync` reports."""
    return sync(open_job(load_config(folder / "config.toml"), day), **options).report


def ask(folder: Path, question: str) -> list[tuple[Any, ...]]:
    """The answer of the state to a question in SQL."""
    with closing(sqlite3.connect(folder / MEMORY / FILE)) as connection:
        return connection.execute(question).fetchall()


def told(report: Report) -> list[str]:
    """The codes of the findings about the run itself."""
    return [finding.code for finding in report.findings if finding.code.startswith("SYS")]


def books(folder: Path) -> dict[str, bytes]:
    """Every workbook with its content."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.xlsx"))}


# ------------------------------------------------------------------------------------------------- what a run leaves
def test_a_run_is_remembered_with_all_that_it_wrote(again: Path) -> None:
    """Each workbook with its rows, each tab of the tool's own, and each error and warning."""
    titles = set(ask(again, "SELECT workbook, title FROM sheets"))

    assert ask(again, "SELECT as_of, complete FROM runs") == [("2025-06-30", 1)]
    assert {("lommel.xlsx", "Controle"), ("lommel.xlsx", "Overzicht"), ("coordinator.xlsx", "Findings")} <= titles
    read = {name for (name,) in ask(again, "SELECT workbook FROM books WHERE status = 'read' AND rows IS NOT NULL")}
    assert read == set(books(again))
    assert ask(again, "SELECT count(*) FROM findings WHERE severity = 'error'") > [(0,)]


def test_a_second_run_adds_its_own_line(again: Path) -> None:
    """Nothing else is new, whatever the day."""
    tables = ("books", "contents", "sheets", "pieces", "figures", "findings", "baselines")
    before = {table: ask(again, f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608  (its own tables)

    report = run(again)

    assert report.writes == ()
    assert told(report) == []
    assert {table: ask(again, f"SELECT count(*) FROM {table}") for table in tables} == before  # noqa: S608  (the same)
    assert ask(again, "SELECT id FROM runs") == [(1,), (2,)]


@pytest.mark.parametrize("look", [validate, lambda job: sync(job, dry_run=True)])
def test_who_only_looks_leaves_no_memory(fresh: Path, look: Callable[..., object]) -> None:
    """Neither a check nor a run without writing makes a state."""
    look(open_job(load_config(fresh / "config.toml"), DAY))

    assert not (fresh / MEMORY).exists()


def test_a_run_for_a_part_remembers_that_part(again: Path) -> None:
    """The lines of all others stay the latest."""
    sync(open_job(load_config(again / "config.toml"), LATER, ["Lommel"]))

    assert ask(again, "SELECT what FROM runs WHERE id = 2") == [('["Lommel"]',)]
    assert {row[0] for row in ask(again, "SELECT workbook FROM books WHERE run = 2")} <= {"lommel.xlsx"}


# ------------------------------------------------------------------------------------------------- lost and damaged
def test_a_damaged_memory_is_begun_anew_from_the_workbooks(again: Path) -> None:
    """It is put aside and told; the workbooks stay as they are, and since when a finding stands is still known."""
    first = dict(ask(again, "SELECT fingerprint, first_seen FROM findings WHERE workbook LIKE 'lommel%'"))
    before = books(again)
    (again / MEMORY / FILE).write_bytes(b"scratched" * 999)

    report = run(again, LATER)

    assert told(report) == ["SYS03"]
    assert books(again).keys() == before.keys()
    anew = dict(ask(again, "SELECT fingerprint, first_seen FROM findings WHERE workbook LIKE 'lommel%'"))
    assert first.items() <= anew.items()
    assert len(list((again / MEMORY).glob(f"{FILE}.damaged-*"))) == 1
    assert told(run(again, LATER)) == []


def test_a_lost_memory_is_told_once(again: Path) -> None:
    """The workbooks tell of an earlier run, so somebody may still have the folder."""
    shutil.rmtree(again / MEMORY)

    assert [told(run(again)), told(run(again))] == [["SYS05"], []]


def test_the_very_first_run_misses_nothing(fresh: Path) -> None:
    """There was nothing to remember."""
    assert told(run(fresh)) == []


def test_without_a_memory_all_else_is_as_always(fresh: Path, again: Path) -> None:
    """Nothing can be kept, which is told; what is written is the same, and a second run writes nothing."""
    (fresh / MEMORY).write_text("a file in its place", "utf-8")

    first, second = run(fresh), run(fresh)

    assert told(first) == ["SYS04"]
    assert (second.writes, told(second)) == ((), ["SYS04"])
    assert {n: len(c) for n, c in books(fresh).items()} == {n: len(c) for n, c in books(again).items()}


# ------------------------------------------------------------------------------------------------- rows that vanish
def shorten(folder: Path, *, keep: int) -> None:
    """Leave so many costs in a workbook."""
    path = folder / BOOK
    book = openpyxl.load_workbook(path)
    sheet = next(tab for tab in book.worksheets if tab.title == "Kosten")
    costs = [row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("C-")]
    for row in reversed(costs[keep:]):
        sheet.delete_rows(row)
    book.save(path)


def statuses(folder: Path) -> Counter[str]:
    """How many costs of the workbook the coordinator's list has, by their status."""
    rows = openpyxl.load_workbook(folder / "coordinator.xlsx")["All costs"].iter_rows(values_only=True)
    return Counter(str(row[2]) for row in rows if BOOK in row)


def test_rows_that_vanish_stay_in_the_list_until_a_person_confirms(again: Path) -> None:
    """Told to everybody, the same each night; after --accept-loss the list is short and all is quiet."""
    before = statuses(again)
    shorten(again, keep=2)

    first, second = run(again), run(again)
    marked = statuses(again)
    accepted, after = run(again, accept_loss=True), run(again)

    (found,) = (finding for finding in first.findings if finding.code == "XWB03")
    assert found.location.workbook == BOOK
    assert marked["vanished"] == found.params["n"]
    assert sum(marked.values()) >= sum(before.values()) - 1  # a total row may have gone as well
    assert [f.code for f in second.findings] == [f.code for f in first.findings]
    assert second.writes == ()
    assert "XWB03" not in {f.code for f in accepted.findings}
    assert statuses(again)["vanished"] == 0
    assert after.writes == ()
    assert "XWB03" not in {f.code for f in after.findings}


def test_rows_that_come_back_are_as_before(again: Path) -> None:
    """Nobody has to confirm anything."""
    whole = (again / BOOK).read_bytes()
    before = statuses(again)
    shorten(again, keep=2)
    run(again)
    (again / BOOK).write_bytes(whole)

    report = run(again)

    assert "XWB03" not in {f.code for f in report.findings}
    assert statuses(again) == before


def test_a_workbook_that_cannot_be_read_for_a_night_keeps_its_place(again: Path) -> None:
    """Its rows stay in the lists, marked as not read, and a night later all is as it was."""
    whole = (again / BOOK).read_bytes()
    before = statuses(again)
    (again / BOOK).write_bytes(b"half a file")

    report = run(again)
    marked = statuses(again)
    (again / BOOK).write_bytes(whole)
    run(again)

    assert not report.complete
    assert "XWB03" not in {f.code for f in report.findings}
    assert set(marked) == {"not read"}
    assert statuses(again) == before


def test_what_could_not_be_read_can_be_let_go_as_well(again: Path) -> None:
    """After --accept-loss its rows do not come back to the lists, until the workbook does."""
    whole = (again / BOOK).read_bytes()
    before = statuses(again)
    (again / BOOK).write_bytes(b"half a file")
    run(again)

    run(again, accept_loss=True)
    gone, quiet = statuses(again), run(again)
    (again / BOOK).write_bytes(whole)
    run(again)

    assert gone == Counter()
    assert quiet.writes == ()
    assert statuses(again) == before


def test_a_run_without_writing_tells_what_vanished(again: Path) -> None:
    """As the run will; the memory stays as it is."""
    shorten(again, keep=2)
    before = (again / MEMORY / FILE).read_bytes()

    report = sync(open_job(load_config(again / "config.toml"), DAY), dry_run=True).report

    assert "XWB03" in {f.code for f in report.findings}
    assert (again / MEMORY / FILE).read_bytes() == before


def test_without_a_memory_nothing_is_known_to_have_vanished(again: Path) -> None:
    """The guard of the consolidated tabs is all there is."""
    shutil.rmtree(again / MEMORY)
    shorten(again, keep=2)

    assert "XWB03" not in {f.code for f in run(again, accept_loss=True).findings}


def test_from_how_many_rows_on_is_for_the_administrator_to_say(again: Path) -> None:
    """In the configuration, as a share of the rows of a tab."""
    config = again / "config.toml"
    config.write_text(config.read_text("utf-8").replace("loss = 0.3", "loss = 1"), "utf-8")
    shorten(again, keep=2)

    assert "XWB03" not in {f.code for f in run(again).findings}


# ------------------------------------------------------------------------------------------------- killed
#: What is killed.
WORK = """
from datetime import date
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.sync import sync
sync(open_job(load_config(folder / "config.toml"), date(2025, 6, 30)))
"""


def test_a_run_that_is_killed_while_it_remembers_leaves_the_next_one_right(
    made: Path, done: Path, tmp_path: Path
) -> None:
    """Wherever it is killed, the state opens, and the next run remembers what an undisturbed one does."""
    whole = killed_at(WORK, Path(shutil.copytree(made, tmp_path / "whole")), 0)
    statements = int(whole.stdout)
    findings = "SELECT fingerprint, first_seen, solved, came_back FROM findings ORDER BY fingerprint"
    rows = "SELECT workbook, rows FROM books WHERE workbook <> 'coordinator.xlsx' ORDER BY workbook"

    for statement in (10, statements // 3, statements // 2, statements - 40, statements - 1, statements):
        folder = Path(shutil.copytree(made, tmp_path / str(statement)))
        assert killed_at(WORK, folder, statement).returncode == -signal.SIGKILL

        report = run(folder)

        assert set(told(report)) <= {"SYS05"}
        assert ask(folder, "SELECT count(*) FROM runs") in ([(1,)], [(2,)])  # the killed one had come to its end
        assert ask(folder, findings) == ask(done, findings)
        assert ask(folder, rows) == ask(done, rows)
        assert ask(folder, "PRAGMA integrity_check") == [("ok",)]
        assert run(folder).writes == ()
