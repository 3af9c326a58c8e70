"""A hundred runs in a row: nothing grows, no file, no tab, no memory."""

from __future__ import annotations

import gc
import signal
import sys
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sheets_sync.cli import main
from sheets_sync.isolation import IN_PROCESS
from test_cli import AS_OF, _break, programme

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["programme"]

RUNS = 100
#: Until then modules are imported and what is asked for once is kept.
WARM = 5
#: What a run may leave behind on average; one that kept its workbooks would leave a hundred thousand and more.
BYTES_PER_RUN = 2_000
#: A run in which nothing changed is a line in the list of runs.
BYTES_PER_LINE = 500
STATE = "state.sqlite3"


@pytest.fixture
def in_process(programme: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A programme with something to correct, on which the tool runs in the process of the test."""
    _break(programme)
    monkeypatch.chdir(programme)
    monkeypatch.setenv(IN_PROCESS, "1")
    monkeypatch.setattr(sys, "argv", ["sheets-sync", "-q", "sync", *AS_OF, "--summary", "summary.json"])
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield programme
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.enable()


def run() -> int:
    """The exit code of the tool."""
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def held(folder: Path) -> dict[str, bytes]:
    """All files with their contents, but for the summary, which tells its own time, and the list of runs."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in {"summary.json", STATE})
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def kept(folder: Path) -> int:
    """The bytes in which the runs are remembered."""
    return sum(path.stat().st_size for path in folder.rglob(STATE))


def size() -> tuple[int, int, int]:
    """The bytes in use, and how many files and handlers of this process are open."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0], len(list(Path("/proc/self/fd").iterdir())), len(gc.get_objects())


def test_nothing_grows(in_process: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After the first run no file changes, and a run leaves nothing open and next to nothing in memory."""
    codes = {run() for _ in range(WARM)}
    capsys.readouterr()
    before, remembered = held(in_process), kept(in_process)
    tracemalloc.start()
    codes |= {run() for _ in range(WARM)}
    capsys.readouterr()
    bytes_before, files_before, objects_before = size()

    for _ in range(RUNS):
        codes.add(run())
        capsys.readouterr()
    bytes_after, files_after, objects_after = size()
    tracemalloc.stop()

    assert codes == {1}
    assert held(in_process) == before
    assert kept(in_process) - remembered < RUNS * BYTES_PER_LINE
    assert files_after == files_before
    assert bytes_after - bytes_before < RUNS * BYTES_PER_RUN
    assert objects_after - objects_before < RUNS
    titles = [tab.title for tab in openpyxl.load_workbook(in_process / "een.xlsx").worksheets]
    assert titles == ["Activiteiten", "Kosten", "Controle", "Overzicht"]
