"""A whole run over files that is killed at any of the moments at which it changes something on the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.generate import SIZES, programme
from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.state.database import peek_state
from sheets_sync.sync import sync

if TYPE_CHECKING:
    from sheets_sync.check import Outcome

#: A run that kills itself before the change of this number: a file is opened to be written, renamed, linked, taken
#: away, given rights, made longer. In C they are the calls that an exchange of two files takes.
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
import sheets_sync.backends.xlsx.swap
from sheets_sync.config import load_config
from sheets_sync.job import open_job
from sheets_sync.sync import sync

CHANGES = {"os.rename", "os.link", "os.remove", "os.chmod", "os.chown", "os.truncate", "os.mkdir", "os.utime",
           "os.setxattr", "ctypes.call_function", "sqlite3.connect"}
folder, count, armed = sys.argv[1], 0, False
def watch(event, args):
    global count
    if not armed:
        return
    written = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event not in CHANGES and not (written and str(args[0]).startswith(folder)):
        return
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
job = open_job(load_config(Path(folder) / "config.toml"), date(2025, 6, 30), write=True)
armed = True
sync(job)
armed = False
print(count)
"""
#: The tab in which each run that changed something is a line.
RUNS = "Synchronisaties"


def killed_at(folder: Path, change: int) -> subprocess.CompletedProcess[str]:
    """A run that is killed before this change."""
    command = [sys.executable, "-c", KILLED, str(folder), str(change)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False, env=environment)


def run(folder: Path) -> Outcome:
    """An undisturbed run."""
    return sync(open_job(load_config(folder / "config.toml"), date(2025, 6, 30), write=True))


def held(folder: Path) -> dict[str, list[tuple[str, object]]]:
    """What each workbook holds, people's tabs and ours, but for the list of runs."""
    backend = XlsxBackend(folder)
    books = {path.name: backend.read(path.name, long=True) for path in sorted(folder.glob("*.xlsx"))}
    return {
        name: [(tab.title, tab.rows) for tab in (*book.tabs, *book.own) if tab.title != RUNS]
        for name, book in books.items()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two municipalities with mistakes, and the coordinator's workbook, before any run."""
    folder = tmp_path_factory.mktemp("killed") / "made"
    programme(folder, workbooks=2, mistakes=3, size=SIZES["few"])
    return folder


def test_killed_at_any_change_of_the_disk_the_next_run_ends_as_if_nothing_had_happened(
    made: Path, tmp_path: Path
) -> None:
    """Every workbook is whole at once, as before or as after; the state opens; nothing is left beside them."""
    before = held(made)
    whole = Path(shutil.copytree(made, tmp_path / "whole"))
    changes = int(killed_at(whole, 0).stdout)
    after = held(whole)
    assert changes > 15

    for change in range(1, changes + 1):
        folder = Path(shutil.copytree(made, tmp_path / str(change)))
        assert killed_at(folder, change).returncode == -signal.SIGKILL

        for name, tabs in held(folder).items():
            assert tabs in (before[name], after[name]), (change, name)
        for left in folder.glob(".*.part"):  # a young one may be another run's, at work
            os.utime(left, (0, 0))
        outcome = run(folder)

        assert outcome.report.complete, change
        assert held(folder) == after, change
        with peek_state(folder / ".sheets-sync") as state:
            assert state.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {path.name for path in folder.iterdir()} == {path.name for path in whole.iterdir()}, change
        assert run(folder).report.writes == ()
