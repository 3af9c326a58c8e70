"""Files that are there as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The rights that anybody else than the owner of a file has.
OTHERS = 0o077


def give_name(temporary: Path, path: Path) -> None:
    """Give a finished file its name; where the disk knows no second name for a file it is moved there.

    Raises FileExistsError where something has that name; OSError when the disk refuses.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists() or path.is_symlink():
            raise FileExistsError(path) from None
        temporary.replace(path)


def put(path: Path, text: str) -> None:
    """Put a text into a file, as a whole: what was there before stays until the new one is ready.

    A link is followed. What is no ordinary file, such as a pipe or /dev/null, is written to and stays what it is.
    Raises OSError.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_text(text, "utf-8")
        return
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def put_private(path: Path, text: str) -> None:
    """Put a text into a file of this account alone, as a whole, on the disk before this returns.

    Raises OSError; then the file is as it was.
    """
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """The names in a folder survive a power cut, too, wherever folders can be put on the disk."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # a platform that opens no folders
        return
    try:
        with contextlib.suppress(OSError):  # network shares refuse it
            os.fsync(handle)
    finally:
        os.close(handle)


def usual_mode() -> int:
    """The rights of a new file, less what the account that runs the tool keeps from others."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
