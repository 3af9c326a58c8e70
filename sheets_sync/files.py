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


def usual_mode() -> int:
    """The rights of a new file, less what the account that runs the tool keeps from others."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
