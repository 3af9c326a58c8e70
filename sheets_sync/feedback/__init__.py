"""Findings and figures → the tabs Check and Overview of a municipal workbook, and which of its cells light up.

In the language of its readers, who never saw the tool: what to correct, where, and how; and how much of the budget is
left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_sync.feedback.check import check_sheet
from sheets_sync.feedback.headline import Headline, headline
from sheets_sync.feedback.highlights import lit_cells, with_lookup
from sheets_sync.feedback.overview import overview_sheet
from sheets_sync.leads import Leads
from sheets_sync.since import Since

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sheets_sync.check import Outcome
    from sheets_sync.messages import Catalogue
    from sheets_sync.model import Finding, Highlight, Sheet, Tab, TabCount
    from sheets_sync.programme import Book, Programme

__all__ = ["Desk", "feedback"]


def feedback(outcome: Outcome, book: Book, programme: Programme, catalogue: Catalogue) -> tuple[Sheet, ...]:
    """The tabs of one workbook. For many of them, ask one `Desk`."""
    return Desk(outcome, programme, catalogue).sheets(book)


class Desk:
    """Makes the tabs of each workbook of a run; what concerns which of them is sorted out once."""

    def __init__(self, outcome: Outcome, programme: Programme, catalogue: Catalogue) -> None:
        self._outcome, self._programme, self._catalogue = outcome, programme, catalogue
        self._books: dict[str, Book] = {book.entry.ref: book for book in outcome.world.books}
        self._leads = Leads(outcome.world.books)
        self._groups: dict[str | None, list[Book]] = {}
        for book in outcome.world.books:
            self._groups.setdefault(book.entry.group, []).append(book)
        self._findings: dict[str, list[Finding]] = {}
        for finding in outcome.report.findings:
            for ref in self._concerned(finding):
                self._findings.setdefault(ref, []).append(finding)
        self._counts = {report.workbook: report.tabs for report in outcome.report.workbooks}

    def _concerned(self, finding: Finding) -> list[str]:
        """The workbooks that are to know: its own; both of a partnership where it is about that; none of others."""
        ref = finding.location.workbook
        about_group = self._catalogue.codes[finding.code].level == "partnership"
        if about_group and finding.group is not None and (ref is None or ref in self._books):
            return [book.entry.ref for book in self._groups.get(finding.group, ())]
        return [ref] if ref is not None else []

    def concerning(self, ref: str) -> Sequence[Finding]:
        """What those who fill in a workbook are to know."""
        return self._findings.get(ref, ())

    def headline(self, book: Book) -> Headline:
        """How it stands with one workbook, as both of its tabs say on top."""
        return headline(self._findings.get(book.entry.ref, ()), self._catalogue, book.entry.language)

    def sheets(self, book: Book, held: Tab | None = None) -> tuple[Sheet, ...]:
        """The tabs Check and Overview of one workbook; `held` is Check as it is now, which knows what is not new."""
        ref = book.entry.ref
        findings = self._findings.get(ref, ())
        labels = {other.entry.ref: other.entry.label for other in self._groups.get(book.entry.group, ())}
        facts = self._programme.facts(
            book,
            self._groups.get(book.entry.group, ()),
            self._outcome.world,
            self._outcome.standing,
            self._catalogue,
        )
        since = Since(held, self._outcome.world.as_of)
        return (
            check_sheet(book.entry, findings, labels, self._leads, self._catalogue, since),
            overview_sheet(book.entry, findings, facts, self._rows(book), self._catalogue),
        )

    def lit(self, book: Book, held: Tab | None = None) -> tuple[tuple[Sheet, ...], tuple[Highlight, ...]]:
        """The same tabs where they stand in the workbook itself, and the tables of it in which cells light up.

        Check keeps the list of these cells whether there are any or not.
        """
        check, *others = self.sheets(book, held)
        lit = lit_cells(book, self._findings.get(book.entry.ref, ()))
        return (with_lookup(check, lit.keys), *others), lit.highlights

    def _rows(self, book: Book) -> Iterator[TabCount | str]:
        """What became of the rows of each tab; of one that should be there and was not read, only its title."""
        yield from self._counts.get(book.entry.ref, ())
        for schema in self._programme.tabs:
            if not schema.optional and schema not in book.tables:
                yield schema.tab.of(book.entry.language)
