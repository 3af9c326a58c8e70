"""Which files may be touched: those in the folders that an administrator named, wherever a name or a link leads."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends.limits import Limits
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the workbooks of a programme may cost, and in which folders they lie; None: in any.

    A workbook is named by a row in a spreadsheet, which more people can change than may decide what the account of
    the tool reads and writes on its machine.
    """

    limits: Limits = field(default_factory=Limits)
    folders: tuple[Path, ...] | None = None

    @classmethod
    def within(cls, limits: Limits, folders: Iterable[Path]) -> Bounds:
        """Those of a programme whose workbooks lie in these folders or below."""
        return cls(limits, tuple(Path(os.path.realpath(folder)) for folder in folders))

    def place(self, path: Path, ref: str) -> Path:
        """Where a file really is. Raises SourceError SRC11 where that is in none of the folders."""
        if self.folders is None:
            return path
        try:
            real = Path(os.path.realpath(path))
        except ValueError:  # no name for a file: it leads nowhere
            return path
        if not any(real.is_relative_to(folder) for folder in self.folders):
            raise SourceError("SRC11", {"workbook": ref})
        return real


class Once:
    """Each workbook under one name: under another one it would be counted, and written, a second time."""

    def __init__(self) -> None:
        self._met: dict[object, tuple[str, bool, Path | None]] = {}

    def meet(self, ref: str, spreadsheet: str | None, path: Path | None, *, long: bool = False) -> None:
        """Raises SourceError SRC12 for a workbook that was met before under another name, or as the coordinator's.

        `long`: it is met as the coordinator's now.
        """
        identity = spreadsheet or _identity(path)
        if identity is None:
            return
        first, was_long, there = self._met.setdefault(identity, (ref, long, path))
        if (first, was_long) != (ref, long) and (spreadsheet or _is_same(path, there)):
            raise SourceError("SRC12", {"workbook": ref, "other": first})

    def __contains__(self, spreadsheet: str) -> bool:
        return spreadsheet in self._met


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What a file is known by, whatever its name; None where there is none, which is told when it is read."""
    try:
        found = path.stat() if path else None
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if found else None


def _is_same(one: Path | None, other: Path | None) -> bool:
    """Whether two names still are those of one file: the number of one that was replaced is given to another."""
    try:
        return one is not None and other is not None and one.samefile(other)
    except OSError:
        return False
