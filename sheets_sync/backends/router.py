"""Each workbook to the backend of its kind: a programme may have some in Google Sheets and some as files."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from sheets_sync.addresses import spreadsheet_id
from sheets_sync.backends import INSTALL
from sheets_sync.backends.bounds import Bounds, Once
from sheets_sync.backends.xlsx.backend import XlsxBackend
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sheets_sync.backends import Access, Backend, Purpose, Target
    from sheets_sync.backends.google.backend import GoogleBackend
    from sheets_sync.model import Delivery, Workbook


class Router:
    """All workbooks of a programme."""

    def __init__(self, folder: Path, access: Access, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._files = XlsxBackend(folder, self._bounds)
        self._access, self._once = access, Once()
        self._opened: list[Backend] = [self._files]

    @cached_property
    def _google(self) -> GoogleBackend:
        """Opened for the first spreadsheet. Raises SourceError CFG02, CFG03 or CFG08."""
        try:
            from sheets_sync.backends.google.opening import open_google  # noqa: PLC0415  (only where there is one)
        except ModuleNotFoundError as error:
            raise SourceError("CFG08", {"command": INSTALL}) from error
        google = open_google(self._access, limits=self._bounds.limits)
        self._opened.append(google)
        return google

    def _of(self, ref: str) -> Backend:
        return self._files if spreadsheet_id(ref) is None else self._google

    def prepare(self, refs: Sequence[str]) -> None:
        web = [ref for ref in refs if (found := spreadsheet_id(ref)) is not None and found not in self._once]
        if web:
            with suppress(SourceError):  # told for the first that is read
                self._google.prepare(web)

    def may_kill(self, ref: str) -> bool:
        return spreadsheet_id(ref) is None

    def read(self, ref: str, *, own: bool = True, long: bool = False) -> Workbook:
        """Raises SourceError as the backends; SRC12 for a workbook that was read already under another name."""
        found = spreadsheet_id(ref)
        if self._bounds.folders is not None:  # whoever names files on a command line may do so twice
            self._once.meet(ref, found, None if found else self._files.place(ref), long=long)
        return self._of(ref).read(ref, own=own, long=long)

    def target(self, workbook: Workbook, purpose: Purpose) -> Target:
        return self._of(workbook.ref).target(workbook, purpose)

    def write(self, target: Target, delivery: Delivery) -> Sequence[tuple[str, str]]:
        return self._of(target.ref).write(target, delivery)

    def finish(self) -> None:
        for backend in self._opened:
            backend.finish()
