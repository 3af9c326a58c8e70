"""The file of the state opens whatever became of it: a run never stops for what it only remembers."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from sheets_sync.state import database
from sheets_sync.state.database import FILE, migrate, open_state, peek_state
from sheets_sync.state.migrations import MIGRATIONS
from sheets_sync.state.packing import unpacked
from support.killed import killed_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = date(2026, 3, 4)
RUN = (
    "INSERT INTO runs VALUES (NULL, '2026-03-04T02:20:00', '2026-03-04T02:21:00', '0.1.0', '2026-03-04', '[]', "
    "1, 2, 0, 10, 9, 1, 0, 1, 0, 3)"
)
ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


def add(connection: sqlite3.Connection) -> None:
    """One more run, in a transaction of somebody else."""
    connection.execute(RUN)


def runs(folder: Path) -> int:
    """How many runs are remembered."""
    with open_state(folder) as state:
        assert state.told == []
        number: int = state.connection.execute("SELECT count(*) FROM runs").fetchone()[0]
        return number


def remember(folder: Path) -> None:
    """One more run."""
    with open_state(folder) as state:
        assert state.write(add)


def names(folder: Path) -> set[str]:
    """The files in a folder."""
    return {path.name for path in folder.iterdir()}


# ------------------------------------------------------------------------------------------------- an ordinary life
def test_what_is_remembered_is_there_the_next_time(tmp_path: Path) -> None:
    """Also where the folder and those above it did not exist."""
    folder = tmp_path / "a" / ".sheets-sync"

    remember(folder)

    assert runs(folder) == 1
    assert names(folder) == {FILE}


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """It holds what people typed: the folder and the file are for this account alone, whatever the umask says."""
    before = os.umask(0)
    try:
        remember(tmp_path / "state")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "state" / FILE).stat().st_mode) == 0o600


def test_the_rights_of_a_folder_that_was_there_are_left_alone(tmp_path: Path) -> None:
    """It may be the folder of the programme itself."""
    tmp_path.chmod(0o755)

    remember(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_transaction_is_kept_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    """What is raised in between goes on to the caller, and leaves nothing."""

    def half(connection: sqlite3.Connection) -> None:
        add(connection)
        raise ZeroDivisionError

    with open_state(tmp_path) as state, pytest.raises(ZeroDivisionError):
        state.write(half)

    assert runs(tmp_path) == 0


def test_what_refers_to_something_refers_to_what_is_there(tmp_path: Path) -> None:
    """Foreign keys are watched: a line of a workbook belongs to a run."""
    with open_state(tmp_path) as state:
        assert state.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert state.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


# ------------------------------------------------------------------------------------------------- put aside
def _garbage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _scratched(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


@pytest.mark.parametrize("spoil", [_garbage, _cut, _scratched, _foreign, _newer])
def test_a_file_that_cannot_be_used_is_put_aside(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """It is kept to the byte under another name, a new one is begun, and the run tells of it."""
    remember(tmp_path)
    spoil(tmp_path / FILE)
    spoilt = (tmp_path / FILE).read_bytes()

    with open_state(tmp_path, today=DAY) as state:
        told = [(finding.code, finding.params) for finding in state.told]
        begun, remembers = state.begun, state.remembers

    aside = tmp_path / f"{FILE}.damaged-2026-03-04"
    assert told == [("SYS03", {"file": str(aside)})]
    assert begun
    assert remembers
    assert aside.read_bytes() == spoilt
    assert runs(tmp_path) == 0


def test_nothing_that_was_put_aside_is_overwritten(tmp_path: Path) -> None:
    """A second damaged file of the same day gets a name of its own."""
    for _ in range(2):
        (tmp_path / FILE).write_bytes(b"no database, but long enough to be looked at" * 3)
        open_state(tmp_path, today=DAY).close()

    assert names(tmp_path) == {FILE, f"{FILE}.damaged-2026-03-04", f"{FILE}.damaged-2026-03-04-2"}


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    """As a process leaves it that was killed before it wrote anything."""
    (tmp_path / FILE).touch()

    assert runs(tmp_path) == 0
    assert names(tmp_path) == {FILE}


# ------------------------------------------------------------------------------------------------- without a memory
def _a_file(folder: Path) -> None:
    folder.write_text("somebody needed the name", "utf-8")


def _a_folder_in_its_place(folder: Path) -> None:
    (folder / FILE).mkdir(parents=True)


@pytest.mark.parametrize("hinder", [_a_file, _a_folder_in_its_place])
def test_where_nothing_can_be_kept_the_run_goes_on(tmp_path: Path, hinder: Callable[[Path], None]) -> None:
    """It has an empty memory that is gone with it, and says so once."""
    hinder(tmp_path / "state")

    with open_state(tmp_path / "state") as state:
        kept = [state.write(add), state.write(add)]

        assert kept == [False, False]
        assert not state.remembers
        assert [finding.code for finding in state.told] == ["SYS04"]


@ROOT
def test_a_folder_that_may_not_be_written_stops_no_run(tmp_path: Path) -> None:
    """The disk may be mounted for reading only."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o500)

    with open_state(folder) as state:
        assert [finding.code for finding in state.told] == ["SYS04"]


