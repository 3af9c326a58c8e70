"""Nobody writes into a file while we look at it and replace it: Linux tells who tries, and makes them wait.

A program that saves into the file itself, and not beside it, would otherwise write into what is no longer there.
"""

from __future__ import annotations

import errno
import os
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # no such system
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_POSSIBLE = hasattr(fcntl, "F_SETLEASE")
_SETSIG = 10  # F_SETSIG, which the module does not name


class InUse(Exception):  # noqa: N818  (says what the file is, not that the tool failed)
    """Somebody has the file open for writing."""


@contextmanager
def leased(path: Path) -> Iterator[Callable[[], bool]]:
    """For this long, whoever opens the file for writing waits; gives a question: whether somebody waits.

    Where the system or the file system has no leases, nobody ever waits. Raises InUse; FileNotFoundError.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    held = False
    try:
        held = _POSSIBLE and _lease(handle)
        yield lambda: held and fcntl.fcntl(handle, fcntl.F_GETLEASE) != fcntl.F_RDLCK
    finally:
        if held:  # whoever waits goes on; closing alone would not do where a process was forked in between
            with suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        os.close(handle)


def _lease(handle: int) -> bool:
    """Take the lease; False where there is none to be had."""
    try:
        # told by a signal that does nothing, since the usual one would end the process
        fcntl.fcntl(handle, _SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EWOULDBLOCK}:
            raise InUse from error
        return False
    return True
