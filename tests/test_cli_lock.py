"""Two runs at once: one works, the other says so, waits where it is told to, and nobody has to clean up."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from sheets_sync.lock import NAME, take
from support.staged import start_staged
from test_cli import AS_OF, _break, programme, tool

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

__all__ = ["programme"]

#: The first run says that it is writing, and goes on when it may.
WAITS = "Path('writing').touch(); until(Path('go').exists)"


def writing(folder: Path) -> subprocess.Popen[str]:
    """A run that is in the middle of writing."""
    process = start_staged(WAITS, "sync", *AS_OF, cwd=folder)
    for _ in range(3_000):
        if (folder / "writing").exists():
            return process
        time.sleep(0.01)
    raise TimeoutError


def test_the_second_of_two_runs_says_so(programme: Path) -> None:
    """It ends with 5 and names the process, the machine and what to do; the first one does its work."""
    with writing(programme) as first:
        second = tool("sync", *AS_OF, cwd=programme)
        (programme / "go").touch()
        first.communicate(timeout=60)

    assert first.returncode == 0
    assert (second.returncode, second.stdout) == (5, "")
    assert second.stderr.startswith("sheets-sync: Er loopt al een synchronisatie sinds ")
    assert f"proces {first.pid} op {os.uname().nodename}" in second.stderr
    assert "--lock-wait" in second.stderr
    assert "Niets te schrijven" in tool("sync", *AS_OF, cwd=programme).stdout


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Une autre synchronisation"), ("en", "Another synchronisation")]
)
def test_it_is_told_in_the_language_of_the_coordinator(programme: Path, language: str, said: str) -> None:
    """As the configuration says."""
    config = programme / "config.toml"
    config.write_text(config.read_text("utf-8").replace('"nl"', f'"{language}"'), "utf-8")

    with take(programme / ".sheets-sync", "sync"):
        done = tool("sync", *AS_OF, cwd=programme)

    assert done.stderr.startswith(f"sheets-sync: {said}")


def test_it_is_a_finding_for_other_programs(programme: Path) -> None:
    """SYS02, in a report that is not complete; nothing was read."""
    with take(programme / ".sheets-sync", "sync"):
        done = tool("sync", "--format", "json", *AS_OF, cwd=programme)

    report = json.loads(done.stdout)
    assert done.returncode == 5
    assert (report["complete"], report["workbooks"]) == (False, [])
    assert [(f["code"], f["params"]["process"]) for f in report["findings"]] == [("SYS02", str(os.getpid()))]


def test_a_run_that_writes_nothing_needs_no_lock(programme: Path) -> None:
    """To check, and to see what would be written, goes on meanwhile, and leaves nothing in the folder."""
    alone = tool("sync", "--dry-run", *AS_OF, cwd=programme)

    assert alone.returncode == 0
    assert not (programme / ".sheets-sync").exists()
    with take(programme / ".sheets-sync", "sync"):
        assert tool("validate", *AS_OF, cwd=programme).returncode == 0
        assert tool("sync", "--dry-run", *AS_OF, cwd=programme).returncode == 0


def test_who_waits_gets_its_turn(programme: Path) -> None:
    """With --lock-wait the second run begins when the first has ended; the log says for whom it waits."""
    with take(programme / ".sheets-sync", "sync") as lock:
        waiting = start_staged("pass", "sync", "-v", "--lock-wait", "60", *AS_OF, cwd=programme)
        with waiting:
            assert waiting.stderr is not None
            lines = [waiting.stderr.readline(), waiting.stderr.readline()]
            lock.release()
            waiting.communicate(timeout=60)

    assert "run-start" in lines[0]
    assert f"lock-awaited pid={os.getpid()}" in lines[1]
    assert waiting.returncode == 0


@pytest.mark.parametrize("where", ["option", "environment", "configuration"])
def test_the_wait_is_over_at_last(programme: Path, where: str) -> None:
    """Wherever it is said how long it may be."""
    more: dict[str, str] = {"SHEETS_SYNC_LOCK_WAIT": "0.3"} if where == "environment" else {}
    options = ["--lock-wait", "0.3"] if where == "option" else []
    if where == "configuration":
        with (programme / "config.toml").open("a", encoding="utf-8") as config:
            config.write("[run]\nlock_wait_seconds = 0.3\n")

    with take(programme / ".sheets-sync", "sync"):
        done = tool("sync", "-v", *options, *AS_OF, cwd=programme, **more)

    assert done.returncode == 5
    assert "lock-awaited" in done.stderr


def test_an_option_goes_before_the_configuration(programme: Path) -> None:
    """Who says 0 does not wait."""
    with (programme / "config.toml").open("a", encoding="utf-8") as config:
        config.write("[run]\nlock_wait_seconds = 3600\n")

    with take(programme / ".sheets-sync", "sync"):
        done = tool("sync", "--lock-wait", "0", *AS_OF, cwd=programme)

    assert done.returncode == 5


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_who_waits_can_be_ended(programme: Path, number: signal.Signals, code: int) -> None:
    """At once, with a report that says so."""
    with take(programme / ".sheets-sync", "sync"):
        waiting = start_staged("pass", "sync", "-v", "--format", "json", "--lock-wait", "600", *AS_OF, cwd=programme)
        with waiting:
            assert waiting.stderr is not None
            waiting.stderr.readline()
            waiting.stderr.readline()
            waiting.send_signal(number)
            out, _ = waiting.communicate(timeout=60)

    assert waiting.returncode == code
    assert [f["code"] for f in json.loads(out)["findings"]] == ["SYS06"]


def test_a_run_that_is_killed_leaves_no_lock(programme: Path) -> None:
    """After a kill -9 in the middle of writing the next run just begins, and writes what is missing."""
    with writing(programme) as first:
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate(timeout=60)

    done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == 0
    assert "Niets te schrijven" in tool("sync", *AS_OF, cwd=programme).stdout


def test_a_parent_that_is_killed_lets_nobody_in_while_its_child_writes(programme: Path) -> None:
    """The child still writes; when it has done, the next run begins."""
    with writing(programme) as first:
        first.kill()
        first.wait(60)
        second = tool("sync", *AS_OF, cwd=programme)
        (programme / "go").touch()
        third = tool("sync", "--lock-wait", "60", *AS_OF, cwd=programme)

    assert (second.returncode, third.returncode) == (5, 0)
    assert "Niets te schrijven" in third.stdout


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_state_folder_that_is_of_no_use(programme: Path, kind: str) -> None:
    """A sentence that names it, exit code 5, and nothing written."""
    state = programme / ".sheets-sync"
    if kind == "file":
        state.write_text("")
    else:
        state.mkdir()
        (state / NAME).symlink_to(programme / "een.xlsx")
    before = (programme / "een.xlsx").read_bytes()

    done = tool("sync", *AS_OF, cwd=programme)

    assert done.returncode == 5
    assert ".sheets-sync" in done.stderr
    assert "Traceback" not in done.stderr
    assert (programme / "een.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [["restore", "1"], ["history", "close-year", "2020"], ["findings", "accept", "0", "--reason", "nagekeken"]],
)
def test_what_changes_workbooks_or_decisions_waits_for_nobody(programme: Path, command: list[str]) -> None:
    """Beside a run it says that there is one, and changes nothing."""
    _break(programme)
    assert tool("sync", *AS_OF, cwd=programme).returncode == 1
    if command[0] == "findings":
        listed = tool("findings", "--format", "json", cwd=programme).stdout
        command = [*command[:2], json.loads(listed)["findings"][0]["fingerprint"], *command[3:]]
    before = {path: path.read_bytes() for path in programme.rglob("*.xlsx")}

    with take(programme / ".sheets-sync", "sync"):
        done = tool(*command, cwd=programme)

    assert done.returncode == 5, done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in programme.rglob("*.xlsx")} == before
    assert not (programme / ".sheets-sync" / "decisions.json").exists()