def test_a_full_disk_stops_no_run(tmp_path: Path) -> None:
    """What was remembered before is still there; what did not fit is not, as a whole."""
    remember(tmp_path)

    def large(connection: sqlite3.Connection) -> None:
        add(connection)
        connection.execute("INSERT INTO contents VALUES (x'01', zeroblob(1000000))")

    with open_state(tmp_path) as state:
        state.connection.execute("PRAGMA max_page_count = 1")
        kept = [state.write(large), state.write(add)]

        assert kept == [False, False]

        assert [finding.code for finding in state.told] == ["SYS04"]
    assert runs(tmp_path) == 1


def test_a_file_that_another_run_holds_stops_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while the run goes on without what it would have written."""
    monkeypatch.setattr(database, "BUSY", 0.01)
    remember(tmp_path)
    with open_state(tmp_path) as other, open_state(tmp_path) as state:
        other.connection.execute("BEGIN IMMEDIATE")
        state.write(add)

        assert [finding.code for finding in state.told] == ["SYS04"]
    assert runs(tmp_path) == 1


def test_a_question_that_cannot_be_answered_has_its_usual_answer(tmp_path: Path) -> None:
    """From then on nothing is remembered."""
    with open_state(tmp_path) as state:
        answer = state.read(lambda connection: connection.execute("SELECT * FROM nowhere").fetchall(), [])

        assert answer == []
        assert [finding.code for finding in state.told] == ["SYS04"]


def test_a_content_that_is_damaged_costs_the_memory_once(tmp_path: Path) -> None:
    """The pages are sound, but not what was stored in them: the file is put aside, and the next run begins anew."""
    remember(tmp_path)

    def damaged(_connection: sqlite3.Connection) -> str:
        return unpacked(b"no content")

    with open_state(tmp_path) as state:
        answer = state.read(damaged, "nothing")
        kept = state.write(add)

        assert (answer, kept) == ("nothing", False)
        assert [finding.code for finding in state.told] == ["SYS03"]
    assert runs(tmp_path) == 0
    assert len([name for name in names(tmp_path) if ".damaged-" in name]) == 1


def test_who_only_looks_puts_nothing_aside(tmp_path: Path) -> None:
    """And makes nothing: a state that is not there is an empty one."""
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)

    with peek_state(tmp_path) as state, peek_state(tmp_path / "nowhere") as nothing:
        assert (state.begun, state.told) == (True, [])
        assert (nothing.begun, nothing.told) == (True, [])

    assert names(tmp_path) == {FILE}


# ------------------------------------------------------------------------------------------------- versions
def test_a_state_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """What it held is still there, and what the next version needs as well."""
    remember(tmp_path)
    with open_state(tmp_path) as state:
        migrate(state.connection, (*MIGRATIONS, "CREATE TABLE more (a TEXT);\nINSERT INTO more VALUES ('x;y');\n"))

        version = state.connection.execute("PRAGMA user_version").fetchone()[0]
        assert version == len(MIGRATIONS) + 1
        assert state.connection.execute("SELECT a FROM more").fetchall() == [("x;y",)]
        assert state.connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_a_version_that_cannot_be_made_leaves_the_one_before(tmp_path: Path) -> None:
    """A script runs as a whole or not at all."""
    with open_state(tmp_path) as state:
        with pytest.raises(sqlite3.OperationalError):
            migrate(state.connection, (*MIGRATIONS, "CREATE TABLE more (a TEXT);\nINSERT INTO nowhere VALUES (1);\n"))

        assert state.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert not state.connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'more'").fetchone()


# ------------------------------------------------------------------------------------------------- killed
#: What is killed.
WORK = f"""
from sheets_sync.state.database import open_state
with open_state(folder) as state:
    state.write(lambda connection: connection.execute({RUN!r}))
"""


def test_a_process_that_is_killed_at_any_statement_leaves_a_sound_state(tmp_path: Path) -> None:
    """The next run opens it and remembers what it finds; the killed one is there as a whole or not at all."""
    whole = killed_at(WORK, tmp_path / "whole", 0)
    statements = int(whole.stdout)
    assert statements > 20
    step = max(statements // 8, 1)

    for statement in [*range(1, statements, step), statements - 1, statements]:
        folder = tmp_path / str(statement)

        assert killed_at(WORK, folder, statement).returncode == -signal.SIGKILL

        before = runs(folder)
        assert before == 0
        remember(folder)
        assert runs(folder) == 1
