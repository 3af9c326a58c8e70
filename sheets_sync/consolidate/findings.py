"""The tab Findings: everything that was found, one line each, with its place, what is wrong and how to solve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.addresses import file_link, spreadsheet_id
from sheets_sync.leads import Leads
from sheets_sync.model import A1, Link, OutColumn, Style
from sheets_sync.page import Page, Put
from sheets_sync.telling import colour, in_order, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language, Location, Sheet
    from sheets_sync.page import Cell
    from sheets_sync.table import Entry

_COLUMNS = (
    ("severity", 14, Style.TEXT),
    ("code", 9, Style.TEXT),
    ("group", 14, Style.TEXT),
    ("municipality", 20, Style.TEXT),
    ("workbook", 26, Style.TEXT),
    ("tab", 16, Style.TEXT),
    ("cell", 9, Style.TEXT),
    ("row_id", 11, Style.TEXT),
    ("column", 22, Style.TEXT),
    ("value", 26, Style.TEXT),
    ("what_is_wrong", 60, Style.WRAP),
    ("how_to_solve", 60, Style.WRAP),
    ("accepted_because", 30, Style.WRAP),
)


def findings_sheet(outcome: Outcome, catalogue: Catalogue) -> Sheet:
    """The tab: errors first, then warnings, what the coordinator accepted, and what is only told."""
    language = outcome.world.language
    columns = [OutColumn(catalogue.word(key, language), width, style) for key, width, style in _COLUMNS]
    page = Page(catalogue.word("findings", language), columns)
    page.headings()
    entries = {entry.ref: entry for entry in outcome.world.registry.entries}
    leads = Leads(outcome.world.books)
    for finding in in_order(outcome.report.findings):
        page.add(*_line(finding, entries.get(finding.location.workbook or ""), leads, catalogue, language))
    return page.sheet(filtered=True, frozen_columns=2)


def _elsewhere(finding: Finding, registration: Location | None, leads: Leads) -> Link | None:
    """To the place in a municipal workbook: a Google spreadsheet, or a file beside the coordinator's own."""
    where = finding.location
    cell = where.cell or (A1(where.row, 1) if where.row else None)
    on_the_web = leads.to(where.workbook, where.tab, cell)
    if on_the_web is not None:
        return on_the_web
    home = registration.workbook if registration else None
    if not (where.workbook and where.tab and home) or spreadsheet_id(home) is not None:
        return None
    return file_link(where.workbook, home, where.tab, cell)


def _line(
    finding: Finding, entry: Entry | None, leads: Leads, catalogue: Catalogue, language: Language
) -> Iterable[Cell]:
    where = finding.location
    message, fix = sentences(finding, catalogue, language)
    own = where.workbook is not None and entry is None
    registration = entry.location if entry else None
    registered = Link(tab=registration.tab, cell=registration.cell) if registration and registration.tab else None
    row = catalogue.word("row_place", language, row=where.row) if where.row else None
    cell = str(where.cell) if where.cell else row
    target = Link(tab=where.tab, cell=where.cell) if own and where.tab else _elsewhere(finding, registration, leads)
    return (
        Put(catalogue.word(finding.severity, language), colour(finding)),
        finding.code,
        finding.group,
        entry.label if entry else None,
        Put(where.workbook, Style.LINK if registered else None, registered),
        where.tab.strip() if where.tab else None,
        Put(cell, Style.LINK, target) if cell and target else cell,
        where.row_id,
        where.column,
        finding.value,
        message,
        fix,
        finding.accepted,
    )
