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
        from sheets_sync.backends.xlsx.replace import check_replaceable, in_use  # noqa: PLC0415  (only for writing)
        from sheets_sync.backends.xlsx.splice import NotEditable, own_sheets  # noqa: PLC0415

        path = self.folder / workbook.ref
        try:
            own_sheets(path.read_bytes())
            check_replaceable(path)
            editable = not in_use(path)
        except (NotEditable, OSError):
            editable = False
        if editable:
            existing = {tab.title: tab for tab in workbook.own}
            return Target(workbook.ref, workbook.ref, existing, workbook.version)
        name = str(Path(workbook.ref).with_suffix(f".{purpose}.xlsx"))
        return replace(self._copy(name), ref=workbook.ref)

    def _copy(self, name: str) -> Target:
        """What the copy beside a workbook holds now."""
        try:
            held = read_workbook(self.folder / name, name, self.limits)
        except SourceError:
            return Target(name, name, copy=True)
        return Target(name, name, {tab.title: tab for tab in (*held.tabs, *held.own)}, held.version, copy=True)

    def write(self, target: Target, sheets: Sequence[Sheet]) -> None:
        """Splice the tabs into the file, or write them to a file of their own. Raises SourceError WRT01 or WRT03."""
        from sheets_sync.backends.xlsx.package import new_package  # noqa: PLC0415
        from sheets_sync.backends.xlsx.replace import replace_file  # noqa: PLC0415
        from sheets_sync.backends.xlsx.splice import NotEditable, with_sheets  # noqa: PLC0415

        path = self.folder / target.name
        try:
            if target.copy:
                # links to cells lead nowhere in a file of its own
                content = new_package([replace(sheet, links={}) for sheet in sheets])
                replace_file(path, content, expected_version=target.version or None)
            else:
                replace_file(path, with_sheets(path.read_bytes(), sheets), expected_version=target.version)
        except (NotEditable, OSError) as error:
            raise SourceError("WRT01", {}) from error
