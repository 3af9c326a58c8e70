"""The blank workbooks that people start from: a programme's own tabs, with nothing filled in but the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheets_sync.starter.spec import NewTab, NewWorkbook

if TYPE_CHECKING:
    from datetime import datetime

    from sheets_sync.model import Language
    from sheets_sync.programme import Programme


def blank_coordinator(programme: Programme, ref: str, language: Language, now: datetime) -> NewWorkbook:
    """The workbook in which the coordinator registers everything."""
    return NewWorkbook(ref, language, tuple(map(NewTab, programme.coordinator_tabs)), now)


def blank_municipal(
    programme: Programme, ref: str, language: Language, now: datetime, *, currency: str = "EUR", group: Any = None
) -> NewWorkbook:
    """The workbook of a municipality; `group` is what the programme knows of its partnership, None: nothing yet."""
    tabs = tuple(NewTab(schema, numbered=programme.numbered.get(schema, 0)) for schema in programme.tabs)
    return NewWorkbook(ref, language, tabs, now, currency, group)
