"""The tab Check: what to correct and what to look at, where, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.feedback.headline import headline
from sheets_sync.feedback.lines import cells_of, lines_of
from sheets_sync.model import A1, Link, OutColumn, Severity, Style
from sheets_sync.page import Page, Put, beside
from sheets_sync.telling import colour, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sheets_sync.leads import Leads
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Language, Location, Sheet
    from sheets_sync.page import Cell
    from sheets_sync.since import Since
    from sheets_sync.table import Entry

_COLUMNS = (
    ("severity", 14),
    ("tab", 14),
    ("cell", 8),
    ("row_id", 9),
    ("column", 17),
    ("value", 18),
    ("what_is_wrong", 43),
    ("how_to_solve", 43),
    ("since", 11),
    ("code", 8),
)
#: A longer value is cut: the cell itself is one click away.
_LONGEST = 120


def check_sheet(
    entry: Entry,
    findings: Sequence[Finding],
    labels: Mapping[str, str],
    leads: Leads,
    catalogue: Catalogue,
    since: Since,
) -> Sheet:
    """The tab of one workbook. `labels` are the municipalities of its partnership by workbook."""
    language = entry.language
    columns = [OutColumn(catalogue.word(key, language), width, Style.WRAP) for key, width in _COLUMNS]
    page = Page(catalogue.word("check", language), columns)
    head = headline(findings, catalogue, language)
    page.wide(f"{page.title} – {entry.label}", Style.TITLE)
    page.wide(head.sentence, head.style)
    lines = lines_of(findings, catalogue, language)
    if lines:
        page.headings()
    for line in lines:
        page.add(*_Line(line, entry, labels, leads, catalogue, since.of(line)).cells())
    page.add()
    for note in _notes(head.errors, head.warnings):
        page.wide(catalogue.word(note, language), Style.MUTED)
    if lines:
        _explain(page, lines, catalogue, language)
    sheet = page.sheet()
    return beside(sheet, since.cells(findings, len(sheet.rows)))


def _notes(errors: int, warnings: int) -> Iterator[str]:
    if errors:
        yield "errors_do_not_count"
    if errors or warnings:
        yield "next_check"
    yield "owned_tab"


def _explain(page: Page, lines: Sequence[tuple[Finding, ...]], catalogue: Catalogue, language: Language) -> None:
    """Below the list: what each code that occurs in it means, once."""
    page.add()
    page.wide(catalogue.word("codes_explained", language), Style.SUBTITLE)
    for code in dict.fromkeys(line[0].code for line in lines):
        why = catalogue.text(code, language).why
        if why:
            page.add(Put(code, Style.LABEL), Put(why, Style.WRAP, span=page.width - 1))


class _Line:
    """One line of the list."""

    def __init__(
        self,
        findings: tuple[Finding, ...],
        entry: Entry,
        labels: Mapping[str, str],
        leads: Leads,
        catalogue: Catalogue,
        since: date,
    ) -> None:
        self.findings, self.first, self.since = findings, findings[0], since
        self.entry, self.labels, self.leads, self.catalogue = entry, labels, leads, catalogue

    def cells(self) -> Iterator[Cell]:
        """The cells in the order of the columns."""
        finding, language = self.first, self.entry.language
        where = finding.location
        muted = finding.severity is Severity.INFO or not finding.counts
        message, fix = sentences(finding, self.catalogue, language)
        if len(self.findings) > 1:
            message = f"{message}\n{self._all_cells()}"
        if finding.accepted is not None:
            fix = self.catalogue.word("accepted_by_coordinator", language, reason=finding.accepted)
        look = Style.MUTED if muted else None
        yield Put(self.catalogue.word(finding.severity, language), colour(finding))
        yield Put(self._tab(where), look)
        yield self._cell(where, look)
        yield Put(where.row_id if len(self.findings) == 1 else None, look)
        yield Put(where.column, look)
        yield Put(self._value(), look)
        yield Put(message, look)
        yield Put(fix, look)
        yield Put(self.since, Style.DATE)
        yield Put(finding.code, look)

    def _all_cells(self) -> str:
        """All of them, however many: "5 cells: G5:G7, G12, G14"."""
        key = "grouped" if self.first.location.cell else "grouped_rows"
        words = self.catalogue.word(key, self.entry.language, n=len(self.findings), cells="", rows="")
        return f"{words.rstrip()} {cells_of(self.findings)}"

    def _tab(self, where: Location) -> str | None:
        """The tab; of another workbook with its municipality; where it is about the partnership, its code."""
        if where.workbook is None:
            return self.first.group
        title = where.tab.strip() if where.tab else None
        if where.workbook == self.entry.ref:
            return title
        other = f"({self.labels.get(where.workbook, where.workbook)})"
        return f"{title}\n{other}" if title else other

    def _cell(self, where: Location, look: Style | None) -> Cell:
        if where.row is None or where.tab is None:
            return Put(None, look)
        more = " …" if len(self.findings) > 1 else ""
        text = f"{where.cell}{more}" if where.cell else f"{self._row(where.row)}{more}"
        cell = where.cell or A1(where.row, 1)
        if where.workbook == self.entry.ref:
            return Put(text, Style.LINK, Link(where.tab, cell))
        link = self.leads.to(where.workbook, where.tab, cell)
        return Put(text, Style.LINK, link) if link else Put(text, look)

    def _row(self, number: int) -> str:
        return self.catalogue.word("row_place", self.entry.language, row=number)

    def _value(self) -> str | None:
        """The value as typed; the first of several where they differ."""
        value = self.first.value
        if value is None:
            return None
        cut = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
        return cut if len({finding.value for finding in self.findings}) == 1 else f"{cut} …"
