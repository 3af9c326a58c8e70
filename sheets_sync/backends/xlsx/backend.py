""".xlsx files in a folder, as a backend."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends import Purpose, Target
from sheets_sync.backends.bounds import Bounds
from sheets_sync.backends.titles import Held
from sheets_sync.backends.xlsx.read import read_workbook
from sheets_sync.errors import SourceError
from sheets_sync.model import Tab
from sheets_sync.seal import is_edited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheets_sync.backends.limits import Limits
    from sheets_sync.model import Delivery, Sheet, Workbook


@dataclass(frozen=True, slots=True)
class XlsxBackend:
    """Files that are registered by a path relative to a folder, or by another one within the bounds."""

    folder: Path
    bounds: Bounds = field(default_factory=Bounds)
    _touched: list[Path] = field(default_factory=list, repr=False, compare=False)

    def prepare(self, refs: Sequence[str]) -> None:
        """Nothing: a file is there at once."""

    def may_kill(self, _ref: str) -> bool:
        """The reader is not Python's own."""
        return True

    def finish(self) -> None:
        """What a run that was killed left beside the files of this one goes."""
        from sheets_sync.backends.xlsx.replace import clear_beside  # noqa: PLC0415  (only for writing)

        clear_beside(self._touched)
        self._touched.clear()

    def read(self, ref: str, *, own: bool = True, long: bool = False) -> Workbook:
        """The workbook in a file. Raises SourceError."""
        return read_workbook(self.place(ref), ref, self._limits(long=long), own=own)

    def place(self, name: str) -> Path:
        """Where the file with a name is. Raises SourceError SRC11 where it may not be touched."""
        return self.bounds.place(self.folder / name, name)

    def _limits(self, *, long: bool) -> Limits:
        limits = self.bounds.limits
        return limits.of_coordinator if long else limits

    def target(self, workbook: Workbook, purpose: Purpose) -> Target:
        """The file itself; or `<name>.check.xlsx` beside it while it is open, read-only or not understood."""
        from sheets_sync.backends.xlsx.replace import check_replaceable  # noqa: PLC0415  (only for writing)
        from sheets_sync.backends.xlsx.splice import NotEditable, all_tabs  # noqa: PLC0415

        try:
            path = self.place(workbook.ref)
            self._touched.append(path)
            tabs = all_tabs(path.read_bytes())
            check_replaceable(path)
        except (NotEditable, SourceError, OSError, MemoryError):
            return self._beside(workbook.ref, purpose)
        own = {tab.title: tab for tab in workbook.own}
        unread = (Tab(title, (), annotated=True) for title, _ in tabs)  # what wasn't read may hold anything
        existing = {key: own.get(title, other) for (title, key), other in zip(tabs, unread, strict=True) if key}
        titles = tuple(title for title, _ in tabs)
        return Target(workbook.ref, workbook.ref, Held(existing), workbook.version, titles=titles)

    def _beside(self, ref: str, purpose: Purpose) -> Target:
        """The copy beside a workbook and what it holds now.

        A file of a person with that name is left alone, and so is a copy in which somebody wrote: the next one goes
        on from there.
        """
        from sheets_sync.backends.xlsx.splice import NotEditable, own_sheets  # noqa: PLC0415  (only for writing)

        left: tuple[str, str] | None = None
        existing: Mapping[str, Tab] = {}
        for number in count(1):
            name = str(Path(ref).with_suffix(f".{purpose}.xlsx" if number == 1 else f".{purpose}-{number}.xlsx"))
            try:
                path = self.place(name)
                if not _is_there(path):
                    break
                titles = own_sheets(path.read_bytes())
                held = read_workbook(path, name, self._limits(long=purpose == "consolidated"))
            except (NotEditable, SourceError, OSError, MemoryError):
                continue
            if not held.tabs and len(titles) == len(held.own):
                tabs = {tab.title: tab for tab in held.own}
                existing = {key: tabs[title] for key, title in titles.items()}
                edited = next((tab.title for tab in held.own if is_edited(tab)), None)
                if edited is None:
                    return Target(ref, name, Held(existing), held.version, copy=True)
                left = edited, name
        return Target(ref, name, Held(existing), copy=True, left=left)

    def write(self, target: Target, delivery: Delivery) -> Sequence[tuple[str, str]]:
        """Splice the tabs into the file, or write them to a file of their own. Raises SourceError WRT01, 02 or 06."""
        from sheets_sync.backends.xlsx.package import new_package  # noqa: PLC0415  (only for writing)
        from sheets_sync.backends.xlsx.replace import in_use, replace_file  # noqa: PLC0415
        from sheets_sync.backends.xlsx.splice import NotEditable, with_sheets  # noqa: PLC0415

        path = self.place(target.name)
        try:
            if in_use(path):
                raise SourceError("WRT01", {})
            if target.copy:
                content = new_package([_on_its_own(sheet, delivery.sheets) for sheet in delivery.sheets])
                replace_file(path, content, expected_version=target.version or None)
            else:
                content = with_sheets(
                    path.read_bytes(),
                    delivery.sheets,
                    delivery.highlights,
                    released=delivery.released,
                    unchanged=delivery.unchanged,
                )
                replace_file(path, content, expected_version=target.version)
        except NotEditable as error:  # it could be changed when it was read
            raise SourceError("WRT01", {}) from error
        except MemoryError as error:
            raise SourceError("WRT06", {"file": target.name}) from error
        except OSError as error:
            raise _refusal(error, target.name) from error
        return ()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name for a file here, which is told when it is written
        return False


def _on_its_own(sheet: Sheet, sheets: Sequence[Sheet]) -> Sheet:
    """The tab for a file of its own: a link to a tab that isn't in there would lead nowhere."""
    titles = {other.title for other in sheets}
    return replace(sheet, links={cell: link for cell, link in sheet.links.items() if link.url or link.tab in titles})


def _refusal(error: OSError, name: str) -> SourceError:
    """What a person is told of a file that couldn't be written: no right to do so, or no room."""
    from sheets_sync.backends.xlsx.preflight import account  # noqa: PLC0415  (only where something went wrong)

    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return SourceError("WRT02", {"account": account(), "range": name})
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceError("WRT01", {})
    return SourceError("WRT06", {"file": name})
