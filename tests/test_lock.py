"""One run at a time: who holds the lock, who waits, and what frees it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sheets_sync.lock import NAME, HeldError, Holder, take

#: Takes the lock of a folder, says so, and ends when it is told to; with "fork" a child keeps it, whose id is said.
HOLDER = """
import os, sys
from pathlib import Path
from sheets_sync.lock import take
lock = take(Path(sys.argv[1]), "sync")
if "fork" in sys.argv:
    child = os.fork()
    if child == 0:
        lock.release()
        sys.stdin.read()
        os._exit(0)
    print(child, flush=True)
else:
    print("held", flush=True)
sys.stdin.read()
"""


def hold(folder: Path, *how: str) -> subprocess.Popen[str]:
    """A process that holds the lock of a folder."""
    command = [sys.executable, "-c", HOLDER, str(folder), *how]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> str:
    """Its first line, when it has the lock."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_it_is_held_until_it_is_released(tmp_path: Path) -> None:
    """A second one is refused, and gets it when the first has done."""
    with take(tmp_path, "sync"), pytest.raises(HeldError):
        take(tmp_path, "sync")

    take(tmp_path, "sync").release()


def test_the_holder_says_who_it_is(tmp_path: Path) -> None:
    """Its process, its machine, since when, and its command; when it is free again the file names nobody."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    lock = take(tmp_path, "sync")

    with pytest.raises(HeldError) as error:
        take(tmp_path, "sync")
    lock.release()

    holder = error.value.holder
    assert isinstance(holder, Holder)
    assert (holder.pid, holder.host, holder.command) == (os.getpid(), os.uname().nodename, "sync")
    assert before <= holder.since <= datetime.now(UTC)
    assert (tmp_path / NAME).read_text() == ""


def test_a_holder_that_is_killed_frees_it(tmp_path: Path) -> None:
    """Nobody has to delete anything after a kill -9, although its name still stands in the file."""
    with hold(tmp_path) as process:
        assert told(process) == "held"
        with pytest.raises(HeldError):
            take(tmp_path, "sync")

        process.send_signal(signal.SIGKILL)
        process.wait(20)

        assert json.loads((tmp_path / NAME).read_text())["pid"] == process.pid
        take(tmp_path, "sync").release()


def test_a_child_keeps_what_its_parent_took(tmp_path: Path) -> None:
    """Where the parent is killed while the child still works, the lock is held; a child cannot let go of it early."""
    with hold(tmp_path, "fork") as process:
        child = int(told(process))
        process.send_signal(signal.SIGKILL)
        process.wait(20)

        with pytest.raises(HeldError):
            take(tmp_path, "sync")
        os.kill(child, signal.SIGKILL)
        take(tmp_path, "sync", wait=20).release()


def test_who_waits_gets_it(tmp_path: Path) -> None:
    """Within its time; it is told once for whom it waits."""
    lock = take(tmp_path, "sync")
    waited: list[Holder | None] = []

    def waiting(holder: Holder | None) -> None:
        waited.append(holder)
        lock.release()

    take(tmp_path, "sync", wait=60, waiting=waiting).release()

    assert [holder.pid for holder in waited if holder] == [os.getpid()]


def test_who_waits_in_vain_is_refused(tmp_path: Path) -> None:
    """When its time is over, as without waiting."""
    with take(tmp_path, "sync"), pytest.raises(HeldError):
        take(tmp_path, "sync", wait=0.3)


def test_the_folder_is_made_for_this_account_alone(tmp_path: Path) -> None:
    """With the folders above it, and so is the file."""
    folder = tmp_path / "a" / "b"

    with take(folder, "sync"):
        modes = [path.stat().st_mode & 0o077 for path in (folder, folder / NAME)]

    assert modes == [0, 0]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """What somebody put under the name of the lock stays as it is."""
    (tmp_path / "state").mkdir()
    (tmp_path / "else").write_text("kept")
    (tmp_path / "state" / NAME).symlink_to(tmp_path / "else")

    with pytest.raises(OSError, match="symbolic links"):
        take(tmp_path / "state", "sync")

    assert (tmp_path / "else").read_text() == "kept"


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    """There can be no lock in it."""
    (tmp_path / "state").write_text("")

    with pytest.raises(NotADirectoryError):
        take(tmp_path / "state", "sync")


def test_a_lock_on_a_deleted_file_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody deletes the file between opening and locking, the new one is locked."""
    flock, deleted = fcntl.flock, []

    def late(file: int, how: int) -> None:
        if not deleted:
            (tmp_path / NAME).unlink()
            deleted.append(file)
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)

    with take(tmp_path, "sync"), pytest.raises(HeldError):
        take(tmp_path, "sync")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"pid": 1}', '{"pid": [], "host": 1, "since": 1, "command": 1}', "\udcff" * 9_000]
)
def test_a_holder_that_says_nothing_of_use(tmp_path: Path, content: str) -> None:
    """It holds the lock all the same."""
    with take(tmp_path, "sync"):
        (tmp_path / NAME).write_text(content, errors="surrogateescape")

        with pytest.raises(HeldError) as error:
            take(tmp_path, "sync")

    assert error.value.holder is None


def test_no_file_stays_open(tmp_path: Path) -> None:
    """Neither of those who got the lock nor of those who didn't."""
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))

    for _ in range(20):
        with take(tmp_path, "sync"), pytest.raises(HeldError):
            take(tmp_path, "sync")

    assert len(list(descriptors.iterdir())) == before
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
