"""One run at a time: a lock in the state folder that the kernel frees, however its holder ends.

What the file says only tells who holds it. It stays when the lock is free: deleting it could let two runs in.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

NAME = "sync.lock"
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
#: Between two tries, in seconds.
_PAUSE = 0.25
#: More is not written by the tool.
_LONGEST = 4_096


@dataclass(frozen=True, slots=True)
class Holder:
    """Which run has the lock: its process on which machine, since when (UTC), and which command."""

    pid: int
    host: str
    since: datetime
    command: str


class HeldError(Exception):
    """Another run has the lock; `holder` is None where it doesn't say who it is."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(holder)
        self.holder = holder


class Lock:
    """The lock of a state folder, taken. A process that forks shares it with its children until the last one ends."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file
        self._process = os.getpid()

    def release(self) -> None:
        """The lock is free as soon as no child holds it; in a child of the process that took it this does nothing."""
        if self._file is None or os.getpid() != self._process:
            return
        file, self._file = self._file, None
        with contextlib.suppress(OSError):  # a full disk or a lost server must not hold up the end
            os.ftruncate(file, 0)
        os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


def take(
    folder: Path, command: str, wait: float = 0, waiting: Callable[[Holder | None], None] = lambda _: None
) -> Lock:
    """The lock of a state folder, which is made where it isn't there; another run is waited for so many seconds.

    `waiting` is told once of whom is waited for. Raises HeldError where another run still has it, OSError where the
    folder or its disk can hold no lock. A symbolic link under the name of the lock is not followed.
    """
    until = time.monotonic() + wait
    told = False
    while True:
        try:
            return _taken(folder, command)
        except HeldError as error:
            left = until - time.monotonic()
            if left <= 0:
                raise
            if not told:
                waiting(error.holder)
                told = True
        time.sleep(min(_PAUSE, left))


def _taken(folder: Path, command: str) -> Lock:
    while True:
        file = _opened(folder)
        try:
            _locked(file)
            if _is_there(folder, file):
                _write(file, Holder(os.getpid(), socket.gethostname(), datetime.now(UTC), command))
                return Lock(file)
        except BaseException:
            os.close(file)
            raise
        os.close(file)  # somebody deleted the file meanwhile: a lock on it would keep nobody out


def _opened(folder: Path) -> int:
    """The file, made where it isn't there; opened for writing, as a lock over the network asks for."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another run was quicker; a file of that name is told of below
            folder.mkdir(_FOLDER_MODE)
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        return os.open(NAME, flags, _FILE_MODE, dir_fd=place)
    finally:
        os.close(place)


def _locked(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldError(_read(file)) from None


def _is_there(folder: Path, file: int) -> bool:
    try:
        there = (folder / NAME).lstat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(file))


def _write(file: int, holder: Holder) -> None:
    """Who holds the lock, where the disk has room for it: the lock itself needs none."""
    text = json.dumps(asdict(holder) | {"since": holder.since.isoformat(timespec="seconds")})
    with contextlib.suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(file, f"{text}\n".encode(), 0)


def _read(file: int) -> Holder | None:
    try:
        held: dict[str, Any] = json.loads(os.pread(file, _LONGEST, 0))
        since = datetime.fromisoformat(held["since"]).astimezone(UTC)
        return Holder(int(held["pid"]), str(held["host"]), since, str(held["command"]))
    except (OSError, ValueError, LookupError, TypeError, OverflowError):
        return None
