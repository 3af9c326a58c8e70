"""Tab → rows: find the tab, the heading row and the columns; tell records from blank, total and remark rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sheets_sync.parse.headings import match_headings
from sheets_sync.parse.rows import split_rows
from sheets_sync.parse.tabs import find_tabs
from sheets_sync.table import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheets_sync.model import Finding, Tab, Workbook
    from sheets_sync.schema import Schema
    from sheets_sync.table import Entry

__all__ = ["parse"]


def parse(workbook: Workbook, schemas: Sequence[type[Schema]], entry: Entry) -> tuple[list[Block], list[Finding]]:
    """The tables of a workbook, one per schema that could be found and read; a tab that could not gives a finding."""
    tabs, findings = find_tabs(workbook, schemas, entry)
    blocks = []
    for schema, tab in tabs.items():
        block, found = _parse_tab(tab, schema, entry)
        findings.extend(found)
        if block is not None:
            blocks.append(block)
    return blocks, findings


def _parse_tab(tab: Tab, schema: type[Schema], entry: Entry) -> tuple[Block | None, list[Finding]]:
    layout, findings = match_headings(tab, schema, entry)
    if layout is None:
        return None, findings
    rows, found = split_rows(tab, schema, entry, layout)
    kept = replace(tab, rows=())  # the rows live on in the block
    block = Block(
        schema,
        entry,
        kept,
        layout.row,
        layout.columns,
        layout.headings,
        *rows,
        heading_cells=tab.rows[layout.row - 1],
        id_cells=[row[ids - 1] for row in tab.rows] if (ids := layout.columns.get(schema.id_key or "")) else (),
    )
    return block, findings + found
