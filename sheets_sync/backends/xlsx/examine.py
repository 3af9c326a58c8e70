"""What can be told of a workbook file without understanding it, for `doctor`. Nothing is changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias

from sheets_sync.backends.limits import Limits, Refused, TooLarge
from sheets_sync.backends.xlsx.lease import InUse, leased
from sheets_sync.backends.xlsx.preflight import account, load
from sheets_sync.backends.xlsx.read import CODES
from sheets_sync.backends.xlsx.replace import in_use
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["account", "look_at_file"]

Standing: TypeAlias = Literal["fine", "open", "read_only"]


def look_at_file(path: Path, ref: str, *, long: bool = False) -> Standing:
    """How it stands with a file. Raises SourceError where it cannot be read."""
    limits = Limits().of_coordinator if long else Limits()
    try:
        load(path, ref, limits)
    except TooLarge as error:
        raise SourceError("SRC08", {"size": error.size, "limit": error.limit}) from error
    except Refused as error:
        raise SourceError(CODES[type(error)], {"file": path.name}) from error
    real = path.resolve()
    try:
        with leased(real):
            pass
    except InUse:
        return "open"
    if in_use(real):
        return "open"
    writable = os.access(real, os.W_OK) and os.access(real.parent, os.W_OK | os.X_OK)
    return "fine" if writable else "read_only"
