"""What is found wrong in the cells of one tab: each fault with its place, and which cells are broken by it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sheets_sync.model import A1, Finding, Location
from sheets_sync.table import content_of
from sheets_sync.validate.ids import id_reader, next_free
from sheets_sync.values import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheets_sync.model import Param
    from sheets_sync.schema import Field
    from sheets_sync.table import Block
    from sheets_sync.validate.reading import Flaw


class TooManyFindings(Exception):  # noqa: N818  (named by its reason)
    """More is wrong in a workbook than anybody can read, and than the memory of a run may hold."""


class Faults:
    """Findings in the cells of a tab, and the keys of broken cells by the place of their row among the records.

    Raises TooManyFindings where there would be more than `most`.
    """

    def __init__(self, block: Block, most: int = sys.maxsize) -> None:
        self.findings: list[Finding] = []
        self.most = most
        self.broken: dict[int, set[str]] = {}
        self._block, self._entry = block, block.entry
        self._headings = {key: block.heading(key) for key in block.columns}
        self._id_of = id_reader(block)
        self._free: dict[str, str | None] = {}

    def flaw(self, index: int, field: Field, flaw: Flaw) -> None:
        """The cell cannot be read: it is broken, and its reason is told."""
        self.broken.setdefault(index, set()).add(field.key)
        params, suggestion = dict(flaw.params), flaw.suggestion
        if flaw.code in {"CEL01", "CEL11", "ROW01"}:
            params["column"] = self._block.heading(field.key)
        if flaw.code == "ROW01":
            if field.key not in self._free:
                self._free[field.key] = next_free(self._block, field)
            suggestion = self._free[field.key]
        self.add(flaw.code, index, field, params, suggestion)

    def add(
        self, code: str, index: int, field: Field, params: Mapping[str, Param], suggestion: Param | None = None
    ) -> None:
        """Tell a finding about a cell, given by the place of its row among the records."""
        if len(self.findings) >= self.most:
            raise TooManyFindings
        block, number = self._block, self._block.numbers[index]
        row_id = self._id_of(index)
        where = Location(
            workbook=self._entry.ref,
            tab=block.tab.title,
            cell=A1(number, block.columns[field.key]),
            row=number,
            row_id=row_id,
            column=self._headings[field.key],
            key=field.key,
            content=None if row_id else content_of(block.row(index)),
        )
        value = self.shown(index, field) or None
        self.findings.append(Finding(code, where, params, value, suggestion, self._entry.group))

    def shown(self, index: int, field: Field) -> str:
        """The cell as the spreadsheet shows it."""
        return shown(self._block.stored[field.key][index], self._entry.language)
