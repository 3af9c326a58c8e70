"""A run that is told to stop: at once while it reads, between two workbooks while it writes, and it says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.staged import staged
from test_cli import AS_OF, programme, tool

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["programme"]

SIGNALS = pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])


def sent(name: str, to: str = "os.getppid()") -> str:
    """A person or the server sends a signal to the tool, and it has arrived where the work is done."""
    return f"os.kill({to}, signal.{name}); until(received(signal.{name}))"


def files(folder: Path) -> dict[str, bytes]:
    """The workbooks with their content."""
    return {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}


# ------------------------------------------------------------------------------------------------- while it writes
@SIGNALS
def test_the_workbook_at_hand_is_finished_and_no_other_begun(programme: Path, name: str, code: int) -> None:
    """The report is valid, not complete, and tells what was written; the next run does the rest."""
    before = files(programme)

    done = staged(sent(name), "sync", "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert (done.returncode, report["complete"], done.stderr) == (code, False, "")
    assert {w["workbook"] for w in report["writes"]} == {"een.xlsx"}
    assert "SYS06" in {f["code"] for f in report["findings"]}
    assert {name for name, content in files(programme).items() if content != before[name]} == {"een.xlsx"}
    rest = json.loads(tool("sync", "--format", "json", *AS_OF, cwd=programme).stdout)
    assert {w["workbook"] for w in rest["writes"]} == {"twee.xlsx", "coordinator.xlsx"}
    assert rest["complete"]


def test_people_read_it_too(programme: Path) -> None:
    """Beside what was written, and the log says how much is left."""
    done = staged(sent("SIGTERM"), "sync", "-v", *AS_OF, cwd=programme)

    assert "De synchronisatie werd beëindigd" in " ".join(done.stdout.split())
    assert "2 tabbladen geschreven" in done.stdout
    assert "stopped code=SYS06 left=2" in done.stderr


def test_the_end_of_the_terminal_is_one_signal(programme: Path) -> None:
    """Ctrl-C and systemd reach parent and child alike: that is no second signal."""
    done = staged(sent("SIGINT", "0"), "sync", "--format", "json", *AS_OF, cwd=programme)

    assert done.returncode == 130
    assert {w["workbook"] for w in json.loads(done.stdout)["writes"]} == {"een.xlsx"}


def test_a_signal_in_the_last_workbook_changes_nothing(programme: Path) -> None:
    """All was done."""
    done = staged(sent("SIGTERM"), "sync", "--format", "json", *AS_OF, cwd=programme, number=2)

    report = json.loads(done.stdout)
    assert (done.returncode, report["complete"]) == (0, True)
    assert {w["workbook"] for w in report["writes"]} == {"een.xlsx", "twee.xlsx", "coordinator.xlsx"}


@SIGNALS
def test_a_second_signal_kills(programme: Path, name: str, code: int) -> None:
    """For a person who cannot wait; each workbook is whole all the same, and the next run does the rest."""
    before = files(programme)

    done = staged(f"{sent(name)}; os.kill(os.getppid(), signal.{name}); time.sleep(60)", "sync", cwd=programme)

    assert (done.returncode, done.stdout) == (code, "")
    assert files(programme) == before
    assert tool("sync", *AS_OF, cwd=programme).returncode == 0


# ------------------------------------------------------------------------------------------------- while it reads
@SIGNALS
@pytest.mark.parametrize(("command", "codes"), [("sync", ["SYS06"]), ("validate", [])])
def test_reading_is_broken_off_at_once(programme: Path, command: str, codes: list[str], name: str, code: int) -> None:
    """Nothing is half done then: no workbook changes, and the report says that it is not complete."""
    before = files(programme)
    happens = f"os.kill(os.getppid(), signal.{name}); time.sleep(60)"

    done = staged(happens, command, "--format", "json", *AS_OF, cwd=programme, method="read", number=1)

    report = json.loads(done.stdout)
    assert (done.returncode, report["complete"]) == (code, False)
    assert [f["code"] for f in report["findings"]] == codes
    assert bool(done.stderr.strip()) == bool(codes)
    assert files(programme) == before


# ------------------------------------------------------------------------------------------------- a deadline
@pytest.mark.parametrize("where", ["option", "configuration"])
def test_a_deadline_that_is_over_before_reading(programme: Path, where: str) -> None:
    """Exit code 3, a sentence, and nothing written."""
    options = ["--deadline", "0.000001"] if where == "option" else []
    if where == "configuration":
        with (programme / "config.toml").open("a", encoding="utf-8") as config:
            config.write("[run]\ndeadline_minutes = 0.000001\n")
    before = files(programme)

    done = tool("sync", "--format", "json", *options, *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert (done.returncode, report["complete"]) == (3, False)
    assert [f["code"] for f in report["findings"]] == ["SYS07"]
    assert "--deadline" in done.stderr
    assert files(programme) == before


def test_a_deadline_between_two_workbooks(programme: Path) -> None:
    """What was begun is finished; the report tells what was written, and the next run does the rest."""
    happens = "import sheets_sync.cli.stopping as s; now = s.monotonic; s.monotonic = lambda: now() + 7_200"

    done = staged(happens, "sync", "--deadline", "60", "--format", "json", *AS_OF, cwd=programme, number=1)

    report = json.loads(done.stdout)
    (finding,) = (f for f in report["findings"] if f["code"] == "SYS07")
    assert (done.returncode, report["complete"]) == (3, False)
    assert "60" in finding["message"]
    assert {w["workbook"] for w in report["writes"]} == {"een.xlsx", "twee.xlsx"}
    assert tool("sync", "--deadline", "60", *AS_OF, cwd=programme).returncode == 0


@pytest.mark.parametrize("minutes", ["0", "-1", "soon", "nan"])
def test_a_deadline_is_a_time(programme: Path, minutes: str) -> None:
    """Anything else is wrong use."""
    done = tool("sync", "--deadline", minutes, *AS_OF, cwd=programme)

    assert done.returncode == 2
    assert "--deadline" in done.stderr
