"""A file gets new content as a whole or not at all, and a save by somebody else in the meantime is never lost."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends.xlsx.archive import NotEditable, read_entries
from sheets_sync.backends.xlsx.swap import swap, version_of
from sheets_sync.errors import SourceError
from sheets_sync.files import give_name, sync_folder, usual_mode

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_NAME = 60  # with what is put around it, it fits where names are short
_SHORT = 8
_AN_HOUR = 3600


def in_use(path: Path) -> bool:
    """Whether Excel or LibreOffice has the file open, by the lock file that each puts beside it."""
    path = path.resolve()
    excel = path.with_name(f"~${path.name}"), path.with_name(f"~${path.name[2:]}")
    return any(lock.exists() for lock in (*excel, path.with_name(f".~lock.{path.name}#")))


def check_replaceable(path: Path) -> None:
    """Raises NotEditable for a file that is open, that this account may not change, or that has a second name."""
    real = path.resolve()
    if in_use(real):
        raise NotEditable("in-use")
    if not os.access(real, os.W_OK) or not os.access(real.parent, os.W_OK | os.X_OK):
        raise NotEditable("read-only")
    if real.stat().st_nlink > 1:
        clear_beside([real])  # the second name may be one that a run gave it that was killed
    if real.stat().st_nlink > 1:
        raise NotEditable("linked")


def replace_file(path: Path, content: bytes, *, expected_version: str | None) -> None:
    """Give a file new content: mode, owner and attributes stay, and symbolic links are followed.

    `expected_version` is the sha256 of what was read (None: there was no file). Raises SourceError WRT01 when the
    file is another one by now; OSError when the disk refuses, and then the old file is as it was.
    """
    real = path.resolve()
    temporary = _beside(real, content, expected_version)
    try:
        if expected_version is None:
            _put_new(temporary, real)
        else:
            swap(temporary, real, expected_version)
        sync_folder(real.parent)
    finally:
        with contextlib.suppress(OSError):  # what matters is done, or told by another error
            temporary.unlink()


# ------------------------------------------------------------------------------------------------- the new file
def _beside(real: Path, content: bytes, expected: str | None) -> Path:
    """A file with the content, on the disk for good, beside the one that it will replace and with its rights.

    Its name tells what it holds and what it replaces, so that one that is left behind can be judged.
    """
    made = sha256(content).hexdigest()[:_SHORT]
    prefix = f"{_stem(real)}{made}-{(expected or made)[:_SHORT]}."
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if expected is not None:
                _like(real, temporary)
            else:
                temporary.chmod(usual_mode())
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _stem(real: Path) -> str:
    return f".{real.name[:_LONGEST_NAME]}."


def clear_beside(paths: Iterable[Path]) -> None:
    """Take away what a run that was killed left beside these files: what it made, what it replaced, or half of it.

    A person's save that stands there because the run was killed at that very moment is neither, and stays.
    """
    stems: dict[Path, set[str]] = {}
    for path in paths:
        real = path.resolve()
        stems.setdefault(real.parent, set()).add(_stem(real))
    for folder, known in stems.items():
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):  # noqa: PTH208  (a path for each of thousands of files takes long)
                if name.endswith(".part"):
                    _clear(folder / name, known)


def _clear(left: Path, stems: Iterable[str]) -> None:
    stem = next((stem for stem in stems if left.name.startswith(stem)), None)
    with contextlib.suppress(OSError):
        old = stem is not None and time.time() - left.stat().st_mtime > _AN_HOUR
        if stem is not None and old and _is_ours(left, left.name[len(stem) :]):
            left.unlink()


def _is_ours(left: Path, versions: str) -> bool:
    """Whether a file that was left behind holds what its name says, or is no whole archive."""
    if version_of(left)[:_SHORT] in versions.partition(".")[0].split("-"):
        return True
    try:
        read_entries(left.read_bytes())
    except NotEditable as error:
        return error.reason == "damaged"
    return False


def _put_new(temporary: Path, real: Path) -> None:
    """A file where there was none; one that appeared in the meantime stays."""
    try:
        give_name(temporary, real)
    except FileExistsError:
        raise SourceError("WRT01", {}) from None


def _like(real: Path, temporary: Path) -> None:
    """Mode, owner and extended attributes of the file that is replaced, as far as this account may set them."""
    try:
        status = real.stat()
    except FileNotFoundError:
        raise SourceError("WRT01", {}) from None
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
    temporary.chmod(stat.S_IMODE(status.st_mode))  # last, since a change of owner may take bits away
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # a file system without them
            for name in os.listxattr(real):
                with contextlib.suppress(OSError):  # some attributes are the system's own
                    os.setxattr(temporary, name, os.getxattr(real, name))
