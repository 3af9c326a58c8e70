"""The folder of the state: whether it can be used, who else sees it, whether what is in it is whole."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import megabytes
from sheets_sync.backends.xlsx.preflight import account
from sheets_sync.doctor.check import Check
from sheets_sync.files import OTHERS
from sheets_sync.state.health import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A workbook is written as a whole beside the old one, so that there must be room for both.
_LITTLE, _MUCH = 200_000_000, 10_000_000_000


def look_at_state(folder: Path) -> Iterator[Check]:
    """What is to be said of the folder; it need not be there yet."""
    place = next(path for path in (folder, *folder.parents) if path.exists() or path == path.parent)
    about = {"folder": str(folder), "account": account()}
    if not os.access(place, os.W_OK | os.X_OK) or not place.is_dir():
        yield Check("state", "wrong", "state_closed", about)
        return
    if place != folder:
        yield Check("state", "ok", "state_new", about)
    elif place.stat().st_mode & OTHERS:
        yield Check("state", "look", "state_shared", {**about, "command": f"chmod 700 {folder}"})
    else:
        yield Check("state", "ok", "state_fine", about)
    if place == folder and not is_whole(folder):
        yield Check("state", "look", "state_damaged", about)
    free = shutil.disk_usage(place).free
    params = {**about, "free": megabytes(free) if free < _MUCH else f"{free // 1_000_000_000} GB"}
    yield Check("state", "look", "disk_full", params) if free < _LITTLE else Check("state", "ok", "disk_fine", params)
