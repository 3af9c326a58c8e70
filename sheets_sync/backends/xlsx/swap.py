"""A new file takes the place of the one that was read, and of no other: nobody's save is lost.

On Linux the two change places in one step; what came out is then compared with what was read, and goes back if
somebody saved just before. Elsewhere the file is compared and replaced, and keeps a second name in between.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from hashlib import file_digest
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.lease import InUse, leased
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2
_NO_SUCH_WAY = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def swap(temporary: Path, real: Path, expected: str) -> None:
    """Let a new file take the place of the one whose sha256 is expected.

    Raises SourceError WRT01 where another one is there by now, or somebody is about to save.
    """
    ours = _state(temporary)
    try:
        with leased(real) as somebody_waits:
            if version_of(real) != expected:
                raise SourceError("WRT01", {})
            if not _exchange(temporary, real):
                _replace_keeping(temporary, real, expected, somebody_waits)
            elif version_of(temporary) != expected or somebody_waits():
                _put_back(temporary, real, ours)
                raise SourceError("WRT01", {})
    except (InUse, FileNotFoundError):
        raise SourceError("WRT01", {}) from None


def version_of(path: Path) -> str:
    """The sha256 of what a file holds."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _state(path: Path) -> tuple[int, str]:
    """Which file stands at a path, and what it holds."""
    return path.stat().st_ino, version_of(path)


def _put_back(temporary: Path, real: Path, placed: tuple[int, str]) -> None:
    """Undo an exchange: what was there goes back.

    What comes out is what was placed there last, or else the later save of somebody, which goes back in its turn.
    """
    while True:
        returned = _state(temporary)
        _exchange(temporary, real)
        if _state(temporary) == placed:
            return
        placed = returned


def _replace_keeping(temporary: Path, real: Path, expected: str, somebody_waits: Callable[[], bool]) -> None:
    """Without an exchange in one step: a file stands there at any moment, and what was there keeps a second name.

    A save into the file itself comes back by that name. One that puts another file there between the look and the
    replacement, some microseconds, is lost: no such system tells.
    """
    kept = temporary.with_suffix(".before.part")  # cleared as the other is, where a run is killed
    linked = False
    with contextlib.suppress(OSError):  # a file system without hard links
        os.link(real, kept)
        linked = True
    try:
        if version_of(real) != expected or somebody_waits():
            raise SourceError("WRT01", {})
        temporary.replace(real)
        if linked and (version_of(kept) != expected or somebody_waits()):
            kept.replace(real)
            raise SourceError("WRT01", {})
    finally:
        with contextlib.suppress(OSError):
            kept.unlink()


def _exchange(first: Path, second: Path) -> bool:
    """Let two files change places in one step; False where the system has no such step."""
    rename = _renameat2()
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_WAY:
        return False
    raise OSError(number, os.strerror(number), str(second))


def _renameat2() -> Callable[..., int] | None:
    try:
        found: Callable[..., int] = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return None
    return found
