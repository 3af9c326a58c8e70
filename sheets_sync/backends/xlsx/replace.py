"""A file gets new content as a whole or not at all, and a save by somebody else in the meantime is never lost.

On Linux the new file and the old one change places in one step; what came out is then compared with what was
read, and they change places again if somebody saved just before. Elsewhere the file is compared, kept aside, and
replaced.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.archive import NotEditable
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

_AT_FDCWD = -100
_EXCHANGE = 2
_TRIES = 3
_NO_SUCH_WAY = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def in_use(path: Path) -> bool:
    """Whether Excel or LibreOffice has the file open, by the lock file that each puts beside it."""
    path = path.resolve()
    excel = path.with_name(f"~${path.name}"), path.with_name(f"~${path.name[2:]}")
    return any(lock.exists() for lock in (*excel, path.with_name(f".~lock.{path.name}#")))


def check_replaceable(path: Path) -> None:
    """Raises NotEditable for a file that this account may not change, or that has a second name on the disk."""
    real = path.resolve()
    if not os.access(real, os.W_OK) or not os.access(real.parent, os.W_OK):
        raise NotEditable("read-only")
    if real.stat().st_nlink > 1:
        raise NotEditable("linked")


def replace_file(path: Path, content: bytes, *, expected_version: str | None) -> None:
    """Give a file new content: mode, owner and attributes stay, and symbolic links are followed.

    `expected_version` is the sha256 of what was read (None: there was no file). Raises SourceError WRT01 when the
    file is another one by now; OSError when the disk refuses, and then the old file is as it was.
    """
    real = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".part", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if expected_version is not None:
                _like(real, temporary)
            else:
                temporary.chmod(0o666 & ~_umask())
            os.fsync(file.fileno())
        if expected_version is None:
            _put_new(temporary, real)
        else:
            _swap(temporary, real, expected_version)
        _sync_folder(real.parent)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def _put_new(temporary: Path, real: Path) -> None:
    """A file where there was none; one that appeared in the meantime stays."""
    try:
        os.link(temporary, real)
    except FileExistsError:
        raise SourceError("WRT01", {}) from None
    except OSError:  # a file system without hard links
        if real.exists():
            raise SourceError("WRT01", {}) from None
        temporary.replace(real)


def _swap(temporary: Path, real: Path, expected: str) -> None:
    for _ in range(_TRIES):
        if _version(real) != expected:
            raise SourceError("WRT01", {})
        if not _exchange(temporary, real):
            _replace_keeping(temporary, real, expected)
            return
        if _version(temporary) == expected:  # what came out is what was read: done
            return
        _exchange(temporary, real)  # somebody saved in between: their file goes back, and ours was never there
    raise SourceError("WRT01", {})


def _replace_keeping(temporary: Path, real: Path, expected: str) -> None:
    """Without an exchange in one step: keep what was there, and put it back if it isn't what was read."""
    kept = real.with_name(f".{real.name}.before")
    real.replace(kept)
    if _version(kept) != expected:
        kept.replace(real)
        raise SourceError("WRT01", {})
    try:
        temporary.replace(real)
    except OSError:
        kept.replace(real)
        raise
    kept.unlink()


def _version(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _like(real: Path, temporary: Path) -> None:
    """Mode, owner and extended attributes of the file that is replaced, as far as this account may set them."""
    try:
        status = real.stat()
    except FileNotFoundError:
        raise SourceError("WRT01", {}) from None
    temporary.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(stat.S_IMODE(status.st_mode))  # a change of owner may take bits away
    if hasattr(os, "listxattr"):
        for name in os.listxattr(real):
            with contextlib.suppress(OSError):  # some attributes are the system's own
                os.setxattr(temporary, name, os.getxattr(real, name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # a platform that opens no folders
        return
    try:
        with contextlib.suppress(OSError):  # network shares refuse it
            os.fsync(handle)
    finally:
        os.close(handle)


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
