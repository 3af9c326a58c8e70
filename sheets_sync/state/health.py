"""Whether what is remembered is whole, found out without changing or putting aside anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from sheets_sync.state.database import APPLICATION, BUSY, FILE
from sheets_sync.state.migrations import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path


def is_whole(folder: Path) -> bool:
    """Whether the state in a folder can be used as it is; one that is not there yet can."""
    path = folder / FILE
    try:
        if not path.stat().st_size:
            return True
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", timeout=BUSY, uri=True)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return False
            application, version = (
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
    except sqlite3.Error:
        return False
    return bool(application == APPLICATION and 0 < version <= len(MIGRATIONS))
