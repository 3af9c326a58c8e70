"""A new file that is there as a whole or not at all, and never takes the place of another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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


def usual_mode() -> int:
    """The rights of a new file, less what the account that runs the tool keeps from others."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
