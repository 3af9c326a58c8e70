""".xlsx files in a folder, as a backend."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.backends import Purpose, Target
from sheets_sync.backends.xlsx.read import Limits, read_workbook
from sheets_sync.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.model import Sheet, Workbook


@dataclass(frozen=True, slots=True)
class XlsxBackend:
    """Files that are registered by a path relative to a folder."""

    folder: Path
    limits: Limits = field(default_factory=Limits)

    def read(self, ref: str) -> Workbook:
        """The workbook in a file. Raises SourceError."""
        return read_workbook(self.folder / ref, ref, self.limits)

    def target(self, workbook: Workbook, purpose: Purpose) -> Target:
        """The file itself; or `<name>.check.xlsx` beside it while it is open, read-only or not understood."""
        from sheets_sync.backends.xlsx.replace import in_use  # noqa: PLC0415  (only where something is written)
        from sheets_sync.backends.xlsx.splice import NotEditable, own_sheets  # noqa: PLC0415

        path = self.folder / workbook.ref
        existing = {tab.title: tab for tab in workbook.own}
        try:
            own_sheets(path.read_bytes())
        except (NotEditable, OSError):
            editable = False
        else:
            editable = not in_use(path)
        if editable:
            return Target(workbook.ref, workbook.ref, existing, workbook.version)
        name = str(Path(workbook.ref).with_suffix(f".{purpose}.xlsx"))
        return replace(self._copy(name), ref=workbook.ref)

    def _copy(self, name: str) -> Target:
        try:
            held = read_workbook(self.folder / name, name, self.limits)
        except SourceError:
            return Target(name, name, copy=True)
        return Target(name, name, {tab.title: tab for tab in (*held.tabs, *held.own)}, held.version, copy=True)

    def write(self, target: Target, sheets: Sequence[Sheet]) -> None:
        """Splice the tabs into the file, or write them to a file of their own. Raises SourceError WRT01 or WRT03."""
        from sheets_sync.backends.xlsx.package import new_package  # noqa: PLC0415
        from sheets_sync.backends.xlsx.replace import replace_file  # noqa: PLC0415
        from sheets_sync.backends.xlsx.splice import with_sheets  # noqa: PLC0415

        path = self.folder / target.name
        if not target.copy:
            replace_file(path, with_sheets(path.read_bytes(), sheets), expected_version=target.version)
            return
        content = new_package([replace(sheet, links={}) for sheet in sheets])  # links to cells lead nowhere in a copy
        replace_file(path, content, expected_version=target.version or None)
